//! The workers of this process: jobs, consumers of events and the bell, and how they are started and stopped.

use std::{sync::Arc, time::Duration};

use anyhow::Result;
use market::Market;
use tokio::{
    sync::watch,
    task::{JoinHandle, JoinSet},
};

use crate::sandbox;

/// How often it is asked whether everything is done.
const LOOK: Duration = Duration::from_millis(200);

/// Workers at work. Dropping it lets them go on; [`Workers::stop`] ends them.
pub struct Workers {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// Starts `count` workers that know every kind of job, and every consumer of events. With none, only what this process
/// hears of others goes on: it still wakes them and is woken.
pub fn start(market: &Market, count: usize) -> Workers {
    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let (store, random) = (market.store().clone(), Arc::clone(market.random()));
    let told = stopped.clone();
    tasks.spawn(async move { store::bell::relay(store, random.as_ref(), told).await });
    tasks.spawn(market::activity::keep(market.clone(), stopped.clone()));
    if count > 0 {
        tasks.spawn(sandbox::tell());
        tasks.spawn(market::work::runner(market).workers(count).run(stopped.clone()));
        let (clock, random) = (Arc::clone(market.clock()), Arc::clone(market.random()));
        tasks.spawn(events::run(market.store().clone(), clock, random, market::readers(market), stopped));
    }
    Workers { stop, task: tokio::spawn(async move { while tasks.join_next().await.is_some() {} }) }
}

impl Workers {
    /// Ends them once nothing is queued and every consumer has read what was told.
    ///
    /// # Errors
    /// The database does not answer, or they broke.
    pub async fn finish(self, market: &Market) -> Result<()> {
        while is_busy(market).await? {
            tokio::time::sleep(LOOK).await;
        }
        self.stop().await
    }

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

/// Works off the queue with `workers` at a time, waits for failed attempts to be tried again and for consumers to read
/// what was told, and ends when nothing is left. What was queued for a later moment stays.
///
/// # Errors
/// The database does not answer.
pub async fn drain(market: &Market, workers: usize) -> Result<()> {
    start(market, workers.max(1)).finish(market).await
}

async fn is_busy(market: &Market) -> Result<bool> {
    Ok(is_behind(market).await? || jobs::is_busy(market.store(), market.now()).await?)
}

async fn is_behind(market: &Market) -> Result<bool> {
    Ok(market::outbox::lag(market).await?.iter().any(|lag| lag.events > 0))
}
