//! What a step of the ingestion gave; a step that stands here is not done again.

use basis::Time;
use sea_orm::entity::prelude::*;

/// What a step of the ingestion gave; a step that stands here is not done again.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "steps")]
pub struct Model {
    /// The file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub file_id: Uuid,
    /// Its name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub step: String,
    /// Its version: a newer one can be replayed over the library.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// What it gave.
    #[sea_orm(column_type = "JsonBinary")]
    pub output: Json,
    /// When it ended.
    pub created_at: Time,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
