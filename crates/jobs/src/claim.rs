//! Claiming a job under a lease, keeping the lease, and ending the job under it.

use basis::Time;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement, Value,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use store::{
    Backend, Store, Tx,
    entities::job::{self, State},
};
use uuid::Uuid;

use crate::Error;

/// How long a lease lasts; it is renewed at a third of that.
pub(crate) const LEASE: chrono::Duration = chrono::Duration::seconds(30);

/// A lease that ends later than this from now was taken by a worker whose clock was ahead, and is nobody's.
const AHEAD_MAX: chrono::Duration = chrono::Duration::minutes(10);

/// A job whose worker is gone: what was begun is ended first.
const LOST: &str = "SELECT id FROM jobs WHERE state = 'running' AND (leased_until < $NOW OR leased_until > $FAR) \
    AND (KINDS) ORDER BY leased_until LIMIT 1";

/// The next job of the kinds this program knows: by priority, then in turn. It is the first entry of an index that
/// holds only what is due; more are read only by a program that does not know what stands first.
const NEXT: &str = "SELECT id FROM jobs WHERE state = 'waiting' AND due AND (KINDS) \
    ORDER BY priority, turn, run_at, id LIMIT 1";

/// What has become due, some at a time: each job once for each attempt.
const COMES_DUE: &str = "UPDATE jobs SET due = TRUE WHERE id IN \
    (SELECT id FROM jobs WHERE state = 'waiting' AND NOT due AND run_at <= $1 ORDER BY run_at LIMIT 200LOCK)";

/// A claimed job.
pub(crate) async fn claim(
    store: &Store,
    now: Time,
    lease: Uuid,
    kinds: &[(&str, i32)],
) -> Result<Option<job::Model>, Error> {
    if kinds.is_empty() {
        return Ok(None);
    }
    let tx = store.begin().await?;
    let backend = tx.get_database_backend();
    let lock = if store.backend() == Backend::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
    let due = COMES_DUE.replace("LOCK", lock);
    tx.execute_raw(Statement::from_sql_and_values(backend, due, [now.into()])).await?;
    let place = |index: usize| format!("(kind = ${} AND version = ${})", 2 * index + 3, 2 * index + 4);
    let places: Vec<String> = (0..kinds.len()).map(place).collect();
    let mut claimed = None;
    // What is due stays due, whichever way the clock is set meanwhile.
    for (which, moments) in [(LOST, vec![now, now + AHEAD_MAX]), (NEXT, Vec::new())] {
        let last = 2 * kinds.len() + 2;
        let which = which.replace("KINDS", &places.join(" OR "));
        let which = which.replace("$NOW", &format!("${}", last + 1)).replace("$FAR", &format!("${}", last + 2));
        let sql = format!(
            "UPDATE jobs SET state = 'running', leased_until = $1, lease = $2, attempts = attempts + 1 \
             WHERE id = ({which}{lock}) RETURNING *"
        );
        let mut values: Vec<Value> = vec![(now + LEASE).into(), lease.into()];
        values.extend(kinds.iter().flat_map(|(kind, version)| [Value::from(*kind), Value::from(*version)]));
        values.extend(moments.into_iter().map(Value::from));
        let row = tx.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        claimed = row.map(|row| job::Model::from_query_result(&row, "")).transpose()?;
        if claimed.is_some() {
            break;
        }
    }
    tx.commit().await?;
    Ok(claimed)
}

/// Whether the lease was still ours and is renewed; and whether somebody asked the job to stop.
pub(crate) async fn renew(store: &Store, now: Time, id: Uuid, lease: Uuid) -> Result<Option<bool>, Error> {
    let changed =
        under_lease(store, id, lease, |update| update.col_expr(job::Column::LeasedUntil, Expr::value(now + LEASE)))
            .await?;
    if !changed {
        return Ok(None);
    }
    Ok(job::Entity::find_by_id(id).one(store.read()).await?.map(|row| row.cancel))
}

/// How an attempt ended.
pub(crate) enum End {
    Done,
    Cancelled,
    Again { run_at: Time, why: String },
    Dead { why: String },
}

/// Writes the end; false where the lease was lost and somebody else has the job.
pub(crate) async fn write_end(tx: &Tx, now: Time, id: Uuid, lease: Uuid, end: &End) -> Result<bool, Error> {
    let update = job::Entity::update_many()
        .col_expr(job::Column::Lease, Expr::value(None::<Uuid>))
        .col_expr(job::Column::LeasedUntil, Expr::value(None::<Time>));
    let ended = |update: sea_orm::UpdateMany<job::Entity>, state: State, why: &str| {
        update
            .col_expr(job::Column::State, Expr::value(state))
            .col_expr(job::Column::Error, Expr::value(why))
            .col_expr(job::Column::FinishedAt, Expr::value(Some(now)))
    };
    let update = match end {
        End::Done => ended(update, State::Done, ""),
        End::Cancelled => ended(update, State::Cancelled, ""),
        End::Dead { why } => ended(update, State::Dead, why),
        End::Again { run_at, why } => update
            .col_expr(job::Column::State, Expr::value(State::Waiting))
            .col_expr(job::Column::Error, Expr::value(why.as_str()))
            .col_expr(job::Column::RunAt, Expr::value(*run_at))
            .col_expr(job::Column::Due, Expr::value(false)),
    };
    Ok(update.filter(held_by(id, lease)).exec(tx).await?.rows_affected == 1)
}

/// Changes the row only while `lease` holds it: a worker that lost its lease changes nothing.
pub(crate) async fn under_lease(
    store: &Store,
    id: Uuid,
    lease: Uuid,
    change: impl FnOnce(sea_orm::UpdateMany<job::Entity>) -> sea_orm::UpdateMany<job::Entity>,
) -> Result<bool, Error> {
    let tx = store.begin().await?;
    let result = change(job::Entity::update_many()).filter(held_by(id, lease)).exec(&tx).await?;
    tx.commit().await?;
    Ok(result.rows_affected == 1)
}

fn held_by(id: Uuid, lease: Uuid) -> SimpleExpr {
    job::Column::Id.eq(id).and(job::Column::Lease.eq(lease))
}
