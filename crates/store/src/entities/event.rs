//! An event of the outbox, in CloudEvents' words.

use basis::Time;
use sea_orm::entity::prelude::*;

/// An event of the outbox, in CloudEvents' words.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// Order of writing, which is not order of committing on PostgreSQL.
    #[sea_orm(primary_key)]
    pub seq: i64,
    /// The transaction that wrote it, on PostgreSQL; 0 on SQLite, where there is one writer. Filled by the database.
    pub xid: i64,
    /// CloudEvents `id`.
    pub id: Uuid,
    /// CloudEvents `type`.
    pub kind: String,
    /// Version of the shape of `data`.
    pub version: i32,
    /// CloudEvents `subject`.
    pub subject: String,
    /// CloudEvents `time`.
    pub time: Time,
    /// CloudEvents `data`.
    #[sea_orm(column_type = "JsonBinary")]
    pub data: Json,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
