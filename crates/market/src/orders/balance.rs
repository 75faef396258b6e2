//! What a creator has earned, transfer by transfer.

use basis::{Actor, Money, Time};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use store::entities::{ledger_transfer, order_line};

use super::ledger::{self, Party, Reason};
use crate::{Error, Market};

/// One transfer from the creator's side.
#[derive(Clone, Debug)]
pub struct LedgerLine {
    /// When.
    pub at: Time,
    /// Why it was made.
    pub reason: Reason,
    /// The pattern it is about.
    pub title: String,
    /// Above zero where it came in.
    pub amount: Money,
}

/// A creator's balance.
#[derive(Clone, Debug)]
pub struct Balance {
    /// What stands there now.
    pub total: Money,
    /// The newest transfers.
    pub lines: Vec<LedgerLine>,
}

/// The asker's balance with its newest transfers, at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn balance(market: &Market, actor: &Actor, limit: u64) -> Result<Balance, Error> {
    let read = market.store().read();
    let currency = market.settings().currency;
    let nothing = Balance { total: Money::zero(currency), lines: Vec::new() };
    let Some(owner) = actor.account() else { return Ok(nothing) };
    let Some(account) = ledger::find(read, Party::Creator(owner), currency).await? else { return Ok(nothing) };
    let either = Condition::any()
        .add(ledger_transfer::Column::DebitId.eq(account.id))
        .add(ledger_transfer::Column::CreditId.eq(account.id));
    let rows = ledger_transfer::Entity::find()
        .filter(either)
        .order_by_desc(ledger_transfer::Column::Id)
        .limit(limit)
        .all(read)
        .await?;
    let about: Vec<_> = rows.iter().filter_map(|row| row.order_line_id).collect();
    let titles = order_line::Entity::find().filter(order_line::Column::Id.is_in(about)).all(read).await?;
    let line = |row: ledger_transfer::Model| LedgerLine {
        at: row.created_at,
        title: titles
            .iter()
            .find(|line| Some(line.id) == row.order_line_id)
            .map(|line| line.title.clone())
            .unwrap_or_default(),
        amount: Money::new(if row.credit_id == account.id { row.amount_minor } else { -row.amount_minor }, currency),
        reason: row.reason,
    };
    Ok(Balance { total: Money::new(account.balance_minor, currency), lines: rows.into_iter().map(line).collect() })
}
