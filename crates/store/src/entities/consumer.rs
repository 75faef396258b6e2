//! How far a consumer of the outbox has read.

use basis::Time;
use sea_orm::entity::prelude::*;

/// How far a consumer of the outbox has read. Places are (transaction, number); see `events`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consumers")]
pub struct Model {
    /// The consumer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The last `events.seq` it is done with.
    pub cursor: i64,
    /// The transaction that wrote that event, on PostgreSQL.
    pub cursor_xid: i64,
    /// When it moved.
    pub updated_at: Time,
    /// How often the next event was tried and failed.
    pub attempts: i32,
    /// Not before, after a failure.
    pub retry_at: Option<Time>,
    /// Why it failed last.
    #[sea_orm(column_type = "Text")]
    pub error: String,
    /// Which process works on the next event, for consumers that work outside of their transaction.
    pub lease: Option<Uuid>,
    /// After this another process may.
    pub leased_until: Option<Time>,
    /// The last event of a replay that has an end.
    pub replay_to: Option<i64>,
    /// The transaction that wrote it.
    pub replay_to_xid: Option<i64>,
    /// Where it goes on after the replay.
    pub resume: Option<i64>,
    /// The transaction that wrote that event.
    pub resume_xid: Option<i64>,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
