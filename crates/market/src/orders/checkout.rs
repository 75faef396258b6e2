//! From a basket to an order that is paid, or on its way there.

use basis::{Actor, Scope};
use sea_orm::EntityTrait;
use store::entities::order;
use uuid::Uuid;

use super::{
    OrderState,
    attempt::{Checkout, CheckoutOutcome},
    place::{Placed, place},
    settle::{Asked, settle},
};
use crate::{Error, Market, limits};

/// Buys what is in the basket. Asked twice with one key, also at the same moment, it is one order, which is paid once.
///
/// # Errors
/// The database does not answer. A provider that does not answer is no error: the order is asked about until it does.
pub async fn checkout(market: &Market, actor: &Actor, input: &Checkout) -> Result<CheckoutOutcome, Error> {
    let Some(account) = actor.account().filter(|_| actor.may(Scope::Buy)) else {
        return Ok(CheckoutOutcome::NotSignedIn);
    };
    let is_bounded = input.method.len() <= limits::PAYMENT_METHOD.max;
    if limits::IDEMPOTENCY_KEY.refusal_of(&input.key).is_some() || !is_bounded {
        return Ok(CheckoutOutcome::BadKey);
    }
    let order = match place(market, actor, account, input).await? {
        Placed::New(order) => order,
        Placed::Before(order) if order.total_minor == input.seen_total.minor => order.id,
        Placed::Before(_) => return Ok(CheckoutOutcome::BadKey),
        Placed::Not(why) => return Ok(why),
    };
    if let Err(error) = settle(market, order, Asked::ByBuyer { method: &input.method }).await {
        // The job that was queued with the order asks again; the buyer sees that it is not decided yet.
        tracing::warn!(%error, order.id = %order, "the payment could not be begun");
    }
    outcome_of(market, order).await
}

async fn outcome_of(market: &Market, order: Uuid) -> Result<CheckoutOutcome, Error> {
    let row = order::Entity::find_by_id(order).one(market.store().read()).await?;
    let row = row.ok_or_else(|| Error::Stored(format!("order {order} has just been placed and is gone")))?;
    Ok(match row.state {
        OrderState::Refused => CheckoutOutcome::Refused { order, words: row.refusal },
        state => CheckoutOutcome::Order { order, state },
    })
}
