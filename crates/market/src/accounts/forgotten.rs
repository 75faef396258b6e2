//! What is left of an account whose person was forgotten.

use sea_orm::ActiveValue::Set;
use store::entities::account;
use uuid::Uuid;

use super::password;

/// The domain of addresses that nothing is ever sent to (RFC 2606).
pub(crate) const NOWHERE: &str = "@closed.invalid";

/// What a forgotten account has for an address: nothing is ever sent there.
fn nowhere(id: Uuid) -> String {
    format!("{}{NOWHERE}", id.simple())
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
        locale: Set(None),
        time_zone: Set(None),
        ..Default::default()
    }
}
