//! Claiming a job under a lease, keeping the lease, and ending the job under it.

use basis::{Clock, Time};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, SqlErr, Statement, Value,
    sea_query::{Expr, ExprTrait},
};
use store::{Backend, Store, entities::job};
use uuid::Uuid;

/// How long a lease lasts; it is renewed at a third of that.
pub(crate) const LEASE: chrono::Duration = chrono::Duration::seconds(30);

/// The next job of the kinds this program knows: by priority, then the lane with the least under way, then the lane
/// that had its turn longest ago, so that a single worker takes turns as well, then age.
/// A job whose lease ran out counts as waiting: its worker is gone.
const NEXT: &str = "SELECT j.id FROM jobs j WHERE (KINDS) AND \
    ((j.state = 'waiting' AND j.run_at <= $1) OR (j.state = 'running' AND j.leased_until < $1)) \
    ORDER BY j.priority, (SELECT COUNT(*) FROM jobs r WHERE r.lane = j.lane AND r.state = 'running'), \
    (SELECT MAX(r.finished_at) FROM jobs r WHERE r.lane = j.lane) NULLS FIRST, j.run_at, j.id LIMIT 1";

/// A claimed job.
pub(crate) async fn claim(
    store: &Store,
    now: Time,
    lease: Uuid,
    kinds: &[(&str, i32)],
) -> Result<Option<job::Model>, DbErr> {
    if kinds.is_empty() {
        return Ok(None);
    }
    let skip_locked = if store.backend() == Backend::Postgres { " FOR UPDATE OF j SKIP LOCKED" } else { "" };
    let place = |index: usize| format!("(j.kind = ${} AND j.version = ${})", 2 * index + 4, 2 * index + 5);
    let places: Vec<String> = (0..kinds.len()).map(place).collect();
    let next = NEXT.replace("KINDS", &places.join(" OR "));
    let sql = format!(
        "UPDATE jobs SET state = 'running', leased_until = $2, lease = $3, attempts = attempts + 1 WHERE id = ({next}{skip_locked}) RETURNING *"
    );
    let mut values: Vec<Value> = vec![now.into(), (now + LEASE).into(), lease.into()];
    values.extend(kinds.iter().flat_map(|(kind, version)| [Value::from(*kind), Value::from(*version)]));
    let tx = store.begin().await.map_err(|error| DbErr::Custom(error.to_string()))?;
    let row = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    let job = row.map(|row| job::Model::from_query_result(&row, "")).transpose()?;
    tx.commit().await?;
    Ok(job)
}

/// Whether the lease was still ours and is renewed; and whether somebody asked the job to stop.
pub(crate) async fn renew(store: &Store, now: Time, id: Uuid, lease: Uuid) -> Result<Option<bool>, DbErr> {
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
pub(crate) async fn finish(store: &Store, clock: &dyn Clock, id: Uuid, lease: Uuid, end: End) -> Result<bool, DbErr> {
    match write_end(store, clock.now(), id, lease, end).await {
        // While this one ran, a second with its key was queued: that one does the work again.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            write_end(store, clock.now(), id, lease, End::Cancelled).await
        }
        ended => ended,
    }
}

async fn write_end(store: &Store, now: Time, id: Uuid, lease: Uuid, end: End) -> Result<bool, DbErr> {
    under_lease(store, id, lease, |update| {
        let update = update
            .col_expr(job::Column::Lease, Expr::value(None::<Uuid>))
            .col_expr(job::Column::LeasedUntil, Expr::value(None::<Time>));
        let ended = |update: sea_orm::UpdateMany<job::Entity>, state: &str, why: String| {
            update
                .col_expr(job::Column::State, Expr::value(state))
                .col_expr(job::Column::Error, Expr::value(why))
                .col_expr(job::Column::FinishedAt, Expr::value(Some(now)))
        };
        match end {
            End::Done => ended(update, "done", String::new()),
            End::Cancelled => ended(update, "cancelled", String::new()),
            End::Dead { why } => ended(update, "dead", why),
            End::Again { run_at, why } => update
                .col_expr(job::Column::State, Expr::value("waiting"))
                .col_expr(job::Column::Error, Expr::value(why))
                .col_expr(job::Column::RunAt, Expr::value(run_at)),
        }
    })
    .await
}

/// Changes the row only while `lease` holds it: a worker that lost its lease changes nothing.
pub(crate) async fn under_lease(
    store: &Store,
    id: Uuid,
    lease: Uuid,
    change: impl FnOnce(sea_orm::UpdateMany<job::Entity>) -> sea_orm::UpdateMany<job::Entity>,
) -> Result<bool, DbErr> {
    let ours = job::Column::Id.eq(id).and(job::Column::Lease.eq(lease));
    let tx = store.begin().await.map_err(|error| DbErr::Custom(error.to_string()))?;
    let result = change(job::Entity::update_many()).filter(ours).exec(&tx).await?;
    tx.commit().await?;
    Ok(result.rows_affected == 1)
}
