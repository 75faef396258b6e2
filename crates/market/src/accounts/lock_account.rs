//! Locking an account, and opening it again; for operators.

use basis::{Actor, Role, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use store::entities::{account, session};
use uuid::Uuid;

use crate::{
    Error, Event, Market, audit,
    context::commit,
    event::{AccountLocked, AccountUnlocked},
};

/// Locks or opens an account; locking ends its sessions. False where the asker is no operator or there is no such account.
///
/// # Errors
/// The database does not answer.
pub async fn lock_account(market: &Market, actor: &Actor, id: Uuid, locked: bool) -> Result<bool, Error> {
    if !actor.is(Role::Operator) || !actor.may(Scope::Admin) {
        return Ok(false);
    }
    let tx = market.begin().await?;
    if account::Entity::find_by_id(id).one(&tx).await?.is_none() {
        return Ok(false);
    }
    let row = account::ActiveModel { id: Set(id), locked_at: Set(locked.then(|| market.now())), ..Default::default() };
    account::Entity::update(row).exec(&tx).await?;
    if locked {
        session::Entity::delete_many().filter(session::Column::AccountId.eq(id)).exec(&tx).await?;
    }
    let told: Event =
        if locked { AccountLocked { account: id }.into() } else { AccountUnlocked { account: id }.into() };
    market.tell(&tx, told).await?;
    let action = if locked { "locked" } else { "opened again" };
    audit::write(market, &tx, actor, action, &format!("account:{id}"), json!({})).await?;
    commit(tx).await?;
    Ok(true)
}
