//! A purchase.

use basis::Time;
use sea_orm::entity::prelude::*;

crate::stored_words! {
    /// Where an order stands. What may follow what is drawn in `market::orders::state`.
    pub enum State {
        /// Its lines are fixed and have left the basket; the provider has not answered yet.
        Placed = "placed" | "pending",
        /// The buyer must confirm the payment with their bank.
        NeedsAction = "needs_action",
        /// The provider has accepted the payment and works on it.
        Processing = "processing",
        /// Paid; what was bought has been handed over.
        Paid = "paid",
        /// Nothing was charged; the lines are back in the basket.
        Refused = "refused" | "failed",
        /// Nobody could find out whether it was charged; the provider is asked until somebody knows.
        Unresolved = "unresolved",
        /// Money is on its way back.
        Refunding = "refunding",
        /// Some lines were paid back.
        PartlyRefunded = "partly_refunded",
        /// All of it was paid back.
        Refunded = "refunded",
        /// The buyer has objected at their bank; the bank has not decided.
        Disputed = "disputed",
    }
}

/// A purchase.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    /// The order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What people call it by, counted without gaps.
    pub number: i64,
    /// The buyer.
    pub account_id: Uuid,
    /// The buyer's attempt: sent twice, it is one order.
    pub idempotency_key: String,
    /// Where it stands.
    pub state: State,
    /// The sum of its lines, minor units; the database checks that it is.
    pub total_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// The payment provider's name, or `free`.
    pub provider: String,
    /// The provider's reference.
    pub payment: String,
    /// Where the buyer confirms the payment, while they must.
    pub action_url: String,
    /// Why it was refused, in a sentence for the buyer.
    pub refusal: String,
    /// Which statement the buyer agreed to, such as `immediate-delivery-1`; empty for orders of before it was asked.
    pub consent: String,
    /// When it was placed.
    pub placed_at: Time,
    /// When it was paid.
    pub paid_at: Option<Time>,
    /// When the last of it was paid back.
    pub refunded_at: Option<Time>,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
