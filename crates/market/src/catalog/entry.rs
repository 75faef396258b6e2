//! A listing's own words and facts, as everyone reads them.

use std::collections::HashMap;

use basis::{Money, Time};
use store::{
    entities::listing,
    facts::{Kind, Verdict},
};
use uuid::Uuid;

use super::{State, Summary};
use crate::Error;

/// What stands in the catalogue of one listing, without what belongs to it in other tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The listing.
    pub id: Uuid,
    /// Who sells it.
    pub shop: Uuid,
    /// The word in its address.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// What a buyer reads.
    pub description: String,
    /// Slug of the category.
    pub category: String,
    /// Whether its creator declared that a model made it or part of it.
    pub made_with_ai: bool,
    /// Where it stands.
    pub state: State,
    /// The revision on sale.
    pub revision: Option<Uuid>,
    /// What sort of pattern the main file is; unknown before it was on sale.
    pub kind: Kind,
    /// The lowest price.
    pub price: Money,
    /// Whether some licence allows to sell what is made.
    pub commercial: bool,
    /// The worst verdict of its files on sale; unknown before it was.
    pub verdict: Verdict,
    /// Whether the main file will want supports; none where that is no question.
    pub needs_supports: Option<bool>,
    /// Sides in millimetres: three of a mesh, two of a drawing, none of a picture.
    pub size_mm: Vec<f64>,
    /// Its first picture.
    pub picture: Stills,
    /// The facts.
    pub summary: Summary,
    /// When it was begun.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
    /// When it first went on sale.
    pub published_at: Option<Time>,
}

/// What rows say, by listing.
///
/// # Errors
/// Those of [`Entry::read`].
pub(crate) fn entries_of(rows: Vec<listing::Model>) -> Result<HashMap<Uuid, Entry>, Error> {
    rows.into_iter().map(|row| Ok((row.id, Entry::read(row)?))).collect()
}

/// One picture in several sizes: blobs of WebP, by their hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stills {
    /// 256 pixels a side.
    pub small: Option<String>,
    /// 384 pixels a side; none where it was made before there was this size.
    pub medium: Option<String>,
    /// 512 pixels a side.
    pub large: Option<String>,
}

impl Entry {
    /// What a row says.
    ///
    /// # Errors
    /// [`Error::Stored`]: its currency is none that there is.
    pub(crate) fn read(row: listing::Model) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            shop: row.shop_id,
            slug: row.slug,
            title: row.title,
            description: row.description,
            category: row.category,
            made_with_ai: row.made_with_ai,
            state: row.state,
            revision: row.revision_id,
            kind: row.kind,
            price: Money::new(row.price_minor, row.currency.parse()?),
            commercial: row.commercial,
            verdict: row.verdict,
            needs_supports: row.needs_supports,
            size_mm: [row.size_x_mm, row.size_y_mm, row.size_z_mm].into_iter().flatten().collect(),
            picture: Stills { small: row.picture_small, medium: row.picture_medium, large: row.picture },
            summary: Summary::kept(row.summary).unwrap_or_default(),
            created_at: row.created_at,
            updated_at: row.updated_at,
            published_at: row.published_at,
        })
    }
}
