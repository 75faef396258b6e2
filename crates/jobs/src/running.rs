//! A job under way, as its handler sees it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use sea_orm::{UpdateMany, sea_query::Expr};
use store::{Store, entities::job};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{Error, claim};

/// A job under way, as its handler sees it.
#[derive(Clone)]
pub struct Running {
    /// The job's row.
    pub id: Uuid,
    /// 1 for the first attempt.
    pub attempt: i32,
    pub(crate) lease: Uuid,
    store: Store,
    stop: CancellationToken,
    /// By a person, and not because its time is over.
    asked: Arc<AtomicBool>,
}

impl Running {
    pub(crate) fn new(row: &job::Model, lease: Uuid, store: Store) -> Self {
        let (stop, asked) = (CancellationToken::new(), Arc::new(AtomicBool::new(false)));
        Self { id: row.id, attempt: row.attempts, lease, store, stop, asked }
    }

    /// Says where the work stands, for a page to show.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn progress(&self, progress: serde_json::Value) -> Result<(), Error> {
        let set = |update: UpdateMany<job::Entity>| update.col_expr(job::Column::Progress, Expr::value(progress));
        claim::under_lease(&self.store, self.id, self.lease, set).await.map(drop)
    }

    /// Whether it is to stop: somebody cancelled it, its time is over, or its lease is lost. Work that awaits is dropped
    /// in any case; work on a thread of its own looks now and then.
    pub fn is_cancelled(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// The same as a token, to wait for it or to hand it on.
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    pub(crate) fn cancel(&self) {
        self.asked.store(true, Ordering::Relaxed);
        self.stop.cancel();
    }

    pub(crate) fn interrupt(&self) {
        self.stop.cancel();
    }

    pub(crate) fn was_asked_to_stop(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }
}
