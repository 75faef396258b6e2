//! Paying an order back; for operators.

use basis::{Actor, Money, Role, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use store::entities::{entitlement, order, order_line};
use uuid::Uuid;

use super::{
    ledger::{self, Cause, Party},
    settle::{facts, locked},
};
use crate::{Error, Market, audit, context::commit, event::OrderRefunded};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundOutcome {
    /// Paid back; the downloads are closed.
    Refunded,
    /// There is no such order, or the asker is no operator.
    NotFound,
    /// Only a paid order can be paid back, once.
    NotPaid,
    /// A creator's balance does not cover it; ask them first.
    BalanceTooLow,
}

/// Pays an order back: every transfer is answered by its opposite, and what was bought is closed.
///
/// # Errors
/// The provider or the database does not answer.
pub async fn refund(market: &Market, actor: &Actor, id: Uuid) -> Result<RefundOutcome, Error> {
    if !actor.is(Role::Operator) || !actor.may(Scope::Admin) {
        return Ok(RefundOutcome::NotFound);
    }
    let tx = market.begin().await?;
    let Some(order) = locked(&tx, id).await? else { return Ok(RefundOutcome::NotFound) };
    if order.state != "paid" {
        return Ok(RefundOutcome::NotPaid);
    }
    let currency = order.currency.parse()?;
    let lines = order_line::Entity::find().filter(order_line::Column::OrderId.eq(id)).all(&tx).await?;
    for line in &lines {
        let cause = |reason| Cause { reason, order: id, line: line.id };
        let creator = Party::Creator(line.creator_id);
        ledger::transfer(
            market,
            &tx,
            Party::Platform,
            creator,
            Money::new(line.fee_minor, currency),
            cause("fee_refund"),
        )
        .await?;
        let balance = ledger::find(&tx, creator, currency).await?.map_or(0, |account| account.balance_minor);
        if balance < line.price_minor {
            return Ok(RefundOutcome::BalanceTooLow); // The transaction is dropped: nothing has moved.
        }
        ledger::transfer(
            market,
            &tx,
            creator,
            Party::Payments,
            Money::new(line.price_minor, currency),
            cause("refund"),
        )
        .await?;
    }
    let bought: Vec<Uuid> = lines.iter().map(|line| line.id).collect();
    entitlement::Entity::update_many()
        .col_expr(entitlement::Column::RevokedAt, Expr::value(Some(market.now())))
        .filter(entitlement::Column::OrderLineId.is_in(bought))
        .exec(&tx)
        .await?;
    let row = order::ActiveModel {
        id: Set(id),
        state: Set("refunded".to_owned()),
        refunded_at: Set(Some(market.now())),
        ..Default::default()
    };
    order::Entity::update(row).exec(&tx).await?;
    audit::write(
        market,
        &tx,
        actor,
        "paid an order back",
        &format!("order:{id}"),
        json!({ "total_minor": order.total_minor }),
    )
    .await?;
    let (facts, amount_minor) = (facts(&order, &lines), order.total_minor);
    let told = OrderRefunded { facts, amount_minor, refunded_minor: amount_minor, whole: true, reason: String::new() };
    market.tell(&tx, told).await?;
    if order.total_minor > 0 {
        // Last, and before the commit: if the provider fails, nothing has moved; if the commit fails, asking again pays once.
        market.payments().refund(&order.payment, Money::new(order.total_minor, currency)).await?;
    }
    commit(tx).await?;
    Ok(RefundOutcome::Refunded)
}
