//! Answers that are the same for everyone, remembered for a moment.
//!
//! Shelves and counts are asked for far more often than they change. A change in this process is seen at once, because its
//! number is part of every key after it; one made by another process is seen when the moment is over. Who comes while an
//! answer is being looked up waits for that and does not look it up as well. What is kept is bounded by its bytes, and what
//! was used longest ago goes first; keys are hashes, however long the question is.

use std::{
    any::Any,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use basis::Time;
use bytes::Bytes;
use moka::{future::Cache, policy::EvictionPolicy};

use crate::Error;

/// How long the tiles of a shelf may be told again, and with that how late a change by another process may be seen.
pub(crate) const SHELVES: chrono::Duration = chrono::Duration::seconds(2);
/// The same for counts, which nobody buys by.
pub(crate) const COUNTS: chrono::Duration = chrono::Duration::seconds(10);

/// The same for which pages the operator wrote.
const HOUSE: chrono::Duration = chrono::Duration::seconds(10);

/// Bytes of answers about shelves at most.
const SHELF_BYTES_MAX: u64 = 16 << 20;
/// Bytes of small blobs at most.
const BLOB_BYTES_MAX: u64 = 32 << 20;
/// Bytes of answers about the operator's pages at most: there is one.
const HOUSE_BYTES_MAX: u64 = 4096;
/// Bytes of a blob that is kept at most.
pub(crate) const SMALL_BYTES_MAX: usize = 16 * 1024;
/// After this nothing is kept, whatever the clock that was handed in says.
const KEPT_MAX: Duration = Duration::from_secs(600);

/// What an entry takes beside its answer, roughly.
const ENTRY_BYTES: usize = 128;

/// How many bytes an answer takes, roughly.
pub(crate) trait Weigh {
    /// Bytes.
    fn bytes(&self) -> usize;
}

impl Weigh for u64 {
    fn bytes(&self) -> usize {
        size_of::<Self>()
    }
}

impl Weigh for (u64, u64) {
    fn bytes(&self) -> usize {
        size_of::<Self>()
    }
}

impl Weigh for Bytes {
    /// A large blob weighs more than all that may be kept: who asks for it at the same time shares it, and no more.
    fn bytes(&self) -> usize {
        if self.len() <= SMALL_BYTES_MAX { self.len() } else { usize::MAX - ENTRY_BYTES }
    }
}

impl<T: Weigh> Weigh for Vec<T> {
    fn bytes(&self) -> usize {
        self.iter().map(Weigh::bytes).sum()
    }
}

impl Weigh for (String, u64) {
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.0.len()
    }
}

#[derive(Clone)]
struct Kept {
    value: Arc<dyn Any + Send + Sync>,
    bytes: u32,
    until: Time,
}

type Key = [u8; 32];

/// What is remembered.
pub(crate) struct Memory {
    shelves: Cache<Key, Kept>,
    blobs: Cache<Key, Kept>,
    house: Cache<Key, Kept>,
    change: AtomicU64,
}

impl Default for Memory {
    fn default() -> Self {
        let cache = |bytes_max| {
            Cache::builder()
                .max_capacity(bytes_max)
                .weigher(|_: &Key, kept: &Kept| kept.bytes)
                .eviction_policy(EvictionPolicy::lru())
                .time_to_live(KEPT_MAX)
                .build()
        };
        Self {
            shelves: cache(SHELF_BYTES_MAX),
            blobs: cache(BLOB_BYTES_MAX),
            house: cache(HOUSE_BYTES_MAX),
            change: AtomicU64::default(),
        }
    }
}

impl Memory {
    /// Forgets what a change of the shelves can have touched; to be called once the change stands.
    pub(crate) fn forget(&self) {
        self.change.fetch_add(1, Ordering::SeqCst);
        self.shelves.invalidate_all();
    }

    /// What `find` gives, or gave a moment before `now` under the same `key` with nothing on the shelves changed since.
    pub(crate) async fn shelf<V, F>(&self, key: &str, now: Time, moment: chrono::Duration, find: F) -> Result<V, Error>
    where
        V: Weigh + Clone + Send + Sync + 'static,
        F: Future<Output = Result<V, Error>>,
    {
        // The change is read before anything is looked up: what is found after another change stands under the old number.
        let change = self.change.load(Ordering::SeqCst);
        let key = blake3::hash(format!("{change} {key}").as_bytes()).into();
        get(&self.shelves, key, now, now + moment, find).await
    }

    /// The same for what no change can touch, such as bytes under the name of their hash.
    pub(crate) async fn blob<V, F>(&self, key: &str, now: Time, moment: chrono::Duration, find: F) -> Result<V, Error>
    where
        V: Weigh + Clone + Send + Sync + 'static,
        F: Future<Output = Result<V, Error>>,
    {
        get(&self.blobs, blake3::hash(key.as_bytes()).into(), now, now + moment, find).await
    }

    /// The same for which pages the operator wrote.
    pub(crate) async fn house<V, F>(&self, now: Time, find: F) -> Result<V, Error>
    where
        V: Weigh + Clone + Send + Sync + 'static,
        F: Future<Output = Result<V, Error>>,
    {
        let change = self.change.load(Ordering::SeqCst);
        get(&self.house, blake3::hash(&change.to_le_bytes()).into(), now, now + HOUSE, find).await
    }

    /// To be called once the operator wrote one.
    pub(crate) fn forget_house(&self) {
        self.change.fetch_add(1, Ordering::SeqCst);
        self.house.invalidate_all();
    }
}

async fn get<V, F>(cache: &Cache<Key, Kept>, key: Key, now: Time, until: Time, find: F) -> Result<V, Error>
where
    V: Weigh + Clone + Send + Sync + 'static,
    F: Future<Output = Result<V, Error>>,
{
    if cache.get(&key).await.is_some_and(|kept| kept.until <= now) {
        cache.invalidate(&key).await;
    }
    let keep = async {
        let value = find.await?;
        let bytes = u32::try_from(value.bytes() + ENTRY_BYTES).unwrap_or(u32::MAX);
        Ok(Kept { value: Arc::new(value), bytes, until })
    };
    let kept = cache.try_get_with(key, keep).await.map_err(Error::Shared)?;
    let stored = || Error::Stored("an answer of another kind is kept under this key".to_owned());
    kept.value.downcast_ref::<V>().cloned().ok_or_else(stored)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(memory: &Memory, key: &str, now: Time, answer: u64) -> u64 {
        memory.shelf(key, now, SHELVES, async { Ok(answer) }).await.expect("no surprise")
    }

    #[tokio::test]
    async fn an_answer_holds_for_a_moment_or_until_something_changes() {
        let (memory, now) = (Memory::default(), Time::default());
        assert_eq!(ask(&memory, "shelf", now, 7).await, 7);
        assert_eq!(ask(&memory, "shelf", now, 8).await, 7);
        assert_eq!(ask(&memory, "other", now, 9).await, 9);
        assert_eq!(ask(&memory, "shelf", now + SHELVES, 10).await, 10, "the moment is over");
        memory.forget();
        assert_eq!(ask(&memory, "shelf", now + SHELVES, 11).await, 11, "something changed");
        let blob = |answer: u64| memory.blob("blob", now, COUNTS, async move { Ok(answer) });
        assert_eq!(blob(1).await.expect("no surprise"), 1);
        memory.forget();
        assert_eq!(blob(2).await.expect("no surprise"), 1, "no change can touch it");
    }

    #[tokio::test]
    async fn what_is_found_while_something_changes_is_told_to_nobody_after() {
        let (memory, now) = (Memory::default(), Time::default());
        let before = memory.shelf("shelf", now, SHELVES, async {
            memory.forget();
            Ok(1u64)
        });
        assert_eq!(before.await.expect("no surprise"), 1);
        assert_eq!(ask(&memory, "shelf", now, 2).await, 2);
    }

    #[tokio::test]
    async fn many_who_ask_at_once_are_one_lookup_and_an_error_is_not_kept() {
        let (memory, now, lookups) = (Memory::default(), Time::default(), AtomicU64::new(0));
        let one = || {
            memory.shelf("shelf", now, SHELVES, async {
                lookups.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                Ok(7u64)
            })
        };
        let all = futures::future::join_all((0..50).map(|_| one())).await;
        assert!(all.into_iter().all(|found| found.expect("no surprise") == 7));
        assert_eq!(lookups.load(Ordering::SeqCst), 1);
        let broken = memory.shelf::<u64, _>("broken", now, SHELVES, async { Err(Error::Stored("gone".to_owned())) });
        assert_eq!(broken.await.expect_err("told").to_string(), "a stored value is not what it must be: gone");
        assert_eq!(ask(&memory, "broken", now, 1).await, 1);
    }

    #[tokio::test]
    async fn what_is_kept_is_bounded_by_its_bytes() {
        let (memory, now) = (Memory::default(), Time::default());
        for number in 0..200 {
            let key = format!("{number} {}", "x".repeat(1 << 16));
            let answer = vec![(String::from_utf8(vec![b'a'; 1 << 20]).expect("text"), 7u64)];
            memory.shelf(&key, now, SHELVES, async { Ok(answer) }).await.expect("no surprise");
        }
        memory.shelves.run_pending_tasks().await;
        assert!(memory.shelves.weighted_size() <= SHELF_BYTES_MAX, "{}", memory.shelves.weighted_size());
        assert!(memory.shelves.entry_count() <= 16);
        let large = Bytes::from(vec![0u8; SMALL_BYTES_MAX + 1]);
        memory.blob("large", now, COUNTS, async { Ok(large) }).await.expect("no surprise");
        memory.blobs.run_pending_tasks().await;
        assert_eq!(memory.blobs.entry_count(), 0);
    }
}
