//! A link sent by e-mail, which stands for a right of its reader.

use basis::Time;
use sea_orm::entity::prelude::*;

crate::stored_words! {
    /// What the link is good for.
    pub enum EmailPurpose {
        /// Proving the address of an account.
        Verify = "verify",
        /// Setting a new password.
        Reset = "reset",
        /// Proving the address that an account shall have from then on.
        Change = "change",
        /// Giving an account the address back that it had.
        Undo = "undo",
    }
}

/// A link sent by e-mail, which stands for a right of its reader.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "email_tokens")]
pub struct Model {
    /// BLAKE3 of the secret in the link, in hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// Whose account it is about.
    pub account_id: Uuid,
    /// What it is good for.
    pub purpose: EmailPurpose,
    /// After this it opens nothing.
    pub expires_at: Time,
    /// When it was followed.
    pub used_at: Option<Time>,
    /// The address that it was sent to; empty for links of before this was kept.
    pub email: String,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
