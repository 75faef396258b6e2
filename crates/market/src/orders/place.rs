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
struct Sold {
    line: BasketLine,
    revision: Uuid,
    offer: Uuid,
    price: Money,
}

/// Turns the basket of `account` into an order, unless this attempt already did.
pub(super) async fn place(market: &Market, actor: &Actor, account: Uuid, input: &Checkout) -> Result<Placed, Error> {
    let tx = market.begin().await?;
    hold_buyer(&tx, account).await?;
    if let Some(before) = attempt(&tx, account, &input.key).await? {
        return Ok(Placed::Before(Box::new(before)));
    }
    if !input.consent {
        return Ok(Placed::Not(CheckoutOutcome::ConsentMissing));
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
    let provider = match market.payments() {
        _ if total.is_zero() => "free",
        Some(payments) => payments.name(),
        None => return Ok(Placed::Not(CheckoutOutcome::NoPayments)),
    };
    let order = write(market, &tx, account, input, &sold, total, provider).await?;
    let listings = sold.iter().map(|line| line.line.listing.id).collect();
    basket::take_out(&tx, &Owner::Account(account), listings).await?;
    let subject = format!("order:{}", order.id);
    audit::write(market, &tx, actor, Action::PlacedOrder, &subject, json!({ "total_minor": total.minor })).await?;
    market.tell(&tx, OrderPlaced { facts: facts(&order, &lines_of(&tx, &order).await?) }).await?;
    if total.is_zero() {
        hand_over(market, &tx, &order, "free").await?;
    } else {
        // Should this process end before the provider has answered, the job asks what became of it.
        market.enqueue_after(&tx, &SettleOrder::of(order.id), BEGIN_MAX).await?;
    }
    commit(tx).await?;
    Ok(Placed::New(order.id))
}

/// Holds the account against another checkout of it; SQLite's one write lock does it already.
async fn hold_buyer(tx: &Tx, account: Uuid) -> Result<(), Error> {
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
    let revision = line.listing.revision?;
    Some(Sold { line, revision, offer, price })
}

/// Writes the lines first and the order last: the database seals them with it, and checks that they add up to its total.
async fn write(
    market: &Market,
    tx: &Tx,
    account: Uuid,
    input: &Checkout,
    sold: &[Sold],
    total: Money,
    provider: &str,
) -> Result<order::Model, Error> {
    let id = market.id();
    let lines = sold.iter().enumerate().map(|(position, sold)| {
        let (fee, _) = sold.price.split(market.settings().fee_basis_points);
        order_line::ActiveModel {
            id: Set(market.id()),
            order_id: Set(id),
            position: Set(i32::try_from(position).unwrap_or(i32::MAX)),
            listing_id: Set(sold.line.listing.id),
            revision_id: Set(sold.revision),
            offer_id: Set(sold.offer),
            license: Set(sold.line.license.slug.to_owned()),
            title: Set(sold.line.listing.title.clone()),
            creator_id: Set(sold.line.shop.account),
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
        account_id: account,
        idempotency_key: input.key.clone(),
        state: OrderState::Placed,
        total_minor: total.minor,
        currency: total.currency.code().to_owned(),
        provider: provider.to_owned(),
        payment: String::new(),
        action_url: String::new(),
        refusal: String::new(),
        consent: CONSENT.to_owned(),
        placed_at: market.now(),
        paid_at: None,
        refunded_at: None,
    };
    order::Entity::insert(order::ActiveModel::from(row.clone())).exec_without_returning(tx).await?;
    Ok(row)
}
