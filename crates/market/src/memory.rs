//! Answers that are the same for everyone, remembered for a moment.
//!
//! Shelves and counts are asked for far more often than they change. A change in this process is seen at once, because
//! it makes everything before it forgotten; one made by another process is seen when the moment is over.

use std::{
    any::Any,
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use basis::Time;

/// How long the tiles of a shelf may be told again, and with that how late a change by another process may be seen.
pub(crate) const SHELVES: chrono::Duration = chrono::Duration::seconds(2);
/// The same for counts, which nobody buys by.
pub(crate) const COUNTS: chrono::Duration = chrono::Duration::seconds(10);

/// Answers kept at most; when there are more, the old ones go.
const KEPT_MAX: usize = 2_000;

struct Kept {
    value: Arc<dyn Any + Send + Sync>,
    until: Time,
    /// The change after which it was found; none where no change can touch it.
    change: Option<u64>,
}

/// Keys that are looked up side by side; two that fall on the same place wait for each other.
const FLIGHTS: usize = 64;

/// What is remembered.
pub(crate) struct Memory {
    kept: Mutex<HashMap<String, Kept>>,
    change: AtomicU64,
    flights: [Arc<tokio::sync::Mutex<()>>; FLIGHTS],
}

impl Default for Memory {
    fn default() -> Self {
        Self { kept: Mutex::default(), change: AtomicU64::default(), flights: std::array::from_fn(|_| Arc::default()) }
    }
}

impl Memory {
    /// What to hold while `key` is looked up.
    pub(crate) fn flight(&self, key: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        Arc::clone(&self.flights[hasher.finish() as usize % FLIGHTS])
    }

    /// The number of the last change: to be asked before what is to be kept is looked up.
    pub(crate) fn change(&self) -> u64 {
        self.change.load(Ordering::SeqCst)
    }

    /// Forgets what a change can have touched; to be called once the change stands.
    pub(crate) fn forget(&self) {
        self.change.fetch_add(1, Ordering::SeqCst);
    }

    /// What is kept under `key`, if it still holds.
    pub(crate) fn get<V: Clone + 'static>(&self, key: &str, now: Time) -> Option<V> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(key)?;
        let holds = found.until > now && found.change.is_none_or(|change| change == self.change());
        if holds { found.value.downcast_ref().cloned() } else { None }
    }

    /// Keeps `value` under `key` until then, as found after `change`.
    pub(crate) fn keep<V: Clone + Send + Sync + 'static>(
        &self,
        key: String,
        value: V,
        until: Time,
        change: Option<u64>,
    ) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX {
            // Whoever asks again finds it again: forgetting too much costs one query.
            kept.clear();
        }
        kept.insert(key, Kept { value: Arc::new(value), until, change });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_for_a_moment_or_until_something_changes() {
        let (memory, now) = (Memory::default(), Time::default());
        let keep = |change| memory.keep("shelf".to_owned(), 7u32, now + SHELVES, change);
        keep(Some(memory.change()));
        assert_eq!(memory.get("shelf", now), Some(7u32));
        assert_eq!(memory.get::<u32>("shelf", now + SHELVES), None, "the moment is over");
        assert_eq!(memory.get::<u32>("other", now), None);
        let before = memory.change();
        memory.forget();
        assert_eq!(memory.get::<u32>("shelf", now), None, "something changed");
        keep(Some(before));
        assert_eq!(memory.get::<u32>("shelf", now), None, "it was looked up before the change");
        keep(None);
        memory.forget();
        assert_eq!(memory.get("shelf", now), Some(7u32), "no change can touch it");
    }

    #[test]
    fn what_is_kept_has_an_end() {
        let (memory, now) = (Memory::default(), Time::default());
        for number in 0..3 * KEPT_MAX {
            memory.keep(number.to_string(), number, now + SHELVES, None);
        }
        assert!(memory.kept.lock().expect("nobody broke").len() <= KEPT_MAX);
    }
}
