//! Sending a consumer back, and removing what every consumer has read.

use basis::{Clock, Time};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use store::{
    Store, Tx,
    entities::{consumer, event, parked_event},
};

use crate::{
    Error, Reader,
    cursor::{self, Place},
};

/// A place in the outbox, as a person names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The number of an event.
    Seq(i64),
    /// A moment.
    Time(Time),
}

/// What a consumer acts on again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replay {
    /// The first event; everything that is kept where none is named.
    pub from: Option<Mark>,
    /// The last event; up to the newest where none is named.
    pub to: Option<Mark>,
}

/// Sends the consumer `name` back, in `tx`: it acts again on what `replay` says, and goes on where it stood. Gives how
/// many events that are. Whoever commits rings the bell.
///
/// # Errors
/// The database does not answer.
pub async fn replay(tx: &Tx, clock: &dyn Clock, name: &str, replay: Replay) -> Result<u64, Error> {
    use sea_orm::PaginatorTrait;
    let at = cursor::hold(tx, clock, name).await?;
    // A replay within a replay goes on where the first one would have.
    let stood = at.resume_xid.zip(at.resume).unwrap_or(cursor::place_of(&at));
    let first = first_from(tx, replay.from).await?;
    let Some(first) = first else { return Ok(0) };
    let last = match replay.to {
        Some(mark) => last_up_to(tx, mark).await?.map(|last| last.min(stood)),
        None => Some(stood),
    };
    let Some(last) = last.filter(|last| *last >= first) else { return Ok(0) };
    let before = (first.0, first.1 - 1);
    let events = event::Entity::find().filter(cursor::after(before)).filter(cursor::up_to(last)).count(tx).await?;
    let row = consumer::ActiveModel {
        name: Set(name.to_owned()),
        cursor: Set(before.1),
        cursor_xid: Set(before.0),
        updated_at: Set(clock.now()),
        attempts: Set(0),
        retry_at: Set(None),
        replay_to: Set(Some(last.1)),
        replay_to_xid: Set(Some(last.0)),
        resume: Set(Some(stood.1)),
        resume_xid: Set(Some(stood.0)),
        ..Default::default()
    };
    consumer::Entity::update(row).exec(tx).await?;
    Ok(events)
}

async fn first_from(tx: &Tx, mark: Option<Mark>) -> Result<Option<Place>, Error> {
    let mut query = event::Entity::find();
    query = match mark {
        None => query,
        Some(Mark::Seq(seq)) => query.filter(event::Column::Seq.gte(seq)),
        Some(Mark::Time(time)) => query.filter(event::Column::Time.gte(time)),
    };
    let first = query.order_by_asc(event::Column::Xid).order_by_asc(event::Column::Seq).one(tx).await?;
    Ok(first.map(|row| (row.xid, row.seq)))
}

async fn last_up_to(tx: &Tx, mark: Mark) -> Result<Option<Place>, Error> {
    let query = match mark {
        Mark::Seq(seq) => event::Entity::find().filter(event::Column::Seq.lte(seq)),
        Mark::Time(time) => event::Entity::find().filter(event::Column::Time.lte(time)),
    };
    let last = query.order_by_desc(event::Column::Xid).order_by_desc(event::Column::Seq).one(tx).await?;
    Ok(last.map(|row| (row.xid, row.seq)))
}

/// Events that are removed in one transaction: on SQLite nobody else writes meanwhile.
const PRUNED_AT_ONCE: u64 = 500;

/// Removes events from before `before` that each of `readers` has acted on; those that are parked stay. Gives how many.
///
/// # Errors
/// The database does not answer.
pub async fn prune(store: &Store, before: Time, readers: &[Reader]) -> Result<u64, Error> {
    let mut passed: Option<Place> = None;
    for reader in readers {
        // One that has never read wants everything.
        let Some(at) = cursor::look(store.read(), reader.name()).await? else { return Ok(0) };
        let place = cursor::place_of(&at).min(at.resume_xid.zip(at.resume).unwrap_or((i64::MAX, i64::MAX)));
        passed = Some(passed.map_or(place, |least| least.min(place)));
    }
    let mut condition = Condition::all().add(event::Column::Time.lt(before));
    if let Some(passed) = passed {
        condition = condition.add(cursor::up_to(passed));
    }
    let parked = parked_event::Entity::find().select_only().column(parked_event::Column::Seq).into_query();
    condition = condition.add(event::Column::Seq.not_in_subquery(parked));
    let mut pruned = 0;
    loop {
        let some = event::Entity::find().select_only().column(event::Column::Seq).filter(condition.clone());
        let some = some.order_by_asc(event::Column::Time).limit(PRUNED_AT_ONCE).into_query();
        let tx = store.begin().await?;
        let delete = event::Entity::delete_many().filter(event::Column::Seq.in_subquery(some));
        let removed = tx.execute(&delete.into_query()).await?.rows_affected();
        tx.commit().await?;
        pruned += removed;
        if removed < PRUNED_AT_ONCE {
            return Ok(pruned);
        }
    }
}
