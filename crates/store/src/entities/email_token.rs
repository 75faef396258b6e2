//! A link sent by e-mail that proves an address.

use basis::Time;
use sea_orm::entity::prelude::*;

/// A link sent by e-mail that proves an address.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "email_tokens")]
pub struct Model {
    /// BLAKE3 of the secret in the link, in hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// Whose address it proves.
    pub account_id: Uuid,
    /// `verify` or `reset`.
    pub purpose: String,
    /// After this it opens nothing.
    pub expires_at: Time,
    /// When it was followed.
    pub used_at: Option<Time>,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
