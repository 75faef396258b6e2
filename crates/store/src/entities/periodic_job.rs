//! When a job that is queued once a period was queued last.

use basis::Time;
use sea_orm::entity::prelude::*;

/// When a job that is queued once a period was queued last.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "periodic_jobs")]
pub struct Model {
    /// Its kind.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// When it was queued last, by whatever process.
    pub queued_at: Time,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
