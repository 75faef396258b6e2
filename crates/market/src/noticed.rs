//! What people did in the shop and is not written yet.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use basis::Time;

use crate::event::Event;

/// Kept at most until they are written; when there are more, the new ones are lost and counted.
const KEPT_MAX: usize = 10_000;

/// A list with an end, filled by whoever serves a page and emptied some at a time.
#[derive(Default)]
pub(crate) struct Noticed {
    kept: Mutex<Vec<(Time, Event)>>,
    lost: AtomicU64,
}

impl Noticed {
    /// Keeps `event` of `time`; costs no more than a lock that nobody holds for long.
    pub(crate) fn push(&self, time: Time, event: Event) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT_MAX {
            kept.push((time, event));
        } else {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Everything that is kept, and how many were lost since the last time.
    pub(crate) fn take(&self) -> (Vec<(Time, Event)>, u64) {
        let kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        (kept, self.lost.swap(0, Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::ListingViewed;

    #[test]
    fn a_flood_is_cut_off_and_counted() {
        let noticed = Noticed::default();
        let seen = ListingViewed { listing: uuid::Uuid::nil(), account: None };
        for _ in 0..KEPT_MAX + 7 {
            noticed.push(Time::default(), seen.clone().into());
        }
        let (kept, lost) = noticed.take();
        assert_eq!((kept.len(), lost), (KEPT_MAX, 7));
        assert_eq!((noticed.take().0.len(), noticed.take().1), (0, 0));
    }
}
