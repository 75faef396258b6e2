//! Events of listings: from the draft to the shelf and off it again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::told;

/// A creator began to prepare a listing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DraftOpened {
    /// The listing.
    pub listing: Uuid,
    /// The shop it is in.
    pub shop: Uuid,
    /// Where its files go.
    pub revision: Uuid,
}
told!(DraftOpened, "draft.opened", 1, "listing", listing);

/// A creator began the next version of a listing. It has the files of the one before, under identifiers of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RevisionOpened {
    /// The listing.
    pub listing: Uuid,
    /// The revision being prepared.
    pub revision: Uuid,
    /// The one before, which may be on sale still.
    pub before: Uuid,
    /// How many files both have now.
    pub files: u64,
}
told!(RevisionOpened, "revision.opened", 1, "listing", listing);

/// A creator deleted what was being prepared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DraftDiscarded {
    /// The listing.
    pub listing: Uuid,
    /// The revision that is gone, with its files.
    pub revision: Uuid,
    /// Whether the listing is gone as well: it was never on sale.
    pub is_gone: bool,
}
told!(DraftDiscarded, "draft.discarded", 1, "listing", listing);

/// What can change in a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListingField {
    /// Its name.
    Title,
    /// What a buyer reads.
    Description,
    /// Where it stands in the tree.
    Category,
    /// Words it is found by.
    Tags,
    /// What is on its photographs, their order, and which one stands for it.
    Photos,
    /// Material, difficulty, machine.
    Attributes,
    /// Whether a model made it or part of it.
    MadeWithAi,
    /// Licences and prices.
    Offers,
}

impl ListingField {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "description",
            Self::Category => "category",
            Self::Tags => "tags",
            Self::Photos => "photographs",
            Self::Attributes => "properties",
            Self::MadeWithAi => "whether a model made it",
            Self::Offers => "licences and prices",
        }
    }
}

/// What is said of a listing was changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListingEdited {
    /// The listing.
    pub listing: Uuid,
    /// Whether it was on sale then.
    pub on_sale: bool,
    /// What is different now; never empty.
    pub changed: Vec<ListingField>,
}
told!(ListingEdited, "listing.edited", 2, "listing", listing);

/// A licence at a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Offer {
    /// The offer.
    pub offer: Uuid,
    /// Slug of the licence.
    pub licence: String,
    /// Its price in minor units.
    pub price_minor: i64,
    /// ISO 4217 code of the currency.
    pub currency: String,
}

/// Licences or prices of a listing were changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OffersChanged {
    /// The listing.
    pub listing: Uuid,
    /// What can be bought from now on.
    pub opened: Vec<Offer>,
    /// What can no longer be bought.
    pub closed: Vec<Offer>,
}
told!(OffersChanged, "listing.offers_changed", 1, "listing", listing);

/// A listing, or a new revision of it, went on sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListingPublished {
    /// The listing.
    pub listing: Uuid,
    /// The shop it is in.
    pub shop: Uuid,
    /// The revision on sale.
    pub revision: Uuid,
    /// The word in its address.
    pub slug: String,
    /// Whether it was never on sale before.
    pub first: bool,
}
told!(ListingPublished, "listing.published", 1, "listing", listing);

/// A listing was taken off sale by its creator or an operator; who bought it keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListingWithdrawn {
    /// The listing.
    pub listing: Uuid,
    /// Who did it.
    pub by: Option<Uuid>,
}
told!(ListingWithdrawn, "listing.withdrawn", 1, "listing", listing);

/// A listing waits for a moderator before it goes on sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListingHeld {
    /// The listing.
    pub listing: Uuid,
    /// The revision that waits.
    pub revision: Uuid,
}
told!(ListingHeld, "listing.held", 1, "listing", listing);

/// A listing left the moderator's desk undecided, because its creator changed it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListingTakenBack {
    /// The listing.
    pub listing: Uuid,
}
told!(ListingTakenBack, "listing.taken_back", 1, "listing", listing);

/// A listing was taken down for good: it cannot be published again, and what it served is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListingTakenDown {
    /// The listing.
    pub listing: Uuid,
    /// Who did it.
    pub by: Option<Uuid>,
}
told!(ListingTakenDown, "listing.taken_down", 1, "listing", listing);

/// How a listing came to a moderator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseSource {
    /// Something was found when it was to be published.
    Publishing,
    /// Somebody reported it.
    Report,
    /// What is said of it was changed after a moderator had approved it.
    Edit,
}

/// A moderator is asked to look at a listing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaseOpened {
    /// The case.
    pub case: Uuid,
    /// The listing.
    pub listing: Uuid,
    /// The revision to look at.
    pub revision: Uuid,
    /// How it came here.
    pub source: CaseSource,
}
told!(CaseOpened, "case.opened", 2, "listing", listing);

/// A moderator said yes or no.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaseDecided {
    /// The case.
    pub case: Uuid,
    /// The listing.
    pub listing: Uuid,
    /// The revision that was looked at.
    pub revision: Uuid,
    /// Whether it may be on sale.
    pub approved: bool,
    /// Who decided.
    pub by: Option<Uuid>,
}
told!(CaseDecided, "case.decided", 1, "listing", listing);
