//! The right to download.

use basis::Time;
use sea_orm::entity::prelude::*;

/// The right to download.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "entitlements")]
pub struct Model {
    /// The entitlement.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who holds it.
    pub account_id: Uuid,
    /// What it opens.
    pub listing_id: Uuid,
    /// Where it comes from.
    pub order_line_id: Uuid,
    /// Slug of the licence.
    pub license: String,
    /// When it was granted.
    pub granted_at: Time,
    /// When it was taken back.
    pub revoked_at: Option<Time>,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
