//! Payments that their buyer objects to at the bank.

use basis::Actor;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use store::{
    Tx,
    entities::{order, order_line, refund},
};
use uuid::Uuid;

use super::{
    OrderState,
    held::{become_state, facts, lines_of},
    ledger::Reason,
    mails::{self, OrderMail},
    rights::give_up_lines,
};
use crate::{
    Error, Market,
    audit::{self, Action},
    event::{OrderDisputed, OrderRefunded},
};

/// What events and mails say of a dispute.
const DISPUTED: &str = "The buyer has objected to the charge at their bank.";
const CHARGED_BACK: &str = "The bank decided for the buyer and took the money back.";

/// The buyer has objected: what they bought stays theirs until the bank has decided, and the operators are told.
pub(super) async fn open(market: &Market, tx: &Tx, order: &order::Model) -> Result<OrderState, Error> {
    become_state(tx, order, OrderState::Disputed, order::ActiveModel::default()).await?;
    let subject = format!("order:{}", order.id);
    audit::write(market, tx, &Actor::System, Action::Disputed, &subject, json!({})).await?;
    let facts = facts(order, &lines_of(tx, order).await?);
    market.tell(tx, OrderDisputed { facts, reason: DISPUTED.to_owned() }).await?;
    mails::to_operators(market, tx, order, OrderMail::Disputed).await?;
    Ok(OrderState::Disputed)
}

/// The bank has decided for the seller: the order stands where it stood.
pub(super) async fn won(tx: &Tx, order: &order::Model) -> Result<OrderState, Error> {
    let partly = lines_of(tx, order).await?.iter().any(|line| line.refund_id.is_some());
    let to = if partly { OrderState::PartlyRefunded } else { OrderState::Paid };
    become_state(tx, order, to, order::ActiveModel::default()).await?;
    Ok(to)
}

/// The bank has taken the money back: the ledger follows, and the downloads are closed.
pub(super) async fn charge_back(market: &Market, tx: &Tx, order: &order::Model) -> Result<OrderState, Error> {
    let lines = lines_of(tx, order).await?;
    let open: Vec<_> = lines.iter().filter(|line| line.refund_id.is_none()).collect();
    give_up_lines(market, tx, order, &open, Reason::ChargeBack).await?;
    let amount_minor = open.iter().map(|line| line.price_minor).sum();
    let refund = by_the_bank(market, tx, order, amount_minor).await?;
    order_line::Entity::update_many()
        .col_expr(order_line::Column::RefundId, Expr::value(Some(refund)))
        .filter(order_line::Column::Id.is_in(open.iter().map(|line| line.id)))
        .exec(tx)
        .await?;
    let changes = order::ActiveModel { refunded_at: Set(Some(market.now())), ..Default::default() };
    become_state(tx, order, OrderState::Refunded, changes).await?;
    let subject = format!("order:{}", order.id);
    audit::write(market, tx, &Actor::System, Action::ChargedBack, &subject, json!({})).await?;
    let told = OrderRefunded {
        facts: facts(order, &lines),
        amount_minor,
        refunded_minor: order.total_minor,
        whole: true,
        reason: CHARGED_BACK.to_owned(),
    };
    market.tell(tx, told).await?;
    Ok(OrderState::Refunded)
}

/// The refund that the bank made by itself.
async fn by_the_bank(market: &Market, tx: &Tx, order: &order::Model, amount_minor: i64) -> Result<Uuid, Error> {
    let (id, now) = (market.id(), market.now());
    let row = refund::Model {
        id,
        order_id: order.id,
        amount_minor,
        currency: order.currency.clone(),
        reason: CHARGED_BACK.to_owned(),
        state: refund::State::Done,
        refusal: String::new(),
        asked_by: None,
        asked_at: now,
        ended_at: Some(now),
    };
    refund::Entity::insert(refund::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(id)
}
