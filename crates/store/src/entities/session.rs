//! A browser that is signed in.

use basis::Time;
use sea_orm::entity::prelude::*;

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// The session.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// BLAKE3 of the cookie's secret, in hex; the secret itself is nowhere here.
    pub token_hash: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// When it signed in.
    pub created_at: Time,
    /// When it last asked, to the minute or so.
    pub seen_at: Time,
    /// When it ends by itself.
    pub expires_at: Time,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
