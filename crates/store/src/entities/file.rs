//! One file of a revision.

use basis::Time;
use sea_orm::entity::prelude::*;

use crate::facts::{Kind, Verdict};

crate::stored_words! {
    /// Where a file stands on its way.
    pub enum State {
        /// It waits for its turn.
        Waiting = "waiting",
        /// It is being looked at.
        Working = "working",
        /// Everything about it is known.
        Ready = "ready",
        /// Nothing could be read.
        Failed = "failed",
        /// It was taken down: the row stays, its bytes and what was made of it are gone.
        Removed = "removed",
    }
}

impl State {
    /// Whether everything that was to be found out is found out.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Ready | Self::Failed | Self::Removed)
    }
}

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
    /// What sort of pattern it is.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// The step under way, or an empty string.
    pub step: String,
    /// What the inspection came to.
    pub verdict: Verdict,
    /// The inspection's report, `null` before.
    #[sea_orm(column_type = "JsonBinary")]
    pub report: Json,
    /// Pictures and previews made of it: name to blob.
    #[sea_orm(column_type = "JsonBinary")]
    pub artifacts: Json,
    /// When it came.
    pub created_at: Time,
    /// What is on it, for those who do not see it; only photographs have one.
    #[sea_orm(column_type = "Text")]
    pub alt: String,
    /// Whether it stands for the listing; only a photograph can.
    pub is_cover: bool,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
