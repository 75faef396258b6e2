//! The words of vocabularies that a listing on sale is filtered and counted by: derived from what its creator said and
//! from its files.

use std::collections::BTreeSet;

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use store::entities::{listing_attribute, listing_facet};
use uuid::Uuid;

use super::{FileLine, naming::named, vocabulary::Facet};
use crate::Error;

/// What a creator says something of a vocabulary in: the property's name, and the vocabulary.
const SAID: [(&str, Facet); 4] = [
    ("material", Facet::Material),
    ("fabric", Facet::Material),
    ("machine", Facet::Machine),
    ("difficulty", Facet::Difficulty),
];

/// Writes the words of a listing with these files on sale anew, and takes away those that it had before. Done twice,
/// nothing changes.
pub(super) async fn write(connection: &impl ConnectionTrait, listing: Uuid, files: &[FileLine]) -> Result<(), Error> {
    let said = listing_attribute::Entity::find().filter(listing_attribute::Column::ListingId.eq(listing));
    let said = said.all(connection).await?;
    let said = said.iter().map(|row| (row.name.as_str(), row.value.as_str()));
    let words = words(said, files);
    listing_facet::Entity::delete_many().filter(listing_facet::Column::ListingId.eq(listing)).exec(connection).await?;
    if !words.is_empty() {
        let row = |(facet, word): (Facet, &str)| listing_facet::ActiveModel {
            listing_id: Set(listing),
            facet: Set(facet),
            word: Set(word.to_owned()),
        };
        let rows = words.into_iter().map(row);
        listing_facet::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Words of every vocabulary, each once.
fn words<'a>(said: impl Iterator<Item = (&'a str, &'a str)>, files: &[FileLine]) -> BTreeSet<(Facet, &'static str)> {
    let sold = files.iter().filter(|file| !file.is_attachment() && !file.is_photo());
    let formats = sold.filter_map(|file| Some((Facet::Format, file.format?.extension())));
    let named = said.flat_map(|(name, value)| {
        let about = SAID.iter().filter(move |(property, _)| *property == name);
        about.flat_map(move |(_, facet)| named(*facet, value).into_iter().map(move |word| (*facet, word.word)))
    });
    named.chain(formats).collect()
}
