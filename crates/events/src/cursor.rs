//! How far a consumer has read, and what comes next.
//!
//! On PostgreSQL a number that was drawn first may be committed last, and a transaction that began first may draw
//! its number last. The outbox is therefore read in the order of (transaction, number), and only below the oldest
//! transaction of this database that still runs: nothing can appear behind the cursor any more.

use basis::{Clock, Time};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Statement, sea_query::OnConflict,
};
use store::{
    Backend, LockForChange, Tx,
    entities::{consumer, event},
};

use crate::Error;

/// A place in the outbox: the transaction that wrote, and the number.
pub(crate) type Place = (i64, i64);

/// The oldest transaction that may still write events here. Transactions of other databases of the same server are left
/// out where it can be seen that they are others': they write here never, and may take hours. So are those that have ended since
/// the statement began, of which nobody can see whose they were: what is read next sees what they wrote.
const HORIZON: &str = "SELECT COALESCE(\
    (SELECT MIN(running::text::bigint) FROM pg_snapshot_xip(pg_current_snapshot()) running WHERE NOT EXISTS (\
        SELECT 1 FROM pg_stat_activity other WHERE other.datname <> current_database() \
        AND other.backend_xid IS NOT NULL \
        AND other.backend_xid::text::bigint = running::text::bigint % 4294967296) \
        AND pg_xact_status(running) = 'in progress'), \
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint) AS horizon";

/// Below which transaction everything stands; none on SQLite, where one writes at a time.
pub(crate) async fn horizon(connection: &impl ConnectionTrait) -> Result<Option<i64>, Error> {
    if Backend::from(connection) == Backend::Sqlite {
        return Ok(None);
    }
    let statement = Statement::from_string(connection.get_database_backend(), HORIZON);
    let row = connection.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get("", "horizon")).transpose()?)
}

/// After the place.
pub(crate) fn after((xid, seq): Place) -> Condition {
    Condition::any()
        .add(event::Column::Xid.gt(xid))
        .add(Condition::all().add(event::Column::Xid.eq(xid)).add(event::Column::Seq.gt(seq)))
}

/// At the place or before it.
pub(crate) fn up_to((xid, seq): Place) -> Condition {
    Condition::any()
        .add(event::Column::Xid.lt(xid))
        .add(Condition::all().add(event::Column::Xid.eq(xid)).add(event::Column::Seq.lte(seq)))
}

/// What the consumer acts on next, at most `limit`.
pub(crate) async fn next(
    connection: &impl ConnectionTrait,
    cursor: &consumer::Model,
    limit: u64,
) -> Result<Vec<event::Model>, Error> {
    // First the horizon, then the rows: what was not running any more then is seen now.
    let horizon = horizon(connection).await?;
    let mut fresh = event::Entity::find().filter(after(place_of(cursor)));
    if let Some(horizon) = horizon {
        fresh = fresh.filter(event::Column::Xid.lt(horizon));
    }
    if let Some(end) = replay_end(cursor) {
        fresh = fresh.filter(up_to(end));
    }
    let ordered = fresh.order_by_asc(event::Column::Xid).order_by_asc(event::Column::Seq);
    Ok(ordered.limit(limit).all(connection).await?)
}

pub(crate) fn place_of(cursor: &consumer::Model) -> Place {
    (cursor.cursor_xid, cursor.cursor)
}

/// The last event of a replay that has an end.
pub(crate) fn replay_end(cursor: &consumer::Model) -> Option<Place> {
    cursor.replay_to_xid.zip(cursor.replay_to)
}

/// The consumer's row as it stands; none where it has never read.
pub(crate) async fn look(connection: &impl ConnectionTrait, name: &str) -> Result<Option<consumer::Model>, Error> {
    Ok(consumer::Entity::find_by_id(name).one(connection).await?)
}

/// The consumer's row, held against another replica; it is made first, so that there is one to hold.
pub(crate) async fn hold(tx: &Tx, clock: &dyn Clock, name: &str) -> Result<consumer::Model, Error> {
    let fresh = consumer::Model {
        name: name.to_owned(),
        cursor: 0,
        cursor_xid: 0,
        updated_at: clock.now(),
        attempts: 0,
        retry_at: None,
        error: String::new(),
        lease: None,
        leased_until: None,
        replay_to: None,
        replay_to_xid: None,
        resume: None,
        resume_xid: None,
    };
    let unless_there = OnConflict::column(consumer::Column::Name).do_nothing().to_owned();
    let row = fresh.clone().into_active_model();
    consumer::Entity::insert(row).on_conflict(unless_there).exec_without_returning(tx).await?;
    let query = consumer::Entity::find_by_id(name);
    let query = if Backend::from(tx) == Backend::Postgres { query.lock_for_change() } else { query };
    Ok(query.one(tx).await?.unwrap_or(fresh))
}

/// Moves past `place`: nothing has failed behind it.
pub(crate) async fn pass(tx: &Tx, now: Time, name: &str, (xid, seq): Place) -> Result<(), Error> {
    let row = consumer::ActiveModel {
        name: Set(name.to_owned()),
        cursor: Set(seq),
        cursor_xid: Set(xid),
        updated_at: Set(now),
        attempts: Set(0),
        retry_at: Set(None),
        error: Set(String::new()),
        ..Default::default()
    };
    consumer::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// Goes on where it stood before a replay that has come to its end; gives the row as it is then.
pub(crate) async fn resume(tx: &Tx, now: Time, cursor: &consumer::Model) -> Result<consumer::Model, Error> {
    let (xid, seq) = cursor.resume_xid.zip(cursor.resume).unwrap_or(place_of(cursor));
    let row = consumer::ActiveModel {
        name: Set(cursor.name.clone()),
        cursor: Set(seq),
        cursor_xid: Set(xid),
        updated_at: Set(now),
        replay_to: Set(None),
        replay_to_xid: Set(None),
        resume: Set(None),
        resume_xid: Set(None),
        ..Default::default()
    };
    Ok(consumer::Entity::update(row).exec(tx).await?)
}
