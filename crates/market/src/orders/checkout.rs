//! From a basket to an order that is paid, or on its way there.

use basis::{Actor, Money, Scope};
use sea_orm::EntityTrait;
use store::entities::order;
use uuid::Uuid;

use super::{
    OrderState,
    place::{Placed, place},
    settle::{Asked, settle},
};
use crate::{Error, Market, limits};

/// The statement that a buyer agrees to: that the files come at once, and the right to withdraw ends with that (Directive
/// 2011/83/EU, Article 16 m). Its wording stands on the checkout page; a change of it takes the next number.
pub const CONSENT: &str = "immediate-delivery-1";

/// An attempt to buy what is in the basket.
#[derive(Clone, Debug)]
pub struct Checkout {
    /// Names the attempt, within [`limits::IDEMPOTENCY_KEY`]: sent twice, also at once, it is one order.
    pub key: String,
    /// The sum that the buyer was shown.
    pub seen_total: Money,
    /// One of the provider's methods; it is handed on and kept nowhere.
    pub method: String,
    /// Whether the buyer agreed to [`CONSENT`].
    pub consent: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckoutOutcome {
    /// An order stands for this attempt; its state says how the payment goes.
    Order {
        /// The order.
        order: Uuid,
        /// Where it stands.
        state: OrderState,
    },
    /// The provider refused; the lines are back in the basket.
    Refused {
        /// The order, kept for the record.
        order: Uuid,
        /// What the provider said.
        words: String,
    },
    /// There is nothing in the basket that can be bought.
    Empty,
    /// Whoever buys must be signed in.
    NotSignedIn,
    /// The price the buyer saw is not the price now.
    PriceChanged {
        /// The sum now.
        total: Money,
    },
    /// The buyer has not agreed to what must be agreed to.
    ConsentMissing,
    /// The key is empty, too long, or was used for another sum; or the method is no word of a provider.
    BadKey,
    /// This market takes no payments, and something in the basket costs money.
    NoPayments,
}

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
