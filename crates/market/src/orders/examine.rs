//! Holding orders against everything that must agree with them: their lines, the ledger, the rights to download, and what
//! the payment provider says.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use store::entities::{entitlement, ledger_transfer, order, order_line, refund};
use uuid::Uuid;

use super::{
    OrderState,
    ledger::Reason,
    provider::{in_time, payment_key, provider_of},
};
use crate::{
    Error, Market,
    payments::{IntentStatus, PaymentRef},
};

/// Orders read at a time.
const BATCH: u64 = 500;

/// Something about an order that cannot be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderTrouble {
    /// The order's number.
    pub number: i64,
    /// What does not agree, in a sentence.
    pub sentence: String,
}

/// What came of examining all orders.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// Orders looked at.
    pub orders: u64,
    /// Orders about which the provider did not answer, or whose provider is no longer set up.
    pub unanswered: u64,
    /// What does not agree.
    pub troubles: Vec<OrderTrouble>,
}

/// Examines every order, asking the provider about each that was not free. It changes nothing.
///
/// # Errors
/// The database does not answer.
pub async fn examine_orders(market: &Market) -> Result<Examined, Error> {
    let mut examined = Examined::default();
    let mut last = i64::MIN;
    loop {
        let batch = order::Entity::find()
            .filter(order::Column::Number.gt(last))
            .order_by_asc(order::Column::Number)
            .limit(BATCH)
            .all(market.store().read())
            .await?;
        let Some(end) = batch.last() else { return Ok(examined) };
        last = end.number;
        examine(market, &batch, &mut examined).await?;
    }
}

/// Examines one order in the same way; none looked at where there is no such order.
///
/// # Errors
/// The database does not answer.
pub async fn examine_order(market: &Market, id: Uuid) -> Result<Examined, Error> {
    let mut examined = Examined::default();
    let order = order::Entity::find_by_id(id).one(market.store().read()).await?;
    examine(market, order.as_slice(), &mut examined).await?;
    Ok(examined)
}

async fn examine(market: &Market, orders: &[order::Model], examined: &mut Examined) -> Result<(), Error> {
    let rows = Rows::of(market, orders).await?;
    for order in orders {
        examined.orders += 1;
        let mut sentences = rows.troubles(order);
        match provider_says(market, order).await? {
            Said::Agrees => {}
            Said::Nothing => examined.unanswered += 1,
            Said::Otherwise(sentence) => sentences.push(sentence),
        }
        let trouble = |sentence| OrderTrouble { number: order.number, sentence };
        examined.troubles.extend(sentences.into_iter().map(trouble));
    }
    Ok(())
}

/// What belongs to a batch of orders, by order.
struct Rows {
    lines: HashMap<Uuid, Vec<order_line::Model>>,
    /// Lines that can be downloaded.
    rights: HashMap<Uuid, u64>,
    /// Refunds that have been made.
    refunded: HashMap<Uuid, refund::State>,
    /// Sold by the ledger, minor units.
    sold_minor: HashMap<Uuid, i64>,
}

impl Rows {
    async fn of(market: &Market, orders: &[order::Model]) -> Result<Self, Error> {
        let read = market.store().read();
        let ids: Vec<Uuid> = orders.iter().map(|order| order.id).collect();
        let mut lines: HashMap<Uuid, Vec<order_line::Model>> = HashMap::new();
        let of_orders = order_line::Column::OrderId.is_in(ids.iter().copied());
        for line in order_line::Entity::find().filter(of_orders).all(read).await? {
            lines.entry(line.order_id).or_default().push(line);
        }
        let of_lines: Vec<Uuid> = lines.values().flatten().map(|line| line.id).collect();
        let standing = entitlement::Entity::find()
            .filter(entitlement::Column::OrderLineId.is_in(of_lines))
            .filter(entitlement::Column::RevokedAt.is_null());
        let mut rights = HashMap::new();
        for right in standing.all(read).await? {
            *rights.entry(right.order_line_id).or_default() += 1;
        }
        let refunds = refund::Entity::find().filter(refund::Column::OrderId.is_in(ids.iter().copied()));
        let refunded = refunds.all(read).await?.into_iter().map(|refund| (refund.id, refund.state)).collect();
        let sales = ledger_transfer::Entity::find()
            .filter(ledger_transfer::Column::OrderId.is_in(ids))
            .filter(ledger_transfer::Column::Reason.eq(Reason::Sale));
        let mut sold_minor = HashMap::new();
        for sale in sales.all(read).await? {
            *sold_minor.entry(sale.order_id.unwrap_or_default()).or_default() += sale.amount_minor;
        }
        Ok(Self { lines, rights, refunded, sold_minor })
    }

    fn troubles(&self, order: &order::Model) -> Vec<String> {
        let mut troubles = Vec::new();
        let nothing = Vec::new();
        let lines = self.lines.get(&order.id).unwrap_or(&nothing);
        let sum: i64 = lines.iter().map(|line| line.price_minor).sum();
        if sum != order.total_minor {
            troubles.push(format!("its lines cost {sum} minor units and its total is {}", order.total_minor));
        }
        let is_paid = order.paid_at.is_some();
        let sold = self.sold_minor.get(&order.id).copied().unwrap_or(0);
        let owed = if is_paid { order.total_minor } else { 0 };
        if sold != owed {
            troubles.push(format!("the ledger sold {sold} minor units of it, and {owed} are paid"));
        }
        for line in lines {
            let state = line.refund_id.and_then(|id| self.refunded.get(&id));
            let wanted = u64::from(is_paid && state != Some(&refund::State::Done));
            let found = self.rights.get(&line.id).copied().unwrap_or(0);
            if found != wanted {
                troubles
                    .push(format!("line {} has {found} rights to download and should have {wanted}", line.position));
            }
        }
        troubles
    }
}

/// What the provider says of an order beside what we say.
enum Said {
    Agrees,
    Nothing,
    Otherwise(String),
}

async fn provider_says(market: &Market, order: &order::Model) -> Result<Said, Error> {
    if order.provider == "free" {
        return Ok(Said::Agrees);
    }
    let Ok(provider) = provider_of(market, order) else { return Ok(Said::Nothing) };
    let key = payment_key(order.id);
    let asked = in_time(provider.state_of(PaymentRef { key: &key, reference: &order.payment })).await;
    let Ok(answer) = asked else { return Ok(Said::Nothing) };
    let status = answer.map(|intent| intent.status);
    let took = matches!(status, Some(IntentStatus::Paid | IntentStatus::Disputed));
    Ok(match order.state {
        OrderState::Paid | OrderState::PartlyRefunded | OrderState::Disputed if !took => {
            Said::Otherwise(format!("it is {} here, and the provider has no payment for it", order.state))
        }
        OrderState::Refused if took => {
            Said::Otherwise("it is refused here, and the provider has taken the money".to_owned())
        }
        _ => Said::Agrees,
    })
}
