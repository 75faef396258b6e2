//! One file of a revision.

use basis::Time;
use sea_orm::entity::prelude::*;

/// One file of a revision.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "files")]
pub struct Model {
    /// The file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it belongs to.
    pub revision_id: Uuid,
    /// Its place in the order.
    pub position: i32,
    /// The name it was uploaded under, cleaned.
    pub name: String,
    /// BLAKE3 of its content, in hex.
    pub blob: String,
    /// Its length.
    pub bytes: i64,
    /// Extension of the format its content has, or an empty string.
    pub format: String,
    /// mesh, drawing, raster or an empty string.
    pub kind: String,
    /// waiting, working, ready or failed.
    pub state: String,
    /// The step under way, in words.
    pub step: String,
    /// pass, warn, fail or an empty string.
    pub verdict: String,
    /// The inspection's report, `null` before.
    #[sea_orm(column_type = "JsonBinary")]
    pub report: Json,
    /// Pictures and previews made of it: name to blob.
    #[sea_orm(column_type = "JsonBinary")]
    pub artifacts: Json,
    /// When it came.
    pub created_at: Time,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
