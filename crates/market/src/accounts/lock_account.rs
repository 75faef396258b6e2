//! Locking an account, and opening it again; for operators.

use basis::{Actor, Role, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use store::{
    LockForChange,
    entities::{account, session},
};
use uuid::Uuid;

use super::{roles::operators, roles_of};
use crate::{
    Error, Event, FieldError, Fields, Market,
    audit::{self, Action},
    context::commit,
    event::{AccountLocked, AccountUnlocked},
    limits,
};

/// What came of locking an account or opening it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockOutcome {
    /// It is as it was asked for.
    Done,
    /// There is no such account, or the asker is no operator.
    NotFound,
    /// It is the asker's own, or that of the last operator: nobody could undo it.
    LastOperator,
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
}

/// Locks an account or opens it again; `words` say why, for the audit log. A locked one is signed out and cannot sign in;
/// what it sells stays on sale.
///
/// # Errors
/// The database does not answer.
pub async fn lock_account(
    market: &Market,
    actor: &Actor,
    id: Uuid,
    locked: bool,
    words: &str,
) -> Result<LockOutcome, Error> {
    if !actor.is(Role::Operator) || !actor.may(Scope::Admin) {
        return Ok(LockOutcome::NotFound);
    }
    let mut fields = Fields::default();
    let words = fields.line("words", words, &limits::LOCK_WORDS);
    if let Err(wrong) = fields.done() {
        return Ok(LockOutcome::Invalid(wrong));
    }
    let tx = market.begin().await?;
    let Some(row) = account::Entity::find_by_id(id).lock_for_change().one(&tx).await? else {
        return Ok(LockOutcome::NotFound);
    };
    if row.locked_at.is_some() == locked {
        return Ok(LockOutcome::Done);
    }
    if locked && (actor.account() == Some(id) || is_last_operator(&tx, &row).await?) {
        return Ok(LockOutcome::LastOperator);
    }
    let changed =
        account::ActiveModel { id: Set(id), locked_at: Set(locked.then(|| market.now())), ..Default::default() };
    account::Entity::update(changed).exec(&tx).await?;
    if locked {
        session::Entity::delete_many().filter(session::Column::AccountId.eq(id)).exec(&tx).await?;
    }
    let told: Event =
        if locked { AccountLocked { account: id }.into() } else { AccountUnlocked { account: id }.into() };
    market.tell(&tx, told).await?;
    let action = if locked { Action::Locked } else { Action::Unlocked };
    audit::write(market, &tx, actor, action, &format!("account:{id}"), json!({ "words": words })).await?;
    commit(tx).await?;
    Ok(LockOutcome::Done)
}

async fn is_last_operator(tx: &store::Tx, row: &account::Model) -> Result<bool, Error> {
    Ok(roles_of(&row.roles).contains(&Role::Operator) && operators(tx).await? <= 1)
}
