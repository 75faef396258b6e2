//! Orders as their buyer and the operator see them.

use basis::{Actor, Money, Role, Time};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use store::entities::{account, listing, order, order_line, refund};
use uuid::Uuid;

use super::{
    OrderState,
    attempt::{Consent, consent},
    state::is_open,
};
use crate::{
    Error, Market,
    catalog::{self, Entry, License, license},
    page::{self, Paged, Place, Window},
};

/// One licence as it was sold.
#[derive(Clone, Debug)]
pub struct OrderLine {
    /// The line.
    pub id: Uuid,
    /// What was bought.
    pub listing: Uuid,
    /// The listing as it stands now.
    pub entry: Option<Entry>,
    /// Who sells it.
    pub shop_title: String,
    /// Its name on that day.
    pub title: String,
    /// Under which licence.
    pub license: Option<License>,
    /// For how much.
    pub price: Money,
    /// Where the refund of it stands; none while it was not asked to be paid back.
    pub refund: Option<refund::State>,
}

/// Money that went back, or was to.
#[derive(Clone, Debug)]
pub struct OrderRefund {
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub state: refund::State,
    /// When it was asked for.
    pub asked_at: Time,
}

/// An order.
#[derive(Clone, Debug)]
pub struct Order {
    /// The order.
    pub id: Uuid,
    /// What people call it by.
    pub number: i64,
    /// Where it stands.
    pub state: OrderState,
    /// The sum.
    pub total: Money,
    /// The buyer's name.
    pub buyer: String,
    /// Who took the money.
    pub provider: String,
    /// Where the buyer confirms the payment, while they must.
    pub action_url: Option<String>,
    /// What the provider said when it refused.
    pub refusal: String,
    /// What its buyer agreed to when they placed it; none where nothing was to be paid.
    pub consent: Option<Consent>,
    /// When it was placed.
    pub placed_at: Time,
    /// When it was paid.
    pub paid_at: Option<Time>,
    /// Its lines.
    pub lines: Vec<OrderLine>,
    /// What went back of it, oldest first.
    pub refunds: Vec<OrderRefund>,
}

impl Order {
    /// Whether nobody knows yet if it will be paid.
    pub fn is_open(&self) -> bool {
        is_open(self.state)
    }

    /// Whether some of it can be paid back now.
    pub fn is_refundable(&self) -> bool {
        matches!(self.state, OrderState::Paid | OrderState::PartlyRefunded)
    }

    /// Where it stands among orders.
    pub fn place(&self) -> Place {
        Place::new(self.number, self.id)
    }
}

/// How orders are sorted: newest first, which is by number.
const NEWEST: page::Order<order::Column> = page::Order::descending(order::Column::Number, order::Column::Id);

/// The list that cursors of orders belong to.
pub const ORDERS: &str = "orders newest";

/// An order of the asker, or any for an operator.
///
/// # Errors
/// The database does not answer.
pub async fn order(market: &Market, actor: &Actor, id: Uuid) -> Result<Option<Order>, Error> {
    let row = order::Entity::find_by_id(id).one(market.store().read()).await?;
    let may = |row: &order::Model| actor.account() == Some(row.account_id) || actor.is(Role::Operator);
    Ok(whole(market, row.filter(may).into_iter().collect()).await?.pop())
}

/// A page of the asker's orders, newest first.
///
/// # Errors
/// The database does not answer.
pub async fn orders_of(market: &Market, actor: &Actor, window: &Window) -> Result<Paged<Order>, Error> {
    let Some(account) = actor.account() else { return Ok(window.page(Vec::new())) };
    listed(market, order::Entity::find().filter(order::Column::AccountId.eq(account)), window).await
}

/// A page of all orders, newest first; for operators.
///
/// # Errors
/// The database does not answer.
pub async fn all_orders(market: &Market, actor: &Actor, window: &Window) -> Result<Paged<Order>, Error> {
    if !actor.is(Role::Operator) {
        return Ok(window.page(Vec::new()));
    }
    listed(market, order::Entity::find(), window).await
}

/// A page of the orders that an operator should look at: unresolved, disputed, or on their way back; newest first.
///
/// # Errors
/// The database does not answer.
pub async fn troubled_orders(market: &Market, actor: &Actor, window: &Window) -> Result<Paged<Order>, Error> {
    if !actor.is(Role::Operator) {
        return Ok(window.page(Vec::new()));
    }
    let troubled = [OrderState::Unresolved, OrderState::Disputed, OrderState::Refunding];
    let words = troubled.map(OrderState::word);
    listed(market, order::Entity::find().filter(order::Column::State.is_in(words)), window).await
}

async fn listed(
    market: &Market,
    query: sea_orm::Select<order::Entity>,
    window: &Window,
) -> Result<Paged<Order>, Error> {
    let page = window.page(NEWEST.cut(query, window).all(market.store().read()).await?);
    let (has_previous, has_next) = (page.has_previous, page.has_next);
    Ok(Paged { rows: whole(market, page.rows).await?, has_previous, has_next })
}

/// Whole orders, each kind of what belongs to them in one query.
async fn whole(market: &Market, rows: Vec<order::Model>) -> Result<Vec<Order>, Error> {
    let read = market.store().read();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.is_in(ids.iter().copied()))
        .order_by_asc(order_line::Column::Position)
        .all(read)
        .await?;
    let of_lines = listing::Column::Id.is_in(lines.iter().map(|line| line.listing_id));
    let listings = catalog::entries_of(listing::Entity::find().filter(of_lines).all(read).await?)?;
    let shops: Vec<Uuid> = listings.values().map(|listing| listing.shop).collect();
    let shops = catalog::shops(market, &shops).await?;
    let refunds = refund::Entity::find()
        .filter(refund::Column::OrderId.is_in(ids))
        .order_by_asc(refund::Column::AskedAt)
        .all(read)
        .await?;
    let of_buyers = account::Column::Id.is_in(rows.iter().map(|row| row.account_id));
    let buyers = account::Entity::find().filter(of_buyers).all(read).await?;
    let mut orders = Vec::with_capacity(rows.len());
    for row in rows {
        let currency = row.currency.parse()?;
        let line = |line: &order_line::Model| {
            let listing = listings.get(&line.listing_id);
            let shop = listing.and_then(|listing| shops.get(&listing.shop));
            OrderLine {
                id: line.id,
                entry: listing.cloned(),
                shop_title: shop.map(|shop| shop.title.clone()).unwrap_or_default(),
                listing: line.listing_id,
                license: license(&line.license),
                price: Money::new(line.price_minor, currency),
                title: line.title.clone(),
                refund: line.refund_id.and_then(|id| Some(refunds.iter().find(|refund| refund.id == id)?.state)),
            }
        };
        let refund = |refund: &refund::Model| OrderRefund {
            amount: Money::new(refund.amount_minor, currency),
            reason: refund.reason.clone(),
            state: refund.state,
            asked_at: refund.asked_at,
        };
        orders.push(Order {
            id: row.id,
            number: row.number,
            state: row.state,
            total: Money::new(row.total_minor, currency),
            buyer: buyers.iter().find(|buyer| buyer.id == row.account_id).map(|b| b.name.clone()).unwrap_or_default(),
            lines: lines.iter().filter(|line| line.order_id == row.id).map(line).collect(),
            refunds: refunds.iter().filter(|refund| refund.order_id == row.id).map(refund).collect(),
            provider: row.provider,
            action_url: Some(row.action_url).filter(|url| !url.is_empty()),
            refusal: row.refusal,
            consent: consent(&row.consent),
            placed_at: row.placed_at,
            paid_at: row.paid_at,
        });
    }
    Ok(orders)
}
