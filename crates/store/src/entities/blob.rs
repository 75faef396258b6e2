//! Bytes that stand in the blob store; the row is written after they are synced.

use basis::Time;
use sea_orm::entity::prelude::*;

/// Bytes that stand in the blob store; the row is written after they are synced.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "blobs")]
pub struct Model {
    /// BLAKE3 in hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// Length.
    pub bytes: i64,
    /// As it is served.
    pub media_type: String,
    /// When it came.
    pub created_at: Time,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
