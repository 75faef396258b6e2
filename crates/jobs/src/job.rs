//! What a job is, and queueing one.

use std::time::Duration;

use basis::{Clock, Id, Random, Time};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement,
    sea_query::{Expr, OnConflict},
};
use serde::{Serialize, de::DeserializeOwned};
use store::{
    Backend, Tx,
    entities::job::{self, State},
};
use uuid::Uuid;

use crate::Error;

/// A kind of work. The arguments are the struct; queued rows outlive a release, so a new field has a default.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Its name in the queue. Queued rows outlive a release, so it is never given to another kind of work.
    const KIND: &'static str;
    /// Version of its arguments.
    const VERSION: i32 = 1;
    /// Smaller goes first.
    const PRIORITY: i32 = 100;
    /// After this many attempts it is dead.
    const ATTEMPTS_MAX: i32 = 5;
    /// One attempt may take this long.
    const TIMEOUT: Duration;

    /// Whose work it is; lanes take turns.
    fn lane(&self) -> String;

    /// While a job with this key waits, no second is queued.
    fn unique_key(&self) -> Option<String> {
        None
    }
}

/// Why an attempt failed, decided at the line that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It may go better later.
    Retry(String),
    /// It never will.
    GiveUp(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Retry(error.to_string())
    }
}

/// Queues `job` in `tx`, to be run as soon as a worker is free. None where one with the same key waits already.
///
/// # Errors
/// The database does not answer.
pub async fn enqueue<J: Job>(tx: &Tx, clock: &dyn Clock, random: &dyn Random, job: &J) -> Result<Option<Uuid>, Error> {
    enqueue_at(tx, clock, random, job, clock.now()).await
}

/// Queues `job` in `tx`, to be run no earlier than `run_at`. None where one with the same key waits already: that one is
/// then due at the earlier of both moments.
///
/// # Errors
/// The database does not answer.
pub async fn enqueue_at<J: Job>(
    tx: &Tx,
    clock: &dyn Clock,
    random: &dyn Random,
    job: &J,
    run_at: Time,
) -> Result<Option<Uuid>, Error> {
    let now = clock.now();
    let id = Id::<()>::new(now, random).uuid();
    let arguments = serde_json::to_value(job);
    let row = job::ActiveModel {
        id: Set(id),
        kind: Set(J::KIND.to_owned()),
        version: Set(J::VERSION),
        arguments: Set(arguments.map_err(|error| Error::Unwritable { kind: J::KIND, why: error.to_string() })?),
        unique_key: Set(job.unique_key()),
        lane: Set(job.lane()),
        priority: Set(J::PRIORITY),
        turn: Set(turn(tx, J::PRIORITY, &job.lane()).await?),
        due: Set(run_at <= now),
        state: Set(State::Waiting),
        attempts: Set(0),
        attempts_max: Set(J::ATTEMPTS_MAX),
        run_at: Set(run_at),
        leased_until: Set(None),
        lease: Set(None),
        progress: Set(serde_json::Value::Null),
        error: Set(String::new()),
        cancel: Set(false),
        created_at: Set(now),
        finished_at: Set(None),
    };
    let earlier = match Backend::from(tx) {
        Backend::Sqlite => "MIN(jobs.run_at, excluded.run_at)",
        Backend::Postgres => "LEAST(jobs.run_at, excluded.run_at)",
    };
    // The waiting one is touched, so that it cannot be begun before this transaction has ended: what it will
    // see includes what made this job necessary.
    let onto_waiting = OnConflict::column(job::Column::UniqueKey)
        .target_and_where(Expr::cust("state = 'waiting'"))
        .update_column(job::Column::UniqueKey)
        .value(job::Column::RunAt, Expr::cust(earlier))
        .value(job::Column::Due, Expr::cust("jobs.due OR excluded.due"))
        .to_owned();
    let written = job::Entity::insert(row).on_conflict(onto_waiting).exec_with_returning(tx).await?;
    Ok((written.id == id).then_some(id))
}

/// Takes the job with this key back, unless it has begun; false where none waits.
///
/// # Errors
/// The database does not answer.
pub async fn withdraw(tx: &Tx, key: &str) -> Result<bool, Error> {
    let waiting = job::Entity::delete_many().filter(job::Column::UniqueKey.eq(key));
    Ok(waiting.filter(job::Column::State.eq(State::Waiting)).exec(tx).await?.rows_affected == 1)
}

/// Where the round stands: at the job that is next, or, where none waits, at the last one that was begun; and the last
/// place that the lane has taken. Three looks into an index, however long the queue is.
const TURN: &str = "SELECT \
    (SELECT turn FROM jobs WHERE state = 'waiting' AND due AND priority = $1 ORDER BY turn LIMIT 1) AS next, \
    (SELECT MAX(turn) FROM jobs WHERE state = 'running' AND priority = $1) AS begun, \
    (SELECT MAX(turn) FROM jobs WHERE state IN ('waiting', 'running') AND lane = $2) AS taken";

/// The place of a new job of `lane`: one after the lane's last, but never before where the round stands. So a lane with
/// ten thousand jobs stands in the round ten thousand times, one after the other, and the one job of another lane goes
/// between its next two (start-time fair queueing; Goyal, Vin and Cheng 1996).
async fn turn(tx: &Tx, priority: i32, lane: &str) -> Result<i64, Error> {
    let values = [priority.into(), lane.into()];
    let row = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), TURN, values)).await?;
    let Some(row) = row else { return Ok(0) };
    let place = |name: &str| row.try_get::<Option<i64>>("", name);
    let stands = place("next")?.or(place("begun")?).unwrap_or(0);
    Ok(place("taken")?.map_or(stands, |taken| stands.max(taken + 1)))
}
