//! What the workers do for the bytes: removing those of what was taken down, collecting garbage, reading blobs again.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Collect, Scrub, collect, collect::remove, scrub};
use crate::{Error, Market};

/// Everything that is no creator's work shares one lane.
const LANE: &str = "house";
/// A blob is read again within so many days.
const SCRUB_DAYS: i64 = 30;
/// How often garbage is collected.
pub(crate) const COLLECT_EVERY: Duration = Duration::from_secs(86_400);
/// How often a share of all blobs is read again.
pub(crate) const SCRUB_EVERY: Duration = Duration::from_secs(86_400);
/// Bytes that are read again in one run at most (20 GiB): a day's share of 600 GiB.
const SCRUB_BYTES: u64 = 20 << 30;

/// Removes the blobs of a listing that was taken down, or of a shop's picture that was removed, unless something else names
/// them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemoveBlobs {
    /// The listing or the shop; queued under the word of when it was a listing alone.
    #[serde(rename = "listing")]
    pub of: Uuid,
    /// What its files and pictures named.
    pub hashes: Vec<String>,
}

impl jobs::Job for RemoveBlobs {
    const KIND: &'static str = "remove_blobs";
    const TIMEOUT: Duration = Duration::from_secs(300);
    const PRIORITY: i32 = 50;
    const ATTEMPTS_MAX: i32 = 8;

    fn lane(&self) -> String {
        LANE.to_owned()
    }
}

/// Removes every blob that nothing has named for a day.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CollectGarbage {}

impl jobs::Job for CollectGarbage {
    const KIND: &'static str = "collect_garbage";
    const TIMEOUT: Duration = Duration::from_secs(3_600);
    const PRIORITY: i32 = 200;

    fn lane(&self) -> String {
        LANE.to_owned()
    }

    fn unique_key(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }
}

/// Reads the next share of all blobs again and holds them against their names.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ScrubBlobs {}

impl jobs::Job for ScrubBlobs {
    const KIND: &'static str = "scrub_blobs";
    const TIMEOUT: Duration = Duration::from_secs(4 * 3_600);
    const PRIORITY: i32 = 200;

    fn lane(&self) -> String {
        LANE.to_owned()
    }

    fn unique_key(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }
}

/// Runs [`RemoveBlobs`]. What somebody sends again at this very moment is the sender's: they are told to send it once more.
///
/// # Errors
/// The database, the disk or the bucket does not answer.
pub async fn remove_blobs(market: &Market, job: &RemoveBlobs) -> Result<(), Error> {
    let mut removed = 0;
    for hash in &job.hashes {
        // Everything that came before this moment, however young.
        let before = market.now() + chrono::Duration::microseconds(1);
        removed += u64::from(remove(market, &hash.parse()?, before).await?);
    }
    tracing::info!(of = %job.of, removed, named = job.hashes.len(), "the bytes of what was taken down are gone");
    Ok(())
}

/// Runs [`CollectGarbage`].
///
/// # Errors
/// The database, the disk or the bucket does not answer.
pub async fn collect_garbage(market: &Market) -> Result<(), Error> {
    collect(market, Collect::daily(market)).await.map(drop)
}

/// Runs [`ScrubBlobs`].
///
/// # Errors
/// The database, the disk or the bucket does not answer.
pub async fn scrub_blobs(market: &Market) -> Result<(), Error> {
    let before = market.now() - chrono::Duration::days(SCRUB_DAYS);
    let scrubbed = scrub(market, Scrub { before, bytes_max: SCRUB_BYTES }).await?;
    if scrubbed.damaged.is_empty() {
        tracing::info!(
            blobs = scrubbed.blobs,
            bytes = scrubbed.bytes,
            more = scrubbed.more,
            "blobs were read again, all are sound"
        );
    }
    Ok(())
}
