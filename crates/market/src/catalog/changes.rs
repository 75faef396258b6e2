//! What an edit changes: what was said of a listing before, beside what is said of it now.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::{
    Tx,
    entities::{listing, listing_attribute, listing_tag, offer},
};

use crate::{
    Error,
    event::{ListingField, Offer},
};

/// What is said of a listing.
pub(super) struct Said {
    pub(super) listing: listing::Model,
    tags: BTreeSet<String>,
    attributes: BTreeSet<(String, String)>,
}

impl Said {
    /// Reads it, in the transaction that changes it; `listing` is the row as it stands.
    pub(super) async fn of(tx: &Tx, listing: listing::Model) -> Result<Self, Error> {
        let tags = listing_tag::Entity::find().filter(listing_tag::Column::ListingId.eq(listing.id)).all(tx).await?;
        let attributes = listing_attribute::Entity::find()
            .filter(listing_attribute::Column::ListingId.eq(listing.id))
            .all(tx)
            .await?;
        Ok(Self {
            listing,
            tags: tags.into_iter().map(|row| row.tag).collect(),
            attributes: attributes.into_iter().map(|row| (row.name, row.value)).collect(),
        })
    }

    /// What is said otherwise `now`, in the order of the form; `offers` says whether licences or prices are.
    pub(super) fn changed(&self, now: &Self, offers: bool) -> Vec<ListingField> {
        let (before, after) = (&self.listing, &now.listing);
        let differs = [
            (ListingField::Title, after.title != before.title),
            (ListingField::Description, after.description != before.description),
            (ListingField::Category, after.category != before.category),
            (ListingField::Tags, now.tags != self.tags),
            (ListingField::Attributes, now.attributes != self.attributes),
            (ListingField::MadeWithAi, after.made_with_ai != before.made_with_ai),
            (ListingField::Offers, offers),
        ];
        differs.into_iter().filter_map(|(field, differs)| differs.then_some(field)).collect()
    }
}

/// An offer as events tell of it.
pub(super) fn told(row: &offer::Model) -> Offer {
    Offer { offer: row.id, licence: row.license.clone(), price_minor: row.price_minor, currency: row.currency.clone() }
}
