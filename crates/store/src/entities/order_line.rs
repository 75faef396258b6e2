//! One licence in an order, as it was sold.

use sea_orm::entity::prelude::*;

/// One licence in an order, as it was sold.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "order_lines")]
pub struct Model {
    /// The line.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The order.
    pub order_id: Uuid,
    /// Its place in the order, from 0.
    pub position: i32,
    /// What was bought.
    pub listing_id: Uuid,
    /// The state it was bought in.
    pub revision_id: Uuid,
    /// The offer whose price it was.
    pub offer_id: Uuid,
    /// Slug of the licence.
    pub license: String,
    /// The listing's name on that day.
    pub title: String,
    /// Who is paid.
    pub creator_id: Uuid,
    /// What the buyer paid, minor units.
    pub price_minor: i64,
    /// The platform's share of it.
    pub fee_minor: i64,
    /// The refund that pays it back, asked for or done; none while it stands.
    pub refund_id: Option<Uuid>,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
