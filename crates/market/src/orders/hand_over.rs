//! Handing over what was paid: the ledger's transfers, the right to download, the receipt; all in one transaction.

use basis::{Actor, Money};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use store::{
    Tx,
    entities::{entitlement, order, order_line},
};

use super::{
    OrderState,
    held::{become_state, facts, lines_of},
    ledger::{self, Cause, Party, Reason},
    mails::{self, OrderMail},
};
use crate::{
    Error, Market,
    audit::{self, Action},
    event::{EntitlementGranted, OrderPaid},
};

/// Makes an order a paid one under the provider's `reference`.
pub(super) async fn hand_over(market: &Market, tx: &Tx, order: &order::Model, reference: &str) -> Result<(), Error> {
    let currency = order.currency.parse()?;
    let lines = lines_of(tx, order).await?;
    for line in &lines {
        let cause = |reason| Cause { reason, order: Some(order.id), line: Some(line.id) };
        let creator = Party::Creator(line.creator_id);
        let (price, fee) = (Money::new(line.price_minor, currency), Money::new(line.fee_minor, currency));
        ledger::transfer(market, tx, Party::Payments, creator, price, cause(Reason::Sale)).await?;
        ledger::transfer(market, tx, creator, Party::Platform, fee, cause(Reason::Fee)).await?;
    }
    for line in &lines {
        grant(market, tx, order, line).await?;
    }
    let paid = order::ActiveModel {
        payment: Set(reference.to_owned()),
        paid_at: Set(Some(market.now())),
        action_url: Set(String::new()),
        ..Default::default()
    };
    become_state(tx, order, OrderState::Paid, paid).await?;
    let subject = format!("order:{}", order.id);
    audit::write(market, tx, &Actor::System, Action::SettledOrder, &subject, json!({ "payment": reference })).await?;
    market.tell(tx, OrderPaid { facts: facts(order, &lines) }).await?;
    if order.total_minor == 0 {
        return Ok(()); // Nothing was paid that a receipt would have to prove.
    }
    mails::to_buyer(market, tx, order, OrderMail::Receipt).await
}

/// The right to download what a line sold.
async fn grant(market: &Market, tx: &Tx, order: &order::Model, line: &order_line::Model) -> Result<(), Error> {
    let id = market.id();
    let right = entitlement::ActiveModel {
        id: Set(id),
        account_id: Set(order.account_id),
        listing_id: Set(line.listing_id),
        order_line_id: Set(line.id),
        license: Set(line.license.clone()),
        granted_at: Set(market.now()),
        revoked_at: Set(None),
    };
    entitlement::Entity::insert(right).exec_without_returning(tx).await?;
    let told = EntitlementGranted {
        entitlement: id,
        account: order.account_id,
        listing: line.listing_id,
        order: order.id,
        licence: line.license.clone(),
    };
    market.tell(tx, told).await
}
