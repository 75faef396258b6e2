//! Money of an order on its way back to the buyer.

use basis::Time;
use sea_orm::entity::prelude::*;

crate::stored_words! {
    /// Where a refund stands.
    pub enum State {
        /// The provider was asked, or is about to be.
        Asked = "asked",
        /// The money is on its way; the ledger and the library say so.
        Done = "done",
        /// The provider refused for good; nothing has moved.
        Failed = "failed",
    }
}

/// Money of an order on its way back to the buyer. Its identifier is the idempotency key that the provider hears.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "refunds")]
pub struct Model {
    /// The refund.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The order; at most one refund of it is under way.
    pub order_id: Uuid,
    /// How much, minor units.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Why, as it was typed by whoever asked.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// Where it stands.
    pub state: State,
    /// What the provider said when it refused.
    #[sea_orm(column_type = "Text")]
    pub refusal: String,
    /// The operator who asked; none where the market did by itself.
    pub asked_by: Option<Uuid>,
    /// When it was asked for.
    pub asked_at: Time,
    /// When it ended.
    pub ended_at: Option<Time>,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
