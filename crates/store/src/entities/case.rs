//! Something a moderator must judge.

use basis::Time;
use sea_orm::entity::prelude::*;

crate::stored_words! {
    /// Where a case stands.
    pub enum State {
        /// Nobody has judged it.
        Open = "open",
        /// A moderator said yes.
        Approved = "approved",
        /// A moderator said no.
        Declined = "declined",
        /// Its creator took the listing back before anybody had judged it.
        Withdrawn = "withdrawn",
    }
}

/// Something a moderator must judge.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cases")]
pub struct Model {
    /// The case.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is about.
    pub listing_id: Uuid,
    /// The state it is about.
    pub revision_id: Uuid,
    /// Why it was held: a list of sentences.
    #[sea_orm(column_type = "JsonBinary")]
    pub reasons: Json,
    /// Where it stands.
    pub state: State,
    /// When it was held.
    pub opened_at: Time,
    /// Who judged.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<Time>,
    /// What the creator is told.
    #[sea_orm(column_type = "Text")]
    pub words: String,
    /// Who reported it, where somebody who was signed in did.
    pub reported_by: Option<Uuid>,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
