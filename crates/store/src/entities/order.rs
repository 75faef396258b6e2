//! A purchase.

use basis::Time;
use sea_orm::entity::prelude::*;

/// A purchase.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    /// The order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What people call it by.
    pub number: i64,
    /// The buyer.
    pub account_id: Uuid,
    /// pending, paid, failed or refunded.
    pub state: String,
    /// Minor units.
    pub total_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Payment provider: `test`, `free`.
    pub provider: String,
    /// The provider's own reference.
    pub payment: String,
    /// What the provider said when it refused, or an empty string.
    pub refusal: String,
    /// When it was placed.
    pub placed_at: Time,
    /// When it was paid.
    pub paid_at: Option<Time>,
    /// When it was paid back.
    pub refunded_at: Option<Time>,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
