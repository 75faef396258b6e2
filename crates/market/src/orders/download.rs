//! Signed, expiring addresses for what was bought.
//!
//! A link names the entitlement, the file (or all) and when it ends, and is signed. It can be handed to a download
//! manager or a slicer, which has no session.

use basis::{Actor, Scope, Time};
use sea_orm::EntityTrait;
use store::entities::entitlement;
use uuid::Uuid;

use super::library::{Entitled, LibraryLine, entitled};
use crate::{
    Error, Market,
    catalog::{FileLine, State},
    event::DownloadBegun,
    links::{self, Opened, Purpose},
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
const ALL: &str = "all";
const ALL_AS_BOUGHT: &str = "bought";

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The last part of the address.
    pub token: String,
    /// Until when it opens something.
    pub expires: Time,
}

/// What is behind a link.
#[derive(Clone, Debug)]
pub enum Download {
    /// One file.
    File(Box<Entitled>, Box<FileLine>),
    /// All files.
    All(Box<Entitled>),
    /// The link is too old; a new one is a click away.
    Expired,
    /// There is no such thing, or no longer.
    NotFound,
}

/// A link for something in the asker's library; none where it is not there.
///
/// # Errors
/// The database does not answer.
pub async fn link(market: &Market, actor: &Actor, entitlement: Uuid, target: Target) -> Result<Option<Link>, Error> {
    let row = entitlement::Entity::find_by_id(entitlement).one(market.store().read()).await?;
    let mine = row.is_some_and(|row| actor.account() == Some(row.account_id) && row.revoked_at.is_none());
    if !mine || !actor.may(Scope::Buy) {
        return Ok(None);
    }
    Ok(Some(signed(market, entitlement, target)))
}

impl LibraryLine {
    /// A link for something of this line. Whoever holds a line was shown their own library, so that nothing is asked again.
    pub fn link(&self, market: &Market, target: Target) -> Link {
        signed(market, self.entitlement, target)
    }
}

fn signed(market: &Market, entitlement: Uuid, target: Target) -> Link {
    let expires = market.now() + chrono::Duration::seconds(seconds_of(market));
    let file = match target {
        Target::File(id) => id.simple().to_string(),
        Target::All => ALL.to_owned(),
        Target::AllAsBought => ALL_AS_BOUGHT.to_owned(),
    };
    let parts = [entitlement.simple().to_string(), file];
    let token = links::sign(market.secret(), Purpose::Download, &[&parts[0], &parts[1]], expires);
    Link { token, expires }
}

/// More than a century is no limit any more, and would leave the calendar.
fn seconds_of(market: &Market) -> i64 {
    i64::try_from(market.settings().download_seconds).unwrap_or(i64::MAX).min(100 * 366 * 86_400)
}

/// What is behind the link with this `token`.
///
/// # Errors
/// The database does not answer.
pub async fn open_link(market: &Market, token: &str) -> Result<Download, Error> {
    let parts = match links::open(market.secret(), Purpose::Download, token, market.now()) {
        Opened::Open(parts) => parts,
        Opened::Expired => return Ok(Download::Expired),
        Opened::Forged => return Ok(Download::NotFound),
    };
    let [entitlement, file] = &parts[..] else { return Ok(Download::NotFound) };
    let Ok(entitlement) = entitlement.parse() else { return Ok(Download::NotFound) };
    let Some(mut entitled) = entitled(market, entitlement).await? else { return Ok(Download::NotFound) };
    if entitled.line.listing.state == State::TakenDown {
        return Ok(Download::NotFound); // Its bytes are gone; a zip of what remains would be an empty one.
    }
    match file.as_str() {
        ALL => return Ok(Download::All(Box::new(entitled))),
        ALL_AS_BOUGHT => {
            // Where no newer one is on sale, the newest is the one that was bought.
            if let Some(bought) = entitled.line.bought.take() {
                entitled.line.files = bought;
            }
            return Ok(Download::All(Box::new(entitled)));
        }
        _ => {}
    }
    let file: Option<Uuid> = file.parse().ok();
    let mut files = entitled.line.files.iter().chain(entitled.line.bought.iter().flatten());
    let line = files.find(|line| Some(line.id) == file).cloned();
    Ok(line.map_or(Download::NotFound, |line| Download::File(Box::new(entitled), Box::new(line))))
}

/// Notes that somebody began to fetch what they bought: `file`, or all of it.
pub fn download_begun(market: &Market, entitled: &Entitled, file: Option<Uuid>) {
    let Entitled { account, line, .. } = entitled;
    market.notice(DownloadBegun { entitlement: line.entitlement, account: *account, listing: line.listing.id, file });
}
