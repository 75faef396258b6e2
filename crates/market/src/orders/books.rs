//! A creator's account on the ledger, as its owner sees it.

use basis::{Actor, Money};
use uuid::Uuid;

use super::ledger::{self, Party};
use crate::{Error, Market};

/// The account; what was booked on it is told by [`super::statement`].
#[derive(Clone, Copy, Debug)]
pub struct Books {
    /// What was earned and not paid out yet; below zero where more was paid back than stood there.
    pub balance: Money,
    /// None before the first sale, which opens it.
    pub(super) account: Option<Uuid>,
}

/// The asker's account.
///
/// # Errors
/// The database does not answer.
pub async fn books(market: &Market, actor: &Actor) -> Result<Books, Error> {
    let currency = market.settings().currency;
    let Some(owner) = actor.account() else { return Ok(Books { balance: Money::zero(currency), account: None }) };
    let found = ledger::find(market.store().read(), Party::Creator(owner), currency).await?;
    Ok(Books {
        balance: Money::new(found.as_ref().map_or(0, |account| account.balance_minor), currency),
        account: found.map(|account| account.id),
    })
}
