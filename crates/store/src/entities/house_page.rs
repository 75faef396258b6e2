//! A page that the operator wrote: terms, privacy, imprint, contact.

use basis::Time;
use sea_orm::entity::prelude::*;

/// A page that the operator wrote.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "house_pages")]
pub struct Model {
    /// Its word in the address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slug: String,
    /// What it says, in Markdown.
    pub text: String,
    /// When it was written last.
    pub updated_at: Time,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
