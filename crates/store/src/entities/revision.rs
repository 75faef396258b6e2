//! One state of a listing's files; never changed once it is on sale.

use basis::Time;
use sea_orm::entity::prelude::*;

crate::stored_words! {
    /// Whether its files may still change.
    pub enum State {
        /// A draft's, or one that replaces what is on sale.
        Open = "open",
        /// On sale, or it was.
        Ready = "ready",
    }
}

/// One state of a listing's files; never changed once it is on sale.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "revisions")]
pub struct Model {
    /// The revision.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it belongs to.
    pub listing_id: Uuid,
    /// 1 for the first.
    pub number: i32,
    /// Whether its files may still change.
    pub state: State,
    /// When it was opened.
    pub created_at: Time,
    /// What was left out of archives that were unpacked into it, until its creator has seen that.
    #[sea_orm(column_type = "JsonBinary")]
    pub unpacked: Json,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
