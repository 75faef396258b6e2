//! How often something may be done: rates by the client's address, by account, and by both.
//!
//! Each rate is a bucket per key (GCRA, by `governor`): so many at once, then one more each so often. Keys are kept as
//! keyed hashes, those that have recovered are dropped, and above `KEYS_MAX` the ones that come share buckets, so that
//! memory is bounded however many addresses somebody has.
//!
//! Passwords have four rates, because two things must hold at once: a stranger who guesses is slowed down, and an owner who
//! knows the password is not locked out by that stranger. Tries are counted by address; by account and address; and, for
//! guessers with many addresses, by account. A browser that signed in before carries a proof and has a rate of its own
//! instead of all three, so that nothing a stranger does reaches it. An owner in a new browser, while the account is being
//! guessed at from everywhere, is sent a link that makes the browser known: see `accounts::sign_in`.

use std::{
    hash::{BuildHasher, Hash, RandomState},
    num::NonZeroU32,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use basis::{Clock, Time};
use governor::{
    Quota, RateLimiter, clock::Clock as GovernorClock, middleware::NoOpMiddleware, nanos::Nanos,
    state::keyed::DashMapStateStore,
};

/// What is slowed down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Tries to sign in from one address.
    SignInFromAddress,
    /// Tries on one account from one address.
    SignInToAccountFromAddress,
    /// Tries on one account from browsers that never signed in to it.
    SignInToAccount,
    /// Tries on one account from one browser that did.
    SignInFromDevice,
    /// Accounts opened from one address.
    SignUp,
    /// E-mails to one recipient that somebody asked for.
    EmailTo,
    /// E-mails that somebody at one address asked for.
    EmailFrom,
    /// Drafts of one account.
    Draft,
    /// Uploads begun by one account.
    Upload,
    /// Files that programs of one account send to the addresses they were given.
    Send,
    /// Searches from one address.
    Search,
    /// Reports of listings from one address.
    Report,
    /// Notes of guessing in the audit log, about one account or address.
    Note,
    /// All such notes.
    Notes,
}

/// How often something may be done.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// What is slowed down.
    pub act: Act,
    /// What is counted: `tries to sign in from one address`.
    pub what: &'static str,
    /// So many at once.
    pub burst: u32,
    /// Then one more each so often.
    pub every: Duration,
}

impl Rate {
    /// `10 at once, then one more every 120 s`.
    pub fn sentence(&self) -> String {
        let every = match self.every.as_secs() {
            0 => format!("{} ms", self.every.as_millis()),
            seconds => format!("{seconds} s"),
        };
        format!("{} at once, then one more every {every}", self.burst)
    }
}

const fn rate(act: Act, what: &'static str, burst: u32, every: Duration) -> Rate {
    Rate { act, what, burst, every }
}

/// Every rate, in the order of [`Act`].
pub const RATES: [Rate; 14] = [
    rate(Act::SignInFromAddress, "tries to sign in from one address", 30, Duration::from_secs(4)),
    rate(Act::SignInToAccountFromAddress, "tries on one account from one address", 10, Duration::from_secs(30)),
    rate(Act::SignInToAccount, "tries on one account from browsers that are new to it", 100, Duration::from_secs(60)),
    rate(Act::SignInFromDevice, "tries on one account from a browser that is known to it", 20, Duration::from_secs(15)),
    rate(Act::SignUp, "accounts opened from one address", 10, Duration::from_secs(120)),
    rate(Act::EmailTo, "e-mails to one recipient", 5, Duration::from_secs(600)),
    rate(Act::EmailFrom, "e-mails asked for from one address", 20, Duration::from_secs(60)),
    rate(Act::Draft, "drafts of one account", 120, Duration::from_secs(5)),
    rate(Act::Upload, "uploads begun by one account", 240, Duration::from_secs(2)),
    rate(Act::Send, "files sent by programs of one account", 240, Duration::from_secs(2)),
    rate(Act::Search, "searches from one address", 120, Duration::from_millis(50)),
    rate(Act::Report, "reports from one address", 10, Duration::from_secs(300)),
    rate(Act::Note, "notes of guessing about one account or address", 1, Duration::from_secs(900)),
    rate(Act::Notes, "notes of guessing", 60, Duration::from_secs(60)),
];

/// Too much of something from one place; nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("There were too many {what}. Wait {} seconds, then try again.", self.retry_after_seconds())]
pub struct TooMany {
    /// What is slowed down.
    pub act: Act,
    what: &'static str,
    /// How long to wait.
    pub retry_after: Duration,
}

impl TooMany {
    /// Whole seconds to wait, at least one.
    pub fn retry_after_seconds(&self) -> u64 {
        self.retry_after.as_millis().div_ceil(1_000).max(1).try_into().unwrap_or(u64::MAX)
    }
}

/// Keys of one rate that have a bucket of their own at most; each takes some 50 bytes.
const KEYS_MAX: usize = 65_536;

/// Buckets that the others share.
const SHARED_BUCKETS: u64 = 1_024;

/// How often it is looked whether keys have recovered, in admissions.
const SWEEP_EVERY: u64 = 4_096;

type Limiter = RateLimiter<u64, DashMapStateStore<u64>, Monotone, NoOpMiddleware<Nanos>>;

/// The brakes of one process.
pub struct Brakes {
    limiters: Vec<Limiter>,
    keys: RandomState,
    admissions: AtomicU64,
    clock: Monotone,
    /// Whether anything is slowed down at all.
    enabled: bool,
}

impl Brakes {
    pub(crate) fn new(clock: Arc<dyn Clock>, enabled: bool) -> Self {
        let clock = Monotone::new(clock);
        let limiter = |rate: &Rate| {
            let quota = Quota::with_period(rate.every).unwrap_or(Quota::per_second(NonZeroU32::MIN));
            let quota = quota.allow_burst(NonZeroU32::new(rate.burst).unwrap_or(NonZeroU32::MIN));
            RateLimiter::new(quota, DashMapStateStore::default(), clock.clone())
        };
        Self {
            limiters: RATES.iter().map(limiter).collect(),
            keys: RandomState::new(),
            admissions: AtomicU64::new(0),
            clock,
            enabled,
        }
    }

    /// Counts one `act` of `key`.
    ///
    /// # Errors
    /// There were too many of it.
    pub fn admit(&self, act: Act, key: impl Hash) -> Result<(), TooMany> {
        let (Some(limiter), Some(rate)) = (self.limiters.get(act as usize), RATES.get(act as usize)) else {
            return Ok(());
        };
        if !self.enabled {
            return Ok(());
        }
        let mut key = self.keys.hash_one((act as u8, key));
        if self.admissions.fetch_add(1, Ordering::Relaxed).is_multiple_of(SWEEP_EVERY) {
            self.limiters.iter().for_each(|limiter| {
                limiter.retain_recent();
                limiter.shrink_to_fit();
            });
        }
        if limiter.len() >= KEYS_MAX {
            key %= SHARED_BUCKETS;
        }
        let refused = |until: governor::NotUntil<Nanos>| {
            let retry_after = until.wait_time_from(self.clock.now());
            TooMany { act, what: rate.what, retry_after }
        };
        limiter.check_key(&key).map_err(refused)
    }
}

/// The clock that was handed in, as one that never goes back: where the machine's clock is put back by a day, nobody waits
/// for a day.
#[derive(Clone)]
struct Monotone {
    clock: Arc<dyn Clock>,
    /// What the clock last said, and how much of it has passed here.
    last: Arc<Mutex<(Time, Nanos)>>,
}

impl Monotone {
    fn new(clock: Arc<dyn Clock>) -> Self {
        let now = clock.now();
        // A day has passed already, so that a full bucket lies behind the beginning.
        let begun = Nanos::from(Duration::from_secs(86_400));
        Self { clock, last: Arc::new(Mutex::new((now, begun))) }
    }
}

impl GovernorClock for Monotone {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let now = self.clock.now();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(passed) = (now - last.0).to_std() {
            last.1 = last.1 + Nanos::from(passed);
        }
        last.0 = now;
        last.1
    }
}

#[cfg(test)]
mod tests {
    use basis::ManualClock;

    use super::*;

    fn brakes() -> (Brakes, ManualClock) {
        let clock = ManualClock::new(Time::from_timestamp(1_780_000_000, 0).expect("a moment"));
        (Brakes::new(Arc::new(clock.clone()), true), clock)
    }

    #[test]
    fn rates_stand_in_the_order_of_what_they_slow_down() {
        for (index, rate) in RATES.iter().enumerate() {
            assert_eq!(rate.act as usize, index, "{}", rate.what);
        }
    }

    #[test]
    fn so_many_at_once_and_then_one_each_so_often() {
        let (brakes, clock) = brakes();
        for _ in 0..10 {
            assert_eq!(brakes.admit(Act::SignUp, "here"), Ok(()));
        }
        let refused = brakes.admit(Act::SignUp, "here").expect_err("the eleventh");
        assert_eq!(refused.retry_after_seconds(), 120);
        assert_eq!(
            refused.to_string(),
            "There were too many accounts opened from one address. Wait 120 seconds, then try again."
        );
        assert_eq!(brakes.admit(Act::SignUp, "elsewhere"), Ok(()));
        assert_eq!(brakes.admit(Act::Draft, "here"), Ok(()), "another act");
        clock.advance(chrono::Duration::seconds(119));
        assert_eq!(brakes.admit(Act::SignUp, "here").expect_err("not yet").retry_after_seconds(), 1);
        clock.advance(chrono::Duration::seconds(1));
        assert_eq!(brakes.admit(Act::SignUp, "here"), Ok(()));
    }

    #[test]
    fn a_clock_that_is_put_back_makes_nobody_wait_longer() {
        let (brakes, clock) = brakes();
        while brakes.admit(Act::SignUp, "here").is_ok() {}
        clock.advance(chrono::Duration::days(-1));
        assert!(brakes.admit(Act::SignUp, "here").expect_err("still").retry_after_seconds() <= 120);
        clock.advance(chrono::Duration::seconds(120));
        assert_eq!(brakes.admit(Act::SignUp, "here"), Ok(()));
    }

    #[test]
    fn memory_is_bounded_however_many_addresses_somebody_has() {
        let (brakes, clock) = brakes();
        for address in 0..3 * KEYS_MAX {
            let _ = brakes.admit(Act::SignUp, address);
        }
        let kept = brakes.limiters[Act::SignUp as usize].len();
        assert!(kept <= KEYS_MAX + SHARED_BUCKETS as usize, "{kept}");
        clock.advance(chrono::Duration::days(1));
        for _ in 0..SWEEP_EVERY {
            let _ = brakes.admit(Act::SignUp, "one more");
        }
        assert!(brakes.limiters[Act::SignUp as usize].len() < 10, "those that recovered are dropped");
    }

    #[test]
    fn switched_off_nothing_is_slowed_down() {
        let clock = ManualClock::new(Time::default());
        let brakes = Brakes::new(Arc::new(clock), false);
        assert!((0..1_000).all(|_| brakes.admit(Act::SignUp, "here").is_ok()));
    }
}
