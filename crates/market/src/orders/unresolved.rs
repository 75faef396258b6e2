//! Orders of which nobody could find out whether they were charged: told to the buyer and the operator, and asked about
//! until somebody knows.

use std::time::Duration;

use basis::{Actor, Role, Scope};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, entities::order};
use uuid::Uuid;

use super::{
    OrderState,
    hand_over::lines_of,
    mails::{self, OrderMail},
    settle::{Asked, SettleOrder, become_state, facts, locked, settle},
    state::{is_open, next_look},
};
use crate::{Error, Market, audit, context::commit, event::OrderUnresolved};

/// Asks about an unresolved order, and queues itself again while nobody answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReconcileOrder {
    /// The order.
    pub order: Uuid,
}

impl ReconcileOrder {
    pub(super) fn of(order: Uuid) -> Self {
        Self { order }
    }
}

impl jobs::Job for ReconcileOrder {
    const KIND: &'static str = "reconcile_order";
    const TIMEOUT: Duration = Duration::from_secs(90);

    fn lane(&self) -> String {
        "orders".to_owned()
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("reconcile_order:{}", self.order))
    }
}

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

/// Makes an order an unresolved one, and tells the buyer and the operators.
pub(super) async fn leave(market: &Market, tx: &Tx, order: &order::Model, why: &str) -> Result<(), Error> {
    become_state(tx, order, OrderState::Unresolved, order::ActiveModel::default()).await?;
    let subject = format!("order:{}", order.id);
    audit::write(market, tx, &Actor::System, "left an order unresolved", &subject, json!({ "why": why })).await?;
    let lines = lines_of(tx, order).await?;
    let reason = "The payment provider did not say whether the order was paid.".to_owned();
    market.tell(tx, OrderUnresolved { facts: facts(order, &lines), reason }).await?;
    mails::to_buyer(market, tx, order, OrderMail::Checking).await?;
    mails::to_operators(market, tx, order, OrderMail::Unresolved { why: why.to_owned() }).await
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
