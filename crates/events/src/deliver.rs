//! Reading events: each consumer with its own cursor.
//!
//! On PostgreSQL a number that was drawn first may be committed last, and a transaction that began first may draw
//! its number last. The outbox is therefore read in the order of (transaction, number), and only below the oldest
//! transaction that still runs: nothing can appear behind the cursor any more.

use std::{sync::Arc, time::Duration};

use basis::Clock;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
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

/// Events in one transaction at most: one that fails takes few good ones back with it.
const BATCH: u64 = 20;
/// How often an idle consumer looks.
const POLL: Duration = Duration::from_millis(500);
/// How long a consumer that fails waits, doubled each time up to the last.
const WAIT_AFTER_FAILURE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// Lets `consumer` act on what is new, at most one batch; gives how many events that were. An error moves nothing.
///
/// # Errors
/// The database does not answer, or the consumer cannot act.
pub async fn deliver(store: &Store, clock: &dyn Clock, consumer: &dyn Consumer) -> Result<u64, DbErr> {
    let tx = store.begin().await.map_err(|error| DbErr::Custom(error.to_string()))?;
    let (cursor_xid, cursor) = hold_cursor(&tx, clock, consumer.name()).await?;
    let behind = Condition::any()
        .add(event::Column::Xid.gt(cursor_xid))
        .add(Condition::all().add(event::Column::Xid.eq(cursor_xid)).add(event::Column::Seq.gt(cursor)));
    let mut fresh = event::Entity::find().filter(behind);
    if store.backend() == Backend::Postgres {
        fresh = fresh.filter(Expr::cust("events.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"));
    }
    let ordered = fresh.order_by_asc(event::Column::Xid).order_by_asc(event::Column::Seq);
    let events = ordered.limit(BATCH).all(&tx).await?;
    let Some(last) = events.last().map(|row| (row.xid, row.seq)) else { return Ok(0) };
    let count = events.len() as u64;
    for row in events {
        consumer.handle(&tx, &row.into()).await?;
    }
    move_cursor(&tx, clock, consumer.name(), last).await?;
    tx.commit().await?;
    Ok(count)
}

/// Sends the consumer `name` back: it acts again on everything after the event `seq`, on everything that is kept
/// where there is no such event.
///
/// # Errors
/// The database does not answer.
pub async fn replay_from(store: &Store, clock: &dyn Clock, name: &str, seq: i64) -> Result<(), DbErr> {
    let tx = store.begin().await.map_err(|error| DbErr::Custom(error.to_string()))?;
    let last = event::Entity::find_by_id(seq).one(&tx).await?;
    hold_cursor(&tx, clock, name).await?;
    move_cursor(&tx, clock, name, last.map_or((0, 0), |row| (row.xid, row.seq))).await?;
    tx.commit().await
}

/// Lets every consumer act until `stop` says true. One that fails is tried again, later each time, and holds up no other.
pub async fn run(store: Store, clock: Arc<dyn Clock>, consumers: Vec<Arc<dyn Consumer>>, stop: watch::Receiver<bool>) {
    let mut tasks = tokio::task::JoinSet::new();
    for consumer in consumers {
        tasks.spawn(follow(store.clone(), Arc::clone(&clock), consumer, stop.clone()));
    }
    while tasks.join_next().await.is_some() {}
}

async fn follow(store: Store, clock: Arc<dyn Clock>, consumer: Arc<dyn Consumer>, mut stop: watch::Receiver<bool>) {
    let mut wait_after_failure = WAIT_AFTER_FAILURE.0;
    while !*stop.borrow() {
        let wait = match deliver(&store, clock.as_ref(), consumer.as_ref()).await {
            Ok(count) => {
                wait_after_failure = WAIT_AFTER_FAILURE.0;
                if count > 0 { Duration::ZERO } else { POLL }
            }
            Err(error) => {
                tracing::error!(%error, consumer = consumer.name(), "a consumer cannot act");
                let wait = wait_after_failure;
                wait_after_failure = (wait * 2).min(WAIT_AFTER_FAILURE.1);
                wait
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => {}
        }
    }
}

/// The consumer's cursor, held against another replica; its row is made first, so that there is one to hold.
async fn hold_cursor(tx: &Tx, clock: &dyn Clock, name: &str) -> Result<(i64, i64), DbErr> {
    let row = consumer::ActiveModel {
        name: Set(name.to_owned()),
        cursor: Set(0),
        cursor_xid: Set(0),
        updated_at: Set(clock.now()),
    };
    let unless_there = OnConflict::column(consumer::Column::Name).do_nothing().to_owned();
    consumer::Entity::insert(row).on_conflict(unless_there).exec_without_returning(tx).await?;
    let query = consumer::Entity::find_by_id(name);
    let query = if Backend::from(tx) == Backend::Postgres { query.lock_exclusive() } else { query };
    Ok(query.one(tx).await?.map_or((0, 0), |row| (row.cursor_xid, row.cursor)))
}

async fn move_cursor(tx: &Tx, clock: &dyn Clock, name: &str, (xid, seq): (i64, i64)) -> Result<(), DbErr> {
    let row = consumer::ActiveModel {
        name: Set(name.to_owned()),
        cursor: Set(seq),
        cursor_xid: Set(xid),
        updated_at: Set(clock.now()),
    };
    consumer::Entity::update(row).exec(tx).await?;
    Ok(())
}
