//! What an examination made of a file: the positive list of what may be served to anyone.

use basis::Time;
use sea_orm::entity::prelude::*;

crate::stored_words! {
    /// What an artifact is.
    pub enum Kind {
        /// The file as it stands, in one of several sizes.
        Still = "still",
        /// One view of the turntable.
        Turn = "turn",
        /// A drawing laid flat as one large picture: what was made before there were tiles.
        Sheet = "sheet",
        /// A drawing's tiles, to be looked at closely; served one by one and never as a whole.
        Tiles = "tiles",
        /// A reduced model that a browser turns.
        Preview = "preview",
        /// The picture that a link carries elsewhere.
        Card = "card",
        /// Figures that our own pages read, such as where the camera stood.
        Facts = "facts",
        /// The file, mended, until its creator takes it or another one.
        Mended = "mended",
    }
}

impl Kind {
    /// What nobody is served.
    pub const PRIVATE: [Self; 2] = [Self::Facts, Self::Mended];

    /// Whether anyone may have it.
    pub fn is_public(self) -> bool {
        !Self::PRIVATE.contains(&self)
    }
}

/// One blob that an examination made of one file. The blob may be served as long as such a row stands, whoever else
/// has sent the same bytes; an uploaded file has none.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "artifacts")]
pub struct Model {
    /// The file that it was made of.
    #[sea_orm(primary_key, auto_increment = false)]
    pub file_id: Uuid,
    /// BLAKE3 of its content, in hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// What it is.
    pub kind: Kind,
    /// As it is served.
    pub media_type: String,
    /// Its length.
    pub bytes: i64,
    /// When it was made.
    pub created_at: Time,
    /// Since when the file no longer shows it, because a newer examination made another; none while it does.
    pub stale_at: Option<Time>,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
