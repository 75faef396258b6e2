//! A new password for whoever has forgotten theirs, by a link to their address.

use basis::{Actor, ClientAddress};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use store::{
    LockForChange,
    entities::{account, email_token::EmailPurpose, session},
};

use super::{email, mailed_link, password};
use crate::{
    Email, Error, FieldError, Fields, Market, SendEmail,
    audit::{self, Action},
    brakes::Act,
    context::commit,
    event::{AccountEdited, AccountField, AccountVerified},
};

/// What came of setting a new password by a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResetOutcome {
    /// It is set, every browser is signed out, and an e-mail says so.
    Reset,
    /// The link is too old, was followed already, or was never sent.
    Expired,
    /// The password cannot be taken.
    Invalid(Vec<FieldError>),
}

/// Asks for the link, from `address`. The answer is the same whether there is an account or not.
///
/// # Errors
/// [`Error::TooMany`], or the database does not answer.
pub async fn ask_reset(market: &Market, address: ClientAddress, email: &str) -> Result<(), Error> {
    market.brakes().admit(Act::EmailFrom, address.network())?;
    let Some(email) = email::read(email) else { return Ok(()) };
    market.brakes().admit(Act::EmailTo, &email)?;
    let tx = market.begin().await?;
    let row = account::Entity::find().filter(account::Column::Email.eq(&email)).one(&tx).await?;
    if let Some(row) = row.filter(|row| row.closed_at.is_none() && row.locked_at.is_none()) {
        market.enqueue(&tx, &SendEmail { email: Email::ResetPassword { account: row.id } }).await?;
    }
    commit(tx).await
}

/// Sets the password by the link's `secret`. Whoever got the link has proven the address by it.
///
/// # Errors
/// [`Error::Busy`], or the database does not answer.
pub async fn reset_password(market: &Market, secret: &str, new: &str) -> Result<ResetOutcome, Error> {
    // Looked at before anything is hashed: a stranger without a link costs nothing.
    let link = mailed_link::mailed_link(market, secret).await?;
    let Some(link) = link.filter(|link| link.purpose == EmailPurpose::Reset && !link.used) else {
        return Ok(ResetOutcome::Expired);
    };
    let mut fields = Fields::default();
    password::check(&mut fields, "new_password", new, &[&link.email, &market.settings().site_name]);
    if let Err(wrong) = fields.done() {
        return Ok(ResetOutcome::Invalid(wrong));
    }
    let hash = password::hash(market, new).await?;
    let tx = market.begin().await?;
    let token = mailed_link::hold(market, &tx, secret, &[EmailPurpose::Reset]).await?;
    let Some(token) = token.filter(|token| token.used_at.is_none()) else { return Ok(ResetOutcome::Expired) };
    let row = account::Entity::find_by_id(token.account_id).lock_for_change().one(&tx).await?;
    let Some(row) = row.filter(|row| row.closed_at.is_none() && row.email == token.email) else {
        return Ok(ResetOutcome::Expired);
    };
    mailed_link::use_up(market, &tx, &token).await?;
    mailed_link::end_all(&tx, row.id, &[EmailPurpose::Reset]).await?;
    let changed = account::ActiveModel {
        id: Set(row.id),
        password_hash: Set(hash),
        email_verified_at: Set(row.email_verified_at.or(Some(market.now()))),
        ..Default::default()
    };
    account::Entity::update(changed).exec(&tx).await?;
    session::Entity::delete_many().filter(session::Column::AccountId.eq(row.id)).exec(&tx).await?;
    let owner = Actor::Account { account: row.id, roles: Vec::new(), scopes: Vec::new() };
    audit::write(market, &tx, &owner, Action::ResetPassword, &format!("account:{}", row.id), json!({})).await?;
    if row.email_verified_at.is_none() {
        market.tell(&tx, AccountVerified { account: row.id }).await?;
    }
    market.tell(&tx, AccountEdited { account: row.id, changed: vec![AccountField::Password] }).await?;
    market.enqueue(&tx, &SendEmail { email: Email::PasswordChanged { account: row.id } }).await?;
    commit(tx).await?;
    Ok(ResetOutcome::Reset)
}
