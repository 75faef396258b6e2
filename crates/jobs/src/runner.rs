//! Workers: claim, run, renew, end.

use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use basis::{Clock, Id, Random};
use store::{
    Store, Tx,
    bell::{self, Topic},
    entities::job,
};
use tokio::{
    sync::watch,
    task::{JoinError, JoinHandle},
    time::Instant,
};
use uuid::Uuid;

use crate::{
    Error, Failure, Job,
    claim::{self, End},
    periodic::Periodic,
    running::Running,
};

/// How often an idle worker looks by itself; a job committed in this process, or on PostgreSQL in any, wakes it at once.
const POLL: Duration = Duration::from_millis(500);
/// How often a lease is renewed while the work goes on: three times in its length.
const RENEWAL: Duration = Duration::from_secs(10);
/// How long a job that was asked to stop may take to end by itself; then it is dropped where it stands.
const GRACE: Duration = Duration::from_secs(2);
/// Waits after a failed attempt: two seconds, then four times as long each.
const BACKOFF_SECONDS: [i64; 5] = [2, 8, 32, 128, 512];

type Outcome = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>;

/// What is written when a job is given up.
pub type Writing<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

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
    periodic: Vec<Periodic>,
    workers: usize,
}

impl<S: Clone + Send + Sync + 'static> Runner<S> {
    /// A runner that knows no kind yet; `state` is handed to every handler.
    pub fn new(store: Store, clock: Arc<dyn Clock>, random: Arc<dyn Random>, state: S) -> Self {
        Self { store, clock, random, state, kinds: BTreeMap::new(), periodic: Vec::new(), workers: 1 }
    }

    /// Runs `J` by `run`. A job that takes too long, is cancelled or loses its lease is dropped where it awaits: what it
    /// holds (a child process, a file) must end with it.
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

    /// Queues `job` once a `period`, however many runners there are; for the first time at the first start.
    #[must_use]
    pub fn every<J: Job + Clone>(mut self, period: Duration, job: J) -> Self {
        self.periodic.push(Periodic::new(period, job));
        self
    }

    /// Works on `count` jobs at a time.
    #[must_use]
    pub fn workers(mut self, count: usize) -> Self {
        self.workers = count.max(1);
        self
    }

    /// The kinds of jobs that were registered, in order.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.kinds.keys().copied()
    }

    /// Works until `stop` says true; jobs under way are finished first.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let runner = Arc::new(self);
        let mut tasks = tokio::task::JoinSet::new();
        if !runner.periodic.is_empty() {
            tasks.spawn(Arc::clone(&runner).keep_time(stop.clone()));
        }
        for _ in 0..runner.workers {
            tasks.spawn(Arc::clone(&runner).work(stop.clone()));
        }
        while tasks.join_next().await.is_some() {}
    }

    /// Works until nothing is left that could run now; gives how many attempts were made. What is queued once a period
    /// is left to [`Runner::queue_periodic`].
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn run_until_empty(&self) -> Result<u64, Error> {
        let mut attempts = 0;
        while self.one().await? {
            attempts += 1;
        }
        Ok(attempts)
    }

    /// Queues what is to be done once a period and is due; gives how many jobs that were.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn queue_periodic(&self) -> Result<u64, Error> {
        let mut queued = 0;
        for periodic in &self.periodic {
            queued += u64::from(periodic.queue(&self.store, self.clock.as_ref(), self.random.as_ref()).await?);
        }
        Ok(queued)
    }

    async fn keep_time(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.queue_periodic().await {
                tracing::error!(%error, "what is done once a period could not be queued");
            }
            tokio::select! {
                () = tokio::time::sleep(crate::periodic::LOOK) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn work(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut bell = bell::listen(Topic::Committed);
        while !*stop.borrow() {
            match self.one().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "the queue does not answer"),
            }
            tokio::select! {
                () = bell.heard() => {}
                () = tokio::time::sleep(POLL) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Claims one job and runs it; false where there is none.
    async fn one(&self) -> Result<bool, Error> {
        let kinds: Vec<_> = self.kinds.iter().map(|(name, kind)| (*name, kind.version)).collect();
        let lease = Id::<()>::new(self.clock.now(), self.random.as_ref()).uuid();
        let Some(row) = claim::claim(&self.store, self.clock.now(), lease, &kinds).await? else { return Ok(false) };
        let Some(kind) = self.kinds.get(row.kind.as_str()) else { return Ok(false) };
        let running = Running::new(&row, lease, self.store.clone());
        let outcome = if row.cancel {
            running.cancel(); // Its worker was lost before it could stop.
            Ok(())
        } else if row.attempts > row.attempts_max {
            // Its worker died every time: what it did last is the likeliest reason.
            Err(Failure::GiveUp("its worker was lost each time it was tried".to_owned()))
        } else {
            self.attempt(kind, &row, &running).await
        };
        let end = self.end_of(&row, &running, outcome);
        let ended = match self.finish(kind, &row, lease, &end).await {
            // While this one ran, a second with its key was queued: that one does the work again.
            Err(error) if error.is_second_with_key() => self.finish(kind, &row, lease, &End::Cancelled).await?,
            ended => ended?,
        };
        if !ended {
            tracing::warn!(job.id = %row.id, job.kind = row.kind, "the lease was lost before the end");
        }
        Ok(true)
    }

    /// Writes how the attempt ended; false where the lease was lost.
    async fn finish(&self, kind: &Kind<S>, row: &job::Model, lease: Uuid, end: &End) -> Result<bool, Error> {
        let tx = self.store.begin().await?;
        if !claim::write_end(&tx, self.clock.now(), row.id, lease, end).await? {
            return Ok(false);
        }
        let given_up = if let End::Dead { why } = end { kind.given_up.as_ref().zip(Some(why)) } else { None };
        if let Some((write, why)) = given_up {
            write(&self.state, &tx, row.arguments.clone(), why).await?;
        }
        tx.commit().await?;
        if given_up.is_some() {
            bell::ring(Topic::Committed); // It may have queued or told something.
        }
        Ok(true)
    }

    /// Runs the handler on a task of its own, so that its panic stays there, and renews the lease meanwhile.
    async fn attempt(&self, kind: &Kind<S>, row: &job::Model, running: &Running) -> Result<(), Failure> {
        let mut task = tokio::spawn((kind.run)(self.state.clone(), running.clone(), row.arguments.clone()));
        let deadline = tokio::time::sleep(kind.timeout);
        tokio::pin!(deadline);
        let mut cancels = bell::listen(Topic::Cancelled);
        // The claim has just set the lease: the first renewal is due a period later, as every other one is.
        let mut renewal = tokio::time::interval_at(Instant::now() + RENEWAL, RENEWAL);
        loop {
            tokio::select! {
                ended = &mut task => return outcome_of(ended),
                () = &mut deadline => {
                    stop(running, task).await;
                    return Err(Failure::Retry(format!("it took longer than {} seconds", kind.timeout.as_secs())));
                }
                _ = renewal.tick() => {}
                () = cancels.heard() => {}
            }
            match claim::renew(&self.store, self.clock.now(), running.id, running.lease).await {
                Ok(Some(false)) => {}
                Ok(Some(true)) => {
                    running.cancel();
                    return match tokio::time::timeout(GRACE, &mut task).await {
                        Ok(ended) => outcome_of(ended),
                        Err(_) => {
                            stop(running, task).await;
                            Ok(())
                        }
                    };
                }
                Ok(None) => {
                    stop(running, task).await;
                    return Err(Failure::Retry("its lease was lost".to_owned()));
                }
                Err(error) => tracing::warn!(%error, job.id = %running.id, "the lease could not be renewed"),
            }
        }
    }

    fn end_of(&self, row: &job::Model, running: &Running, outcome: Result<(), Failure>) -> End {
        match outcome {
            Ok(()) if running.was_asked_to_stop() => End::Cancelled,
            Ok(()) => End::Done,
            Err(Failure::GiveUp(why)) => {
                tracing::error!(job.id = %row.id, job.kind = row.kind, why, "a job is given up");
                End::Dead { why }
            }
            Err(Failure::Retry(_)) if running.was_asked_to_stop() => End::Cancelled,
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

fn outcome_of(ended: Result<Result<(), Failure>, JoinError>) -> Result<(), Failure> {
    ended.unwrap_or_else(|error| Err(Failure::Retry(format!("it broke: {error}"))))
}

/// Drops the work where it awaits, and what it holds with it; work that never awaits is left behind.
async fn stop(running: &Running, mut task: JoinHandle<Result<(), Failure>>) {
    running.interrupt();
    task.abort();
    if tokio::time::timeout(GRACE, &mut task).await.is_err() {
        tracing::error!(job.id = %running.id, "a job does not stop: it goes on beside whoever takes it over");
    }
}
