//! A licence at a price.

use basis::Time;
use sea_orm::entity::prelude::*;

/// A licence at a price.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "offers")]
pub struct Model {
    /// The offer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it licenses.
    pub listing_id: Uuid,
    /// Slug of a licence.
    pub license: String,
    /// Minor units, 0 is free.
    pub price_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Whether it can be bought now; a bought one stays for the record.
    pub active: bool,
    /// When it was made.
    pub created_at: Time,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
