//! An event that a consumer could not act on: the dead letters of the outbox.

use basis::Time;
use sea_orm::entity::prelude::*;

/// An event that a consumer could not act on: the dead letters of the outbox.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "parked_events")]
pub struct Model {
    /// The consumer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub consumer: String,
    /// The event's `seq`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// The event's kind, for whoever looks.
    pub kind: String,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was parked.
    pub parked_at: Time,
    /// Whether a person asked for it to be tried again.
    pub again: bool,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
