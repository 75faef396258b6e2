//! One listing with everything its page shows.

use basis::{Actor, Money};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use store::entities::{listing, listing_attribute, listing_tag, offer, shop};
use uuid::Uuid;

use super::{FileLine, License, State, Summary, files, license, state, summary::main_file};
use crate::{Error, Market};

/// A licence that can be bought.
#[derive(Clone, Debug)]
pub struct OfferLine {
    /// The offer.
    pub id: Uuid,
    /// The licence.
    pub license: License,
    /// Its price.
    pub price: Money,
}

/// A listing as a buyer sees it.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The row.
    pub row: listing::Model,
    /// Where it stands.
    pub state: State,
    /// Who sells it.
    pub shop: shop::Model,
    /// The facts.
    pub summary: Summary,
    /// The files on sale.
    pub files: Vec<FileLine>,
    /// Licences with a price each, cheapest first.
    pub offers: Vec<OfferLine>,
    /// Words it is found by.
    pub tags: Vec<String>,
    /// Name and value.
    pub attributes: Vec<(String, String)>,
}

/// How a listing is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named<'a> {
    /// By the word in its address.
    Slug(&'a str),
    /// By its identifier.
    Id(Uuid),
}

/// The listing with this word in its address. What is not on sale is shown to its creator, to moderators and to operators only.
///
/// # Errors
/// The database does not answer.
pub async fn listing_by_slug(market: &Market, actor: &Actor, slug: &str) -> Result<Option<Listing>, Error> {
    whole(market, listing_row(market, actor, Named::Slug(slug)).await?).await
}

/// The listing with this identifier, under the same rule.
///
/// # Errors
/// The database does not answer.
pub async fn listing_by_id(market: &Market, actor: &Actor, id: Uuid) -> Result<Option<Listing>, Error> {
    whole(market, listing_row(market, actor, Named::Id(id)).await?).await
}

/// The row alone, under the same rule.
///
/// # Errors
/// The database does not answer.
pub async fn listing_row(market: &Market, actor: &Actor, named: Named<'_>) -> Result<Option<listing::Model>, Error> {
    let read = market.store().read();
    let query = match named {
        Named::Slug(slug) => listing::Entity::find().filter(listing::Column::Slug.eq(slug)),
        Named::Id(id) => listing::Entity::find_by_id(id),
    };
    let Some(row) = query.one(read).await? else { return Ok(None) };
    let shown = State::from_word(&row.state) == State::Published
        || actor.is(basis::Role::Moderator)
        || state::owned(read, actor, row.id).await?.is_some();
    Ok(shown.then_some(row))
}

async fn whole(market: &Market, row: Option<listing::Model>) -> Result<Option<Listing>, Error> {
    let read = market.store().read();
    let Some(row) = row else { return Ok(None) };
    let state = State::from_word(&row.state);
    let Some(shop) = shop::Entity::find_by_id(row.shop_id).one(read).await? else { return Ok(None) };
    let files = match row.revision_id.or(row.draft_revision_id) {
        Some(revision) => files::of_revision(read, revision).await?,
        None => Vec::new(),
    };
    let offers = offer::Entity::find()
        .filter(offer::Column::ListingId.eq(row.id))
        .filter(offer::Column::Active.eq(true))
        .order_by_asc(offer::Column::PriceMinor)
        .all(read)
        .await?;
    let tags = listing_tag::Entity::find().filter(listing_tag::Column::ListingId.eq(row.id)).all(read).await?;
    let attributes =
        listing_attribute::Entity::find().filter(listing_attribute::Column::ListingId.eq(row.id)).all(read).await?;
    let summary = match serde_json::from_value::<Summary>(row.summary.clone()) {
        Ok(kept) => Summary { report: main_file(&files).and_then(|file| file.report.clone()), ..kept },
        Err(_) => Summary::of(&files),
    };
    Ok(Some(Listing {
        state,
        shop,
        summary,
        files,
        offers: offers.iter().filter_map(offer_line).collect(),
        tags: tags.into_iter().map(|row| row.tag).collect(),
        attributes: attributes.into_iter().map(|row| (row.name, row.value)).collect(),
        row,
    }))
}

pub(super) fn offer_line(row: &offer::Model) -> Option<OfferLine> {
    let price = Money::new(row.price_minor, row.currency.parse().ok()?);
    Some(OfferLine { id: row.id, license: license(&row.license)?, price })
}
