//! Jobs that are queued once a period, however many programs run.

use std::{future::Future, pin::Pin, time::Duration};

use basis::{Clock, Random, Time};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use store::{
    Store, Tx,
    bell::{self, Topic},
    entities::periodic_job,
};

use crate::{Error, Job, job::enqueue};

/// How often it is looked whether a period is over.
pub(crate) const LOOK: Duration = Duration::from_secs(5);

type Queueing<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

type Queue = Box<dyn for<'a> Fn(&'a Tx, &'a dyn Clock, &'a dyn Random) -> Queueing<'a> + Send + Sync>;

/// A job and its period. What keeps it to once is a row with the moment it was queued last.
pub(crate) struct Periodic {
    name: &'static str,
    period: chrono::Duration,
    queue: Queue,
}

impl Periodic {
    pub(crate) fn new<J: Job + Clone>(period: Duration, job: J) -> Self {
        Self {
            name: J::KIND,
            period: chrono::Duration::from_std(period).unwrap_or(chrono::Duration::days(1)),
            queue: Box::new(move |tx, clock, random| {
                let job = job.clone();
                Box::pin(async move { enqueue(tx, clock, random, &job).await.map(drop) })
            }),
        }
    }

    /// Queues the job if its period is over; false where it is not, or another program was first.
    pub(crate) async fn queue(&self, store: &Store, clock: &dyn Clock, random: &dyn Random) -> Result<bool, Error> {
        let now = clock.now();
        let last = periodic_job::Entity::find_by_id(self.name).one(store.read()).await?;
        if last.as_ref().is_some_and(|row| !self.is_over(row.queued_at, now)) {
            return Ok(false); // Looking takes no lock.
        }
        let tx = store.begin().await?;
        if last.is_none() {
            let row = periodic_job::ActiveModel { name: Set(self.name.to_owned()), queued_at: Set(Time::UNIX_EPOCH) };
            let unless_there = OnConflict::column(periodic_job::Column::Name).do_nothing().to_owned();
            periodic_job::Entity::insert(row).on_conflict(unless_there).exec_without_returning(&tx).await?;
        }
        // Only one of those who come at once changes the row: the others find it changed.
        let over = Condition::any()
            .add(periodic_job::Column::QueuedAt.lte(now - self.period))
            .add(periodic_job::Column::QueuedAt.gt(now + self.period));
        let taken = periodic_job::Entity::update_many()
            .col_expr(periodic_job::Column::QueuedAt, Expr::value(now))
            .filter(periodic_job::Column::Name.eq(self.name))
            .filter(over)
            .exec(&tx)
            .await?;
        if taken.rows_affected == 0 {
            return Ok(false);
        }
        (self.queue)(&tx, clock, random).await?;
        tx.commit().await?;
        bell::ring(Topic::Committed);
        Ok(true)
    }

    /// A moment more than a period ahead was written by a clock that went wrong, and holds nothing up.
    fn is_over(&self, queued_at: Time, now: Time) -> bool {
        queued_at <= now - self.period || queued_at > now + self.period
    }
}
