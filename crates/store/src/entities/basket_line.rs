//! A licence of a listing in a basket.

use basis::Time;
use sea_orm::entity::prelude::*;

/// A licence of a listing in a basket. Its price is looked up whenever it is shown; only what the owner saw last is kept,
/// so that a change can be told.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "basket_lines")]
pub struct Model {
    /// `account:ID`, or `visitor:HASH` before signing in.
    #[sea_orm(primary_key, auto_increment = false)]
    pub owner: String,
    /// What is to be bought; a listing stands in a basket once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub listing_id: Uuid,
    /// Slug of the licence.
    pub license: String,
    /// The price that the owner saw when they chose it, minor units.
    pub seen_minor: i64,
    /// ISO 4217, of that price.
    pub currency: String,
    /// When it was put in.
    pub added_at: Time,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
