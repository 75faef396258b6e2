//! Who reads the market's own events: the search text, and the judge of drawings.

use std::sync::atomic::{AtomicBool, Ordering};

use events::{Consumer, Failure, Reader};
use store::Tx;
use uuid::Uuid;

use crate::{
    Error, Event, Market,
    catalog::{self, IndexShop},
    event::{
        CaseDecided, ListingEdited, ListingField, ListingHeld, ListingPublished, ListingTakenBack, ListingTakenDown,
        ListingWithdrawn, ShopEdited, ShopField, Told,
    },
    ingest,
};

/// Every consumer of the market's events.
pub fn readers(market: &Market) -> Vec<Reader> {
    vec![
        Reader::quick(SearchText { market: market.clone(), wrote: AtomicBool::new(false) }),
        Reader::quick(JudgedUse { market: market.clone() }),
    ]
}

/// The names of the consumers, without a market.
pub const READERS: [&str; 2] = [SEARCH_TEXT, JUDGED_USE];

const SEARCH_TEXT: &str = "search_text";
const JUDGED_USE: &str = "judged_use";

/// What a consumer does, in words for whoever runs the market.
pub fn task_of_reader(name: &str) -> &'static str {
    match name {
        SEARCH_TEXT => {
            "Keeps the words by which patterns are found: while it is behind, search finds what was there before."
        }
        JUDGED_USE => {
            "Judges drawings anew where a pattern's category says that they are for something else: while it is behind, a \
             sewing pattern may be judged as a sheet to be cut."
        }
        _ => "",
    }
}

/// Keeps the words by which listings are found. Each event leads to the listing as it is now, so that one that comes
/// twice, late or by a replay changes nothing; whether a listing is shown is decided by its row and never by its words.
struct SearchText {
    market: Market,
    /// Whether something was written since the last commit.
    wrote: AtomicBool,
}

/// Kinds after which a listing may be found by other words, or not any more.
const OF_LISTINGS: [&str; 7] = [
    ListingPublished::KIND,
    ListingEdited::KIND,
    ListingWithdrawn::KIND,
    ListingHeld::KIND,
    ListingTakenBack::KIND,
    ListingTakenDown::KIND,
    CaseDecided::KIND,
];

#[async_trait::async_trait]
impl Consumer for SearchText {
    fn name(&self) -> &'static str {
        SEARCH_TEXT
    }

    async fn handle(&self, tx: &Tx, event: &events::Event) -> Result<(), Failure> {
        if OF_LISTINGS.contains(&event.kind.as_str()) {
            let listing = listing_of(&event.subject)?;
            catalog::index(tx, listing).await?;
            self.wrote.store(true, Ordering::Relaxed);
        } else if event.kind == ShopEdited::KIND
            && let Event::ShopEdited(edited) = Event::read(event).map_err(|why| Failure::Park(why.to_string()))?
            && edited.changed.contains(&ShopField::Title)
        {
            // A shop may have thousands of listings: that is a job's work.
            self.market.enqueue(tx, &IndexShop { shop: edited.shop }).await?;
            self.wrote.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    fn committed(&self) {
        if self.wrote.swap(false, Ordering::Relaxed) {
            self.market.shelves_changed();
            store::bell::ring(store::bell::Topic::Committed);
        }
    }
}

/// Has drawings inspected anew where the category of their listing says that they are for something else than they were judged
/// for. It goes by the listing as it is now, so that a replay changes nothing.
struct JudgedUse {
    market: Market,
}

#[async_trait::async_trait]
impl Consumer for JudgedUse {
    fn name(&self) -> &'static str {
        JUDGED_USE
    }

    async fn handle(&self, tx: &Tx, event: &events::Event) -> Result<(), Failure> {
        if event.kind == ListingEdited::KIND
            && let Event::ListingEdited(edited) = Event::read(event).map_err(|why| Failure::Park(why.to_string()))?
            && edited.changed.contains(&ListingField::Category)
        {
            ingest::judge_anew(&self.market, tx, edited.listing).await?;
        }
        Ok(())
    }

    fn committed(&self) {
        store::bell::ring(store::bell::Topic::Committed);
    }
}

/// The listing in `listing:ID`; the subject has had this shape since the first release.
fn listing_of(subject: &str) -> Result<Uuid, Failure> {
    let id = subject.strip_prefix("listing:").and_then(|id| id.parse().ok());
    id.ok_or_else(|| Failure::Park(format!("`{subject}` names no listing")))
}

impl From<Error> for Failure {
    /// What is stored and cannot be read does not get better; everything else may.
    fn from(error: Error) -> Self {
        match error {
            Error::Stored(_) => Self::Park(error.to_string()),
            _ => Self::Retry(error.to_string()),
        }
    }
}
