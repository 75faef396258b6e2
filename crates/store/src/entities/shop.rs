//! Where a creator sells.

use basis::Time;
use sea_orm::entity::prelude::*;

/// Where a creator sells.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "shops")]
pub struct Model {
    /// The shop.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its owner.
    pub account_id: Uuid,
    /// The word in its address.
    pub handle: String,
    /// Its name.
    pub title: String,
    /// What it says of itself.
    pub bio: String,
    /// When it opened.
    pub created_at: Time,
    /// Where else its creator is: a list of labels with addresses.
    #[sea_orm(column_type = "JsonBinary")]
    pub links: Json,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
