//! Work that must be done after the transaction that made it necessary.

use basis::Time;
use sea_orm::entity::prelude::*;

/// Work that must be done after the transaction that made it necessary.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    /// The job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which work.
    pub kind: String,
    /// Version of its arguments.
    pub version: i32,
    /// What it needs.
    #[sea_orm(column_type = "JsonBinary")]
    pub arguments: Json,
    /// While a job with this key waits, no second is queued.
    pub unique_key: Option<String>,
    /// Whose work it is; lanes take turns.
    pub lane: String,
    /// Smaller goes first.
    pub priority: i32,
    /// Its place in the round in which lanes take turns; smaller goes first.
    pub turn: i64,
    /// Where it stands.
    pub state: State,
    /// Whether a waiting job's `run_at` has come.
    pub due: bool,
    /// How often it was begun.
    pub attempts: i32,
    /// After this many it is dead.
    pub attempts_max: i32,
    /// Not before.
    pub run_at: Time,
    /// After this another worker may take it.
    pub leased_until: Option<Time>,
    /// Which claim holds it.
    pub lease: Option<Uuid>,
    /// Where it stands, for a page to show.
    #[sea_orm(column_type = "JsonBinary")]
    pub progress: Json,
    /// Why the last attempt failed.
    #[sea_orm(column_type = "Text")]
    pub error: String,
    /// Whether it was asked to stop.
    pub cancel: bool,
    /// When it was queued.
    pub created_at: Time,
    /// When it ended.
    pub finished_at: Option<Time>,
}

crate::stored_words! {
    /// Where a job stands.
    pub enum State {
        /// Not begun, or to be tried again.
        Waiting = "waiting",
        /// Under way.
        Running = "running",
        /// Ended well.
        Done = "done",
        /// Given up.
        Dead = "dead",
        /// Stopped by a person, or replaced by a later one with the same key.
        Cancelled = "cancelled",
    }
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
