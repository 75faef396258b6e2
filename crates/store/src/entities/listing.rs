//! A pattern for sale, or one being prepared.

use basis::Time;
use sea_orm::entity::prelude::*;

use crate::facts::{Kind, Verdict};

crate::stored_words! {
    /// Where a listing stands.
    pub enum State {
        /// Being prepared.
        Draft = "draft",
        /// Waits for a moderator.
        Held = "held",
        /// On sale.
        Published = "published",
        /// A moderator said no.
        Declined = "declined",
        /// Taken off sale by its creator; who bought it keeps it.
        Withdrawn = "withdrawn",
        /// Taken down by the market, for good: its bytes are gone.
        TakenDown = "taken_down",
    }
}

/// A pattern for sale, or one being prepared.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "listings")]
pub struct Model {
    /// The listing.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who sells it.
    pub shop_id: Uuid,
    /// The word in its address.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// What a buyer reads.
    #[sea_orm(column_type = "Text")]
    pub description: String,
    /// Slug of a category.
    pub category: String,
    /// Declared by the creator.
    pub made_with_ai: bool,
    /// Where it stands.
    pub state: State,
    /// The revision on sale.
    pub revision_id: Option<Uuid>,
    /// The revision being prepared.
    pub draft_revision_id: Option<Uuid>,
    /// What sort of pattern the main file is: a fact of the revision on sale, kept here to filter by.
    pub kind: Kind,
    /// The lowest price of an offer, minor units; 0 is free.
    pub price_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Whether an offer allows selling what is made.
    pub commercial: bool,
    /// The worst of its files on sale.
    pub verdict: Verdict,
    /// By the inspection.
    pub needs_supports: Option<bool>,
    /// Smallest of the three sides of a mesh lying flat; width of a drawing.
    pub size_x_mm: Option<f64>,
    /// Depth, or height of a drawing.
    pub size_y_mm: Option<f64>,
    /// Height of a mesh.
    pub size_z_mm: Option<f64>,
    /// Blob of the first picture, 512 pixels.
    pub picture: Option<String>,
    /// The same at 256 pixels.
    pub picture_small: Option<String>,
    /// The same at 384 pixels; none where it was made before there was this size.
    pub picture_medium: Option<String>,
    /// Facts for the tile and the title block, as `market` lays them out.
    #[sea_orm(column_type = "JsonBinary")]
    pub summary: Json,
    /// When the draft was opened.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
    /// When it first went on sale.
    pub published_at: Option<Time>,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
