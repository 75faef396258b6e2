//! The double-entry ledger: a row is a transfer between two accounts, so the sum is zero by construction.
//!
//! Three kinds of account: `payments` stands for the outside world and alone may go below zero; each creator has
//! one; `platform` gathers the fees. That no other balance goes below zero is checked by the database.

use basis::{Currency, Money};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use store::{
    Tx,
    entities::{ledger_account, ledger_transfer},
};
use uuid::Uuid;

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
}

impl Party {
    fn kind(self) -> &'static str {
        match self {
            Self::Payments => "payments",
            Self::Creator(_) => "creator",
            Self::Platform => "platform",
        }
    }

    fn owner(self) -> Option<Uuid> {
        match self {
            Self::Creator(owner) => Some(owner),
            Self::Payments | Self::Platform => None,
        }
    }
}

/// What a transfer belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cause {
    pub(super) reason: &'static str,
    pub(super) order: Uuid,
    pub(super) line: Uuid,
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
        reason: Set(cause.reason.to_owned()),
        order_id: Set(Some(cause.order)),
        order_line_id: Set(Some(cause.line)),
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
        kind: Set(party.kind().to_owned()),
        owner_id: Set(party.owner()),
        currency: Set(currency.code().to_owned()),
        balance_minor: Set(0),
        overdraft: Set(party == Party::Payments),
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

/// Whether every balance is what its transfers add up to, and all balances add up to nothing.
///
/// # Errors
/// The database does not answer.
pub async fn is_balanced(market: &Market) -> Result<bool, Error> {
    #[derive(FromQueryResult)]
    struct Sum {
        id: Uuid,
        sum: i64,
    }
    let read = market.store().read();
    let sums = async |column: ledger_transfer::Column| {
        ledger_transfer::Entity::find()
            .select_only()
            .column_as(column, "id")
            .column_as(Expr::cust("CAST(SUM(amount_minor) AS BIGINT)"), "sum")
            .group_by(column)
            .into_model::<Sum>()
            .all(read)
            .await
    };
    let (debits, credits) =
        (sums(ledger_transfer::Column::DebitId).await?, sums(ledger_transfer::Column::CreditId).await?);
    let of = |sums: &[Sum], id: Uuid| sums.iter().find(|sum| sum.id == id).map_or(0, |sum| sum.sum);
    let accounts = ledger_account::Entity::find().all(read).await?;
    let each =
        accounts.iter().all(|account| account.balance_minor == of(&credits, account.id) - of(&debits, account.id));
    Ok(each && accounts.iter().map(|account| account.balance_minor).sum::<i64>() == 0)
}
