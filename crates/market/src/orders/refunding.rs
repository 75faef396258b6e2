//! A refund that was asked for: its row, the order's state while it is under way, and the job that sees it through.

use std::time::Duration;

use basis::Actor;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    Tx,
    entities::{order, refund},
};
use uuid::Uuid;

use super::{
    OrderState,
    held::{become_state, facts, lines_of},
};
use crate::{
    Error, Market,
    audit::{self, Action},
    event::OrderRefunding,
};

/// Sees a refund through that was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefundOrder {
    /// The refund.
    pub refund: Uuid,
}

impl jobs::Job for RefundOrder {
    const KIND: &'static str = "refund_order";
    const PRIORITY: i32 = 20;
    const TIMEOUT: Duration = Duration::from_secs(90);

    fn lane(&self) -> String {
        "orders".to_owned()
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("refund_order:{}", self.refund))
    }
}

/// Writes a refund of a held order and makes the order `refunding`.
pub(super) async fn ask(
    market: &Market,
    tx: &Tx,
    actor: &Actor,
    order: &order::Model,
    amount_minor: i64,
    reason: &str,
) -> Result<Uuid, Error> {
    let id = market.id();
    let row = refund::ActiveModel {
        id: Set(id),
        order_id: Set(order.id),
        amount_minor: Set(amount_minor),
        currency: Set(order.currency.clone()),
        reason: Set(reason.to_owned()),
        state: Set(refund::State::Asked),
        refusal: Set(String::new()),
        asked_by: Set(actor.account()),
        asked_at: Set(market.now()),
        ended_at: Set(None),
    };
    refund::Entity::insert(row).exec_without_returning(tx).await?;
    become_state(tx, order, OrderState::Refunding, order::ActiveModel::default()).await?;
    let detail = json!({ "amount_minor": amount_minor, "reason": reason, "refund": id });
    audit::write(market, tx, actor, Action::AskedForRefund, &format!("order:{}", order.id), detail).await?;
    let facts = facts(order, &lines_of(tx, order).await?);
    market.tell(tx, OrderRefunding { facts, amount_minor, reason: reason.to_owned() }).await?;
    Ok(id)
}
