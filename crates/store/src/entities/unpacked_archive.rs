//! An archive that was unpacked into a revision: its files stand in its place, and its own bytes are kept no longer.

use sea_orm::entity::prelude::*;

/// One archive of one revision. It names no blob: nothing is kept for it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unpacked_archives")]
pub struct Model {
    /// Where its files went.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision_id: Uuid,
    /// BLAKE3 of what was sent, in hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// The name it was uploaded under, cleaned.
    pub name: String,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
