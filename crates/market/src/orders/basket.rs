//! The basket: of an account, or of a visitor until they sign in. A listing stands in it once, under one licence; what
//! that costs is looked up whenever it is shown.

use basis::Money;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use store::{
    Hash, Tx,
    entities::{basket_line, listing, offer, shop},
};
use uuid::Uuid;

use crate::{
    Error, Market,
    accounts::Shop,
    catalog::{Entry, License, State, license},
    event::{BasketAdded, BasketRemoved},
    limits,
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
    /// The account; none of a visitor's basket.
    fn account(&self) -> Option<Uuid> {
        match self {
            Self::Account(id) => Some(*id),
            Self::Visitor(_) => None,
        }
    }

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
    /// What is bought.
    pub listing: Entry,
    /// Who sells it.
    pub shop: Shop,
    /// Under which licence.
    pub license: License,
    /// What it cost when its owner saw it last.
    pub seen: Money,
    /// The offer that is open now and its price; none where it is no longer on sale under this licence.
    pub offer: Option<(Uuid, Money)>,
}

impl BasketLine {
    /// What it costs now; none where it cannot be bought.
    pub fn price(&self) -> Option<Money> {
        self.offer.map(|(_, price)| price)
    }
}

/// What came of putting something into a basket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddOutcome {
    /// It is in.
    Added,
    /// It is not on sale, or no longer at this price.
    NotOnSale,
    /// It holds as many listings as a basket can, [`limits::BASKET_LINES`].
    Full,
}

/// Puts an offer in; of several licences of one listing the last one chosen stays.
///
/// # Errors
/// The database does not answer.
pub async fn add_to_basket(market: &Market, owner: &Owner, offer_id: Uuid) -> Result<AddOutcome, Error> {
    let tx = market.begin().await?;
    let Some(offer) = offer::Entity::find_by_id(offer_id).one(&tx).await?.filter(|offer| offer.active) else {
        return Ok(AddOutcome::NotOnSale);
    };
    let listing = listing::Entity::find_by_id(offer.listing_id).one(&tx).await?;
    if listing.is_none_or(|listing| listing.state != State::Published) {
        return Ok(AddOutcome::NotOnSale);
    }
    let key = owner.key();
    let mut others: Vec<(Uuid, String)> = basket_line::Entity::find()
        .select_only()
        .column(basket_line::Column::ListingId)
        .column(basket_line::Column::License)
        .filter(basket_line::Column::Owner.eq(key.as_str()))
        .into_tuple()
        .all(&tx)
        .await?;
    let same = (offer.listing_id, offer.license.clone());
    let is_in = others.contains(&same);
    others.retain(|(listing, _)| *listing != offer.listing_id);
    if others.len() >= limits::BASKET_LINES.max {
        return Ok(AddOutcome::Full);
    }
    let line = basket_line::ActiveModel {
        owner: Set(key),
        listing_id: Set(offer.listing_id),
        license: Set(offer.license),
        seen_minor: Set(offer.price_minor),
        currency: Set(offer.currency),
        added_at: Set(market.now()),
    };
    basket_line::Entity::insert(line).on_conflict(last_chosen()).exec_without_returning(&tx).await?;
    tx.commit().await?;
    if !is_in {
        let (listing, licence) = same;
        market.notice(BasketAdded { listing, licence, account: owner.account() });
    }
    Ok(AddOutcome::Added)
}

/// Takes a listing out.
///
/// # Errors
/// The database does not answer.
pub async fn remove_from_basket(market: &Market, owner: &Owner, listing: Uuid) -> Result<(), Error> {
    let tx = market.begin().await?;
    let removed = take_out(&tx, owner, vec![listing]).await?;
    tx.commit().await?;
    if removed > 0 {
        market.notice(BasketRemoved { listing, account: owner.account() });
    }
    Ok(())
}

/// The listing that an offer is about, open or closed; none where there is no such offer.
///
/// # Errors
/// The database does not answer.
pub async fn listing_of_offer(market: &Market, offer: Uuid) -> Result<Option<Uuid>, Error> {
    Ok(offer::Entity::find_by_id(offer).one(market.store().read()).await?.map(|offer| offer.listing_id))
}

/// Takes listings out; gives how many of them were in.
pub(super) async fn take_out(tx: &Tx, owner: &Owner, listings: Vec<Uuid>) -> Result<u64, Error> {
    let removed = basket_line::Entity::delete_many()
        .filter(basket_line::Column::Owner.eq(owner.key()))
        .filter(basket_line::Column::ListingId.is_in(listings))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected)
}

/// Puts lines of an order that was refused back where they came from; what was chosen anew meanwhile stays.
pub(super) async fn give_back(
    market: &Market,
    tx: &Tx,
    account: Uuid,
    lines: &[(Uuid, String, Money)],
) -> Result<(), Error> {
    let rows = lines.iter().map(|(listing, license, price)| basket_line::ActiveModel {
        owner: Set(Owner::Account(account).key()),
        listing_id: Set(*listing),
        license: Set(license.clone()),
        seen_minor: Set(price.minor),
        currency: Set(price.currency.code().to_owned()),
        added_at: Set(market.now()),
    });
    let unless_there =
        OnConflict::columns([basket_line::Column::Owner, basket_line::Column::ListingId]).do_nothing().to_owned();
    basket_line::Entity::insert_many(rows).on_conflict(unless_there).exec_without_returning(tx).await?;
    Ok(())
}

/// What is in the basket, in the order it was put in; also what can no longer be bought, so that its owner is told.
///
/// # Errors
/// The database does not answer.
pub async fn basket(market: &Market, owner: &Owner) -> Result<Vec<BasketLine>, Error> {
    lines_of(market.store().read(), owner).await
}

/// The same inside of a transaction.
pub(super) async fn lines_of(connection: &impl ConnectionTrait, owner: &Owner) -> Result<Vec<BasketLine>, Error> {
    let rows = basket_line::Entity::find()
        .filter(basket_line::Column::Owner.eq(owner.key()))
        .order_by_asc(basket_line::Column::AddedAt)
        .order_by_asc(basket_line::Column::ListingId)
        .all(connection)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.listing_id).collect();
    let offers = offer::Entity::find()
        .filter(offer::Column::ListingId.is_in(ids.iter().copied()))
        .filter(offer::Column::Active.eq(true))
        .all(connection)
        .await?;
    let shop_of = listing::Entity::belongs_to(shop::Entity).from(listing::Column::ShopId).to(shop::Column::Id);
    let listings = listing::Entity::find()
        .join(JoinType::InnerJoin, shop_of.into())
        .select_also(shop::Entity)
        .filter(listing::Column::Id.is_in(ids))
        .all(connection)
        .await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let sold = listings.iter().find(|(listing, _)| listing.id == row.listing_id);
        let Some((listing, Some(shop))) = sold else { continue };
        let (Some(license), Ok(currency)) = (license(&row.license), row.currency.parse()) else { continue };
        let is_on_sale = listing.state == State::Published && listing.revision_id.is_some();
        let offer = offers.iter().find(|offer| offer.listing_id == row.listing_id && offer.license == row.license);
        let offer = offer.filter(|_| is_on_sale);
        let price =
            |offer: &offer::Model| Ok::<_, Error>((offer.id, Money::new(offer.price_minor, offer.currency.parse()?)));
        lines.push(BasketLine {
            listing: Entry::read(listing.clone())?,
            shop: shop.clone().into(),
            license,
            seen: Money::new(row.seen_minor, currency),
            offer: offer.map(price).transpose()?,
        });
    }
    Ok(lines)
}

/// The listings of what is in the basket and can still be bought: what every page needs to know of it, in one query.
///
/// # Errors
/// The database does not answer.
pub async fn in_basket(market: &Market, owner: &Owner) -> Result<Vec<Uuid>, Error> {
    let offer_of = basket_line::Entity::belongs_to(offer::Entity);
    let listing_of = basket_line::Entity::belongs_to(listing::Entity);
    let same_license =
        Expr::col((basket_line::Entity, basket_line::Column::License)).equals((offer::Entity, offer::Column::License));
    Ok(basket_line::Entity::find()
        .select_only()
        .column(basket_line::Column::ListingId)
        .join(JoinType::InnerJoin, offer_of.from(basket_line::Column::ListingId).to(offer::Column::ListingId).into())
        .join(JoinType::InnerJoin, listing_of.from(basket_line::Column::ListingId).to(listing::Column::Id).into())
        .filter(basket_line::Column::Owner.eq(owner.key()))
        .filter(same_license)
        .filter(offer::Column::Active.eq(true))
        .filter(listing::Column::State.eq(State::Published))
        .into_tuple()
        .all(market.store().read())
        .await?)
}

/// Puts what a visitor gathered into the basket of the account they signed in with. Where both hold a listing, the
/// visitor's licence stays: it was chosen last.
///
/// # Errors
/// The database does not answer.
pub async fn merge_baskets(market: &Market, visitor: &Owner, account: &Owner) -> Result<(), Error> {
    let tx = market.begin().await?;
    let mine = basket_line::Column::Owner.eq(visitor.key());
    let rows = basket_line::Entity::find().filter(mine.clone()).limit(limits::BASKET_LINES.max as u64).all(&tx).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let moved = rows.into_iter().map(|row| basket_line::ActiveModel {
        owner: Set(account.key()),
        listing_id: Set(row.listing_id),
        license: Set(row.license),
        seen_minor: Set(row.seen_minor),
        currency: Set(row.currency),
        added_at: Set(row.added_at),
    });
    basket_line::Entity::insert_many(moved).on_conflict(last_chosen()).exec_without_returning(&tx).await?;
    basket_line::Entity::delete_many().filter(mine).exec(&tx).await?;
    Ok(tx.commit().await?)
}

/// A listing that is in already keeps its place and takes the licence that was chosen last.
fn last_chosen() -> OnConflict {
    OnConflict::columns([basket_line::Column::Owner, basket_line::Column::ListingId])
        .update_columns([basket_line::Column::License, basket_line::Column::SeenMinor, basket_line::Column::Currency])
        .to_owned()
}
