//! A limit for searches that many threads make together.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// How many boxes were looked at, by all threads, and how many may be. Where it is over, nothing of the search is told: what was
/// found until then depends on which thread came first.
pub(super) struct Trials {
    made: AtomicU64,
    most: u64,
}

impl Trials {
    /// For a search among so many things, each of which ordinarily has a few others near it.
    pub fn among(things: usize) -> Self {
        const ALWAYS: u64 = 50_000_000;
        const EACH: u64 = 500;
        Self { made: AtomicU64::new(0), most: ALWAYS + EACH * things as u64 }
    }

    pub fn add(&self, count: u64) {
        self.made.fetch_add(count, Relaxed);
    }

    pub fn is_over(&self) -> bool {
        self.made.load(Relaxed) > self.most
    }
}
