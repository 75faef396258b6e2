//! Reading events: each consumer with its own cursor.

use std::{sync::Arc, time::Duration};

use basis::Clock;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use store::{
    Backend, Store, Tx,
    entities::{consumer, event},
};
use tokio::sync::watch;

use crate::Event;

/// Who acts on events.
#[async_trait::async_trait]
pub trait Consumer: Send + Sync {
    /// The name under which the cursor is kept.
    fn name(&self) -> &'static str;

    /// Acts on one event, in the transaction in which the cursor moves.
    ///
    /// # Errors
    /// Whatever keeps it from acting; the event comes again.
    async fn handle(&self, tx: &Tx, event: &Event) -> Result<(), DbErr>;
}

/// Events in one transaction at most.
const BATCH: u64 = 200;
/// How often an idle consumer looks.
const POLL: Duration = Duration::from_millis(500);

/// Lets `consumer` act on what is new, at most one batch; gives how many events that were. An error moves nothing.
///
/// # Errors
/// The database does not answer, or the consumer cannot act.
pub async fn deliver(store: &Store, clock: &dyn Clock, consumer: &dyn Consumer) -> Result<u64, DbErr> {
    let tx = store.begin().await.map_err(|error| DbErr::Custom(error.to_string()))?;
    let cursor = held_cursor(&tx, clock, consumer.name()).await?;
    let mut fresh = event::Entity::find().filter(event::Column::Seq.gt(cursor));
    if store.backend() == Backend::Postgres {
        // A lower number may still be under way in a transaction that has not ended: wait for it.
        fresh = fresh.filter(Expr::cust("events.xid < pg_snapshot_xmin(pg_current_snapshot())"));
    }
    let events = fresh.order_by_asc(event::Column::Seq).limit(BATCH).all(&tx).await?;
    let Some(last) = events.last().map(|row| row.seq) else { return Ok(0) };
    let count = events.len() as u64;
    for row in events {
        consumer.handle(&tx, &row.into()).await?;
    }
    set_cursor(&tx, clock, consumer.name(), last).await?;
    tx.commit().await?;
    Ok(count)
}

/// Sends the consumer `name` back: it acts again on everything after `seq`.
///
/// # Errors
/// The database does not answer.
pub async fn replay_from(store: &Store, clock: &dyn Clock, name: &str, seq: i64) -> Result<(), DbErr> {
    let tx = store.begin().await.map_err(|error| DbErr::Custom(error.to_string()))?;
    set_cursor(&tx, clock, name, seq).await?;
    tx.commit().await
}

/// Lets every consumer act until `stop` says true. One that fails is tried again and holds up no other.
pub async fn run(store: Store, clock: Arc<dyn Clock>, consumers: Vec<Arc<dyn Consumer>>, stop: watch::Receiver<bool>) {
    let mut tasks = tokio::task::JoinSet::new();
    for consumer in consumers {
        let (store, clock, mut stop) = (store.clone(), Arc::clone(&clock), stop.clone());
        tasks.spawn(async move {
            while !*stop.borrow() {
                match deliver(&store, clock.as_ref(), consumer.as_ref()).await {
                    Ok(0) => {}
                    Ok(_) => continue,
                    Err(error) => tracing::error!(%error, consumer = consumer.name(), "a consumer cannot act"),
                }
                tokio::select! {
                    () = tokio::time::sleep(POLL) => {}
                    _ = stop.changed() => {}
                }
            }
        });
    }
    while tasks.join_next().await.is_some() {}
}

/// The cursor, held until `tx` ends: two replicas must not act on the same event. Its row is made first, as a row
/// that is not there cannot be held.
async fn held_cursor(tx: &Tx, clock: &dyn Clock, name: &str) -> Result<i64, DbErr> {
    let query = consumer::Entity::find_by_id(name);
    if Backend::from(tx) == Backend::Sqlite {
        return Ok(query.one(tx).await?.map_or(0, |row| row.cursor));
    }
    let row = consumer::ActiveModel { name: Set(name.to_owned()), cursor: Set(0), updated_at: Set(clock.now()) };
    let unless_there = OnConflict::column(consumer::Column::Name).do_nothing().to_owned();
    consumer::Entity::insert(row).on_conflict(unless_there).exec_without_returning(tx).await?;
    Ok(query.lock_exclusive().one(tx).await?.map_or(0, |row| row.cursor))
}

async fn set_cursor(tx: &Tx, clock: &dyn Clock, name: &str, cursor: i64) -> Result<(), DbErr> {
    let row = consumer::ActiveModel { name: Set(name.to_owned()), cursor: Set(cursor), updated_at: Set(clock.now()) };
    let replace = OnConflict::column(consumer::Column::Name)
        .update_columns([consumer::Column::Cursor, consumer::Column::UpdatedAt])
        .to_owned();
    consumer::Entity::insert(row).on_conflict(replace).exec_without_returning(tx).await?;
    Ok(())
}
