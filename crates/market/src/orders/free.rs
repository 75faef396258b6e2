//! Free patterns, fetched in one step: into the library of whoever is signed in, or by a link that anybody may have.

use basis::{Actor, Money, Scope};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use store::{
    Tx,
    entities::{entitlement, listing, offer, shop},
};
use uuid::Uuid;

use super::{
    address::{Link, Target, address},
    hand_over::hand_over,
    library::{Entitled, Said, there},
    place::{FREE, Purchase, Sold, hold_buyer, place_lines},
};
use crate::{
    Error, Market,
    catalog::{self, Entry, FileLine, License, State, license},
    context::commit,
    links::Purpose,
};

/// What came of taking a free pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakeOutcome {
    /// It can be fetched here.
    Taken(Link),
    /// The market gives free patterns to those with an account alone.
    SignIn,
    /// It costs something.
    NotFree,
    /// It is not on sale, or no longer under this licence.
    NotOnSale,
}

/// A free offer of something on sale.
struct Free {
    offer: Uuid,
    listing: listing::Model,
    shop: shop::Model,
    license: License,
    revision: Uuid,
}

/// Gives a link to a free offer: its only file, or all of them as a zip. Whoever is signed in has it in their library from
/// then on; asked twice, also at once, it is there once.
///
/// # Errors
/// The database does not answer.
pub async fn take_free(market: &Market, actor: &Actor, offer: Uuid) -> Result<TakeOutcome, Error> {
    let free = match free_offer(market.store().read(), offer).await? {
        Ok(free) => free,
        Err(why) => return Ok(why),
    };
    let target = match &files_of(market, free.revision).await?[..] {
        [only] => Target::File(only.id),
        _ => Target::All,
    };
    match actor.account() {
        Some(account) if actor.may(Scope::Buy) => {
            let entitlement = into_library(market, actor, account, &free).await?;
            Ok(TakeOutcome::Taken(address(market, Purpose::Download, entitlement, target)))
        }
        None if market.settings().free_without_account => {
            Ok(TakeOutcome::Taken(address(market, Purpose::Free, free.offer, target)))
        }
        _ => Ok(TakeOutcome::SignIn),
    }
}

/// What the link of a free offer opens, as long as it is one.
pub(super) async fn free(market: &Market, offer: Uuid) -> Result<Option<Entitled>, Error> {
    let Ok(free) = free_offer(market.store().read(), offer).await? else { return Ok(None) };
    if !market.settings().free_without_account {
        return Ok(None);
    }
    let listing = Entry::read(free.listing)?;
    Ok(Some(Entitled {
        right: None,
        shop: free.shop.into(),
        license: Some(free.license),
        since: listing.published_at.unwrap_or(listing.updated_at),
        files: files_of(market, free.revision).await?,
        bought: None,
        said: Said::of(market, listing.id).await?,
        listing,
    }))
}

async fn free_offer(connection: &impl ConnectionTrait, id: Uuid) -> Result<Result<Free, TakeOutcome>, Error> {
    let offer = offer::Entity::find_by_id(id).one(connection).await?.filter(|offer| offer.active);
    let Some(offer) = offer else { return Ok(Err(TakeOutcome::NotOnSale)) };
    let listing = listing::Entity::find_by_id(offer.listing_id).one(connection).await?;
    let Some(listing) = listing.filter(|listing| listing.state == State::Published) else {
        return Ok(Err(TakeOutcome::NotOnSale));
    };
    let shop = shop::Entity::find_by_id(listing.shop_id).one(connection).await?;
    let (Some(shop), Some(license), Some(revision)) = (shop, license(&offer.license), listing.revision_id) else {
        return Ok(Err(TakeOutcome::NotOnSale));
    };
    if offer.price_minor > 0 {
        return Ok(Err(TakeOutcome::NotFree));
    }
    Ok(Ok(Free { offer: id, listing, shop, license, revision }))
}

async fn files_of(market: &Market, revision: Uuid) -> Result<Vec<FileLine>, Error> {
    let mut files = catalog::files(market, &[revision]).await?;
    Ok(there(&files.remove(&revision).unwrap_or_default()))
}

/// The entitlement of `account`: the one that stands, under whichever licence, or that of an order placed now.
async fn into_library(market: &Market, actor: &Actor, account: Uuid, free: &Free) -> Result<Uuid, Error> {
    let tx = market.begin().await?;
    hold_buyer(&tx, account).await?;
    if let Some(standing) = standing(&tx, account, free.listing.id).await? {
        return Ok(standing);
    }
    let nothing = Money::zero(market.settings().currency);
    let sold = [Sold {
        listing: free.listing.id,
        title: free.listing.title.clone(),
        creator: free.shop.account_id,
        license: free.license.slug,
        revision: free.revision,
        offer: free.offer,
        price: nothing,
    }];
    // The lock makes it one order; should it be given back, it can be taken again.
    let key = format!("{FREE}:{}", market.id());
    let purchase = Purchase { account, key: &key, consent: "", sold: &sold, total: nothing, provider: FREE };
    let order = place_lines(market, &tx, actor, &purchase).await?;
    hand_over(market, &tx, &order, FREE).await?;
    let granted = standing(&tx, account, free.listing.id).await?;
    commit(tx).await?;
    granted.ok_or_else(|| Error::Stored(format!("order {} gave no right to download", order.id)))
}

async fn standing(tx: &Tx, account: Uuid, listing: Uuid) -> Result<Option<Uuid>, Error> {
    let mine = entitlement::Entity::find()
        .filter(entitlement::Column::AccountId.eq(account))
        .filter(entitlement::Column::ListingId.eq(listing))
        .filter(entitlement::Column::RevokedAt.is_null());
    Ok(mine.one(tx).await?.map(|row| row.id))
}
