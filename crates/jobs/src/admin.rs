//! What an operator sees of the queue, and what they can do.

use std::collections::HashMap;

use basis::{Clock, Time};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::Expr,
};
use store::{
    Store, Tx,
    bell::{self, Topic},
    entities::job::{self, State},
};
use uuid::Uuid;

use crate::Error;

/// How many jobs stand where.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromQueryResult)]
struct Counted {
    waiting: i64,
    delayed: i64,
    running: i64,
    dead: i64,
    done: i64,
    cancelled: i64,
    oldest: Option<Time>,
}

/// How many jobs stand where. What has ended is counted over the last hour only: all that ever ended is of no use to
/// anybody, and would be counted for ever longer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not begun, or to be tried again; the delayed ones among them.
    pub waiting: u64,
    /// Of those, not to be begun yet.
    pub delayed: u64,
    /// Under way.
    pub running: u64,
    /// Given up, and neither tried again nor pruned.
    pub dead: u64,
    /// Ended well within the last hour.
    pub done: u64,
    /// Stopped by a person within the last hour, or replaced by a later one with the same key.
    pub cancelled: u64,
    /// How long the one that waits longest has been due, seconds; 0 where none waits.
    pub oldest_seconds: u64,
}

/// Each line reads an index that holds nothing but what it counts; the states stand there as in the indexes, because
/// SQLite does not see that a parameter would say the same.
const COUNTS: &str = "SELECT \
    (SELECT COUNT(*) FROM jobs WHERE state = 'waiting' AND due) AS waiting, \
    (SELECT COUNT(*) FROM jobs WHERE state = 'waiting' AND NOT due) AS \"delayed\", \
    (SELECT COUNT(*) FROM jobs WHERE state = 'running') AS running, \
    (SELECT COUNT(*) FROM jobs WHERE state = 'dead') AS dead, \
    (SELECT COUNT(*) FROM jobs WHERE state = 'done' AND finished_at > $1) AS done, \
    (SELECT COUNT(*) FROM jobs WHERE state = 'cancelled' AND finished_at > $1) AS cancelled, \
    (SELECT MIN(run_at) FROM jobs WHERE state = 'waiting' AND due) AS oldest";

/// Whether anything waits or runs: two looks into an index.
const BUSY: &str = "SELECT EXISTS (SELECT 1 FROM jobs WHERE state = 'waiting' AND due) \
    OR EXISTS (SELECT 1 FROM jobs WHERE state = 'waiting' AND NOT due AND (attempts > 0 OR run_at <= $1)) \
    OR EXISTS (SELECT 1 FROM jobs WHERE state = 'running') AS busy";

/// Rows that are removed in one transaction: on SQLite nobody else writes meanwhile.
const PRUNED_AT_ONCE: u64 = 500;

/// A job that was given up.
#[derive(Clone, Debug)]
pub struct DeadJob {
    /// For [`retry`] and [`cancel`].
    pub id: Uuid,
    /// [`Job::KIND`](crate::Job::KIND).
    pub kind: String,
    /// The job as it was queued.
    pub arguments: serde_json::Value,
    /// Why.
    pub error: String,
    /// Attempts so far, the last one included.
    pub attempts: i32,
    /// When it was given up.
    pub finished_at: Option<Time>,
}

impl From<job::Model> for DeadJob {
    fn from(row: job::Model) -> Self {
        let job::Model { id, kind, arguments, error, attempts, finished_at, .. } = row;
        Self { id, kind, arguments, error, attempts, finished_at }
    }
}

/// How many jobs stand where, `now`.
///
/// # Errors
/// The database does not answer.
pub async fn counts(store: &Store, now: Time) -> Result<Counts, Error> {
    let read = store.read();
    let since = now - chrono::Duration::hours(1);
    let statement = Statement::from_sql_and_values(read.get_database_backend(), COUNTS, [since.into()]);
    let row = Counted::find_by_statement(statement).one(read).await?.unwrap_or_default();
    let count = i64::unsigned_abs;
    Ok(Counts {
        waiting: count(row.waiting) + count(row.delayed),
        delayed: count(row.delayed),
        running: count(row.running),
        dead: count(row.dead),
        done: count(row.done),
        cancelled: count(row.cancelled),
        oldest_seconds: row.oldest.map_or(0, |oldest| (now - oldest).num_seconds().max(0).unsigned_abs()),
    })
}

/// Whether a job runs, could run `now`, or failed and will be tried again. One that was queued for later does not count:
/// whoever waits for the end of the work would wait for it.
///
/// # Errors
/// The database does not answer.
pub async fn is_busy(store: &Store, now: Time) -> Result<bool, Error> {
    let read = store.read();
    let statement = Statement::from_sql_and_values(read.get_database_backend(), BUSY, [now.into()]);
    let row = read.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get("", "busy")).transpose()?.unwrap_or(false))
}

/// The jobs that were given up, newest first.
///
/// # Errors
/// The database does not answer.
pub async fn dead(store: &Store, limit: u64) -> Result<Vec<DeadJob>, Error> {
    let query = job::Entity::find().filter(Expr::cust("state = 'dead'")).order_by_desc(job::Column::FinishedAt);
    Ok(query.limit(limit).all(store.read()).await?.into_iter().map(DeadJob::from).collect())
}

/// The job with this duplicate key that was given up, unless a later one with the key waits, runs or has ended well.
///
/// # Errors
/// The database does not answer.
pub async fn dead_by_key(store: &Store, key: &str) -> Result<Option<DeadJob>, Error> {
    let query = job::Entity::find().filter(job::Column::UniqueKey.eq(key)).order_by_desc(job::Column::CreatedAt);
    let last = query.order_by_desc(job::Column::Id).one(store.read()).await?;
    Ok(last.filter(|row| row.state == State::Dead).map(DeadJob::from))
}

/// How it stands with the work that a duplicate key names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It waits or runs.
    UnderWay,
    /// The last time that it was queued it was given up.
    GivenUp,
    /// It has ended well, or was cancelled.
    Ended,
}

/// How it stands with the work of each of these keys; those that nothing is known of any more are left out.
///
/// # Errors
/// The database does not answer.
pub async fn standing(connection: &impl ConnectionTrait, keys: &[String]) -> Result<HashMap<String, Standing>, Error> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, State)> = job::Entity::find()
        .select_only()
        .column(job::Column::UniqueKey)
        .column(job::Column::State)
        .filter(job::Column::UniqueKey.is_in(keys))
        .order_by_asc(job::Column::CreatedAt)
        .order_by_asc(job::Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    let mut stands = HashMap::new();
    for (key, state) in rows {
        let standing = match state {
            State::Waiting | State::Running => Standing::UnderWay,
            State::Dead => Standing::GivenUp,
            State::Done | State::Cancelled => Standing::Ended,
        };
        // A second one may have been queued and cancelled while the first one runs.
        if stands.get(&key) != Some(&Standing::UnderWay) {
            stands.insert(key, standing);
        }
    }
    Ok(stands)
}

/// Where the work of each of these keys stands, as far as it runs at this moment and has said so.
///
/// # Errors
/// The database does not answer.
pub async fn progress(
    connection: &impl ConnectionTrait,
    keys: &[String],
) -> Result<HashMap<String, serde_json::Value>, Error> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, serde_json::Value)> = job::Entity::find()
        .select_only()
        .column(job::Column::UniqueKey)
        .column(job::Column::Progress)
        .filter(job::Column::UniqueKey.is_in(keys))
        .filter(job::Column::State.eq(State::Running))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().filter(|(_, progress)| !progress.is_null()).collect())
}

/// What came of trying a job again.
#[derive(Clone, Debug, PartialEq)]
pub enum Retried {
    /// It waits again, from its first attempt.
    Queued {
        /// [`Job::KIND`](crate::Job::KIND).
        kind: String,
        /// The job as it was queued.
        arguments: serde_json::Value,
    },
    /// One with its key waits already.
    WaitsAlready,
    /// There is no such job, or it was not given up.
    NotDead,
}

/// Queues a job that was given up again, in `tx`; whoever commits rings the bell.
///
/// # Errors
/// The database does not answer, or another program queues one with the same key at this very moment.
pub async fn retry(tx: &Tx, clock: &dyn Clock, id: Uuid) -> Result<Retried, Error> {
    let row = job::Entity::find_by_id(id).one(tx).await?.filter(|row| row.state == State::Dead);
    let Some(row) = row else { return Ok(Retried::NotDead) };
    if let Some(key) = &row.unique_key {
        let waiting = job::Entity::find().filter(job::Column::UniqueKey.eq(key));
        if waiting.filter(Expr::cust("state = 'waiting'")).one(tx).await?.is_some() {
            return Ok(Retried::WaitsAlready);
        }
    }
    let changed = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(State::Waiting))
        .col_expr(job::Column::Attempts, Expr::value(0))
        .col_expr(job::Column::Cancel, Expr::value(false))
        .col_expr(job::Column::Due, Expr::value(false))
        .col_expr(job::Column::RunAt, Expr::value(clock.now()))
        .col_expr(job::Column::FinishedAt, Expr::value(None::<Time>))
        .filter(job::Column::Id.eq(id))
        .filter(job::Column::State.eq(State::Dead))
        .exec(tx)
        .await?;
    let queued = Retried::Queued { kind: row.kind, arguments: row.arguments };
    Ok(if changed.rows_affected == 1 { queued } else { Retried::NotDead })
}

/// Cancels a waiting job, or stops a running one; false where it has ended. A running one is told at once, by whatever
/// process runs it, and has a moment to end by itself.
///
/// # Errors
/// The database does not answer.
pub async fn cancel(store: &Store, clock: &dyn Clock, id: Uuid) -> Result<bool, Error> {
    let tx = store.begin().await?;
    let cancelled = cancel_in(&tx, clock, id).await?;
    tx.commit().await?;
    bell::ring(Topic::Cancelled);
    Ok(cancelled)
}

/// The same in `tx`; whoever commits rings the bell for [`Topic::Cancelled`].
///
/// # Errors
/// The database does not answer.
pub async fn cancel_in(tx: &Tx, clock: &dyn Clock, id: Uuid) -> Result<bool, Error> {
    let waiting = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(State::Cancelled))
        .col_expr(job::Column::FinishedAt, Expr::value(Some(clock.now())))
        .filter(job::Column::Id.eq(id))
        .filter(job::Column::State.eq(State::Waiting))
        .exec(tx)
        .await?;
    let running = job::Entity::update_many()
        .col_expr(job::Column::Cancel, Expr::value(true))
        .filter(job::Column::Id.eq(id))
        .filter(job::Column::State.eq(State::Running))
        .exec(tx)
        .await?;
    Ok(waiting.rows_affected + running.rows_affected == 1)
}

/// Removes jobs that ended before `ended`, and jobs that were given up before `given_up`; some at a time. Gives how many.
///
/// # Errors
/// The database does not answer.
pub async fn prune(store: &Store, ended: Time, given_up: Time) -> Result<u64, Error> {
    let mut pruned = 0;
    for (which, before) in [("state IN ('done', 'cancelled')", ended), ("state = 'dead'", given_up)] {
        let sql = format!(
            "DELETE FROM jobs WHERE id IN \
             (SELECT id FROM jobs WHERE {which} AND finished_at < $1 LIMIT {PRUNED_AT_ONCE})"
        );
        loop {
            let tx = store.begin().await?;
            let statement = Statement::from_sql_and_values(tx.get_database_backend(), &sql, [before.into()]);
            let removed = tx.execute_raw(statement).await?.rows_affected();
            tx.commit().await?;
            pruned += removed;
            if removed < PRUNED_AT_ONCE {
                break;
            }
        }
    }
    Ok(pruned)
}
