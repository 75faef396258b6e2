//! An account of the double-entry ledger; the balance is checked by the database.

use sea_orm::entity::prelude::*;

/// An account of the double-entry ledger; the balance is checked by the database.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_accounts")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// payments, creator, platform.
    pub kind: String,
    /// Whose balance it is; none for the house.
    pub owner_id: Option<Uuid>,
    /// ISO 4217.
    pub currency: String,
    /// Credits less debits, minor units.
    pub balance_minor: i64,
    /// Whether it may go below zero: only the account that stands for the outside world.
    pub overdraft: bool,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
