//! What was made of a shop's picture: it may be served to anyone, as what was made of a listing's files.

use sea_orm::entity::prelude::*;

/// One blob that was made of a shop's picture. It may be served as long as such a row stands.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "shop_artifacts")]
pub struct Model {
    /// The picture that it was made of.
    #[sea_orm(primary_key, auto_increment = false)]
    pub picture_id: Uuid,
    /// What it is: `still-256.webp`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// BLAKE3 of its content, in hex.
    pub hash: String,
    /// As it is served.
    pub media_type: String,
    /// Its length.
    pub bytes: i64,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
