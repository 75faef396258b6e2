//! One listing per file: opening it, putting its file in, saying what it is, publishing it.

use std::{convert::Infallible, path::Path};

use anyhow::{Result, bail, ensure};
use basis::{Actor, Currency, Money};
use bytes::Bytes;
use market::{
    Market,
    catalog::{self, Cover, DraftOutcome, Edit, OfferInput, PhotosEdit, PhotosOutcome, PublishOutcome},
    ingest::{self, Destination, Incoming, Received, Role},
};
use uuid::Uuid;

use store::facts::Kind;

use super::{
    manifest::{Line, Offer},
    photos::{Arranged, OfListing, Wanted, arranged},
};

/// Letters of a title: a shorter one says nothing, a longer one is refused.
const TITLE_LETTERS: std::ops::RangeInclusive<usize> = 3..=120;

/// Opens a draft with one file and queues the file's examination; gives the listing.
///
/// # Errors
/// The actor is no creator, or the database or the blob store does not answer.
pub async fn add_listing(market: &Market, actor: &Actor, title: &str, file_name: &str, bytes: &[u8]) -> Result<Uuid> {
    let incoming = incoming(Destination::NewDraft(title.to_owned()), file_name, Role::Sold);
    let pieces = bytes.chunks(PIECE_BYTES).map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece)));
    let pieces: Vec<_> = pieces.collect();
    added(ingest::receive(market, actor, incoming, futures::stream::iter(pieces)).await?, file_name)
}

/// Bytes handed on at a time.
const PIECE_BYTES: usize = 256 * 1024;

/// Opens a draft without a file.
pub async fn open(market: &Market, actor: &Actor, title: &str) -> Result<Uuid> {
    match catalog::open_draft(market, actor, title).await? {
        DraftOutcome::Opened { listing, .. } => Ok(listing),
        DraftOutcome::NotACreator => bail!("only a creator with a shop can have listings"),
    }
}

/// Puts a file of this machine into a draft, for what `role` says.
pub async fn add_file(
    market: &Market,
    actor: &Actor,
    listing: Uuid,
    (name, role): (&str, Role),
    path: &Path,
) -> Result<()> {
    let incoming = incoming(Destination::Listing(listing), name, role);
    added(ingest::receive_file(market, actor, incoming, path).await?, name).map(drop)
}

fn incoming(destination: Destination, name: &str, role: Role) -> Incoming {
    Incoming { destination, name: name.to_owned(), replaces: None, bytes: None, role }
}

/// The listing that a file went to, or why it was not taken.
fn added(received: Received, name: &str) -> Result<Uuid> {
    match received {
        Received::Added { listing, .. } => Ok(listing),
        Received::Refused(refusal) => bail!("{name} was not taken: {}", refusal.sentence()),
        Received::BrokenOff(why) => bail!("{name} was not read to its end: {why}"),
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
        catalog::EditOutcome::Invalid(wrong) => Ok(Err(words_of(wrong))),
    }
}

/// Says what is on a listing's photographs; why not, where that cannot be.
///
/// # Errors
/// The database does not answer.
pub async fn arrange_photos(
    market: &Market,
    actor: &Actor,
    listing: Uuid,
    wanted: &[Wanted],
) -> Result<Option<String>> {
    let draft = catalog::draft(market, actor, listing).await?;
    let photo = |line: catalog::FileLine| OfListing {
        id: line.id,
        is_broken: line.state == catalog::FileState::Failed,
        blob: line.blob,
    };
    let there = draft.map(|draft| draft.photos.into_iter().map(photo).collect()).unwrap_or_default();
    let Arranged { photos, cover } = match arranged(wanted, there) {
        Ok(arranged) => arranged,
        Err(why) => return Ok(Some(why)),
    };
    let edit = PhotosEdit { photos, cover: cover.map_or(Cover::AsItIs, Cover::Photo) };
    Ok(match catalog::edit_photos(market, actor, listing, edit).await? {
        PhotosOutcome::Edited => None,
        PhotosOutcome::Invalid(wrong) => Some(words_of(wrong)),
        PhotosOutcome::NotFound => Some("Its draft is gone. Import it again.".to_owned()),
    })
}

fn words_of(wrong: Vec<market::FieldError>) -> String {
    let words: Vec<_> = wrong.into_iter().map(|error| format!("{}: {}", error.field, error.message)).collect();
    words.join(" ")
}

/// What is said of a listing whose file is of `kind`: the manifest's words, and the plainest ones where it has none.
///
/// # Errors
/// The manifest's currency is unknown, or a licence that is sold has no price.
pub fn edit_of(currency: Currency, line: &Line, relative: &Path, kind: Kind) -> Result<Edit> {
    Ok(Edit {
        title: line.title.clone().unwrap_or_else(|| title_of(relative)),
        description: line.description.clone(),
        category: line.category.clone().unwrap_or_else(|| category_of(kind).to_owned()),
        tags: line.tags.clone(),
        attributes: line.attributes.clone(),
        made_with_ai: line.made_with_ai,
        offers: offers_of(currency, line)?,
    })
}

/// Nothing is given away by a slip: without a price only an open licence is offered.
fn offers_of(currency: Currency, line: &Line) -> Result<Vec<OfferInput>> {
    if !line.offers.is_empty() {
        let offer = |offer: &Offer| {
            Ok(OfferInput {
                license: offer.license.clone(),
                price: Money::new(offer.price_minor, offer.currency.parse()?),
            })
        };
        return line.offers.iter().map(offer).collect();
    }
    let currency = match &line.currency {
        Some(code) => code.parse()?,
        None => currency,
    };
    let sold = line.price_minor.is_some_and(|price| price > 0);
    let slug = line.license.clone().unwrap_or_else(|| if sold { "personal" } else { "cc-by" }.to_owned());
    let open = catalog::license(&slug).is_none_or(|license| license.free_only);
    ensure!(
        open || line.price_minor.is_some(),
        "The licence `{slug}` is sold, and nothing names a price: give `price_minor` in a manifest."
    );
    Ok(vec![OfferInput { license: slug, price: Money::new(line.price_minor.unwrap_or(0), currency) }])
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

fn category_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Mesh => "3d-print",
        Kind::Drawing => "laser-cnc",
        Kind::Raster => "graphic",
        Kind::Unknown | Kind::Attachment | Kind::Photo | Kind::Archive => "other",
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
    fn nothing_is_given_away_by_a_slip() {
        let offered = |line: Line| offers_of(Currency::EUR, &line);
        let free = offered(Line::default()).expect("an open licence");
        assert_eq!((free[0].license.as_str(), free[0].price.minor), ("cc-by", 0));
        let license = Some("personal".to_owned());
        assert!(offered(Line { license: license.clone(), ..Line::default() }).is_err());
        let named = offered(Line { license, price_minor: Some(0), ..Line::default() }).expect("it says so");
        assert_eq!(named[0].price.minor, 0);
        let sold = offered(Line { price_minor: Some(650), ..Line::default() }).expect("a price");
        assert_eq!((sold[0].license.as_str(), sold[0].price.minor), ("personal", 650));
    }

    #[test]
    fn every_kind_has_a_category_that_is_there() {
        for kind in Kind::ALL {
            assert!(catalog::category(category_of(*kind)).is_some(), "{kind}");
        }
    }
}
