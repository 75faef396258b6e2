//! A key for programs, shown once.

use basis::Time;
use sea_orm::entity::prelude::*;

/// A key for programs, shown once.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_tokens")]
pub struct Model {
    /// The token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// BLAKE3 of the secret, in hex.
    pub token_hash: String,
    /// Words of `basis::Scope`, parted by spaces.
    pub scopes: String,
    /// When it was made.
    pub created_at: Time,
    /// When it was last used, to the minute or so.
    pub used_at: Option<Time>,
    /// When it was withdrawn.
    pub revoked_at: Option<Time>,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
