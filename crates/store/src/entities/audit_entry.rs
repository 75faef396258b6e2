//! A link of the audit log's chain.

use basis::Time;
use sea_orm::entity::prelude::*;

/// A link of the audit log's chain.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entries")]
pub struct Model {
    /// 1, 2, 3 without a gap.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// When.
    pub at: Time,
    /// Who: `account:ID`, `system`.
    pub actor: String,
    /// What, in the past tense.
    pub action: String,
    /// On what: `order:ID`.
    pub subject: String,
    /// The rest.
    #[sea_orm(column_type = "JsonBinary")]
    pub detail: Json,
    /// Hash of the link before, in hex.
    pub previous_hash: String,
    /// BLAKE3 of this link with the one before, in hex.
    pub hash: String,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
