//! An owner closes their account; an operator opens it again.

use basis::{Actor, Role, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use store::{
    LockForChange, Tx,
    entities::{account, basket_line, email_token, ledger_account, order},
};
use uuid::Uuid;

use super::CloseShop;
use crate::{
    Email, Error, Market, SendEmail,
    accounts::{self, Origin},
    audit::{self, Action},
    context::commit,
    event::{AccountClosed, AccountReopened},
    orders::OrderState,
};

/// An account that shall be closed, by its owner.
#[derive(Clone, Debug)]
pub struct CloseAccount {
    /// The present password.
    pub password: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloseOutcome {
    /// It is closed.
    Closed,
    /// The password is wrong.
    WrongPassword,
    /// Something has to be done first: each sentence says what.
    NotYet(Vec<String>),
    /// Nobody is signed in, or the token does not reach as far.
    NotAllowed,
}

/// Orders that nobody knows the end of yet.
const UNDER_WAY: [OrderState; 6] = [
    OrderState::Placed,
    OrderState::NeedsAction,
    OrderState::Processing,
    OrderState::Unresolved,
    OrderState::Refunding,
    OrderState::Disputed,
];

/// Closes the asker's account: everybody is signed out, tokens end, what it sells goes off sale; who bought something of it
/// keeps it. The person is forgotten after the days that the settings name.
///
/// # Errors
/// [`Error::TooMany`] and [`Error::Busy`], before anything was hashed; or the database does not answer.
pub async fn close_account(market: &Market, actor: &Actor, input: CloseAccount) -> Result<CloseOutcome, Error> {
    let Some(row) = accounts::own(market, actor).await? else { return Ok(CloseOutcome::NotAllowed) };
    if !accounts::is_owner(market, &row, &input.origin, &input.password).await? {
        return Ok(CloseOutcome::WrongPassword);
    }
    let tx = market.begin().await?;
    let Some(row) = accounts::held(&tx, row.id).await? else { return Ok(CloseOutcome::NotAllowed) };
    let first = to_be_done_first(&tx, &row).await?;
    if !first.is_empty() {
        return Ok(CloseOutcome::NotYet(first));
    }
    let closed = account::ActiveModel {
        id: Set(row.id),
        closed_at: Set(Some(market.now())),
        new_email: Set(None),
        old_email: Set(None),
        ..Default::default()
    };
    account::Entity::update(closed).exec(&tx).await?;
    accounts::shut_out(market, &tx, row.id).await?;
    email_token::Entity::delete_many().filter(email_token::Column::AccountId.eq(row.id)).exec(&tx).await?;
    let basket = basket_line::Column::Owner.eq(format!("account:{}", row.id));
    basket_line::Entity::delete_many().filter(basket).exec(&tx).await?;
    audit::write(market, &tx, actor, Action::Closed, &format!("account:{}", row.id), json!({})).await?;
    market.tell(&tx, AccountClosed { account: row.id }).await?;
    market.enqueue(&tx, &CloseShop { account: row.id }).await?;
    market.enqueue(&tx, &SendEmail { email: Email::AccountClosed { account: row.id } }).await?;
    commit(tx).await?;
    market.shelves_changed();
    Ok(CloseOutcome::Closed)
}

async fn to_be_done_first(tx: &Tx, row: &account::Model) -> Result<Vec<String>, Error> {
    let mut first = Vec::new();
    let open = order::Entity::find()
        .filter(order::Column::AccountId.eq(row.id))
        .filter(order::Column::State.is_in(UNDER_WAY))
        .limit(3)
        .all(tx)
        .await?;
    first.extend(open.iter().map(|order| format!("Order {} has not ended yet. Wait until it has.", order.number)));
    let owed = ledger_account::Entity::find()
        .filter(ledger_account::Column::OwnerId.eq(row.id))
        .filter(ledger_account::Column::BalanceMinor.ne(0))
        .all(tx)
        .await?;
    for balance in owed {
        let money = basis::Money::new(balance.balance_minor, balance.currency.parse()?);
        first.push(match balance.balance_minor > 0 {
            true => format!("Your shop has earned {money} that were not paid out. Ask the operator for the payout."),
            false => format!("Your shop stands at {money}. Settle that with the operator."),
        });
    }
    let is_operator = accounts::roles_of(&row.roles).contains(&Role::Operator);
    if is_operator && accounts::operators(tx).await? == 1 {
        first.push("You are the only operator. Make somebody else one.".to_owned());
    }
    Ok(first)
}

/// Opens an account again that its owner closed and nobody has forgotten yet; for operators. What it sold stays off sale
/// until its owner puts it back. False where the asker is no operator or there is no such account.
///
/// # Errors
/// The database does not answer.
pub async fn reopen_account(market: &Market, actor: &Actor, id: Uuid) -> Result<bool, Error> {
    if !actor.is(Role::Operator) || !actor.may(Scope::Admin) {
        return Ok(false);
    }
    let tx = market.begin().await?;
    let row = account::Entity::find_by_id(id).lock_for_change().one(&tx).await?;
    if row.is_none_or(|row| row.closed_at.is_none() || accounts::is_forgotten(&row)) {
        return Ok(false);
    }
    let open = account::ActiveModel { id: Set(id), closed_at: Set(None), ..Default::default() };
    account::Entity::update(open).exec(&tx).await?;
    market.tell(&tx, AccountReopened { account: id }).await?;
    audit::write(market, &tx, actor, Action::Reopened, &format!("account:{id}"), json!({})).await?;
    commit(tx).await?;
    Ok(true)
}
