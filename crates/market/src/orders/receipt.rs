//! Orders as their buyer and the operator see them.

use basis::{Actor, Money, Role, Time};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use store::entities::{account, listing, order, order_line, shop};
use uuid::Uuid;

use crate::{
    Error, Market,
    catalog::{License, license},
};

/// One licence as it was sold.
#[derive(Clone, Debug)]
pub struct OrderLine {
    /// What was bought.
    pub listing: Uuid,
    /// The listing as it stands now.
    pub row: Option<listing::Model>,
    /// Who sells it.
    pub shop_title: String,
    /// Its name on that day.
    pub title: String,
    /// Under which licence.
    pub license: Option<License>,
    /// For how much.
    pub price: Money,
}

/// An order.
#[derive(Clone, Debug)]
pub struct Order {
    /// The order.
    pub id: Uuid,
    /// What people call it by.
    pub number: i64,
    /// pending, paid, failed or refunded.
    pub state: String,
    /// The sum.
    pub total: Money,
    /// The buyer's name.
    pub buyer: String,
    /// Who took the money.
    pub provider: String,
    /// What the provider said when it refused.
    pub refusal: String,
    /// When it was placed.
    pub placed_at: Time,
    /// When it was paid.
    pub paid_at: Option<Time>,
    /// Its lines.
    pub lines: Vec<OrderLine>,
}

/// An order of the asker, or any for an operator.
///
/// # Errors
/// The database does not answer.
pub async fn order(market: &Market, actor: &Actor, id: Uuid) -> Result<Option<Order>, Error> {
    let row = order::Entity::find_by_id(id).one(market.store().read()).await?;
    let Some(row) = row.filter(|row| actor.account() == Some(row.account_id) || actor.is(Role::Operator)) else {
        return Ok(None);
    };
    Ok(Some(whole(market, row).await?))
}

/// The asker's orders, newest first.
///
/// # Errors
/// The database does not answer.
pub async fn orders_of(market: &Market, actor: &Actor, limit: u64) -> Result<Vec<Order>, Error> {
    let Some(account) = actor.account() else { return Ok(Vec::new()) };
    let query = order::Entity::find().filter(order::Column::AccountId.eq(account));
    listed(market, query, limit).await
}

/// All orders, newest first; for operators.
///
/// # Errors
/// The database does not answer.
pub async fn recent_orders(market: &Market, actor: &Actor, limit: u64) -> Result<Vec<Order>, Error> {
    if !actor.is(Role::Operator) {
        return Ok(Vec::new());
    }
    listed(market, order::Entity::find(), limit).await
}

async fn listed(market: &Market, query: sea_orm::Select<order::Entity>, limit: u64) -> Result<Vec<Order>, Error> {
    let rows = query.order_by_desc(order::Column::Number).limit(limit).all(market.store().read()).await?;
    let mut orders = Vec::with_capacity(rows.len());
    for row in rows {
        orders.push(whole(market, row).await?);
    }
    Ok(orders)
}

async fn whole(market: &Market, row: order::Model) -> Result<Order, Error> {
    let read = market.store().read();
    let currency = row.currency.parse()?;
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.eq(row.id))
        .order_by_asc(order_line::Column::Position)
        .all(read)
        .await?;
    let of_lines = listing::Column::Id.is_in(lines.iter().map(|line| line.listing_id));
    let listings = listing::Entity::find().filter(of_lines).all(read).await?;
    let of_listings = shop::Column::Id.is_in(listings.iter().map(|row| row.shop_id));
    let shops = shop::Entity::find().filter(of_listings).all(read).await?;
    let row_of = |line: &order_line::Model| listings.iter().find(|row| row.id == line.listing_id);
    let shop_of = |row: &listing::Model| shops.iter().find(|shop| shop.id == row.shop_id);
    let line = |line: order_line::Model| OrderLine {
        row: row_of(&line).cloned(),
        shop_title: row_of(&line).and_then(shop_of).map(|shop| shop.title.clone()).unwrap_or_default(),
        listing: line.listing_id,
        license: license(&line.license),
        price: Money::new(line.price_minor, currency),
        title: line.title,
    };
    let buyer = account::Entity::find_by_id(row.account_id).one(read).await?;
    Ok(Order {
        id: row.id,
        number: row.number,
        state: row.state,
        total: Money::new(row.total_minor, currency),
        buyer: buyer.map(|buyer| buyer.name).unwrap_or_default(),
        provider: row.provider,
        refusal: row.refusal,
        placed_at: row.placed_at,
        paid_at: row.paid_at,
        lines: lines.into_iter().map(line).collect(),
    })
}
