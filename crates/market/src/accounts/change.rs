//! What an owner changes of their own account: name, password, address.

use basis::{Actor, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use store::{
    LockForChange, Tx,
    entities::{account, api_token, email_token::EmailPurpose, session},
};
use uuid::Uuid;

use super::{
    Origin, email, mailed_link, password,
    sign_in::{Known, by_password},
    sign_up,
};
use crate::{
    Email, Error, FieldError, Fields, Market, SendEmail,
    audit::{self, Action},
    brakes::Act,
    context::commit,
    event::{AccountEdited, AccountField},
    limits,
};

/// What came of changing something of one's own account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// It is changed; an address is changed when the link that was sent to it is followed.
    Changed,
    /// The present password is wrong.
    WrongPassword,
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
    /// Nobody is signed in, or the token does not reach as far.
    NotAllowed,
}

/// Changes what others see of the asker.
///
/// # Errors
/// The database does not answer.
pub async fn rename(market: &Market, actor: &Actor, name: &str) -> Result<ChangeOutcome, Error> {
    let Some(id) = owner(actor) else { return Ok(ChangeOutcome::NotAllowed) };
    let mut fields = Fields::default();
    let name = fields.line("name", name, &limits::NAME);
    if let Err(wrong) = fields.done() {
        return Ok(ChangeOutcome::Invalid(wrong));
    }
    let tx = market.begin().await?;
    let Some(row) = held(&tx, id).await? else { return Ok(ChangeOutcome::NotAllowed) };
    if row.name != name {
        let changed = account::ActiveModel { id: Set(id), name: Set(name), ..Default::default() };
        account::Entity::update(changed).exec(&tx).await?;
        market.tell(&tx, AccountEdited { account: id, changed: vec![AccountField::Name] }).await?;
        commit(tx).await?;
    }
    Ok(ChangeOutcome::Changed)
}

/// A password that shall be another one.
#[derive(Clone, Debug)]
pub struct ChangePassword {
    /// The present one.
    pub current: String,
    /// The next one.
    pub new: String,
    /// The session that stays; all others end.
    pub session: Option<Uuid>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Changes the asker's password; every other browser is signed out, and an e-mail says so.
///
/// # Errors
/// [`Error::TooMany`] and [`Error::Busy`], before anything was hashed; or the database does not answer.
pub async fn change_password(market: &Market, actor: &Actor, input: ChangePassword) -> Result<ChangeOutcome, Error> {
    let Some(row) = own(market, actor).await? else { return Ok(ChangeOutcome::NotAllowed) };
    let mut fields = Fields::default();
    let known = [row.email.as_str(), row.name.as_str(), market.settings().site_name.as_str()];
    password::check(&mut fields, "new_password", &input.new, &known);
    if let Err(wrong) = fields.done() {
        return Ok(ChangeOutcome::Invalid(wrong));
    }
    if !is_owner(market, &row, &input.origin, &input.current).await? {
        return Ok(ChangeOutcome::WrongPassword);
    }
    let hash = password::hash(market, &input.new).await?;
    let tx = market.begin().await?;
    let Some(held) = held(&tx, row.id).await? else { return Ok(ChangeOutcome::NotAllowed) };
    if held.password_hash != row.password_hash {
        return Ok(ChangeOutcome::WrongPassword); // It was changed a moment before.
    }
    let changed = account::ActiveModel { id: Set(row.id), password_hash: Set(hash), ..Default::default() };
    account::Entity::update(changed).exec(&tx).await?;
    let others = session::Entity::delete_many().filter(session::Column::AccountId.eq(row.id));
    let others = match input.session {
        Some(kept) => others.filter(session::Column::Id.ne(kept)),
        None => others,
    };
    others.exec(&tx).await?;
    mailed_link::end_all(&tx, row.id, &[EmailPurpose::Reset]).await?;
    audit::write(market, &tx, actor, Action::ChangedPassword, &format!("account:{}", row.id), json!({})).await?;
    market.tell(&tx, AccountEdited { account: row.id, changed: vec![AccountField::Password] }).await?;
    market.enqueue(&tx, &SendEmail { email: Email::PasswordChanged { account: row.id } }).await?;
    commit(tx).await?;
    Ok(ChangeOutcome::Changed)
}

/// An address that shall be another one.
#[derive(Clone, Debug)]
pub struct ChangeEmail {
    /// The next one.
    pub email: String,
    /// The present password.
    pub password: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Sends a link to the address that the asker wants to have; it is theirs once the link is followed. Whether another
/// account has it is told by e-mail to that account's owner alone.
///
/// # Errors
/// [`Error::TooMany`] and [`Error::Busy`], before anything was hashed; or the database does not answer.
pub async fn change_email(market: &Market, actor: &Actor, input: ChangeEmail) -> Result<ChangeOutcome, Error> {
    let Some(row) = own(market, actor).await? else { return Ok(ChangeOutcome::NotAllowed) };
    let wrong = |message: &str| {
        ChangeOutcome::Invalid(vec![FieldError { field: "email".to_owned(), message: message.to_owned() }])
    };
    let Some(email) = email::read(&input.email) else { return Ok(wrong(email::ADVICE)) };
    if email == row.email {
        return Ok(wrong("This is your address already."));
    }
    if !is_owner(market, &row, &input.origin, &input.password).await? {
        return Ok(ChangeOutcome::WrongPassword);
    }
    market.brakes().admit(Act::EmailTo, &email)?;
    let tx = market.begin().await?;
    let Some(row) = held(&tx, row.id).await? else { return Ok(ChangeOutcome::NotAllowed) };
    let wanted = account::ActiveModel { id: Set(row.id), new_email: Set(Some(email.clone())), ..Default::default() };
    account::Entity::update(wanted).exec(&tx).await?;
    mailed_link::end_all(&tx, row.id, &[EmailPurpose::Change]).await?;
    let told = match sign_up::owner_of(&tx, &email).await? {
        Some(other) => Email::SignedUpAgain { account: other.id },
        None => Email::ConfirmAddress { account: row.id },
    };
    audit::write(market, &tx, actor, Action::AskedForAddress, &format!("account:{}", row.id), json!({})).await?;
    market.enqueue(&tx, &SendEmail { email: told }).await?;
    commit(tx).await?;
    Ok(ChangeOutcome::Changed)
}

/// Gives up the address that was asked for and is not proven yet.
///
/// # Errors
/// The database does not answer.
pub async fn keep_email(market: &Market, actor: &Actor) -> Result<(), Error> {
    let Some(id) = owner(actor) else { return Ok(()) };
    let tx = market.begin().await?;
    let row = account::ActiveModel { id: Set(id), new_email: Set(None), ..Default::default() };
    account::Entity::update(row).exec(&tx).await?;
    mailed_link::end_all(&tx, id, &[EmailPurpose::Change]).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives an account its former address back by the link that was sent there: whoever changed it knew the password and is
/// most likely not the owner. Everybody is signed out, tokens end, and a link to set a new password leaves. False where the
/// link is too old or the address has another account by now.
///
/// # Errors
/// The database does not answer.
pub async fn undo_change(market: &Market, secret: &str) -> Result<bool, Error> {
    let tx = market.begin().await?;
    let token = mailed_link::hold(market, &tx, secret, &[EmailPurpose::Undo]).await?;
    let Some(token) = token.filter(|token| token.used_at.is_none()) else { return Ok(false) };
    let Some(row) = held(&tx, token.account_id).await? else { return Ok(false) };
    if row.old_email.as_deref() != Some(&token.email) || sign_up::taken(&tx, &token.email).await? {
        return Ok(false);
    }
    mailed_link::use_up(market, &tx, &token).await?;
    let open = [EmailPurpose::Reset, EmailPurpose::Change, EmailPurpose::Undo];
    mailed_link::end_all(&tx, row.id, &open).await?;
    let back = account::ActiveModel {
        id: Set(row.id),
        email: Set(token.email.clone()),
        new_email: Set(None),
        old_email: Set(None),
        ..Default::default()
    };
    account::Entity::update(back).exec(&tx).await?;
    shut_out(market, &tx, row.id).await?;
    let owner = Actor::Account { account: row.id, roles: Vec::new(), scopes: Vec::new() };
    audit::write(market, &tx, &owner, Action::UndidAddress, &format!("account:{}", row.id), json!({})).await?;
    market.tell(&tx, AccountEdited { account: row.id, changed: vec![AccountField::Email] }).await?;
    market.enqueue(&tx, &SendEmail { email: Email::ResetPassword { account: row.id } }).await?;
    commit(tx).await?;
    Ok(true)
}

/// Ends every session and token of an account.
pub(crate) async fn shut_out(market: &Market, tx: &Tx, account: Uuid) -> Result<(), Error> {
    session::Entity::delete_many().filter(session::Column::AccountId.eq(account)).exec(tx).await?;
    api_token::Entity::update_many()
        .col_expr(api_token::Column::RevokedAt, sea_orm::sea_query::Expr::value(Some(market.now())))
        .filter(api_token::Column::AccountId.eq(account))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Whose account it is, where the session or token reaches as far as changing it.
pub(super) fn owner(actor: &Actor) -> Option<Uuid> {
    actor.account().filter(|_| actor.may(Scope::Admin))
}

/// The asker's own row.
pub(crate) async fn own(market: &Market, actor: &Actor) -> Result<Option<account::Model>, Error> {
    let Some(id) = owner(actor) else { return Ok(None) };
    let row = account::Entity::find_by_id(id).one(market.store().read()).await?;
    Ok(row.filter(|row| row.closed_at.is_none()))
}

/// The row of an account that stands, which nobody else changes until `tx` ends.
pub(crate) async fn held(tx: &Tx, account: Uuid) -> Result<Option<account::Model>, Error> {
    let row = account::Entity::find_by_id(account).lock_for_change().one(tx).await?;
    Ok(row.filter(|row| row.closed_at.is_none()))
}

/// Whether `password` is the one of the account; tried and counted as signing in is.
pub(crate) async fn is_owner(
    market: &Market,
    row: &account::Model,
    origin: &Origin,
    password: &str,
) -> Result<bool, Error> {
    let known = by_password(market, origin, &row.email, password).await?;
    Ok(matches!(known, Known::Account(account) if account.id == row.id))
}
