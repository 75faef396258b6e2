//! Workers: claim, run, renew, end.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use basis::{Clock, Id, Random};
use sea_orm::{DbErr, sea_query::Expr};
use store::{Store, Tx, entities::job};
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};
use uuid::Uuid;

use crate::{
    Failure, Job,
    claim::{self, End},
};

/// How often an idle worker looks by itself; a job committed in this process wakes it at once.
const POLL: Duration = Duration::from_millis(500);
/// How often a lease is renewed while the work goes on: three times in its length.
const RENEWAL: Duration = Duration::from_secs(10);
/// Waits after a failed attempt: two seconds, then four times as long each.
const BACKOFF_SECONDS: [i64; 5] = [2, 8, 32, 128, 512];

static WAKE: LazyLock<Notify> = LazyLock::new(Notify::new);

/// Wakes the workers of this process: call it after committing what was queued.
pub fn wake() {
    WAKE.notify_waiters();
}

/// A job under way, as its handler sees it.
#[derive(Clone)]
pub struct Running {
    /// The job.
    pub id: Uuid,
    /// 1 for the first attempt.
    pub attempt: i32,
    lease: Uuid,
    store: Store,
    cancelled: Arc<AtomicBool>,
}

impl Running {
    /// Says where the work stands, for a page to show.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn progress(&self, progress: serde_json::Value) -> Result<(), DbErr> {
        let set =
            |update: sea_orm::UpdateMany<job::Entity>| update.col_expr(job::Column::Progress, Expr::value(progress));
        claim::under_lease(&self.store, self.id, self.lease, set).await.map(drop)
    }

    /// Whether somebody asked it to stop; a long job looks now and then.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

type Outcome = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>;

/// What is written when a job is given up.
pub type Writing<'a> = Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send + 'a>>;

type GivenUp<S> = Box<dyn for<'a> Fn(&'a S, &'a Tx, serde_json::Value, &'a str) -> Writing<'a> + Send + Sync>;

struct Kind<S> {
    version: i32,
    timeout: Duration,
    run: Box<dyn Fn(S, Running, serde_json::Value) -> Outcome + Send + Sync>,
    given_up: Option<GivenUp<S>>,
}

/// Runs the jobs of the kinds it was told of.
pub struct Runner<S> {
    store: Store,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    state: S,
    kinds: BTreeMap<&'static str, Kind<S>>,
    workers: usize,
}

impl<S: Clone + Send + Sync + 'static> Runner<S> {
    /// A runner that knows no kind yet; `state` is handed to every handler.
    pub fn new(store: Store, clock: Arc<dyn Clock>, random: Arc<dyn Random>, state: S) -> Self {
        Self { store, clock, random, state, kinds: BTreeMap::new(), workers: 1 }
    }

    /// Runs `J` by `run`.
    #[must_use]
    pub fn register<J: Job, F>(mut self, run: impl Fn(S, Running, J) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        let run = Box::new(move |state: S, running: Running, arguments: serde_json::Value| -> Outcome {
            match serde_json::from_value::<J>(arguments) {
                Ok(job) => Box::pin(run(state, running, job)),
                Err(error) => {
                    let why = format!("the arguments cannot be read: {error}");
                    Box::pin(std::future::ready(Err(Failure::GiveUp(why))))
                }
            }
        });
        self.kinds.insert(J::KIND, Kind { version: J::VERSION, timeout: J::TIMEOUT, run, given_up: None });
        self
    }

    /// Says what else is written when a job of the registered kind `J` is given up, in the transaction that ends it:
    /// whoever waits for the work must not wait for ever. It hears the arguments and the reason.
    #[must_use]
    pub fn when_given_up<J: Job>(
        mut self,
        write: impl for<'a> Fn(&'a S, &'a Tx, J, &'a str) -> Writing<'a> + Send + Sync + 'static,
    ) -> Self {
        if let Some(kind) = self.kinds.get_mut(J::KIND) {
            kind.given_up = Some(Box::new(move |state, tx, arguments, why| match serde_json::from_value(arguments) {
                Ok(job) => write(state, tx, job, why),
                // Arguments that nobody can read name nobody who waits.
                Err(_) => Box::pin(std::future::ready(Ok(()))),
            }));
        }
        self
    }

    /// Works on `count` jobs at a time.
    #[must_use]
    pub fn workers(mut self, count: usize) -> Self {
        self.workers = count.max(1);
        self
    }

    /// Works until `stop` says true; jobs under way are finished first.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let runner = Arc::new(self);
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..runner.workers {
            workers.spawn(Arc::clone(&runner).work(stop.clone()));
        }
        while workers.join_next().await.is_some() {}
    }

    /// Works until nothing is left that could run now; gives how many attempts were made.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn run_until_empty(&self) -> Result<u64, DbErr> {
        let mut attempts = 0;
        while self.one().await? {
            attempts += 1;
        }
        Ok(attempts)
    }

    async fn work(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let woken = WAKE.notified();
            match self.one().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "the queue does not answer"),
            }
            tokio::select! {
                () = woken => {}
                () = tokio::time::sleep(POLL) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Claims one job and runs it; false where there is none.
    async fn one(&self) -> Result<bool, DbErr> {
        let kinds: Vec<_> = self.kinds.iter().map(|(name, kind)| (*name, kind.version)).collect();
        let lease = Id::<()>::new(self.clock.now(), self.random.as_ref()).uuid();
        let Some(row) = claim::claim(&self.store, self.clock.now(), lease, &kinds).await? else { return Ok(false) };
        let Some(kind) = self.kinds.get(row.kind.as_str()) else { return Ok(false) };
        let running = Running {
            id: row.id,
            attempt: row.attempts,
            lease,
            store: self.store.clone(),
            cancelled: Arc::new(AtomicBool::new(false)),
        };
        let outcome = if row.cancel {
            running.cancelled.store(true, Ordering::Relaxed); // Its worker was lost before it could stop.
            Ok(())
        } else if row.attempts > row.attempts_max {
            // Its worker died every time: what it did last is the likeliest reason.
            Err(Failure::GiveUp("its worker was lost each time it was tried".to_owned()))
        } else {
            self.attempt(kind, &row, &running).await
        };
        let end = self.end_of(&row, &running, outcome);
        let ended = match self.finish(kind, &row, lease, &end).await {
            Err(error) if claim::is_replaced(&error) => self.finish(kind, &row, lease, &End::Cancelled).await?,
            ended => ended?,
        };
        if !ended {
            tracing::warn!(job.id = %row.id, job.kind = row.kind, "the lease was lost before the end");
        }
        Ok(true)
    }

    /// Writes how the attempt ended; false where the lease was lost.
    async fn finish(&self, kind: &Kind<S>, row: &job::Model, lease: Uuid, end: &End) -> Result<bool, DbErr> {
        let tx = self.store.begin().await.map_err(|error| DbErr::Custom(error.to_string()))?;
        if !claim::write_end(&tx, self.clock.now(), row.id, lease, end).await? {
            return Ok(false);
        }
        if let (End::Dead { why }, Some(write)) = (end, &kind.given_up) {
            write(&self.state, &tx, row.arguments.clone(), why).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Runs the handler on a task of its own, so that its panic stays there, and renews the lease meanwhile.
    async fn attempt(&self, kind: &Kind<S>, row: &job::Model, running: &Running) -> Result<(), Failure> {
        let mut task = tokio::spawn((kind.run)(self.state.clone(), running.clone(), row.arguments.clone()));
        let deadline = tokio::time::sleep(kind.timeout);
        tokio::pin!(deadline);
        // The claim has just set the lease: the first renewal is due a period later, as every other one is.
        let mut renewal = tokio::time::interval_at(Instant::now() + RENEWAL, RENEWAL);
        loop {
            tokio::select! {
                ended = &mut task => {
                    return ended.unwrap_or_else(|error| Err(Failure::Retry(format!("it broke: {error}"))));
                }
                () = &mut deadline => {
                    task.abort();
                    return Err(Failure::Retry(format!("it took longer than {} seconds", kind.timeout.as_secs())));
                }
                _ = renewal.tick() => match claim::renew(&self.store, self.clock.now(), running.id, running.lease).await {
                    Ok(Some(cancel)) => running.cancelled.store(cancel, Ordering::Relaxed),
                    Ok(None) => {
                        task.abort();
                        return Err(Failure::Retry("its lease was lost".to_owned()));
                    }
                    Err(error) => tracing::warn!(%error, job.id = %running.id, "the lease could not be renewed"),
                },
            }
        }
    }

    fn end_of(&self, row: &job::Model, running: &Running, outcome: Result<(), Failure>) -> End {
        match outcome {
            Ok(()) if running.is_cancelled() => End::Cancelled,
            Ok(()) => End::Done,
            Err(Failure::GiveUp(why)) => {
                tracing::error!(job.id = %row.id, job.kind = row.kind, why, "a job is given up");
                End::Dead { why }
            }
            Err(Failure::Retry(_)) if running.is_cancelled() => End::Cancelled,
            Err(Failure::Retry(why)) if row.attempts >= row.attempts_max => {
                tracing::error!(job.id = %row.id, job.kind = row.kind, why, "a job is dead after its last attempt");
                End::Dead { why }
            }
            Err(Failure::Retry(why)) => {
                let step = usize::try_from(row.attempts - 1).unwrap_or(0).min(BACKOFF_SECONDS.len() - 1);
                let mut jitter = [0u8; 1];
                self.random.fill(&mut jitter);
                // Up to a quarter more, so that jobs that failed together do not come back together.
                let milliseconds = BACKOFF_SECONDS[step] * 1_000 * (1_024 + i64::from(jitter[0])) / 1_024;
                End::Again { run_at: self.clock.now() + chrono::Duration::milliseconds(milliseconds), why }
            }
        }
    }
}
