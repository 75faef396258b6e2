//! Bytes that are in the blob store, or on their way into it.

use basis::Time;
use sea_orm::entity::prelude::*;

/// Bytes that are in the blob store, or on their way into it: the row is written before they get their name, so that
/// the collector of garbage leaves them alone.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "blobs")]
pub struct Model {
    /// BLAKE3 in hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// Length.
    pub bytes: i64,
    /// When it last came: the same bytes sent again begin their age anew.
    pub created_at: Time,
    /// When its bytes were last read and compared with its name; none where they never were.
    pub checked_at: Option<Time>,
    /// Since when its bytes are known to be others, or gone; none where they are not. The same bytes sent again heal it.
    pub damaged_at: Option<Time>,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
