//! One listing with everything its page shows.

use std::collections::HashMap;

use basis::{Actor, Role};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, SelectTwo};
use store::entities::{listing, revision, shop};
use uuid::Uuid;

use super::{
    Entry, FileLine, FileState, OfferLine, State, Summary, batch, files, state,
    summary::main_file,
    supports::{self, SUPPORTS},
};
use crate::{Error, Market, accounts::Shop, limits};

/// A listing as a buyer sees it.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Its own words and facts, those of the files that are shown.
    pub entry: Entry,
    /// Who sells it.
    pub shop: Shop,
    /// The files on sale.
    pub files: Vec<FileLine>,
    /// Photographs of what was made, in their order; those that could not be read are left out.
    pub photos: Vec<FileLine>,
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

/// Its own words and facts alone, under the same rule.
///
/// # Errors
/// The database does not answer.
pub async fn entry(market: &Market, actor: &Actor, named: Named<'_>) -> Result<Option<Entry>, Error> {
    shown(market, actor, named).await?.map(|(row, _)| Entry::read(row)).transpose()
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

/// Pairs of a listing and a revision of it, each as [`listing_in_revision`] gives it to a moderator, by the revision.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn in_revisions(market: &Market, asked: &[(Uuid, Uuid)]) -> Result<HashMap<Uuid, Listing>, Error> {
    let read = market.store().read();
    let known =
        revision::Entity::find().filter(revision::Column::Id.is_in(asked.iter().map(|(_, revision)| *revision)));
    let of: HashMap<Uuid, Uuid> = known.all(read).await?.into_iter().map(|row| (row.id, row.listing_id)).collect();
    let rows: HashMap<Uuid, (listing::Model, shop::Model)> = with_shops()
        .filter(listing::Column::Id.is_in(asked.iter().map(|(listing, _)| *listing)))
        .all(read)
        .await?
        .into_iter()
        .filter_map(|(row, shop)| Some((row.id, (row, shop?))))
        .collect();
    let (mut revisions, mut found) = (Vec::new(), Vec::new());
    for (listing, revision) in asked {
        if let Some((row, shop)) = rows.get(listing).filter(|_| of.get(revision) == Some(listing)) {
            revisions.push(*revision);
            found.push((row.clone(), shop.clone(), Some(*revision)));
        }
    }
    Ok(revisions.into_iter().zip(wholes(market, found).await?).collect())
}

/// Listings, each with its shop.
fn with_shops() -> SelectTwo<listing::Entity, shop::Entity> {
    let shop_of = listing::Entity::belongs_to(shop::Entity).from(listing::Column::ShopId).to(shop::Column::Id);
    listing::Entity::find().join(JoinType::InnerJoin, shop_of.into()).select_also(shop::Entity)
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
    let query = match named {
        Named::Slug(slug) => with_shops().filter(listing::Column::Slug.eq(slug)),
        Named::Id(id) => with_shops().filter(listing::Column::Id.eq(id)),
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
    let found = found.map(|(row, shop)| (row, shop, revision));
    Ok(wholes(market, found.into_iter().collect()).await?.pop())
}

/// Listings in their order, each in its revision on sale or in the one that is asked for; each kind of what belongs to them
/// in one query.
async fn wholes(
    market: &Market,
    found: Vec<(listing::Model, shop::Model, Option<Uuid>)>,
) -> Result<Vec<Listing>, Error> {
    let shown = |row: &listing::Model, asked: Option<Uuid>| asked.or(row.revision_id).or(row.draft_revision_id);
    let ids: Vec<Uuid> = found.iter().map(|(row, ..)| row.id).collect();
    let revisions: Vec<Uuid> = found.iter().filter_map(|(row, _, asked)| shown(row, *asked)).collect();
    let files = batch::files(market, &revisions).await?;
    let (offers, tags) = (batch::offers(market, &ids).await?, batch::tags(market, &ids).await?);
    let attributes = batch::attributes(market, &ids).await?;
    let mut listings = Vec::with_capacity(found.len());
    for (mut row, shop, asked) in found {
        let files = shown(&row, asked).and_then(|revision| files.get(&revision)).cloned().unwrap_or_default();
        let (files, mut photos) = files::without_photos(files);
        photos.retain(|photo| photo.state == FileState::Ready);
        // The facts that are kept are those of the revision on sale; a draft has none yet.
        let kept = Summary::kept(std::mem::take(&mut row.summary))
            .filter(|_| asked.is_none_or(|asked| row.revision_id == Some(asked)));
        let mut entry = Entry::read(row)?;
        entry.summary = match kept {
            Some(kept) => Summary { report: main_file(&files).and_then(|file| file.report.clone()), ..kept },
            None => {
                let said = attributes.get(&entry.id).into_iter().flatten();
                let supports = said.filter(|(name, _)| name == SUPPORTS).find_map(|(_, value)| supports::needs(value));
                Summary::of(&files, supports)
            }
        };
        let id = entry.id;
        listings.push(Listing {
            entry,
            shop: shop.into(),
            files,
            photos,
            offers: offers.get(&id).cloned().unwrap_or_default(),
            tags: tags.get(&id).cloned().unwrap_or_default(),
            attributes: attributes.get(&id).cloned().unwrap_or_default(),
        });
    }
    Ok(listings)
}
