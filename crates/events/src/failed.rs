//! Events that a consumer could not act on: tried again, parked, and taken up again when a person asks.

use basis::{Clock, Time};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use store::{
    Store, Tx,
    bell::{self, Topic},
    entities::{consumer, event, parked_event},
};

use crate::{Error, Failure, cursor};

/// An event that failed so often is parked: with the waits below, after about two minutes.
const ATTEMPTS_MAX: i32 = 8;
/// How long a consumer waits after its first failure; twice as long after each further one.
const WAIT_SECONDS: i64 = 1;
/// And at most so long.
const WAIT_SECONDS_MAX: i64 = 60;

/// What became of an event that failed.
pub(crate) enum Fate {
    /// It comes again then.
    Again(Time),
    /// It is parked, and the cursor has moved past it.
    Parked,
}

/// Notes that `event`, the next one of the consumer, failed.
pub(crate) async fn note(
    tx: &Tx,
    clock: &dyn Clock,
    cursor: &consumer::Model,
    event: &event::Model,
    failure: &Failure,
) -> Result<Fate, Error> {
    let (now, attempts) = (clock.now(), cursor.attempts + 1);
    let (Failure::Retry(why) | Failure::Park(why)) = failure;
    if matches!(failure, Failure::Park(_)) || attempts >= ATTEMPTS_MAX {
        tracing::error!(consumer = cursor.name, event.seq, event.kind, attempts, why, "an event is parked");
        park(tx, now, &cursor.name, event, attempts, why).await?;
        cursor::pass(tx, now, &cursor.name, (event.xid, event.seq)).await?;
        return Ok(Fate::Parked);
    }
    tracing::warn!(consumer = cursor.name, event.seq, event.kind, attempts, why, "a consumer could not act");
    let wait = (WAIT_SECONDS << (attempts - 1).min(16)).min(WAIT_SECONDS_MAX);
    let retry_at = now + chrono::Duration::seconds(wait);
    let row = consumer::ActiveModel {
        name: Set(cursor.name.clone()),
        attempts: Set(attempts),
        retry_at: Set(Some(retry_at)),
        error: Set(why.clone()),
        updated_at: Set(now),
        ..Default::default()
    };
    consumer::Entity::update(row).exec(tx).await?;
    Ok(Fate::Again(retry_at))
}

async fn park(tx: &Tx, now: Time, consumer: &str, event: &event::Model, attempts: i32, why: &str) -> Result<(), Error> {
    let row = parked_event::Model {
        consumer: consumer.to_owned(),
        seq: event.seq,
        kind: event.kind.clone(),
        reason: why.to_owned(),
        attempts,
        parked_at: now,
        again: false,
    };
    // A replay may come to it a second time.
    let anew = OnConflict::columns([parked_event::Column::Consumer, parked_event::Column::Seq])
        .update_columns([parked_event::Column::Reason, parked_event::Column::Attempts, parked_event::Column::ParkedAt])
        .to_owned();
    parked_event::Entity::insert(row.into_active_model()).on_conflict(anew).exec_without_returning(tx).await?;
    Ok(())
}

/// The next parked event of the consumer that a person wants to be tried again.
pub(crate) async fn asked_again(
    store: &Store,
    consumer: &str,
) -> Result<Option<(parked_event::Model, Option<event::Model>)>, Error> {
    let asked = parked_event::Entity::find()
        .filter(parked_event::Column::Consumer.eq(consumer))
        .filter(parked_event::Column::Again.eq(true))
        .order_by_asc(parked_event::Column::Seq)
        .one(store.read())
        .await?;
    let Some(asked) = asked else { return Ok(None) };
    let event = event::Entity::find_by_id(asked.seq).one(store.read()).await?;
    Ok(Some((asked, event)))
}

/// Ends a parked event's second try: it goes, or stays parked with the new reason.
pub(crate) async fn end_again(tx: &Tx, parked: &parked_event::Model, failed: Option<&Failure>) -> Result<(), Error> {
    let key = (parked.consumer.clone(), parked.seq);
    match failed {
        None => parked_event::Entity::delete_by_id(key).exec(tx).await.map(drop)?,
        Some(Failure::Retry(why) | Failure::Park(why)) => {
            let row = parked_event::ActiveModel {
                consumer: Set(key.0),
                seq: Set(key.1),
                reason: Set(why.clone()),
                attempts: Set(parked.attempts + 1),
                again: Set(false),
                ..Default::default()
            };
            parked_event::Entity::update(row).exec(tx).await.map(drop)?;
        }
    }
    Ok(())
}

/// An event that a consumer could not act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// The consumer's name, under which its cursor is kept.
    pub consumer: String,
    /// The event's place in the outbox.
    pub seq: i64,
    /// The event's kind.
    pub kind: String,
    /// Why.
    pub reason: String,
    /// Attempts until it was parked.
    pub attempts: i32,
    /// When it was parked.
    pub parked_at: Time,
}

/// The parked events, oldest first, at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn parked(store: &Store, limit: u64) -> Result<Vec<Parked>, Error> {
    let query = parked_event::Entity::find().order_by_asc(parked_event::Column::Seq).limit(limit);
    let line = |row: parked_event::Model| Parked {
        consumer: row.consumer,
        seq: row.seq,
        kind: row.kind,
        reason: row.reason,
        attempts: row.attempts,
        parked_at: row.parked_at,
    };
    Ok(query.all(store.read()).await?.into_iter().map(line).collect())
}

/// Asks, in `tx`, for a parked event to be tried again by whatever process runs the consumer; false where it is not
/// parked. Whoever commits rings the bell.
///
/// # Errors
/// The database does not answer.
pub async fn retry_parked(tx: &Tx, consumer: &str, seq: i64) -> Result<bool, Error> {
    let asked = parked_event::Entity::update_many()
        .col_expr(parked_event::Column::Again, Expr::value(true))
        .filter(parked_event::Column::Consumer.eq(consumer))
        .filter(parked_event::Column::Seq.eq(seq))
        .exec(tx)
        .await?;
    Ok(asked.rows_affected == 1)
}

/// Forgets, in `tx`, a parked event: the consumer never acts on it. False where it is not parked.
///
/// # Errors
/// The database does not answer.
pub async fn drop_parked(tx: &Tx, consumer: &str, seq: i64) -> Result<bool, Error> {
    let dropped = parked_event::Entity::delete_by_id((consumer.to_owned(), seq)).exec(tx).await?;
    Ok(dropped.rows_affected == 1)
}

/// Rings once a change of what is parked, or of a cursor, is committed.
pub fn wake() {
    bell::ring(Topic::Committed);
}
