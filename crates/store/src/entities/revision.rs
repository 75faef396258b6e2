//! One state of a listing's files; never changed once it is on sale.

use basis::Time;
use sea_orm::entity::prelude::*;

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
    /// open, processing, ready or failed.
    pub state: String,
    /// When it was opened.
    pub created_at: Time,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
