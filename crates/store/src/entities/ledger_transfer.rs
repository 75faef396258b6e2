//! A transfer between two accounts; never changed, only answered by a further one.

use basis::Time;
use sea_orm::entity::prelude::*;

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
    /// sale, fee, refund, fee_refund.
    pub reason: String,
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
