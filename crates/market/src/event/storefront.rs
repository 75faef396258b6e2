//! What people do in the shop. These are written some at a time and may be lost in a crash: they are no record of a sale.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::told;

/// Somebody began to download what they bought, or what is free for anybody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DownloadBegun {
    /// The listing.
    pub listing: Uuid,
    /// The entitlement; none where anybody may have it.
    pub entitlement: Option<Uuid>,
    /// Whose that is.
    pub account: Option<Uuid>,
    /// The file; none for all files as a zip.
    pub file: Option<Uuid>,
}
told!(DownloadBegun, "download.begun", 2, "listing", listing);

/// Somebody looked at a listing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListingViewed {
    /// The listing.
    pub listing: Uuid,
    /// Who looked, where they were signed in.
    pub account: Option<Uuid>,
}
told!(ListingViewed, "listing.viewed", 1, "listing", listing);

/// Somebody searched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchMade {
    /// Stands for this search in the clicks that follow it.
    pub search: Uuid,
    /// What was typed, at most 200 characters of it.
    pub words: String,
    /// How many listings were found.
    pub result_count: u64,
    /// Who searched, where they were signed in.
    pub account: Option<Uuid>,
}
told!(SearchMade, "search.made", 1, "search", search);

/// Somebody opened one of the listings that a search had found, or that was shown to whoever browsed without words. It is
/// told by the address that was opened, which anybody can type: a hint, and no proof that there was such a search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchClicked {
    /// The search; none where they browsed without words.
    pub search: Option<Uuid>,
    /// The listing.
    pub listing: Uuid,
    /// Where it stood, counted over all pages; 1 is the first.
    pub position: u32,
    /// Who opened it, where they were signed in.
    pub account: Option<Uuid>,
}
told!(SearchClicked, "search.clicked", 2, "listing", listing);

/// Somebody put a licence of a listing into their basket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BasketAdded {
    /// The listing.
    pub listing: Uuid,
    /// Slug of the licence.
    pub licence: String,
    /// Whose basket, where they were signed in.
    pub account: Option<Uuid>,
}
told!(BasketAdded, "basket.added", 1, "listing", listing);

/// Somebody took a listing out of their basket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BasketRemoved {
    /// The listing.
    pub listing: Uuid,
    /// Whose basket, where they were signed in.
    pub account: Option<Uuid>,
}
told!(BasketRemoved, "basket.removed", 1, "listing", listing);
