//! Giving and taking roles; for operators.

use basis::{Actor, Role, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use store::{Tx, entities::account};
use uuid::Uuid;

use super::{shop, words_of_roles};
use crate::{
    Error, Market,
    audit::{self, Action},
    context::{TAKEN_TRIES, commit},
    event::RolesSet,
};

/// Which roles an account shall have.
#[derive(Clone, Debug)]
pub struct SetRoles {
    /// The account.
    pub account: Uuid,
    /// All of its roles from now on.
    pub roles: Vec<Role>,
}

/// Sets an account's roles; a creator without a shop gets one. False where the asker is no operator or there is no such account.
///
/// # Errors
/// The database does not answer.
pub async fn set_roles(market: &Market, actor: &Actor, input: SetRoles) -> Result<bool, Error> {
    if !actor.is(Role::Operator) || !actor.may(Scope::Admin) {
        return Ok(false);
    }
    let mut attempt = 0;
    loop {
        match set_at(market, actor, &input, attempt).await {
            // Another request opened the shop, or took its word, a moment before.
            Err(error) if error.is_taken() && attempt < TAKEN_TRIES => attempt += 1,
            done => return done,
        }
    }
}

async fn set_at(market: &Market, actor: &Actor, input: &SetRoles, attempt: u32) -> Result<bool, Error> {
    let tx = market.begin().await?;
    let Some(account) = account::Entity::find_by_id(input.account).one(&tx).await? else { return Ok(false) };
    let words = words_of_roles(&input.roles);
    let row = account::ActiveModel { id: Set(account.id), roles: Set(words.clone()), ..Default::default() };
    account::Entity::update(row).exec(&tx).await?;
    if input.roles.contains(&Role::Creator) && shop::of(&tx, account.id).await?.is_none() {
        shop::insert(market, &tx, account.id, &account.name, attempt).await?;
    }
    let detail = json!({ "before": account.roles, "after": words });
    let roles = input.roles.iter().map(|role| role.word().to_owned()).collect();
    market.tell(&tx, RolesSet { account: account.id, roles }).await?;
    audit::write(market, &tx, actor, Action::SetRoles, &format!("account:{}", account.id), detail).await?;
    commit(tx).await?;
    Ok(true)
}

/// Makes the asker's own account a creator's, with a shop.
///
/// # Errors
/// The database does not answer.
pub async fn become_creator(market: &Market, actor: &Actor, account: Uuid) -> Result<bool, Error> {
    let Actor::Account { account: own, roles, .. } = actor else { return Ok(false) };
    if *own != account || roles.contains(&Role::Creator) {
        return Ok(*own == account);
    }
    let mut roles = roles.clone();
    roles.push(Role::Creator);
    // Anyone may sell: the house gives the role, and the audit log says so.
    set_roles(market, &Actor::System, SetRoles { account, roles }).await
}

/// Operators who can sign in.
pub(crate) async fn operators(tx: &Tx) -> Result<u64, Error> {
    let query = account::Entity::find()
        .filter(account::Column::Roles.contains(Role::Operator.word()))
        .filter(account::Column::LockedAt.is_null())
        .filter(account::Column::ClosedAt.is_null());
    Ok(query.count(tx).await?)
}
