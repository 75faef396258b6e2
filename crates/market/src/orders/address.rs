//! Signed, expiring addresses of downloads.
//!
//! A link names what gives the right (an entitlement, or the offer of something free), the file (or all) and when it ends,
//! and is signed. It can be handed to a download manager or a slicer, which has no session.

use basis::Time;
use uuid::Uuid;

use crate::{
    Market,
    links::{self, Purpose},
};

/// What a link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// One file.
    File(Uuid),
    /// All files of the newest revision on sale, as a zip with its manifest.
    All,
    /// All files of the revision that was bought, the same way.
    AllAsBought,
}

/// What stands in a link's word for all files.
pub(super) const ALL: &str = "all";
pub(super) const ALL_AS_BOUGHT: &str = "bought";

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The last part of the address.
    pub token: String,
    /// Until when it opens something.
    pub expires: Time,
}

/// A link for `target` of what `id` stands for: an entitlement, or the offer of something that anybody may have.
pub(super) fn address(market: &Market, purpose: Purpose, id: Uuid, target: Target) -> Link {
    let expires = market.now() + chrono::Duration::seconds(seconds_of(market));
    let file = match target {
        Target::File(id) => id.simple().to_string(),
        Target::All => ALL.to_owned(),
        Target::AllAsBought => ALL_AS_BOUGHT.to_owned(),
    };
    let token = links::sign(market.secret(), purpose, &[&id.simple().to_string(), &file], expires);
    Link { token, expires }
}

/// More than a century is no limit any more, and would leave the calendar.
fn seconds_of(market: &Market) -> i64 {
    i64::try_from(market.settings().download_seconds).unwrap_or(i64::MAX).min(100 * 366 * 86_400)
}
