//! The CRC-32 of a blob, once it was needed.

use sea_orm::entity::prelude::*;

/// The CRC-32 of a blob, once it was needed. It follows from the blob's name, so that a row is never wrong.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "checksums")]
pub struct Model {
    /// BLAKE3 in hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub blob: String,
    /// As zips state it (CRC-32/ISO-HDLC), 0 to 2^32 - 1.
    pub crc32: i64,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
