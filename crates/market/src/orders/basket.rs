//! The basket: of an account, or of a visitor until they sign in.

use basis::Money;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict};
use store::{
    Hash, Tx,
    entities::{basket_item, listing, offer, shop},
};
use uuid::Uuid;

use crate::{
    Error, Market,
    catalog::{License, State, license},
};

/// Whose basket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// An account's.
    Account(Uuid),
    /// A visitor's, by the secret in their cookie.
    Visitor(String),
}

impl Owner {
    fn key(&self) -> String {
        match self {
            Self::Account(id) => format!("account:{id}"),
            Self::Visitor(secret) => format!("visitor:{}", Hash::of(secret.as_bytes())),
        }
    }
}

/// One line of a basket.
#[derive(Clone, Debug)]
pub struct BasketLine {
    /// The offer.
    pub offer: Uuid,
    /// What is bought.
    pub listing: listing::Model,
    /// Who sells it.
    pub shop: shop::Model,
    /// Under which licence.
    pub license: License,
    /// For how much.
    pub price: Money,
}

/// Puts an offer in; one licence a listing, the last one chosen. False where it cannot be bought.
///
/// # Errors
/// The database does not answer.
pub async fn add_to_basket(market: &Market, owner: &Owner, offer_id: Uuid) -> Result<bool, Error> {
    let tx = market.begin().await?;
    let Some(offer) = offer::Entity::find_by_id(offer_id).one(&tx).await?.filter(|offer| offer.active) else {
        return Ok(false);
    };
    let listing = listing::Entity::find_by_id(offer.listing_id).one(&tx).await?;
    if listing.is_none_or(|listing| State::from_word(&listing.state) != State::Published) {
        return Ok(false);
    }
    basket_item::Entity::delete_many()
        .filter(basket_item::Column::Owner.eq(owner.key()))
        .filter(basket_item::Column::ListingId.eq(offer.listing_id))
        .exec(&tx)
        .await?;
    insert(market, &tx, owner.key(), offer_id, offer.listing_id).await?;
    tx.commit().await?;
    Ok(true)
}

/// Takes an offer out.
///
/// # Errors
/// The database does not answer.
pub async fn remove_from_basket(market: &Market, owner: &Owner, offer: Uuid) -> Result<(), Error> {
    let tx = market.begin().await?;
    take_out(&tx, owner, vec![offer]).await?;
    Ok(tx.commit().await?)
}

pub(super) async fn take_out(tx: &Tx, owner: &Owner, offers: Vec<Uuid>) -> Result<(), Error> {
    basket_item::Entity::delete_many()
        .filter(basket_item::Column::Owner.eq(owner.key()))
        .filter(basket_item::Column::OfferId.is_in(offers))
        .exec(tx)
        .await?;
    Ok(())
}

/// What is in the basket and can still be bought, in the order it was put in.
///
/// # Errors
/// The database does not answer.
pub async fn basket(market: &Market, owner: &Owner) -> Result<Vec<BasketLine>, Error> {
    let read = market.store().read();
    let items = basket_item::Entity::find()
        .filter(basket_item::Column::Owner.eq(owner.key()))
        .order_by_asc(basket_item::Column::AddedAt)
        .all(read)
        .await?;
    let mut lines = Vec::with_capacity(items.len());
    for item in items {
        let offer = offer::Entity::find_by_id(item.offer_id).one(read).await?.filter(|offer| offer.active);
        let listing = listing::Entity::find_by_id(item.listing_id).one(read).await?;
        let listing = listing.filter(|listing| State::from_word(&listing.state) == State::Published);
        let (Some(offer), Some(listing)) = (offer, listing) else { continue };
        let shop = shop::Entity::find_by_id(listing.shop_id).one(read).await?;
        let (Some(shop), Some(license), Ok(currency)) = (shop, license(&offer.license), offer.currency.parse()) else {
            continue;
        };
        lines.push(BasketLine {
            offer: offer.id,
            listing,
            shop,
            license,
            price: Money::new(offer.price_minor, currency),
        });
    }
    Ok(lines)
}

/// Puts what a visitor gathered into the basket of the account they signed in with.
///
/// # Errors
/// The database does not answer.
pub async fn merge_baskets(market: &Market, visitor: &Owner, account: &Owner) -> Result<(), Error> {
    let tx = market.begin().await?;
    let items = basket_item::Entity::find().filter(basket_item::Column::Owner.eq(visitor.key())).all(&tx).await?;
    for item in items {
        insert(market, &tx, account.key(), item.offer_id, item.listing_id).await?;
    }
    basket_item::Entity::delete_many().filter(basket_item::Column::Owner.eq(visitor.key())).exec(&tx).await?;
    Ok(tx.commit().await?)
}

async fn insert(market: &Market, tx: &Tx, owner: String, offer: Uuid, listing: Uuid) -> Result<(), Error> {
    let row = basket_item::ActiveModel {
        owner: Set(owner),
        offer_id: Set(offer),
        listing_id: Set(listing),
        added_at: Set(market.now()),
    };
    let unless_there =
        OnConflict::columns([basket_item::Column::Owner, basket_item::Column::OfferId]).do_nothing().to_owned();
    basket_item::Entity::insert(row).on_conflict(unless_there).exec_without_returning(tx).await?;
    Ok(())
}
