//! Asking the provider what became of an order's payment, and writing what it says.
//!
//! Whoever asks (the buyer's request, the job that was queued with the order, a notice, an operator) does the same: ask,
//! then decide under the order's lock. The provider is never called inside of a transaction, and what was asked twice is
//! written once.

use std::time::Duration;

use basis::Money;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::{Deserialize, Serialize};
use store::{Tx, entities::order};
use uuid::Uuid;

use super::{
    OrderState, basket, dispute,
    hand_over::hand_over,
    held::{become_state, facts, lines_of, locked},
    late,
    mails::{self, OrderMail},
    provider::{in_time, payment_key, provider_of},
    state::{self, ACTION_MAX, BEGIN_MAX, Step},
    unresolved::{self, ReconcileOrder},
};
use crate::{
    Error, Market,
    context::commit,
    event::{OrderNeedsAction, OrderProcessing, OrderRefused},
    payments::{Begin, Intent, IntentStatus, PaymentError, PaymentRef},
};

/// Asks what became of an order's payment until it has ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SettleOrder {
    /// The order.
    pub order: Uuid,
}

impl SettleOrder {
    pub(super) fn of(order: Uuid) -> Self {
        Self { order }
    }
}

impl jobs::Job for SettleOrder {
    const KIND: &'static str = "settle_order";
    /// Before pictures and reports: somebody waits for what they paid for.
    const PRIORITY: i32 = 10;
    const ATTEMPTS_MAX: i32 = 8;
    /// Longer than any provider takes to say no, asked twice.
    const TIMEOUT: Duration = Duration::from_secs(90);

    fn lane(&self) -> String {
        "orders".to_owned()
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("settle_order:{}", self.order))
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asked<'a> {
    /// The buyer, in the request that placed the order: the payment may be begun.
    ByBuyer { method: &'a str },
    /// Somebody later: the provider is only asked.
    Later,
}

/// Asks the provider and writes what it says; the job's work. An order that has ended stays as it is.
///
/// # Errors
/// The provider or the database does not answer.
pub async fn settle_order(market: &Market, job: &SettleOrder) -> Result<(), Error> {
    settle(market, job.order, Asked::Later).await
}

/// Asks the provider about `id` and writes what it says.
pub(super) async fn settle(market: &Market, id: Uuid, asked: Asked<'_>) -> Result<(), Error> {
    let Some(order) = order::Entity::find_by_id(id).one(market.store().read()).await? else { return Ok(()) };
    // A free order is handed over where it is placed; an order under refund ends by its refund.
    if order.provider == "free" || matches!(order.state, OrderState::Refunding | OrderState::Refunded) {
        return Ok(());
    }
    let answer = ask(market, &order, asked).await?;
    let tx = market.begin().await?;
    let Some(order) = locked(&tx, id).await? else { return Ok(()) };
    let step = state::step(order.state, answer.as_ref().map(|intent| &intent.status), market.now() - order.placed_at);
    let reference = answer.map(|intent| intent.reference).unwrap_or_default();
    let now = apply(market, &tx, &order, step, &reference, asked).await?;
    look_again(market, &tx, &order, now).await?;
    commit(tx).await
}

/// The provider's answer; none where it has never heard of the payment.
async fn ask(market: &Market, order: &order::Model, asked: Asked<'_>) -> Result<Option<Intent>, Error> {
    let provider = provider_of(market, order)?;
    let key = payment_key(order.id);
    let payment = PaymentRef { key: &key, reference: &order.payment };
    if let (Asked::ByBuyer { method }, OrderState::Placed) = (asked, order.state) {
        let return_url = format!("{}/orders/{}?from=bank", market.settings().base_url, order.id);
        let total = Money::new(order.total_minor, order.currency.parse()?);
        let begin = Begin { order: order.id, number: order.number, total, method, key: &key, return_url: &return_url };
        return match in_time(provider.begin(&begin)).await {
            Err(PaymentError::Rejected(words)) => {
                Ok(Some(Intent { reference: String::new(), status: IntentStatus::Refused { words } }))
            }
            answer => Ok(Some(answer?)),
        };
    }
    let answer = in_time(provider.state_of(payment)).await?;
    let waits = matches!(answer, Some(Intent { status: IntentStatus::NeedsAction { .. }, .. }));
    if waits && market.now() - order.placed_at >= ACTION_MAX {
        return Ok(in_time(provider.cancel(payment)).await?);
    }
    Ok(answer)
}

/// Writes what `step` asks for; gives the state the order stands in then.
async fn apply(
    market: &Market,
    tx: &Tx,
    order: &order::Model,
    step: Step,
    reference: &str,
    asked: Asked<'_>,
) -> Result<OrderState, Error> {
    let with = |action_url: String| order::ActiveModel {
        payment: Set(reference.to_owned()),
        action_url: Set(action_url),
        ..Default::default()
    };
    match step {
        Step::Stay => Ok(order.state),
        Step::AskBuyer { url } => {
            if order.state != OrderState::NeedsAction {
                become_state(tx, order, OrderState::NeedsAction, with(url)).await?;
                market.tell(tx, OrderNeedsAction { facts: facts(order, &lines_of(tx, order).await?) }).await?;
            }
            Ok(OrderState::NeedsAction)
        }
        Step::Process => {
            if order.state != OrderState::Processing {
                become_state(tx, order, OrderState::Processing, with(String::new())).await?;
                market.tell(tx, OrderProcessing { facts: facts(order, &lines_of(tx, order).await?) }).await?;
            }
            Ok(OrderState::Processing)
        }
        Step::HandOver => {
            hand_over(market, tx, order, reference).await?;
            Ok(OrderState::Paid)
        }
        Step::Refuse { words } => {
            refuse(market, tx, order, &words).await?;
            if matches!(asked, Asked::Later) {
                // Who still has the page open reads it there.
                mails::to_buyer(market, tx, order, OrderMail::Refused).await?;
            }
            Ok(OrderState::Refused)
        }
        Step::LeaveUnresolved { why } => {
            unresolved::leave(market, tx, order, why).await?;
            Ok(OrderState::Unresolved)
        }
        Step::PayBack => {
            late::pay_back(market, tx, order, reference).await?;
            Ok(OrderState::Refunding)
        }
        Step::Dispute => dispute::open(market, tx, order).await,
        Step::DisputeWon => dispute::won(tx, order).await,
        Step::ChargeBack => dispute::charge_back(market, tx, order).await,
    }
}

/// Nothing was charged: the lines go back where they came from.
async fn refuse(market: &Market, tx: &Tx, order: &order::Model, words: &str) -> Result<(), Error> {
    let refused =
        order::ActiveModel { refusal: Set(words.to_owned()), action_url: Set(String::new()), ..Default::default() };
    become_state(tx, order, OrderState::Refused, refused).await?;
    let (lines, currency) = (lines_of(tx, order).await?, order.currency.parse()?);
    let back: Vec<_> = lines
        .iter()
        .map(|line| (line.listing_id, line.license.clone(), Money::new(line.price_minor, currency)))
        .collect();
    basket::give_back(market, tx, order.account_id, &back).await?;
    market.tell(tx, OrderRefused { facts: facts(order, &lines), reason: words.to_owned() }).await
}

/// Queues the next look at an order that has not ended, and takes the queued one back where it has.
async fn look_again(market: &Market, tx: &Tx, order: &order::Model, state: OrderState) -> Result<(), Error> {
    let (settle, age) = (SettleOrder::of(order.id), market.now() - order.placed_at);
    match state {
        OrderState::Placed => market.enqueue_after(tx, &settle, (BEGIN_MAX - age).max(chrono::Duration::zero())).await,
        OrderState::NeedsAction | OrderState::Processing => {
            market.enqueue_after(tx, &settle, state::next_look(age)).await
        }
        OrderState::Unresolved => market.enqueue_after(tx, &ReconcileOrder::of(order.id), state::next_look(age)).await,
        _ => market.withdraw_job(tx, &settle).await,
    }
}
