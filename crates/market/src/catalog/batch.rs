//! What belongs to many listings at once, each kind in one query: for callers that show whole shelves.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use store::{
    Hash,
    entities::{file, listing, listing_attribute, listing_tag, offer, revision, shop, unpacked_archive},
    facts::Kind,
};
use uuid::Uuid;

use super::{Entry, FileLine, OfferLine, offer_line::offer_line};
use crate::{Error, Market, accounts::Shop};

/// The shops with these identifiers.
///
/// # Errors
/// The database does not answer.
pub async fn shops(market: &Market, ids: &[Uuid]) -> Result<HashMap<Uuid, Shop>, Error> {
    let query = shop::Entity::find().filter(shop::Column::Id.is_in(ids.iter().copied()));
    Ok(query.all(market.store().read()).await?.into_iter().map(|row| (row.id, row.into())).collect())
}

/// The licences that can be bought, by listing, cheapest first.
///
/// # Errors
/// The database does not answer.
pub async fn offers(market: &Market, listings: &[Uuid]) -> Result<HashMap<Uuid, Vec<OfferLine>>, Error> {
    let rows = offer::Entity::find()
        .filter(offer::Column::ListingId.is_in(listings.iter().copied()))
        .filter(offer::Column::Active.eq(true))
        .order_by_asc(offer::Column::PriceMinor)
        .all(market.store().read())
        .await?;
    Ok(gather(rows.iter().filter_map(|row| Some((row.listing_id, offer_line(row)?)))))
}

/// The words that listings are found by, by listing.
///
/// # Errors
/// The database does not answer.
pub async fn tags(market: &Market, listings: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>, Error> {
    let query = listing_tag::Entity::find().filter(listing_tag::Column::ListingId.is_in(listings.iter().copied()));
    let rows = query.order_by_asc(listing_tag::Column::Tag).all(market.store().read()).await?;
    Ok(gather(rows.into_iter().map(|row| (row.listing_id, row.tag))))
}

/// Name and value of properties, by listing.
///
/// # Errors
/// The database does not answer.
pub async fn attributes(market: &Market, listings: &[Uuid]) -> Result<HashMap<Uuid, Vec<(String, String)>>, Error> {
    let rows = listing_attribute::Entity::find()
        .filter(listing_attribute::Column::ListingId.is_in(listings.iter().copied()))
        .order_by_asc(listing_attribute::Column::Name)
        .order_by_asc(listing_attribute::Column::Value)
        .all(market.store().read())
        .await?;
    Ok(gather(rows.into_iter().map(|row| (row.listing_id, (row.name, row.value)))))
}

/// Files in their order, by revision.
///
/// # Errors
/// The database does not answer.
pub async fn files(market: &Market, revisions: &[Uuid]) -> Result<HashMap<Uuid, Vec<FileLine>>, Error> {
    let query = file::Entity::find().filter(file::Column::RevisionId.is_in(revisions.iter().copied()));
    let rows = query.order_by_asc(file::Column::Position).all(market.store().read()).await?;
    let lines = rows.into_iter().map(|row| Ok((row.revision_id, FileLine::try_from(row)?)));
    Ok(gather(lines.collect::<Result<Vec<_>, Error>>()?.into_iter()))
}

/// The files being prepared, or else those on sale, by listing.
///
/// # Errors
/// The database does not answer.
pub async fn draft_files(market: &Market, listings: &[Uuid]) -> Result<HashMap<Uuid, Vec<FileLine>>, Error> {
    let query = listing::Entity::find().filter(listing::Column::Id.is_in(listings.iter().copied()));
    let rows = query.all(market.store().read()).await?;
    let open = rows.into_iter().filter_map(|row| Some((row.draft_revision_id.or(row.revision_id)?, row.id)));
    let open: HashMap<Uuid, Uuid> = open.collect();
    let revisions: Vec<Uuid> = open.keys().copied().collect();
    let files = files(market, &revisions).await?;
    Ok(files.into_iter().filter_map(|(revision, files)| Some((*open.get(&revision)?, files))).collect())
}

/// A listing that holds certain bytes.
#[derive(Clone, Debug)]
pub struct Holding {
    /// The listing.
    pub listing: Entry,
    /// The name of its file with these bytes, or of the archive that was unpacked into it.
    pub file_name: String,
    /// Whether these are the bytes of an archive whose files stand in its place now.
    pub is_unpacked: bool,
}

/// The listings of `shop`, in whatever state, with a file of exactly the content `hash`, oldest first; behind them those into
/// which an archive of that content was unpacked. Photographs are no files in this sense.
///
/// # Errors
/// The database does not answer.
pub async fn holdings(market: &Market, shop: Uuid, hash: &Hash) -> Result<Vec<Holding>, Error> {
    let read = market.store().read();
    let listing_of =
        || revision::Entity::belongs_to(listing::Entity).from(revision::Column::ListingId).to(listing::Column::Id);
    let revision_of =
        file::Entity::belongs_to(revision::Entity).from(file::Column::RevisionId).to(revision::Column::Id);
    let held = file::Entity::find()
        .join(JoinType::InnerJoin, revision_of.into())
        .join(JoinType::InnerJoin, listing_of().into())
        .select_also(listing::Entity)
        .filter(file::Column::Blob.eq(hash.as_str()))
        .filter(file::Column::Kind.ne(Kind::Photo))
        .filter(listing::Column::ShopId.eq(shop))
        .order_by_asc(file::Column::Id)
        .all(read)
        .await?;
    let revision_of = unpacked_archive::Entity::belongs_to(revision::Entity)
        .from(unpacked_archive::Column::RevisionId)
        .to(revision::Column::Id);
    let unpacked = unpacked_archive::Entity::find()
        .join(JoinType::InnerJoin, revision_of.into())
        .join(JoinType::InnerJoin, listing_of().into())
        .select_also(listing::Entity)
        .filter(unpacked_archive::Column::Hash.eq(hash.as_str()))
        .filter(listing::Column::ShopId.eq(shop))
        .order_by_asc(unpacked_archive::Column::RevisionId)
        .all(read)
        .await?;
    let files = held.into_iter().map(|(file, listing)| (file.name, listing, false));
    let archives = unpacked.into_iter().map(|(archive, listing)| (archive.name, listing, true));
    let holding = |(file_name, listing, is_unpacked)| {
        let listing: Option<listing::Model> = listing;
        Some(Entry::read(listing?).map(|listing| Holding { listing, file_name, is_unpacked }))
    };
    files.chain(archives).filter_map(holding).collect()
}

fn gather<T>(pairs: impl Iterator<Item = (Uuid, T)>) -> HashMap<Uuid, Vec<T>> {
    let mut gathered: HashMap<Uuid, Vec<T>> = HashMap::new();
    for (key, value) in pairs {
        gathered.entry(key).or_default().push(value);
    }
    gathered
}
