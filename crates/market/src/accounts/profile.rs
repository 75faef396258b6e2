//! An account as it is shown to its owner and to operators.

use basis::{Role, Time};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use store::entities::account;
use uuid::Uuid;

use super::{email, roles_of};
use crate::{Error, Market};

/// What is shown of an account.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The account.
    pub id: Uuid,
    /// Its address.
    pub email: String,
    /// Whether the address is proven.
    pub verified: bool,
    /// What others see.
    pub name: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// Whether an operator locked it.
    pub locked: bool,
    /// When it signed up.
    pub created_at: Time,
}

impl From<account::Model> for Profile {
    fn from(row: account::Model) -> Self {
        Self {
            id: row.id,
            verified: row.email_verified_at.is_some(),
            roles: roles_of(&row.roles),
            locked: row.locked_at.is_some(),
            email: row.email,
            name: row.name,
            created_at: row.created_at,
        }
    }
}

/// The account `id`.
///
/// # Errors
/// The database does not answer.
pub async fn account(market: &Market, id: Uuid) -> Result<Option<Profile>, Error> {
    Ok(account::Entity::find_by_id(id).one(market.store().read()).await?.map(Profile::from))
}

/// The account with the address `email`.
///
/// # Errors
/// The database does not answer.
pub async fn by_email(market: &Market, email: &str) -> Result<Option<Profile>, Error> {
    let Some(email) = email::read(email) else { return Ok(None) };
    let query = account::Entity::find().filter(account::Column::Email.eq(email));
    Ok(query.one(market.store().read()).await?.map(Profile::from))
}

/// The newest accounts, at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn list(market: &Market, limit: u64) -> Result<Vec<Profile>, Error> {
    let query = account::Entity::find().order_by_desc(account::Column::Id).limit(limit);
    Ok(query.all(market.store().read()).await?.into_iter().map(Profile::from).collect())
}
