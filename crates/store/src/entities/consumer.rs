//! How far a consumer of the outbox has read.

use basis::Time;
use sea_orm::entity::prelude::*;

/// How far a consumer of the outbox has read.
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
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
