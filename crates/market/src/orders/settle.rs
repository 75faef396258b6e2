//! Taking the money for an order and handing over what was bought, once.

use std::time::Duration;

use basis::{Actor, Currency, Money};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    Backend, Tx,
    entities::{account, entitlement, order, order_line},
};
use uuid::Uuid;

use super::{
    Charge, Owner, basket,
    ledger::{self, Cause, Party},
};
use crate::{
    Error, Market, audit,
    context::commit,
    event::{OrderFacts, OrderLine, OrderPaid},
};

/// Takes the money for an order that was placed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SettleOrder {
    /// The order.
    pub order: Uuid,
    /// The payment method that the buyer chose.
    pub method: String,
}

impl jobs::Job for SettleOrder {
    const KIND: &'static str = "settle_order";
    /// Before pictures and reports: somebody waits for what they paid for.
    const PRIORITY: i32 = 10;
    const ATTEMPTS_MAX: i32 = 8;
    /// Longer than any provider takes to say no.
    const TIMEOUT: Duration = Duration::from_secs(60);

    fn lane(&self) -> String {
        "orders".to_owned()
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("settle_order:{}", self.order))
    }
}

/// Charges the buyer and settles; gives the provider's words where it refused. An order that is settled already stays as it is.
///
/// # Errors
/// The provider or the database does not answer.
pub async fn settle_order(market: &Market, job: &SettleOrder) -> Result<Option<String>, Error> {
    let Some(order) = order::Entity::find_by_id(job.order).one(market.store().read()).await? else { return Ok(None) };
    if order.state != "pending" {
        return Ok(refusal_of(order));
    }
    let total = Money::new(order.total_minor, order.currency.parse()?);
    let charge = if total.is_zero() {
        Charge::Paid("free".to_owned())
    } else {
        market.payments().charge(order.id, total, &job.method).await?
    };
    let tx = market.begin().await?;
    let Some(order) = locked(&tx, job.order).await? else { return Ok(None) };
    if order.state != "pending" {
        return Ok(refusal_of(order)); // Another settling came first: its answer is the answer.
    }
    match charge {
        Charge::Refused(words) => {
            let row = order::ActiveModel {
                id: Set(order.id),
                state: Set("failed".to_owned()),
                refusal: Set(words.clone()),
                ..Default::default()
            };
            order::Entity::update(row).exec(&tx).await?;
            commit(tx).await?;
            Ok(Some(words))
        }
        Charge::Paid(reference) => {
            hand_over(market, &tx, &order, total.currency, reference).await?;
            commit(tx).await?;
            send_receipt(market, &order, total).await;
            Ok(None)
        }
    }
}

fn refusal_of(order: order::Model) -> Option<String> {
    Some(order.refusal).filter(|words| !words.is_empty())
}

/// The order, held against another settling of it.
pub(super) async fn locked(tx: &Tx, id: Uuid) -> Result<Option<order::Model>, Error> {
    let query = order::Entity::find_by_id(id);
    let query = if Backend::from(tx) == Backend::Postgres { query.lock_exclusive() } else { query };
    Ok(query.one(tx).await?)
}

async fn hand_over(
    market: &Market,
    tx: &Tx,
    order: &order::Model,
    currency: Currency,
    reference: String,
) -> Result<(), Error> {
    let lines = order_line::Entity::find().filter(order_line::Column::OrderId.eq(order.id)).all(tx).await?;
    for line in &lines {
        let cause = |reason| Cause { reason, order: order.id, line: line.id };
        let creator = Party::Creator(line.creator_id);
        ledger::transfer(market, tx, Party::Payments, creator, Money::new(line.price_minor, currency), cause("sale"))
            .await?;
        ledger::transfer(market, tx, creator, Party::Platform, Money::new(line.fee_minor, currency), cause("fee"))
            .await?;
        let row = entitlement::ActiveModel {
            id: Set(market.id()),
            account_id: Set(order.account_id),
            listing_id: Set(line.listing_id),
            order_line_id: Set(line.id),
            license: Set(line.license.clone()),
            granted_at: Set(market.now()),
            revoked_at: Set(None),
        };
        entitlement::Entity::insert(row).exec_without_returning(tx).await?;
    }
    let bought = lines.iter().map(|line| line.offer_id).collect();
    basket::take_out(tx, &Owner::Account(order.account_id), bought).await?;
    let row = order::ActiveModel {
        id: Set(order.id),
        state: Set("paid".to_owned()),
        payment: Set(reference.clone()),
        paid_at: Set(Some(market.now())),
        ..Default::default()
    };
    order::Entity::update(row).exec(tx).await?;
    let subject = format!("order:{}", order.id);
    audit::write(market, tx, &Actor::System, "settled an order", &subject, json!({ "payment": reference })).await?;
    market.tell(tx, OrderPaid { facts: facts(order, &lines) }).await
}

/// What every event of an order says of it.
pub(super) fn facts(order: &order::Model, lines: &[order_line::Model]) -> OrderFacts {
    let line = |line: &order_line::Model| OrderLine {
        listing: line.listing_id,
        licence: line.license.clone(),
        price_minor: line.price_minor,
    };
    OrderFacts {
        order: order.id,
        number: order.number,
        account: order.account_id,
        currency: order.currency.clone(),
        total_minor: order.total_minor,
        lines: lines.iter().map(line).collect(),
    }
}

/// A receipt that does not leave is no reason to hold back what was paid for: it stands in the library, too.
async fn send_receipt(market: &Market, order: &order::Model, total: Money) {
    let send = async {
        let Some(buyer) = account::Entity::find_by_id(order.account_id).one(market.store().read()).await? else {
            return Ok(());
        };
        let settings = market.settings();
        let text = format!(
            "Hello {},\n\nthank you for order {}: {total}.\n\nYour files: {}/library\nYour receipt: {}/orders/{}\n",
            buyer.name, order.number, settings.base_url, settings.base_url, order.id
        );
        market.mail().send(&buyer.email, &format!("Order {} at {}", order.number, settings.site_name), &text).await
    };
    if let Err(error) = send.await {
        tracing::warn!(%error, order.id = %order.id, "the receipt did not leave");
    }
}
