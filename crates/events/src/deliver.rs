//! Handing events to a consumer: in order, each effect once, and none held up by a bad one for long.

use std::panic::AssertUnwindSafe;

use basis::{Clock, Id, Random, Time};
use futures::FutureExt;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, TransactionTrait, sea_query::Expr};
use store::{
    Store, Tx,
    entities::{consumer, event},
};
use uuid::Uuid;

use crate::{
    AnySlow, Consumer, Error, Event, Failure, Reader, cursor,
    failed::{self, Fate},
};

/// Events in one transaction at most: on SQLite nobody else writes meanwhile.
const BATCH: u64 = 20;
/// How long a process keeps a slow consumer to itself after each event.
const LEASE: chrono::Duration = chrono::Duration::seconds(60);

/// What one delivery came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Events that were acted on.
    pub acted: u64,
    /// Events that were parked.
    pub parked: u64,
    /// When the next event, which has failed, is tried again.
    pub retry_at: Option<Time>,
    /// Whether another process has the consumer for the moment.
    pub elsewhere: bool,
}

impl Delivered {
    /// Whether anything moved: there may be more.
    pub fn moved(&self) -> bool {
        self.acted + self.parked > 0
    }
}

/// Lets a consumer act on what is new, at most one batch.
///
/// # Errors
/// The database does not answer; nothing has moved then.
pub async fn deliver(
    store: &Store,
    clock: &dyn Clock,
    random: &dyn Random,
    reader: &Reader,
) -> Result<Delivered, Error> {
    let again = deliver_parked(store, reader).await?;
    // Looking first takes no lock: an idle consumer costs nobody anything.
    if let Some(seen) = cursor::look(store.read(), reader.name()).await? {
        if seen.retry_at.is_some_and(|at| at > clock.now()) {
            return Ok(Delivered { retry_at: seen.retry_at, ..again });
        }
        let is_idle = cursor::next(store.read(), &seen, 1).await?.is_empty();
        if is_idle && cursor::replay_end(&seen).is_none() {
            return Ok(again);
        }
    }
    let delivered = match reader {
        Reader::Quick(consumer) => quick(store, clock, consumer.as_ref()).await?,
        Reader::Slow(consumer) => slow(store, clock, random, consumer.as_ref()).await?,
    };
    if delivered.moved() {
        reader.committed();
    }
    let (acted, parked) = (delivered.acted + again.acted, delivered.parked + again.parked);
    Ok(Delivered { acted, parked, ..delivered })
}

async fn quick(store: &Store, clock: &dyn Clock, consumer: &dyn Consumer) -> Result<Delivered, Error> {
    let mut limit = BATCH;
    loop {
        match batch(store, clock, consumer, limit).await? {
            Batch::Stands(delivered) => return Ok(delivered),
            // A panic may leave the transaction in any state: what came before it is done again without it.
            Batch::Broke { before, .. } if before > 0 => limit = before,
            Batch::Broke { event, why, .. } => return broke(store, clock, consumer.name(), &event, why).await,
        }
    }
}

/// How a batch ended.
enum Batch {
    /// What was done stands.
    Stands(Delivered),
    /// The consumer broke at an event, and nothing stands.
    Broke {
        /// How many events it had acted on.
        before: u64,
        event: Box<event::Model>,
        why: String,
    },
}

async fn batch(store: &Store, clock: &dyn Clock, consumer: &dyn Consumer, limit: u64) -> Result<Batch, Error> {
    let tx = store.begin().await?;
    let mut at = cursor::hold(&tx, clock, consumer.name()).await?;
    let mut done = Delivered::default();
    let mut events = cursor::next(&tx, &at, limit).await?;
    if events.is_empty() && cursor::replay_end(&at).is_some() {
        at = cursor::resume(&tx, clock.now(), &at).await?;
        events = cursor::next(&tx, &at, limit).await?;
    }
    for row in events {
        let event = Event::from(row.clone());
        let inner = tx.begin().await?;
        match unbroken(consumer.handle(&inner, &event)).await {
            Ok(Ok(())) => {
                inner.commit().await?;
                done.acted += 1;
                (at.cursor_xid, at.cursor, at.attempts) = (row.xid, row.seq, 0);
                cursor::pass(&tx, clock.now(), consumer.name(), (row.xid, row.seq)).await?;
            }
            Ok(Err(failure)) => {
                inner.rollback().await?;
                match failed::note(&tx, clock, &at, &row, &failure).await? {
                    Fate::Parked => {
                        done.parked += 1;
                        (at.cursor_xid, at.cursor, at.attempts) = (row.xid, row.seq, 0);
                    }
                    Fate::Again(retry_at) => {
                        done.retry_at = Some(retry_at);
                        break;
                    }
                }
            }
            Err(why) => return Ok(Batch::Broke { before: done.acted + done.parked, event: Box::new(row), why }),
        }
    }
    tx.commit().await?;
    Ok(Batch::Stands(done))
}

/// Notes that the consumer broke at its next event.
async fn broke(
    store: &Store,
    clock: &dyn Clock,
    name: &str,
    event: &event::Model,
    why: String,
) -> Result<Delivered, Error> {
    let tx = store.begin().await?;
    let at = cursor::hold(&tx, clock, name).await?;
    note_and_commit(tx, clock, &at, event, &Failure::Retry(why)).await
}

async fn note_and_commit(
    tx: Tx,
    clock: &dyn Clock,
    at: &consumer::Model,
    event: &event::Model,
    failure: &Failure,
) -> Result<Delivered, Error> {
    let fate = failed::note(&tx, clock, at, event, failure).await?;
    tx.commit().await?;
    Ok(match fate {
        Fate::Parked => Delivered { parked: 1, ..Delivered::default() },
        Fate::Again(retry_at) => Delivered { retry_at: Some(retry_at), ..Delivered::default() },
    })
}

/// Takes the lease, works on the next event with no transaction open, and writes what came of it.
async fn slow(
    store: &Store,
    clock: &dyn Clock,
    random: &dyn Random,
    consumer: &dyn AnySlow,
) -> Result<Delivered, Error> {
    let lease = Id::<()>::new(clock.now(), random).uuid();
    let Some((at, row)) = take(store, clock, consumer.name(), lease).await? else {
        return Ok(Delivered { elsewhere: true, ..Delivered::default() });
    };
    let Some(row) = row else { return Ok(Delivered::default()) };
    let event = Event::from(row.clone());
    let worked = unbroken(consumer.work(&event)).await.unwrap_or_else(|why| Err(Failure::Retry(why)));
    let tx = store.begin().await?;
    let now_at = cursor::hold(&tx, clock, consumer.name()).await?;
    if cursor::place_of(&now_at) != cursor::place_of(&at) || now_at.lease != Some(lease) {
        return Ok(Delivered { elsewhere: true, ..Delivered::default() }); // Another process was quicker: its effect stands.
    }
    let wrote = match worked {
        Ok(work) => {
            let inner = tx.begin().await?;
            match unbroken(consumer.write(&inner, &event, work)).await {
                Ok(Ok(())) => inner.commit().await.map(|()| Ok(()))?,
                Ok(Err(failure)) => inner.rollback().await.map(|()| Err(failure))?,
                Err(why) => {
                    drop((inner, tx));
                    return broke(store, clock, consumer.name(), &row, why).await;
                }
            }
        }
        Err(failure) => Err(failure),
    };
    release(&tx, consumer.name()).await?;
    match wrote {
        Ok(()) => {
            cursor::pass(&tx, clock.now(), consumer.name(), (row.xid, row.seq)).await?;
            tx.commit().await?;
            Ok(Delivered { acted: 1, ..Delivered::default() })
        }
        Err(failure) => note_and_commit(tx, clock, &now_at, &row, &failure).await,
    }
}

/// The consumer's row under `lease` with its next event; none where another process has it.
async fn take(
    store: &Store,
    clock: &dyn Clock,
    name: &str,
    lease: Uuid,
) -> Result<Option<(consumer::Model, Option<event::Model>)>, Error> {
    let (tx, now) = (store.begin().await?, clock.now());
    let mut at = cursor::hold(&tx, clock, name).await?;
    let free = Condition::any()
        .add(consumer::Column::LeasedUntil.is_null())
        .add(consumer::Column::LeasedUntil.lt(now))
        .add(consumer::Column::LeasedUntil.gt(now + LEASE + LEASE));
    let taken = consumer::Entity::update_many()
        .col_expr(consumer::Column::Lease, Expr::value(Some(lease)))
        .col_expr(consumer::Column::LeasedUntil, Expr::value(Some(now + LEASE)))
        .filter(consumer::Column::Name.eq(name))
        .filter(free)
        .exec(&tx)
        .await?;
    if taken.rows_affected == 0 {
        return Ok(None);
    }
    let mut next = cursor::next(&tx, &at, 1).await?.into_iter().next();
    if next.is_none() && cursor::replay_end(&at).is_some() {
        at = cursor::resume(&tx, now, &at).await?;
        next = cursor::next(&tx, &at, 1).await?.into_iter().next();
    }
    if next.is_none() {
        release(&tx, name).await?;
    }
    tx.commit().await?;
    Ok(Some((at, next)))
}

async fn release(tx: &Tx, name: &str) -> Result<(), Error> {
    consumer::Entity::update_many()
        .col_expr(consumer::Column::Lease, Expr::value(None::<Uuid>))
        .col_expr(consumer::Column::LeasedUntil, Expr::value(None::<Time>))
        .filter(consumer::Column::Name.eq(name))
        .exec(tx)
        .await?;
    Ok(())
}

/// Tries one parked event again that a person asked for.
async fn deliver_parked(store: &Store, reader: &Reader) -> Result<Delivered, Error> {
    let Some((parked, row)) = failed::asked_again(store, reader.name()).await? else {
        return Ok(Delivered::default());
    };
    let event = row.map(Event::from);
    let work = match (reader, &event) {
        (Reader::Slow(consumer), Some(event)) => {
            Some(unbroken(consumer.work(event)).await.unwrap_or_else(|why| Err(Failure::Retry(why))))
        }
        _ => None,
    };
    let tx = store.begin().await?;
    let inner = tx.begin().await?;
    let acting = async {
        let gone = || Failure::Park("the event itself is gone: it was pruned".to_owned());
        let event = event.as_ref().ok_or_else(gone)?;
        match (reader, work) {
            (Reader::Quick(consumer), _) => consumer.handle(&inner, event).await,
            (Reader::Slow(consumer), Some(work)) => consumer.write(&inner, event, work?).await,
            (Reader::Slow(_), None) => Ok(()),
        }
    };
    let failed = match unbroken(acting).await {
        Ok(Ok(())) => inner.commit().await.map(|()| None)?,
        Ok(Err(failure)) => inner.rollback().await.map(|()| Some(failure))?,
        Err(why) => {
            drop((inner, tx));
            let tx = store.begin().await?;
            failed::end_again(&tx, &parked, Some(&Failure::Retry(why))).await?;
            tx.commit().await?;
            return Ok(Delivered { parked: 1, ..Delivered::default() });
        }
    };
    failed::end_again(&tx, &parked, failed.as_ref()).await?;
    tx.commit().await?;
    let worked = u64::from(failed.is_none());
    Ok(Delivered { acted: worked, parked: 1 - worked, ..Delivered::default() })
}

/// What the work gives, or that it broke: a panic is the consumer's failure and nobody else's.
async fn unbroken<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<Result<T, Failure>, String> {
    AssertUnwindSafe(work).catch_unwind().await.map_err(|panic| {
        let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
        let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        format!("it broke: {said}")
    })
}
