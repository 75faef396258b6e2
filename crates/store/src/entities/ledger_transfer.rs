//! A transfer between two accounts; never changed, only answered by a further one.

use basis::Time;
use sea_orm::entity::prelude::*;

crate::stored_words! {
    /// Why a transfer was made.
    pub enum Reason {
        /// A buyer paid for a line of an order.
        Sale = "sale",
        /// The platform's share of a sale.
        Fee = "fee",
        /// A line was paid back.
        Refund = "refund",
        /// The platform's share of a line that was paid back.
        FeeRefund = "fee_refund",
        /// The buyer's bank took the money back.
        ChargeBack = "charge_back",
        /// Money came in for an order that was closed.
        LatePayment = "late_payment",
        /// It went back.
        LateRefund = "late_refund",
        /// A creator was paid what stood for them.
        Payout = "payout",
    }
}

/// A transfer between two accounts; never changed, only answered by a further one.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_transfers")]
pub struct Model {
    /// The transfer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Where it comes from.
    pub debit_id: Uuid,
    /// Where it goes.
    pub credit_id: Uuid,
    /// Above zero.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Why it was made.
    pub reason: Reason,
    /// The order behind it.
    pub order_id: Option<Uuid>,
    /// The line behind it.
    pub order_line_id: Option<Uuid>,
    /// When it was written.
    pub created_at: Time,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
