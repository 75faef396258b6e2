//! Money that was paid to a creator.

use basis::Time;
use sea_orm::entity::prelude::*;

/// Money that was paid to a creator, as the bank statement has it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "payouts")]
pub struct Model {
    /// The payout.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The creator's account.
    pub creator_id: Uuid,
    /// How much, minor units.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// The bank's reference; each is booked once.
    pub reference: String,
    /// The operator who booked it; none for a command on the machine itself.
    pub booked_by: Option<Uuid>,
    /// When it was booked.
    pub booked_at: Time,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
