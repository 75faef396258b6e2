//! Telling what people do in the shop, some at a time: a page view must not wait for the one writer of SQLite.

use std::time::Duration;

use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    Error, Market,
    context::commit,
    event::{SearchClicked, SearchMade},
};

/// How often what was noticed is written: so much of it may be lost in a crash.
const WRITTEN_EVERY: Duration = Duration::from_secs(1);
/// Events in one transaction at most.
const AT_ONCE: usize = 200;

/// Characters of a search that are told at most.
const WORDS_CHARACTERS_MAX: usize = 200;

/// Notes a search; gives what stands for it in the clicks that follow.
pub fn searched(market: &Market, words: &str, result_count: u64, account: Option<Uuid>) -> Uuid {
    let search = market.id();
    let words = words.chars().take(WORDS_CHARACTERS_MAX).collect();
    market.notice(SearchMade { search, words, result_count, account });
    search
}

/// The last position that is told: nobody looks further down.
const POSITION_MAX: u32 = 1_000_000;

/// Where a listing stood among what was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What [`searched`] gave; none where somebody browsed without words.
    pub search: Option<Uuid>,
    /// Counted over all pages; 1 is the first.
    pub position: u32,
}

/// Notes that a listing was opened from where it was shown; a position that no page has is told nobody.
pub fn clicked(market: &Market, listing: Uuid, shown: Shown, account: Option<Uuid>) {
    let Shown { search, position } = shown;
    if (1..=POSITION_MAX).contains(&position) {
        market.notice(SearchClicked { search, listing, position, account });
    }
}

/// Writes what was noticed; gives how many events.
///
/// # Errors
/// The database does not answer; what was to be written is lost then.
pub async fn write(market: &Market) -> Result<u64, Error> {
    let (noticed, lost) = market.take_noticed();
    if lost > 0 {
        tracing::warn!(lost, "more happened in the shop than could be written");
    }
    for some in noticed.chunks(AT_ONCE) {
        let tx = market.begin().await?;
        for (time, event) in some {
            market.tell_at(&tx, *time, event).await?;
        }
        commit(tx).await?;
    }
    Ok(noticed.len() as u64)
}

/// Writes what is noticed, once a second, until `stop` says true.
pub async fn keep(market: Market, mut stop: watch::Receiver<bool>) {
    loop {
        let ended = *stop.borrow();
        if let Err(error) = write(&market).await {
            tracing::warn!(%error, "what happened in the shop could not be written");
        }
        if ended {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(WRITTEN_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}
