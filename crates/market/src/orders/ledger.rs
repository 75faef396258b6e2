//! The double-entry ledger: a row is a transfer between two accounts, so the sum is zero by construction.
//!
//! Four kinds of account: `payments` stands for the outside world; each creator has one; `platform` gathers the fees;
//! `suspense` holds money that came in for an order that was closed. `payments` goes below zero, as the world does, and so
//! may a creator who was paid out before a refund; that no other balance does is checked by the database, and that nobody
//! is paid out more than they have, by the payout.

use basis::{Currency, Money};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use store::{
    Tx,
    entities::{ledger_account, ledger_transfer},
};
use uuid::Uuid;

pub use ledger_transfer::Reason;

use crate::{Error, Market, lock};

/// A party to a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Party {
    /// The outside world: buyers' cards, payouts.
    Payments,
    /// A creator.
    Creator(Uuid),
    /// The house.
    Platform,
    /// Money that came in for an order that was closed, until it is paid back.
    Suspense,
}

impl Party {
    fn kind(self) -> ledger_account::Kind {
        match self {
            Self::Payments => ledger_account::Kind::Payments,
            Self::Creator(_) => ledger_account::Kind::Creator,
            Self::Platform => ledger_account::Kind::Platform,
            Self::Suspense => ledger_account::Kind::Suspense,
        }
    }

    fn owner(self) -> Option<Uuid> {
        match self {
            Self::Creator(owner) => Some(owner),
            Self::Payments | Self::Platform | Self::Suspense => None,
        }
    }
}

/// What a transfer belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cause {
    pub(super) reason: Reason,
    pub(super) order: Option<Uuid>,
    pub(super) line: Option<Uuid>,
}

/// Moves `amount` from one party to another. Nothing is nothing: a free pattern leaves no row.
///
/// # Errors
/// The payer's balance would go below zero, or the database does not answer.
pub(super) async fn transfer(
    market: &Market,
    tx: &Tx,
    from: Party,
    to: Party,
    amount: Money,
    cause: Cause,
) -> Result<(), Error> {
    if amount.is_zero() {
        return Ok(());
    }
    // A sale and a refund touch the same balances in opposite order: without this, each could wait for the other.
    lock::hold(tx, lock::Sequence::Ledger).await?;
    let debit = account(market, tx, from, amount.currency).await?;
    let credit = account(market, tx, to, amount.currency).await?;
    let row = ledger_transfer::ActiveModel {
        id: Set(market.id()),
        debit_id: Set(debit),
        credit_id: Set(credit),
        amount_minor: Set(amount.minor),
        currency: Set(amount.currency.code().to_owned()),
        reason: Set(cause.reason),
        order_id: Set(cause.order),
        order_line_id: Set(cause.line),
        created_at: Set(market.now()),
    };
    ledger_transfer::Entity::insert(row).exec_without_returning(tx).await?;
    change(tx, debit, -amount.minor).await?;
    change(tx, credit, amount.minor).await
}

async fn change(tx: &Tx, id: Uuid, minor: i64) -> Result<(), Error> {
    ledger_account::Entity::update_many()
        .col_expr(ledger_account::Column::BalanceMinor, Expr::col(ledger_account::Column::BalanceMinor).add(minor))
        .filter(ledger_account::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The account of `party`, opened where there is none; the ledger is held, so that it is opened once.
async fn account(market: &Market, tx: &Tx, party: Party, currency: Currency) -> Result<Uuid, Error> {
    if let Some(row) = find(tx, party, currency).await? {
        return Ok(row.id);
    }
    let id = market.id();
    let row = ledger_account::ActiveModel {
        id: Set(id),
        kind: Set(party.kind()),
        owner_id: Set(party.owner()),
        currency: Set(currency.code().to_owned()),
        balance_minor: Set(0),
        overdraft: Set(matches!(party, Party::Payments | Party::Creator(_))),
    };
    ledger_account::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    party: Party,
    currency: Currency,
) -> Result<Option<ledger_account::Model>, Error> {
    let query = ledger_account::Entity::find()
        .filter(ledger_account::Column::Kind.eq(party.kind()))
        .filter(ledger_account::Column::Currency.eq(currency.code()));
    let query = match party.owner() {
        Some(owner) => query.filter(ledger_account::Column::OwnerId.eq(owner)),
        None => query.filter(ledger_account::Column::OwnerId.is_null()),
    };
    Ok(query.one(connection).await?)
}

/// Whether every balance is what its transfers add up to, and all balances add up to nothing. It reads every transfer:
/// for `fsck` and a job, not for a page.
///
/// # Errors
/// The database does not answer.
pub async fn is_balanced(market: &Market) -> Result<bool, Error> {
    let sum = "COALESCE((SELECT SUM(amount_minor) FROM ledger_transfers WHERE {} = ledger_accounts.id), 0)";
    let (credits, debits) = (sum.replace("{}", "credit_id"), sum.replace("{}", "debit_id"));
    let wrong = ledger_account::Entity::find()
        .filter(Expr::cust(format!("balance_minor <> {credits} - {debits}")))
        .limit(1)
        .all(market.store().read())
        .await?;
    Ok(wrong.is_empty() && adds_up(market).await?)
}

/// Whether all balances add up to nothing; quick enough for a page.
///
/// # Errors
/// The database does not answer.
pub async fn adds_up(market: &Market) -> Result<bool, Error> {
    let sums: Vec<(String, i64)> = ledger_account::Entity::find()
        .select_only()
        .column(ledger_account::Column::Currency)
        .column_as(Expr::cust("CAST(SUM(balance_minor) AS BIGINT)"), "sum")
        .group_by(ledger_account::Column::Currency)
        .into_tuple()
        .all(market.store().read())
        .await?;
    Ok(sums.iter().all(|(_, sum)| *sum == 0))
}
