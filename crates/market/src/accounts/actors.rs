//! Who is among the accounts: how many operators there are, and what is left of a person who was forgotten.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use store::{Tx, entities::account};
use uuid::Uuid;

use super::password;
use crate::Error;

/// Operators who can sign in.
pub(crate) async fn operators(tx: &Tx) -> Result<u64, Error> {
    let query = account::Entity::find()
        .filter(account::Column::Roles.contains("operator"))
        .filter(account::Column::LockedAt.is_null())
        .filter(account::Column::ClosedAt.is_null());
    Ok(query.count(tx).await?)
}

/// What a forgotten account has for an address: nothing is ever sent there.
fn nowhere(id: Uuid) -> String {
    format!("{}@closed.invalid", id.simple())
}

/// Whether the person behind an account was forgotten.
pub(crate) fn is_forgotten(row: &account::Model) -> bool {
    row.email == nowhere(row.id)
}

/// An account of which nobody can tell whose it was; nobody signs in to it.
pub(crate) fn forgotten(id: Uuid) -> account::ActiveModel {
    account::ActiveModel {
        id: Set(id),
        email: Set(nowhere(id)),
        email_verified_at: Set(None),
        name: Set("Closed account".to_owned()),
        password_hash: Set(password::NOBODY.to_owned()),
        roles: Set(String::new()),
        new_email: Set(None),
        old_email: Set(None),
        ..Default::default()
    }
}
