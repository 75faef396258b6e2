//! What one claim costs, the longer the queue is: `cargo xtask bench queue [WAITING...]`.
//!
//! For each length, so many jobs of a hundred lanes are queued, a hundred of them are run one after the other, and the
//! milliseconds of one of them are printed: the claim, a handler that does nothing, the end. On both databases.

#![expect(clippy::expect_used, reason = "a measurement that cannot be made has failed")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use basis::{SystemClock, SystemRandom};
use jobs::{Failure, Job, Runner, Running};
use serde::{Deserialize, Serialize};
use store::{Backend, Store, testing};
use tokio::sync::watch;

/// Jobs whose time is taken.
const TAKEN: usize = 100;
/// Jobs queued in one transaction.
const QUEUED_AT_ONCE: usize = 1_000;

#[derive(Serialize, Deserialize)]
struct Nothing {
    lane: usize,
}

impl Job for Nothing {
    const KIND: &'static str = "nothing";
    const TIMEOUT: Duration = Duration::from_secs(10);

    fn lane(&self) -> String {
        format!("lane {}", self.lane)
    }
}

#[tokio::main]
async fn main() {
    let lengths: Vec<usize> = std::env::args().skip(1).map(|word| word.parse().expect("a count")).collect();
    let lengths = if lengths.is_empty() { vec![100, 10_000, 100_000] } else { lengths };
    println!("| database | waiting | queueing one, ms | claiming and ending one, ms |\n|---|---|---|---|");
    for backend in [Backend::Sqlite, Backend::Postgres] {
        for &waiting in &lengths {
            let Some(fresh) = testing::fresh(backend).await else { continue };
            let begun = Instant::now();
            queue(&fresh.store, waiting).await;
            let queueing = begun.elapsed();
            let one = |time: Duration, count: usize| 1e3 * time.as_secs_f64() / count as f64;
            let taken = run(&fresh.store).await;
            println!("| {backend:?} | {waiting} | {:.3} | {:.3} |", one(queueing, waiting), one(taken, TAKEN));
        }
    }
}

async fn queue(store: &Store, waiting: usize) {
    let mut queued = 0;
    while queued < waiting {
        let tx = store.begin().await.expect("a transaction");
        for lane in queued..waiting.min(queued + QUEUED_AT_ONCE) {
            let job = Nothing { lane: lane % 100 };
            jobs::enqueue(&tx, &SystemClock, &SystemRandom, &job).await.expect("queued");
        }
        tx.commit().await.expect("committed");
        queued += QUEUED_AT_ONCE;
    }
}

/// How long a hundred take, one after the other.
async fn run(store: &Store) -> Duration {
    let (stop, stopped) = watch::channel(false);
    let done = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let handler = move |done: Arc<AtomicUsize>, _: Running, _: Nothing| {
        if done.fetch_add(1, Ordering::Relaxed) + 1 >= TAKEN {
            stop.send(true).expect("the runner listens");
        }
        async { Ok::<_, Failure>(()) }
    };
    let runner = Runner::new(store.clone(), Arc::new(SystemClock), Arc::new(SystemRandom), Arc::clone(&done));
    runner.register(handler).run(stopped).await;
    begun.elapsed() * u32::try_from(TAKEN).unwrap_or(1) / u32::try_from(done.load(Ordering::Relaxed)).unwrap_or(1)
}
