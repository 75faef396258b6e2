//! The basket: of an account, or of a visitor until they sign in.

use basis::Money;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};
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
    let offers = offer::Entity::find()
        .filter(offer::Column::Id.is_in(items.iter().map(|item| item.offer_id)))
        .filter(offer::Column::Active.eq(true))
        .all(read)
        .await?;
    let shop_of = listing::Entity::belongs_to(shop::Entity).from(listing::Column::ShopId).to(shop::Column::Id);
    let listings = listing::Entity::find()
        .join(JoinType::InnerJoin, shop_of.into())
        .select_also(shop::Entity)
        .filter(listing::Column::Id.is_in(items.iter().map(|item| item.listing_id)))
        .filter(listing::Column::State.eq(State::Published.word()))
        .all(read)
        .await?;
    let mut lines = Vec::with_capacity(items.len());
    for item in items {
        let offer = offers.iter().find(|offer| offer.id == item.offer_id);
        let sold = listings.iter().find(|(listing, _)| listing.id == item.listing_id);
        let (Some(offer), Some((listing, Some(shop)))) = (offer, sold) else { continue };
        let (Some(license), Ok(currency)) = (license(&offer.license), offer.currency.parse()) else { continue };
        lines.push(BasketLine {
            offer: offer.id,
            listing: listing.clone(),
            shop: shop.clone(),
            license,
            price: Money::new(offer.price_minor, currency),
        });
    }
    Ok(lines)
}

/// The listings of what is in the basket and can still be bought: what every page needs to know of it, in one query.
///
/// # Errors
/// The database does not answer.
pub async fn in_basket(market: &Market, owner: &Owner) -> Result<Vec<Uuid>, Error> {
    let offer_of = basket_item::Entity::belongs_to(offer::Entity);
    let listing_of = basket_item::Entity::belongs_to(listing::Entity);
    Ok(basket_item::Entity::find()
        .select_only()
        .column(basket_item::Column::ListingId)
        .join(JoinType::InnerJoin, offer_of.from(basket_item::Column::OfferId).to(offer::Column::Id).into())
        .join(JoinType::InnerJoin, listing_of.from(basket_item::Column::ListingId).to(listing::Column::Id).into())
        .filter(basket_item::Column::Owner.eq(owner.key()))
        .filter(offer::Column::Active.eq(true))
        .filter(listing::Column::State.eq(State::Published.word()))
        .into_tuple()
        .all(market.store().read())
        .await?)
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
