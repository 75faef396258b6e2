//! One listing per file: opening it, putting its file in, saying what it is, publishing it.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Result, bail};
use basis::{Actor, Money};
use market::{
    Market,
    catalog::{self, DraftOutcome, Edit, OfferInput, PublishOutcome},
    ingest::{self, AddFile, AddFileOutcome},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use store::{
    Stored,
    entities::{file, listing, revision},
};
use uuid::Uuid;

use super::manifest::Line;

/// Letters of a title: a shorter one says nothing, a longer one is refused.
const TITLE_LETTERS: std::ops::RangeInclusive<usize> = 3..=120;

/// Opens a draft with one file and queues the file's examination; gives the listing.
///
/// # Errors
/// The actor is no creator, or the database or the blob store does not answer.
pub async fn add_listing(market: &Market, actor: &Actor, title: &str, file_name: &str, bytes: &[u8]) -> Result<Uuid> {
    let stored = market.blobs().put(bytes).await?;
    Ok(add_stored(market, actor, title, file_name, stored).await?.0)
}

/// [`add_listing`] of bytes that stand already; gives the listing and the file.
pub async fn add_stored(
    market: &Market,
    actor: &Actor,
    title: &str,
    file_name: &str,
    stored: Stored,
) -> Result<(Uuid, Uuid)> {
    let DraftOutcome::Opened { listing, .. } = catalog::open_draft(market, actor, title).await? else {
        bail!("only a creator with a shop can have listings");
    };
    let input = AddFile { listing, name: file_name.to_owned(), stored };
    match ingest::add_file(market, actor, input).await? {
        AddFileOutcome::Added(file) => Ok((listing, file)),
        refused => bail!("{file_name} was not taken: {refused:?}"),
    }
}

/// Says what a listing is, and publishes it.
///
/// # Errors
/// The database does not answer.
pub async fn publish_one(
    market: &Market,
    actor: &Actor,
    listing: Uuid,
    edit: Edit,
) -> Result<Result<PublishOutcome, String>> {
    match catalog::edit(market, actor, listing, edit).await? {
        catalog::EditOutcome::Edited => Ok(Ok(catalog::publish(market, actor, listing).await?)),
        catalog::EditOutcome::NotFound => Ok(Ok(PublishOutcome::NotFound)),
        catalog::EditOutcome::Invalid(wrong) => {
            let words: Vec<_> = wrong.into_iter().map(|error| format!("{}: {}", error.field, error.message)).collect();
            Ok(Err(words.join(" ")))
        }
    }
}

/// A file that an earlier run put into a listing of the shop.
#[derive(Clone, Debug)]
pub struct Known {
    /// The listing.
    pub listing: listing::Model,
    /// The file.
    pub file: file::Model,
}

/// The listing of `shop` that holds these very bytes, one of the same file name before others; those `claimed` by other
/// files of this run are left out, so that two files of the same content stay two listings, run after run.
///
/// # Errors
/// The database does not answer.
pub async fn known(
    market: &Market,
    shop: Uuid,
    name: &str,
    stored: &Stored,
    claimed: &BTreeSet<Uuid>,
) -> Result<Option<Known>> {
    let read = market.store().read();
    let files = file::Entity::find()
        .filter(file::Column::Blob.eq(stored.hash.to_string()))
        .order_by_asc(file::Column::Id)
        .all(read)
        .await?;
    let mut best = None;
    for file in files {
        let Some(revision) = revision::Entity::find_by_id(file.revision_id).one(read).await? else { continue };
        let Some(listing) = listing::Entity::find_by_id(revision.listing_id).one(read).await? else { continue };
        if listing.shop_id != shop || claimed.contains(&listing.id) {
            continue;
        }
        if file.name == name {
            return Ok(Some(Known { listing, file }));
        }
        best = best.or(Some(Known { listing, file }));
    }
    Ok(best)
}

/// What is said of a listing whose file is of `kind`: the manifest's words, and the plainest ones where it has none.
///
/// # Errors
/// The manifest's currency is unknown.
pub fn edit_of(market: &Market, line: &Line, relative: &Path, kind: &str) -> Result<Edit> {
    let currency = match &line.currency {
        Some(code) => code.parse()?,
        None => market.settings().currency,
    };
    let free = line.price_minor == 0;
    let license = line.license.clone().unwrap_or_else(|| if free { "cc-by" } else { "personal" }.to_owned());
    Ok(Edit {
        title: line.title.clone().unwrap_or_else(|| title_of(relative)),
        description: line.description.clone(),
        category: line.category.clone().unwrap_or_else(|| category_of(kind).to_owned()),
        tags: line.tags.clone(),
        offers: vec![OfferInput { license, price: Money::new(line.price_minor, currency) }],
        ..Edit::default()
    })
}

/// A title made of the file's name: `hex_vase-v2.stl` becomes `hex vase v2`.
pub fn title_of(relative: &Path) -> String {
    let stem = relative.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let words: Vec<&str> =
        stem.split(|letter: char| letter == '_' || letter == '-' || letter.is_whitespace()).collect();
    let title = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if title.chars().count() < *TITLE_LETTERS.start() {
        return format!("Pattern {title}").trim().to_owned();
    }
    title.chars().take(*TITLE_LETTERS.end()).collect()
}

fn category_of(kind: &str) -> &'static str {
    match kind {
        "mesh" => "3d-print",
        "drawing" => "laser-cnc",
        "raster" => "graphic",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_files_name_in_words() {
        assert_eq!(title_of(Path::new("pots/hex_vase-v2.stl")), "hex vase v2");
        assert_eq!(title_of(Path::new("a.stl")), "Pattern a");
        assert_eq!(title_of(Path::new(&format!("{}.stl", "é".repeat(200)))).chars().count(), 120);
    }

    #[test]
    fn every_kind_has_a_category_that_is_there() {
        for kind in ["mesh", "drawing", "raster", ""] {
            assert!(catalog::category(category_of(kind)).is_some(), "{kind}");
        }
    }
}
