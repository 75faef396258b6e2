//! How far consumers are behind, and what holds them back.

use basis::{Clock, Time};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use store::{
    Backend, Store,
    entities::{event, parked_event},
};

use crate::{Error, Reader, cursor};

/// Events behind a consumer are counted up to here: more is as bad.
pub const COUNTED_MAX: u64 = 10_000;

/// How far one consumer is behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lag {
    /// The consumer's name, under which its cursor is kept.
    pub consumer: String,
    /// Events it has not acted on, counted up to 10,000.
    pub events: u64,
    /// How old the oldest of them is, seconds.
    pub seconds: u64,
    /// Events that were parked for it.
    pub parked: u64,
    /// How often the next event has failed.
    pub attempts: u32,
    /// Why it failed last.
    pub error: String,
}

/// How far each of `readers` is behind.
///
/// # Errors
/// The database does not answer.
pub async fn lag(store: &Store, clock: &dyn Clock, readers: &[Reader]) -> Result<Vec<Lag>, Error> {
    let read = store.read();
    let mut lags = Vec::with_capacity(readers.len());
    for reader in readers {
        let at = cursor::look(read, reader.name()).await?;
        let behind = event::Entity::find().filter(cursor::after(at.as_ref().map_or((0, 0), cursor::place_of)));
        let counted = behind.clone().select_only().column(event::Column::Seq).limit(COUNTED_MAX).count(read).await?;
        let oldest: Option<Time> = behind
            .order_by_asc(event::Column::Xid)
            .order_by_asc(event::Column::Seq)
            .one(read)
            .await?
            .map(|event| event.time);
        let of_consumer = parked_event::Column::Consumer.eq(reader.name());
        lags.push(Lag {
            consumer: reader.name().to_owned(),
            events: counted,
            seconds: oldest.map_or(0, |time| (clock.now() - time).num_seconds().max(0).unsigned_abs()),
            parked: parked_event::Entity::find().filter(of_consumer).count(read).await?,
            attempts: at.as_ref().map_or(0, |at| at.attempts.unsigned_abs()),
            error: at.map(|at| at.error).unwrap_or_default(),
        });
    }
    Ok(lags)
}

/// A transaction that has run for long: on PostgreSQL no consumer of this database reads past its beginning.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct HeldBack {
    /// The server's process.
    pub pid: i32,
    /// How long it has run, seconds.
    pub seconds: i64,
    /// What the client calls itself.
    pub application: String,
}

const LONGEST: &str = "SELECT pid, EXTRACT(EPOCH FROM now() - xact_start)::bigint AS seconds, \
    COALESCE(application_name, '') AS application FROM pg_stat_activity \
    WHERE datname = current_database() AND backend_xid IS NOT NULL AND xact_start < now() - make_interval(secs => $1) \
    ORDER BY xact_start LIMIT 1";

/// The transaction of this database that has written and run longest, if it has run for more than `seconds`.
///
/// # Errors
/// The database does not answer.
pub async fn held_back(store: &Store, seconds: f64) -> Result<Option<HeldBack>, Error> {
    if store.backend() == Backend::Sqlite {
        return Ok(None);
    }
    let read = store.read();
    let statement = Statement::from_sql_and_values(read.get_database_backend(), LONGEST, [seconds.into()]);
    Ok(HeldBack::find_by_statement(statement).one(read).await?)
}

/// Whether an event stands behind the cursor that an older transaction still holds back.
pub(crate) async fn is_held_back(store: &Store, name: &str) -> Result<bool, Error> {
    if store.backend() == Backend::Sqlite {
        return Ok(false);
    }
    let at = cursor::look(store.read(), name).await?.as_ref().map_or((0, 0), cursor::place_of);
    Ok(event::Entity::find().filter(cursor::after(at)).one(store.read()).await?.is_some())
}
