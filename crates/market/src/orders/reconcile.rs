//! Asking once more about an order of which nobody knows whether it was charged: by a job, by an operator, by the buyer
//! who comes back from their bank.

use basis::{Actor, Role, Scope};
use sea_orm::EntityTrait;
use store::{Tx, entities::order};
use uuid::Uuid;

use super::{
    OrderState,
    held::locked,
    settle::{Asked, SettleOrder, settle},
    state::{is_open, next_look},
    unresolved::{ReconcileOrder, leave},
};
use crate::{Error, Market, context::commit};

/// Asks the provider about an unresolved order; one that does not answer is asked again later, for as long as it takes.
///
/// # Errors
/// The database does not answer.
pub async fn reconcile_order(market: &Market, job: &ReconcileOrder) -> Result<(), Error> {
    match settle(market, job.order, Asked::Later).await {
        Err(Error::Payment(error)) => {
            tracing::warn!(%error, order.id = %job.order, "an unresolved order could not be asked about");
            let tx = market.begin().await?;
            let Some(order) = locked(&tx, job.order).await? else { return Ok(()) };
            if is_open(order.state) {
                market.enqueue_after(&tx, job, next_look(market.now() - order.placed_at)).await?;
            }
            commit(tx).await
        }
        other => other,
    }
}

/// Writes that the settling of an order was given up, in the transaction that ends its job: the order is unresolved.
///
/// # Errors
/// The database does not answer.
pub async fn settling_given_up(market: &Market, tx: &Tx, job: &SettleOrder, why: &str) -> Result<(), Error> {
    let Some(order) = locked(tx, job.order).await? else { return Ok(()) };
    if !matches!(order.state, OrderState::Placed | OrderState::NeedsAction | OrderState::Processing) {
        return Ok(());
    }
    leave(market, tx, &order, why).await?;
    market.enqueue_after(tx, &ReconcileOrder::of(order.id), next_look(market.now() - order.placed_at)).await
}

/// What came of asking once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskAgainOutcome {
    /// The provider answered; this is where the order stands now.
    Answered(OrderState),
    /// It still does not answer.
    Silent,
    /// There is no such order, or the asker is no operator.
    NotFound,
}

impl AskAgainOutcome {
    /// What the provider said and what follows, in a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Answered(OrderState::Paid) => "The provider says it was paid. The buyer has their files.",
            Self::Answered(OrderState::Refused) => {
                "The provider says that nothing was charged. The buyer's basket is filled again."
            }
            Self::Answered(_) => "The provider has not decided yet. It is asked again by itself.",
            Self::Silent => "The provider still does not answer. It is asked again by itself.",
            Self::NotFound => "There is no such order. Reload the list of orders, and choose it there.",
        }
    }
}

/// Asks the provider about an order at once; for operators.
///
/// # Errors
/// The database does not answer.
pub async fn ask_again(market: &Market, actor: &Actor, id: Uuid) -> Result<AskAgainOutcome, Error> {
    if !actor.is(Role::Operator) || !actor.may(Scope::Admin) {
        return Ok(AskAgainOutcome::NotFound);
    }
    let asked = settle(market, id, Asked::Later).await;
    if let Err(Error::Payment(error)) = &asked {
        tracing::warn!(%error, order.id = %id, "the payment provider does not answer the operator either");
        return Ok(AskAgainOutcome::Silent);
    }
    asked?;
    let order = order::Entity::find_by_id(id).one(market.store().read()).await?;
    Ok(order.map_or(AskAgainOutcome::NotFound, |order| AskAgainOutcome::Answered(order.state)))
}

/// What happens when the buyer comes back from their bank: the provider is asked at once, so that the page need not wait
/// for its notice. Whoever comes first, the browser or the notice, the order is settled once.
///
/// # Errors
/// The database does not answer.
pub async fn back_from_bank(market: &Market, actor: &Actor, id: Uuid) -> Result<(), Error> {
    let order = order::Entity::find_by_id(id).one(market.store().read()).await?;
    let theirs = order.filter(|order| actor.account() == Some(order.account_id) && is_open(order.state));
    if theirs.is_none() {
        return Ok(());
    }
    match settle(market, id, Asked::Later).await {
        Err(Error::Payment(error)) => {
            tracing::warn!(%error, order.id = %id, "the payment provider does not answer yet");
            Ok(())
        }
        other => other,
    }
}
