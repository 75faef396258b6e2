//! What an operator sees of the queue, and what they can do.

use basis::{Clock, Time};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, SqlErr, sea_query::Expr,
};
use store::{Store, entities::job};
use uuid::Uuid;

/// How many jobs stand where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not begun, or to be tried again.
    pub waiting: u64,
    /// Under way.
    pub running: u64,
    /// Ended well.
    pub done: u64,
    /// Given up.
    pub dead: u64,
    /// Stopped by a person.
    pub cancelled: u64,
}

/// A job that was given up.
#[derive(Clone, Debug)]
pub struct DeadJob {
    /// The job.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// Why.
    pub error: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was given up.
    pub finished_at: Option<Time>,
}

impl From<job::Model> for DeadJob {
    fn from(row: job::Model) -> Self {
        Self { id: row.id, kind: row.kind, error: row.error, attempts: row.attempts, finished_at: row.finished_at }
    }
}

/// How many jobs stand where.
///
/// # Errors
/// The database does not answer.
pub async fn counts(store: &Store) -> Result<Counts, DbErr> {
    #[derive(FromQueryResult)]
    struct Count {
        state: String,
        count: i64,
    }
    let rows: Vec<Count> = job::Entity::find()
        .select_only()
        .column(job::Column::State)
        .column_as(Expr::cust("COUNT(*)"), "count")
        .group_by(job::Column::State)
        .into_model()
        .all(store.read())
        .await?;
    let of = |state: &str| rows.iter().find(|row| row.state == state).map_or(0, |row| row.count.unsigned_abs());
    Ok(Counts {
        waiting: of("waiting"),
        running: of("running"),
        done: of("done"),
        dead: of("dead"),
        cancelled: of("cancelled"),
    })
}

/// The jobs that were given up, newest first.
///
/// # Errors
/// The database does not answer.
pub async fn dead(store: &Store, limit: u64) -> Result<Vec<DeadJob>, DbErr> {
    let query =
        job::Entity::find().filter(job::Column::State.eq("dead")).order_by_desc(job::Column::FinishedAt).limit(limit);
    Ok(query.all(store.read()).await?.into_iter().map(DeadJob::from).collect())
}

/// The job with this duplicate key that was given up, unless a later one with the key waits, runs or has ended well.
///
/// # Errors
/// The database does not answer.
pub async fn dead_by_key(store: &Store, key: &str) -> Result<Option<DeadJob>, DbErr> {
    let query = job::Entity::find().filter(job::Column::UniqueKey.eq(key)).order_by_desc(job::Column::CreatedAt);
    let last = query.order_by_desc(job::Column::Id).one(store.read()).await?;
    Ok(last.filter(|row| row.state == "dead").map(DeadJob::from))
}

/// Queues a dead job again from its first attempt; false where it is not dead, or one with its key waits already.
///
/// # Errors
/// The database does not answer.
pub async fn retry(store: &Store, clock: &dyn Clock, id: Uuid) -> Result<bool, DbErr> {
    let tx = store.begin().await.map_err(|error| DbErr::Custom(error.to_string()))?;
    let result = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("waiting"))
        .col_expr(job::Column::Attempts, Expr::value(0))
        .col_expr(job::Column::Cancel, Expr::value(false))
        .col_expr(job::Column::RunAt, Expr::value(clock.now()))
        .col_expr(job::Column::FinishedAt, Expr::value(None::<Time>))
        .filter(job::Column::Id.eq(id))
        .filter(job::Column::State.eq("dead"))
        .exec(&tx)
        .await;
    let result = match result {
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => return Ok(false),
        result => result?,
    };
    tx.commit().await?;
    crate::wake();
    Ok(result.rows_affected == 1)
}

/// Cancels a waiting job, or asks a running one to stop; false where it has ended.
///
/// # Errors
/// The database does not answer.
pub async fn cancel(store: &Store, clock: &dyn Clock, id: Uuid) -> Result<bool, DbErr> {
    let tx = store.begin().await.map_err(|error| DbErr::Custom(error.to_string()))?;
    let waiting = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("cancelled"))
        .col_expr(job::Column::FinishedAt, Expr::value(Some(clock.now())))
        .filter(job::Column::Id.eq(id))
        .filter(job::Column::State.eq("waiting"))
        .exec(&tx)
        .await?;
    let running = job::Entity::update_many()
        .col_expr(job::Column::Cancel, Expr::value(true))
        .filter(job::Column::Id.eq(id))
        .filter(job::Column::State.eq("running"))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(waiting.rows_affected + running.rows_affected == 1)
}
