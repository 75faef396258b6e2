//! Time is handed in, so that a test can say what day it is.

use std::sync::{Arc, Mutex};

/// A moment in UTC. Everything stored and compared is UTC; pages show the reader's own zone.
pub type Time = chrono::DateTime<chrono::Utc>;

/// Where the time comes from.
pub trait Clock: Send + Sync + 'static {
    /// The present moment, to the microsecond: PostgreSQL keeps no more, and a value must
    /// compare equal after a round trip through either database.
    fn now(&self) -> Time;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Time {
        to_microseconds(chrono::Utc::now())
    }
}

/// A clock that stands still until it is told to move; for tests.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<Time>>);

impl ManualClock {
    /// A clock that shows `at`.
    pub fn new(at: Time) -> Self {
        Self(Arc::new(Mutex::new(to_microseconds(at))))
    }

    /// Moves on by `by`.
    pub fn advance(&self, by: chrono::Duration) {
        let mut now = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        *now += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Time {
        *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

fn to_microseconds(time: Time) -> Time {
    chrono::DateTime::from_timestamp_micros(time.timestamp_micros()).unwrap_or(time)
}
