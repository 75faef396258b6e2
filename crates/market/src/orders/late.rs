//! Money that came in for an order whose lines had gone back to the basket: it waits in suspense and is paid back, because
//! the buyer may have bought the same again meanwhile.

use basis::{Actor, Money};
use sea_orm::{ActiveValue::Set, EntityTrait};
use store::{Tx, entities::order};

use super::{
    ledger::{self, Cause, Party, Reason},
    refunding::{RefundOrder, ask},
};
use crate::{Error, Market};

/// Why it is paid back, as the refund keeps it.
const REASON: &str = "The payment arrived after the order had been closed.";

/// Whether the order's money came too late: it was never handed over.
pub(super) fn is_late(order: &order::Model) -> bool {
    order.paid_at.is_none()
}

/// Takes the money into suspense and asks for its refund.
pub(super) async fn pay_back(market: &Market, tx: &Tx, order: &order::Model, reference: &str) -> Result<(), Error> {
    transfer(market, tx, order, Party::Payments, Party::Suspense, Reason::LatePayment).await?;
    let refund = ask(market, tx, &Actor::System, order, order.total_minor, REASON).await?;
    let row = order::ActiveModel { id: Set(order.id), payment: Set(reference.to_owned()), ..Default::default() };
    order::Entity::update(row).exec(tx).await?;
    market.enqueue(tx, &RefundOrder { refund }).await
}

/// Writes that it went back.
pub(super) async fn paid_back(market: &Market, tx: &Tx, order: &order::Model) -> Result<(), Error> {
    transfer(market, tx, order, Party::Suspense, Party::Payments, Reason::LateRefund).await
}

async fn transfer(
    market: &Market,
    tx: &Tx,
    order: &order::Model,
    from: Party,
    to: Party,
    reason: Reason,
) -> Result<(), Error> {
    let total = Money::new(order.total_minor, order.currency.parse()?);
    ledger::transfer(market, tx, from, to, total, Cause { reason, order: Some(order.id), line: None }).await
}
