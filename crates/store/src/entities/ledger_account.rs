//! An account of the double-entry ledger; the balance is checked by the database.

use sea_orm::entity::prelude::*;

crate::stored_words! {
    /// For whom an account of the ledger stands.
    pub enum Kind {
        /// The outside world: buyers' cards, payouts.
        Payments = "payments",
        /// A creator.
        Creator = "creator",
        /// The house.
        Platform = "platform",
        /// Money that came in for an order that was closed, until it is paid back.
        Suspense = "suspense",
    }
}

/// An account of the double-entry ledger; the balance is checked by the database.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_accounts")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// For whom it stands.
    pub kind: Kind,
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
