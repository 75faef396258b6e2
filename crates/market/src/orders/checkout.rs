//! From a basket to an order.

use basis::{Actor, Money, Scope};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder};
use serde_json::json;
use store::{
    Tx,
    entities::{order, order_line},
};
use uuid::Uuid;

use super::{BasketLine, Owner, SettleOrder, basket, settle::settle_order};
use crate::{Error, Market, audit, context::commit, lock};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckoutOutcome {
    /// Paid; everything in it can be downloaded.
    Paid(Uuid),
    /// The provider refused; the basket is as it was.
    Refused {
        /// The order, kept for the record.
        order: Uuid,
        /// What the provider said.
        words: String,
    },
    /// The provider did not answer; it is asked again until it does.
    Pending(Uuid),
    /// There is nothing in the basket that can be bought.
    Empty,
    /// Whoever buys must be signed in.
    NotSignedIn,
    /// The price the buyer saw is not the price now.
    PriceChanged,
}

/// Orders are counted from here: a first buyer need not know to be the first.
const FIRST_NUMBER: i64 = 10_001;

/// Buys what is in the basket for `seen_total`, the sum that the buyer was shown.
///
/// # Errors
/// The database does not answer.
pub async fn checkout(
    market: &Market,
    actor: &Actor,
    seen_total: Money,
    method: &str,
) -> Result<CheckoutOutcome, Error> {
    let Some(account) = actor.account().filter(|_| actor.may(Scope::Buy)) else {
        return Ok(CheckoutOutcome::NotSignedIn);
    };
    let lines = basket(market, &Owner::Account(account)).await?;
    if lines.is_empty() {
        return Ok(CheckoutOutcome::Empty);
    }
    let mut total = Money::zero(market.settings().currency);
    for line in &lines {
        total = total.plus(line.price)?;
    }
    if total != seen_total {
        return Ok(CheckoutOutcome::PriceChanged);
    }
    let tx = market.begin().await?;
    let id = place(market, &tx, account, &lines, total).await?;
    // Should this process end before the provider has answered, the job asks again.
    market.enqueue(&tx, &SettleOrder { order: id, method: method.to_owned() }).await?;
    audit::write(market, &tx, actor, "placed an order", &format!("order:{id}"), json!({ "total_minor": total.minor }))
        .await?;
    commit(tx).await?;
    match settle_order(market, &SettleOrder { order: id, method: method.to_owned() }).await {
        Ok(Some(words)) => Ok(CheckoutOutcome::Refused { order: id, words }),
        Ok(None) => Ok(CheckoutOutcome::Paid(id)),
        Err(Error::Payment(why)) => {
            tracing::warn!(order.id = %id, why, "the payment provider did not answer");
            Ok(CheckoutOutcome::Pending(id))
        }
        Err(other) => Err(other),
    }
}

async fn place(market: &Market, tx: &Tx, account: Uuid, lines: &[BasketLine], total: Money) -> Result<Uuid, Error> {
    lock::hold(tx, lock::Sequence::Orders).await?;
    let last = order::Entity::find().order_by_desc(order::Column::Number).one(tx).await?;
    let id = market.id();
    let row = order::ActiveModel {
        id: Set(id),
        number: Set(last.map_or(FIRST_NUMBER, |last| last.number + 1)),
        account_id: Set(account),
        state: Set("pending".to_owned()),
        total_minor: Set(total.minor),
        currency: Set(total.currency.code().to_owned()),
        provider: Set(if total.is_zero() { "free" } else { market.payments().name() }.to_owned()),
        payment: Set(String::new()),
        refusal: Set(String::new()),
        placed_at: Set(market.now()),
        paid_at: Set(None),
        refunded_at: Set(None),
    };
    order::Entity::insert(row).exec_without_returning(tx).await?;
    for (position, line) in lines.iter().enumerate() {
        let (fee, _) = line.price.split(market.settings().fee_basis_points);
        let Some(revision) = line.listing.revision_id else { continue };
        let row = order_line::ActiveModel {
            id: Set(market.id()),
            order_id: Set(id),
            position: Set(i32::try_from(position).unwrap_or(i32::MAX)),
            listing_id: Set(line.listing.id),
            revision_id: Set(revision),
            offer_id: Set(line.offer),
            license: Set(line.license.slug.to_owned()),
            title: Set(line.listing.title.clone()),
            creator_id: Set(line.shop.account_id),
            price_minor: Set(line.price.minor),
            fee_minor: Set(fee.minor),
        };
        order_line::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(id)
}
