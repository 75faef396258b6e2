//! A creator's statement: a row a sale with its price, the market's fee and what is left, and what a period came to.
//!
//! The ledger has two transfers a sale, one of the price and one of the fee. A statement has one row of both: the transfer of
//! the price, and the fee that its order line was sold with. Each reason is read from its own stretch of an index
//! (`ledger_credits`, `ledger_debits`), so that a page costs the same however much was sold.

use std::collections::BTreeMap;

use basis::{Currency, Money, Time};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, SimpleExpr},
};
use store::{
    calendar::{self, Unit},
    entities::{ledger_transfer, order, order_line},
};
use uuid::Uuid;

use super::{books::Books, ledger::Reason, period::Period};
use crate::{
    Error, Market,
    page::{self, Paged, Place, Window},
};

/// One row: a sale, what was paid back of it, or a payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// The transfer behind it.
    pub id: Uuid,
    /// When.
    pub at: Time,
    /// Why.
    pub reason: Reason,
    /// The order's number, where it is about one.
    pub order: Option<i64>,
    /// The pattern's name on the day of its sale.
    pub title: String,
    /// Slug of the licence.
    pub license: String,
    /// What the buyer paid; below zero where it was paid back, nothing where it is a payout.
    pub price: Money,
    /// The market's share as it changes the balance: below zero of a sale, above it where it is given back.
    pub fee: Money,
    /// By how much the balance changed.
    pub yours: Money,
}

/// What a stretch of time came to. All but `sold` in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earnings {
    /// Licences sold.
    pub sold: i64,
    /// What buyers paid.
    pub sales: i64,
    /// The market's share of that.
    pub fees: i64,
    /// What was paid back to buyers, less the fees that were given back for it.
    pub returned: i64,
    /// What was paid out.
    pub paid_out: i64,
}

impl Earnings {
    /// What is left of the sales.
    pub fn yours(&self) -> i64 {
        self.sales - self.fees - self.returned
    }

    fn add(&mut self, reason: Reason, count: i64, minor: i64) {
        match reason {
            Reason::Sale => {
                self.sold += count;
                self.sales += minor;
            }
            Reason::Fee => self.fees += minor,
            Reason::Refund | Reason::ChargeBack => self.returned += minor,
            Reason::FeeRefund => self.returned -= minor,
            Reason::Payout => self.paid_out += minor,
            // Between the world and the house, never a creator's.
            Reason::LatePayment | Reason::LateRefund => {}
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            sold: self.sold + other.sold,
            sales: self.sales + other.sales,
            fees: self.fees + other.fees,
            returned: self.returned + other.returned,
            paid_out: self.paid_out + other.paid_out,
        }
    }
}

/// How a statement is sorted.
const NEWEST: page::Order<ledger_transfer::Column> =
    page::Order::descending(ledger_transfer::Column::CreatedAt, ledger_transfer::Column::Id);

/// The list that cursors of a statement belong to.
pub const STATEMENT: &str = "statement newest";

impl StatementLine {
    /// Where it stands in the statement.
    pub fn place(&self) -> Place {
        Place::new(self.at, self.id)
    }
}

/// The rows of a statement, each with the side that a creator's account stands on.
const ROWS: [(Reason, Side); 4] = [
    (Reason::Sale, Side::Credit),
    (Reason::Refund, Side::Debit),
    (Reason::ChargeBack, Side::Debit),
    (Reason::Payout, Side::Debit),
];

/// The side of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// It came in.
    Credit,
    /// It went out.
    Debit,
}

impl Side {
    fn column(self) -> ledger_transfer::Column {
        match self {
            Self::Credit => ledger_transfer::Column::CreditId,
            Self::Debit => ledger_transfer::Column::DebitId,
        }
    }
}

fn within(account: Uuid, side: Side, period: &Period) -> Select<ledger_transfer::Entity> {
    ledger_transfer::Entity::find()
        .filter(side.column().eq(account))
        .filter(ledger_transfer::Column::CreatedAt.gte(period.from))
        .filter(ledger_transfer::Column::CreatedAt.lt(period.until))
}

/// When something was sold for the first time.
///
/// # Errors
/// The database does not answer.
pub async fn first_sale(market: &Market, books: &Books) -> Result<Option<Time>, Error> {
    let Some(account) = books.account else { return Ok(None) };
    let first = ledger_transfer::Entity::find()
        .filter(ledger_transfer::Column::CreditId.eq(account))
        .filter(ledger_transfer::Column::Reason.eq(Reason::Sale))
        .order_by_asc(ledger_transfer::Column::CreatedAt)
        .one(market.store().read())
        .await?;
    Ok(first.map(|row| row.created_at))
}

/// A page of the statement of `period`, newest first.
///
/// # Errors
/// The database does not answer.
pub async fn statement(
    market: &Market,
    books: &Books,
    period: &Period,
    window: &Window,
) -> Result<Paged<StatementLine>, Error> {
    let mut rows = Vec::new();
    if let Some(account) = books.account {
        for (reason, side) in ROWS {
            let of_reason = within(account, side, period).filter(ledger_transfer::Column::Reason.eq(reason));
            rows.extend(NEWEST.cut(of_reason, window).all(market.store().read()).await?);
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.created_at, row.id)));
    if window.is_backward() {
        rows.reverse();
    }
    rows.truncate(usize::try_from(window.fetched()).unwrap_or(usize::MAX));
    let page = window.page(rows);
    let lines = lines_of(market, &page.rows).await?;
    let orders = numbers_of(market, &page.rows).await?;
    let currency = market.settings().currency;
    Ok(page.map(|row| {
        let sold = lines.iter().find(|line| Some(line.id) == row.order_line_id);
        let order = orders.iter().find(|(id, _)| Some(*id) == row.order_id).map(|(_, number)| *number);
        statement_line(row, sold, order, currency)
    }))
}

async fn lines_of(market: &Market, rows: &[ledger_transfer::Model]) -> Result<Vec<order_line::Model>, Error> {
    let about: Vec<Uuid> = rows.iter().filter_map(|row| row.order_line_id).collect();
    Ok(order_line::Entity::find().filter(order_line::Column::Id.is_in(about)).all(market.store().read()).await?)
}

async fn numbers_of(market: &Market, rows: &[ledger_transfer::Model]) -> Result<Vec<(Uuid, i64)>, Error> {
    let about: Vec<Uuid> = rows.iter().filter_map(|row| row.order_id).collect();
    let query = order::Entity::find().select_only().column(order::Column::Id).column(order::Column::Number);
    Ok(query.filter(order::Column::Id.is_in(about)).into_tuple().all(market.store().read()).await?)
}

fn statement_line(
    row: ledger_transfer::Model,
    sold: Option<&order_line::Model>,
    order: Option<i64>,
    currency: Currency,
) -> StatementLine {
    let fee = sold.map_or(0, |line| line.fee_minor);
    let (price, fee, yours) = match row.reason {
        Reason::Sale => (row.amount_minor, -fee, row.amount_minor - fee),
        Reason::Payout => (0, 0, -row.amount_minor),
        _ => (-row.amount_minor, fee, fee - row.amount_minor),
    };
    let money = |minor| Money::new(minor, currency);
    StatementLine {
        id: row.id,
        at: row.created_at,
        reason: row.reason,
        order,
        title: sold.map(|line| line.title.clone()).unwrap_or_default(),
        license: sold.map(|line| line.license.clone()).unwrap_or_default(),
        price: money(price),
        fee: money(fee),
        yours: money(yours),
    }
}

#[derive(FromQueryResult)]
struct Sum {
    unit: String,
    reason: Reason,
    count: i64,
    minor: i64,
}

/// What each day or month (in UTC) of `period` came to: `2026-11-30` or `2026-11`, in order; one without a transfer is left
/// out. It adds up every transfer of the period.
///
/// # Errors
/// The database does not answer.
pub async fn earnings(
    market: &Market,
    books: &Books,
    period: &Period,
    unit: Unit,
) -> Result<BTreeMap<String, Earnings>, Error> {
    let mut found: BTreeMap<String, Earnings> = BTreeMap::new();
    let Some(account) = books.account else { return Ok(found) };
    let of_moment = || -> SimpleExpr { Expr::cust(calendar::unit_of(market.store().backend(), "created_at", unit)) };
    for (side, reasons) in [
        (Side::Credit, &[Reason::Sale, Reason::FeeRefund][..]),
        (Side::Debit, &[Reason::Fee, Reason::Refund, Reason::ChargeBack, Reason::Payout]),
    ] {
        let sums: Vec<Sum> = within(account, side, period)
            .select_only()
            .column(ledger_transfer::Column::Reason)
            .column_as(of_moment(), "unit")
            .column_as(Expr::cust("COUNT(*)"), "count")
            .column_as(Expr::cust("CAST(SUM(amount_minor) AS BIGINT)"), "minor")
            .filter(ledger_transfer::Column::Reason.is_in(reasons.iter().copied()))
            .group_by(ledger_transfer::Column::Reason)
            .group_by(of_moment())
            .into_model()
            .all(market.store().read())
            .await?;
        for sum in sums {
            found.entry(sum.unit).or_default().add(sum.reason, sum.count, sum.minor);
        }
    }
    Ok(found)
}
