//! The workers of this process: which jobs they know, and how they are started and stopped.

use std::{sync::Arc, time::Duration};

use anyhow::Result;
use jobs::{Failure, Runner, Running};
use market::{Market, ingest, ingest::ExamineFile, orders, orders::SettleOrder};
use sea_orm::DbErr;
use tokio::{runtime::Handle, sync::watch, task::JoinHandle};

/// How often it is asked whether the queue is empty.
const LOOK: Duration = Duration::from_millis(200);

/// Workers at work. Dropping it lets them go on; [`Workers::stop`] ends them.
pub struct Workers {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// Starts `count` workers that know every kind of job.
pub fn start(market: &Market, count: usize) -> Workers {
    let (stop, stopped) = watch::channel(false);
    Workers { stop, task: tokio::spawn(runner(market, count).run(stopped)) }
}

impl Workers {
    /// Ends them; jobs under way are finished first.
    ///
    /// # Errors
    /// They broke.
    pub async fn stop(self) -> Result<()> {
        // Nobody listens any more only where they have ended already.
        let _ = self.stop.send(true);
        Ok(self.task.await?)
    }
}

/// Works off the queue with `workers` at a time, waits for failed attempts to be tried again, and ends when nothing is left.
///
/// # Errors
/// The database does not answer.
pub async fn drain(market: &Market, workers: usize) -> Result<()> {
    let running = start(market, workers);
    loop {
        let counts = jobs::counts(market.store()).await?;
        if counts.waiting + counts.running == 0 {
            return running.stop().await;
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn runner(market: &Market, count: usize) -> Runner<Market> {
    let (clock, random) = (Arc::clone(market.clock()), Arc::clone(market.random()));
    Runner::new(market.store().clone(), clock, random, market.clone())
        .workers(count)
        .register(|market, _, job| examine(market, job))
        .when_given_up(|market: &Market, tx, job: ExamineFile, why| {
            Box::pin(async move {
                let written = ingest::examination_given_up(market, tx, &job, why).await;
                written.map_err(|error| DbErr::Custom(error.to_string()))
            })
        })
        .register(|market: Market, _: Running, job: SettleOrder| async move {
            orders::settle_order(&market, &job).await?;
            Ok(())
        })
}

/// Examines on a thread of its own: the compiler cannot prove the examination's borrows to be fit for moving between
/// threads, and so it stays on one. It ends before the job does, because the child's time is shorter.
async fn examine(market: Market, job: ExamineFile) -> Result<(), Failure> {
    let here = Handle::current();
    let work = move || here.block_on(ingest::examine_file(&market, &job));
    let ended = tokio::task::spawn_blocking(work).await;
    Ok(ended.map_err(|error| Failure::Retry(format!("it broke: {error}")))??)
}
