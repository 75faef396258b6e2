//! Consumers at work: woken when something was committed, looking by themselves as a fallback.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use basis::{Clock, Random};
use store::{
    Store,
    bell::{self, Topic},
};
use tokio::sync::watch;

use crate::{Reader, deliver, lag};

/// How often an idle consumer looks by itself.
const POLL: Duration = Duration::from_millis(500);
/// How soon it looks again while an event stands that an older transaction holds back, which may end without a ring;
/// later each time.
const POLL_HELD_BACK: Duration = Duration::from_millis(20);
/// How long a transaction may hold a consumer back before it is told, and how often it is told then.
const WARNED_EVERY: Duration = Duration::from_secs(60);
/// How long a consumer waits when the database does not answer, doubled each time up to the last.
const WAIT: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// Lets every consumer act until `stop` says true; none holds up another.
pub async fn run(
    store: Store,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    readers: Vec<Reader>,
    stop: watch::Receiver<bool>,
) {
    let mut tasks = tokio::task::JoinSet::new();
    for reader in readers {
        tasks.spawn(follow(store.clone(), Arc::clone(&clock), Arc::clone(&random), reader, stop.clone()));
    }
    while tasks.join_next().await.is_some() {}
}

async fn follow(
    store: Store,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    reader: Reader,
    mut stop: watch::Receiver<bool>,
) {
    let mut bell = bell::listen(Topic::Committed);
    let mut unanswered = WAIT.0;
    let (mut held_since, mut held_wait) = (None, POLL_HELD_BACK);
    while !*stop.borrow() {
        let wait = match deliver(&store, clock.as_ref(), random.as_ref(), &reader).await {
            Ok(delivered) => {
                unanswered = WAIT.0;
                if delivered.moved() {
                    continue;
                }
                let retry = delivered.retry_at.map(|at| (at - clock.now()).to_std().unwrap_or_default());
                let held_back = retry.is_none() && lag::is_held_back(&store, reader.name()).await.unwrap_or(false);
                if held_back {
                    warn_now_and_then(&store, reader.name(), held_since.get_or_insert_with(Instant::now)).await;
                    held_wait = (held_wait * 2).min(POLL);
                } else {
                    (held_since, held_wait) = (None, POLL_HELD_BACK);
                }
                retry.unwrap_or(if held_back { held_wait } else { POLL }).min(POLL)
            }
            Err(error) => {
                tracing::error!(%error, consumer = reader.name(), "a consumer cannot read the outbox");
                let wait = unanswered;
                unanswered = (wait * 2).min(WAIT.1);
                wait
            }
        };
        tokio::select! {
            () = bell.heard() => {}
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Tells the operator, once a minute, of a transaction that holds a consumer back for long.
async fn warn_now_and_then(store: &Store, consumer: &str, since: &mut Instant) {
    if since.elapsed() < WARNED_EVERY {
        return;
    }
    *since = Instant::now();
    match lag::held_back(store, WARNED_EVERY.as_secs_f64()).await {
        Ok(Some(held)) => tracing::warn!(
            consumer,
            pid = held.pid,
            seconds = held.seconds,
            application = held.application,
            "a long transaction holds consumers of events back; end it if it hangs"
        ),
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, consumer, "what holds a consumer back cannot be found out"),
    }
}
