//! A word of a fixed vocabulary that a listing is filtered and counted by.

use sea_orm::entity::prelude::*;

crate::stored_words! {
    /// What a vocabulary is about, in the order in which a shelf shows them.
    pub enum Facet {
        /// What a thing is made of.
        Material = "material",
        /// What sort of machine it is made on.
        Machine = "machine",
        /// The format of a file that is sold.
        Format = "format",
        /// How hard it is to make.
        Difficulty = "difficulty",
    }
}

/// Part of a key must say how a number that the database chose becomes one; it never chooses this one.
impl sea_orm::TryFromU64 for Facet {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("Facet"))
    }
}

/// A word of a fixed vocabulary that a listing is filtered and counted by. It is derived from what the creator said and
/// from the files on sale, and may be derived again at any time.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "listing_facets")]
pub struct Model {
    /// The listing.
    #[sea_orm(primary_key, auto_increment = false)]
    pub listing_id: Uuid,
    /// Which vocabulary.
    #[sea_orm(primary_key, auto_increment = false)]
    pub facet: Facet,
    /// The word in it, as addresses have it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
