//! A picture of a shop: the one that is shown, or one that is being made fit for it.

use basis::Time;
use sea_orm::entity::prelude::*;

crate::stored_words! {
    /// Where a shop's picture stands on its way.
    pub enum State {
        /// It is uploaded, and being made anew.
        Waiting = "waiting",
        /// It is shown.
        Ready = "ready",
        /// It could not be read.
        Failed = "failed",
    }
}

/// A picture of a shop.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "shop_pictures")]
pub struct Model {
    /// The picture.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub shop_id: Uuid,
    /// What is on it, for those who do not see it.
    #[sea_orm(column_type = "Text")]
    pub alt: String,
    /// Where it stands.
    pub state: State,
    /// BLAKE3 of what was uploaded, in hex, until that is made anew; it is served to nobody.
    pub upload: Option<String>,
    /// When it came.
    pub created_at: Time,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
