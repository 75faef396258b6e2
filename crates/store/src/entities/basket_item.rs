//! An offer in a basket.

use basis::Time;
use sea_orm::entity::prelude::*;

/// An offer in a basket.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "basket_items")]
pub struct Model {
    /// `account:ID`, or `visitor:HASH` before signing in.
    #[sea_orm(primary_key, auto_increment = false)]
    pub owner: String,
    /// The offer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub offer_id: Uuid,
    /// What it licenses.
    pub listing_id: Uuid,
    /// When it was put in.
    pub added_at: Time,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
