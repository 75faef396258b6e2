//! Orders of which nobody could find out whether they were charged: told to the buyer and the operators.

use std::time::Duration;

use basis::Actor;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, entities::order};
use uuid::Uuid;

use super::{
    OrderState,
    held::{become_state, facts, lines_of},
    mails::{self, OrderMail},
};
use crate::{
    Error, Market,
    audit::{self, Action},
    event::OrderUnresolved,
};

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

/// Makes an order an unresolved one, and tells the buyer and the operators.
pub(super) async fn leave(market: &Market, tx: &Tx, order: &order::Model, why: &str) -> Result<(), Error> {
    become_state(tx, order, OrderState::Unresolved, order::ActiveModel::default()).await?;
    let subject = format!("order:{}", order.id);
    audit::write(market, tx, &Actor::System, Action::LeftUnresolved, &subject, json!({ "why": why })).await?;
    let lines = lines_of(tx, order).await?;
    let reason = "The payment provider did not say whether the order was paid.".to_owned();
    market.tell(tx, OrderUnresolved { facts: facts(order, &lines), reason }).await?;
    mails::to_buyer(market, tx, order, OrderMail::Checking).await?;
    mails::to_operators(market, tx, order, OrderMail::Unresolved { why: why.to_owned() }).await
}
