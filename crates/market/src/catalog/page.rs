//! One listing with everything its page shows.

use basis::{Actor, Money, Role};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, prelude::Json};
use store::entities::{listing, listing_attribute, listing_tag, offer, shop};
use uuid::Uuid;

use super::{FileLine, License, State, Summary, files, license, state, summary::main_file};
use crate::{Error, Market, limits};

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
    whole(market, shown(market, actor, Named::Slug(slug)).await?, None).await
}

/// The listing with this identifier, under the same rule.
///
/// # Errors
/// The database does not answer.
pub async fn listing_by_id(market: &Market, actor: &Actor, id: Uuid) -> Result<Option<Listing>, Error> {
    whole(market, shown(market, actor, Named::Id(id)).await?, None).await
}

/// The row alone, under the same rule.
///
/// # Errors
/// The database does not answer.
pub async fn listing_row(market: &Market, actor: &Actor, named: Named<'_>) -> Result<Option<listing::Model>, Error> {
    Ok(shown(market, actor, named).await?.map(|(row, _)| row))
}

/// The listing with this identifier as it would be with the files of `revision`, on sale or not: for whoever judges
/// that revision, and for its creator.
///
/// # Errors
/// The database does not answer.
pub async fn listing_in_revision(
    market: &Market,
    actor: &Actor,
    id: Uuid,
    revision: Uuid,
) -> Result<Option<Listing>, Error> {
    let found = shown(market, actor, Named::Id(id)).await?;
    let allowed = |row: &listing::Model, shop: &shop::Model| {
        row.revision_id == Some(revision) || actor.is(Role::Moderator) || state::is_own(actor, shop)
    };
    let Some((row, shop)) = found.filter(|(row, shop)| allowed(row, shop)) else { return Ok(None) };
    if !state::has_revision(market.store().read(), row.id, revision).await? {
        return Ok(None);
    }
    whole(market, Some((row, shop)), Some(revision)).await
}

/// The row with its shop, in one query, if the asker may see it.
async fn shown(
    market: &Market,
    actor: &Actor,
    named: Named<'_>,
) -> Result<Option<(listing::Model, shop::Model)>, Error> {
    if matches!(named, Named::Slug(slug) if limits::SLUG.refusal_of(slug).is_some()) {
        return Ok(None); // Nothing is called so, and no database need be asked.
    }
    let shop_of = listing::Entity::belongs_to(shop::Entity).from(listing::Column::ShopId).to(shop::Column::Id);
    let query = listing::Entity::find().join(JoinType::InnerJoin, shop_of.into()).select_also(shop::Entity);
    let query = match named {
        Named::Slug(slug) => query.filter(listing::Column::Slug.eq(slug)),
        Named::Id(id) => query.filter(listing::Column::Id.eq(id)),
    };
    let Some((row, Some(shop))) = query.one(market.store().read()).await? else { return Ok(None) };
    let on_sale = row.state == State::Published;
    let shown = on_sale || actor.is(Role::Moderator) || state::is_own(actor, &shop);
    Ok(shown.then_some((row, shop)))
}

/// The listing in its revision on sale, or in the one that is asked for.
async fn whole(
    market: &Market,
    found: Option<(listing::Model, shop::Model)>,
    revision: Option<Uuid>,
) -> Result<Option<Listing>, Error> {
    let read = market.store().read();
    let Some((row, shop)) = found else { return Ok(None) };
    let state = row.state;
    let files = match revision.or(row.revision_id).or(row.draft_revision_id) {
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
    let kept =
        if revision.is_none_or(|revision| row.revision_id == Some(revision)) { &row.summary } else { &Json::Null };
    let summary = match serde_json::from_value::<Summary>(kept.clone()) {
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
