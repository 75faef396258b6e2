//! Placing an order: the lines leave the basket and become an order in one transaction, under the buyer's lock.

use basis::{Actor, Money};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use store::{
    Backend, LockForChange, Tx,
    entities::{account, order, order_line},
};
use uuid::Uuid;

use super::{
    BasketLine, OrderState, Owner,
    attempt::{CONSENT, Checkout, CheckoutOutcome},
    basket,
    hand_over::hand_over,
    held::{facts, lines_of},
    settle::SettleOrder,
    state::BEGIN_MAX,
};
use crate::{
    Error, Market,
    audit::{self, Action},
    context::commit,
    event::OrderPlaced,
    lock,
};

/// Orders are counted from here: a first buyer need not know to be the first.
const FIRST_NUMBER: i64 = 10_001;

/// What came of placing.
pub(super) enum Placed {
    /// A new order, not yet paid unless it is free.
    New(Uuid),
    /// The order of an earlier attempt with the same key.
    Before(Box<order::Model>),
    /// None was placed.
    Not(CheckoutOutcome),
}

/// A line that will be sold, at the price it has now.
pub(super) struct Sold {
    pub(super) listing: Uuid,
    pub(super) title: String,
    pub(super) creator: Uuid,
    pub(super) license: &'static str,
    pub(super) revision: Uuid,
    pub(super) offer: Uuid,
    pub(super) price: Money,
}

/// Everything that becomes an order.
pub(super) struct Purchase<'a> {
    pub(super) account: Uuid,
    pub(super) key: &'a str,
    /// What the buyer agreed to: a version, or nothing.
    pub(super) consent: &'a str,
    pub(super) sold: &'a [Sold],
    pub(super) total: Money,
    pub(super) provider: &'a str,
}

/// Stands for the provider of what costs nothing.
pub(super) const FREE: &str = "free";

/// Turns the basket of `account` into an order, unless this attempt already did.
pub(super) async fn place(market: &Market, actor: &Actor, account: Uuid, input: &Checkout) -> Result<Placed, Error> {
    let tx = market.begin().await?;
    hold_buyer(&tx, account).await?;
    if let Some(before) = attempt(&tx, account, &input.key).await? {
        return Ok(Placed::Before(Box::new(before)));
    }
    let sold: Vec<Sold> =
        basket::lines_of(&tx, &Owner::Account(account)).await?.into_iter().filter_map(sellable).collect();
    if sold.is_empty() {
        return Ok(Placed::Not(CheckoutOutcome::Empty));
    }
    let nothing = Money::zero(market.settings().currency);
    let total = sold.iter().try_fold(nothing, |sum, line| sum.plus(line.price))?;
    if total != input.seen_total {
        return Ok(Placed::Not(CheckoutOutcome::PriceChanged { total }));
    }
    if !input.consent && !total.is_zero() {
        return Ok(Placed::Not(CheckoutOutcome::ConsentMissing));
    }
    let provider = match market.payments() {
        _ if total.is_zero() => FREE,
        Some(payments) => payments.name(),
        None => return Ok(Placed::Not(CheckoutOutcome::NoPayments)),
    };
    let consent = if total.is_zero() { "" } else { CONSENT.version };
    let purchase = Purchase { account, key: &input.key, consent, sold: &sold, total, provider };
    let order = place_lines(market, &tx, actor, &purchase).await?;
    if total.is_zero() {
        hand_over(market, &tx, &order, FREE).await?;
    } else {
        // Should this process end before the provider has answered, the job asks what became of it.
        market.enqueue_after(&tx, &SettleOrder::of(order.id), BEGIN_MAX).await?;
    }
    commit(tx).await?;
    Ok(Placed::New(order.id))
}

/// Writes the order, takes its lines out of the basket, and tells of it.
pub(super) async fn place_lines(
    market: &Market,
    tx: &Tx,
    actor: &Actor,
    purchase: &Purchase<'_>,
) -> Result<order::Model, Error> {
    let order = write(market, tx, purchase).await?;
    let listings = purchase.sold.iter().map(|line| line.listing).collect();
    basket::take_out(tx, &Owner::Account(purchase.account), listings).await?;
    let facts_written = json!({ "total_minor": purchase.total.minor });
    audit::write(market, tx, actor, Action::PlacedOrder, &format!("order:{}", order.id), facts_written).await?;
    market.tell(tx, OrderPlaced { facts: facts(&order, &lines_of(tx, &order).await?) }).await?;
    Ok(order)
}

/// Holds the account against another checkout of it; SQLite's one write lock does it already.
pub(super) async fn hold_buyer(tx: &Tx, account: Uuid) -> Result<(), Error> {
    if Backend::from(tx) == Backend::Postgres {
        account::Entity::find_by_id(account).lock_for_change().one(tx).await?;
    }
    Ok(())
}

async fn attempt(tx: &Tx, account: Uuid, key: &str) -> Result<Option<order::Model>, Error> {
    let mine = order::Entity::find().filter(order::Column::AccountId.eq(account));
    Ok(mine.filter(order::Column::IdempotencyKey.eq(key)).one(tx).await?)
}

fn sellable(line: BasketLine) -> Option<Sold> {
    let (offer, price) = line.offer?;
    Some(Sold {
        revision: line.listing.revision?,
        listing: line.listing.id,
        title: line.listing.title,
        creator: line.shop.account,
        license: line.license.slug,
        offer,
        price,
    })
}

/// Writes the lines first and the order last: the database seals them with it, and checks that they add up to its total.
async fn write(market: &Market, tx: &Tx, purchase: &Purchase<'_>) -> Result<order::Model, Error> {
    let id = market.id();
    let lines = purchase.sold.iter().enumerate().map(|(position, sold)| {
        let (fee, _) = sold.price.split(market.settings().fee_basis_points);
        order_line::ActiveModel {
            id: Set(market.id()),
            order_id: Set(id),
            position: Set(i32::try_from(position).unwrap_or(i32::MAX)),
            listing_id: Set(sold.listing),
            revision_id: Set(sold.revision),
            offer_id: Set(sold.offer),
            license: Set(sold.license.to_owned()),
            title: Set(sold.title.clone()),
            creator_id: Set(sold.creator),
            price_minor: Set(sold.price.minor),
            fee_minor: Set(fee.minor),
            refund_id: Set(None),
        }
    });
    order_line::Entity::insert_many(lines).exec_without_returning(tx).await?;
    lock::hold(tx, lock::Sequence::Orders).await?;
    let last = order::Entity::find().order_by_desc(order::Column::Number).one(tx).await?;
    let row = order::Model {
        id,
        number: last.map_or(FIRST_NUMBER, |last| last.number + 1),
        account_id: purchase.account,
        idempotency_key: purchase.key.to_owned(),
        state: OrderState::Placed,
        total_minor: purchase.total.minor,
        currency: purchase.total.currency.code().to_owned(),
        provider: purchase.provider.to_owned(),
        payment: String::new(),
        action_url: String::new(),
        refusal: String::new(),
        consent: purchase.consent.to_owned(),
        placed_at: market.now(),
        paid_at: None,
        refunded_at: None,
    };
    order::Entity::insert(order::ActiveModel::from(row.clone())).exec_without_returning(tx).await?;
    Ok(row)
}
