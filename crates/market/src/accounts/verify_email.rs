//! Proving an address by a link sent to it: the first one of an account, and the one it changes to.

use basis::{Actor, ClientAddress};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde_json::json;
use store::{
    LockForChange, Tx,
    entities::{
        account,
        email_token::{self, EmailPurpose},
    },
};
use uuid::Uuid;

use super::{
    email, mailed_link,
    sign_in::{self, OpenedSession},
};
use crate::{
    Email, Error, Market, SendEmail,
    audit::{self, Action},
    brakes::Act,
    context::commit,
    event::{AccountEdited, AccountField, AccountVerified},
    links::{self, Opened, Purpose},
};

/// A link that somebody follows.
#[derive(Clone, Debug, Default)]
pub struct Confirm {
    /// What follows `token=` in its address.
    pub secret: String,
    /// The proof of the browser that signed up, if it is the one that follows the link.
    pub signed_up: Option<String>,
    /// What the browser calls itself.
    pub user_agent: String,
}

/// What came of following the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerifyOutcome {
    /// The address is proven, now or before.
    Verified {
        /// A session for the browser that signed up; whoever else follows the link signs in with the password.
        session: Option<OpenedSession>,
    },
    /// The account has the address from now on.
    Changed,
    /// Another account took the address meanwhile; nothing was changed.
    Taken,
    /// The link is too old, or no such link was sent.
    Expired,
}

/// Asks for the e-mail with the link once more, from `address`; asked for twice before it has left, it leaves once.
///
/// # Errors
/// [`Error::TooMany`], or the database does not answer.
pub async fn send_again(market: &Market, address: ClientAddress, account: Uuid) -> Result<(), Error> {
    let row = account::Entity::find_by_id(account).one(market.store().read()).await?;
    let Some(row) = row else { return Ok(()) };
    send_again_to(market, address, row.new_email.as_deref().unwrap_or(&row.email)).await
}

/// The same for whoever signed up with the address `email` and is not signed in. Whether it has an account is told by
/// e-mail to its owner alone.
///
/// # Errors
/// [`Error::TooMany`], or the database does not answer.
pub async fn send_again_to(market: &Market, address: ClientAddress, email: &str) -> Result<(), Error> {
    market.brakes().admit(Act::EmailFrom, address.network())?;
    let Some(email) = email::read(email) else { return Ok(()) };
    market.brakes().admit(Act::EmailTo, &email)?;
    let tx = market.begin().await?;
    let has_it = Condition::any().add(account::Column::Email.eq(&email)).add(account::Column::NewEmail.eq(&email));
    let rows = account::Entity::find().filter(has_it).filter(account::Column::ClosedAt.is_null()).all(&tx).await?;
    let has_an_owner = rows.iter().any(|row| row.email == email);
    // Nobody else is asked to prove an address that an account has.
    for row in rows.into_iter().filter(|row| row.email == email || !has_an_owner) {
        let account = row.id;
        let email = match (row.email == email, row.email_verified_at) {
            (false, _) => Email::ConfirmAddress { account },
            (true, None) => Email::VerifyAddress { account },
            (true, Some(_)) => Email::SignedUpAgain { account },
        };
        market.enqueue(&tx, &SendEmail { email }).await?;
    }
    commit(tx).await
}

/// A proof that the browser which carries it signed up with the address `email`, whether that opened an account or not.
pub fn signed_up_proof(market: &Market, email: &str) -> String {
    let until = market.now() + mailed_link::lasts(EmailPurpose::Verify);
    links::sign(market.secret(), Purpose::SignedUp, &[&email::digest(&email::read(email).unwrap_or_default())], until)
}

fn is_signed_up_proof(market: &Market, proof: &str, email: &str) -> bool {
    let Opened::Open(parts) = links::open(market.secret(), Purpose::SignedUp, proof, market.now()) else {
        return false;
    };
    parts == [email::digest(email)]
}

/// Follows the link.
///
/// # Errors
/// The database does not answer.
pub async fn verify_email(market: &Market, input: Confirm) -> Result<VerifyOutcome, Error> {
    let tx = market.begin().await?;
    let purposes = [EmailPurpose::Verify, EmailPurpose::Change];
    let Some(token) = mailed_link::hold(market, &tx, &input.secret, &purposes).await? else {
        return Ok(VerifyOutcome::Expired);
    };
    let account = account::Entity::find_by_id(token.account_id).lock_for_change().one(&tx).await?;
    let Some(account) = account.filter(|account| account.closed_at.is_none()) else {
        return Ok(VerifyOutcome::Expired);
    };
    match token.purpose {
        EmailPurpose::Verify => prove(market, tx, &token, account, &input).await,
        _ => change(market, tx, &token, account).await,
    }
}

async fn prove(
    market: &Market,
    tx: Tx,
    token: &email_token::Model,
    account: account::Model,
    input: &Confirm,
) -> Result<VerifyOutcome, Error> {
    if token.used_at.is_some() {
        return Ok(VerifyOutcome::Verified { session: None });
    }
    if !token.email.is_empty() && token.email != account.email {
        return Ok(VerifyOutcome::Expired); // It proves an address that the account has no more.
    }
    mailed_link::use_up(market, &tx, token).await?;
    let row =
        account::ActiveModel { id: Set(account.id), email_verified_at: Set(Some(market.now())), ..Default::default() };
    account::Entity::update(row).exec(&tx).await?;
    market.tell(&tx, AccountVerified { account: account.id }).await?;
    let same_browser =
        input.signed_up.as_deref().is_some_and(|proof| is_signed_up_proof(market, proof, &account.email));
    let session = match same_browser && account.locked_at.is_none() {
        true => Some(sign_in::open_session(market, &tx, &account, &input.user_agent).await?),
        false => None,
    };
    commit(tx).await?;
    Ok(VerifyOutcome::Verified { session })
}

async fn change(
    market: &Market,
    tx: Tx,
    token: &email_token::Model,
    account: account::Model,
) -> Result<VerifyOutcome, Error> {
    if token.used_at.is_some() {
        let has_it = account.email == token.email;
        return Ok(if has_it { VerifyOutcome::Changed } else { VerifyOutcome::Expired });
    }
    if account.new_email.as_deref() != Some(&token.email) {
        return Ok(VerifyOutcome::Expired); // It was given up, or another one is wanted by now.
    }
    if super::sign_up::taken(&tx, &token.email).await? {
        return Ok(VerifyOutcome::Taken);
    }
    mailed_link::use_up(market, &tx, token).await?;
    mailed_link::end_all(&tx, account.id, &[EmailPurpose::Reset, EmailPurpose::Verify]).await?;
    let row = account::ActiveModel {
        id: Set(account.id),
        email: Set(token.email.clone()),
        email_verified_at: Set(Some(market.now())),
        new_email: Set(None),
        old_email: Set(Some(account.email)),
        ..Default::default()
    };
    match account::Entity::update(row).exec(&tx).await.map_err(Error::from) {
        Err(error) if error.is_taken() => return Ok(VerifyOutcome::Taken), // At this very moment.
        done => done?,
    };
    let owner = Actor::Account { account: account.id, roles: Vec::new(), scopes: Vec::new() };
    audit::write(market, &tx, &owner, Action::ChangedAddress, &format!("account:{}", account.id), json!({})).await?;
    market.tell(&tx, AccountEdited { account: account.id, changed: vec![AccountField::Email] }).await?;
    market.enqueue(&tx, &SendEmail { email: Email::AddressChanged { account: account.id } }).await?;
    commit(tx).await?;
    Ok(VerifyOutcome::Changed)
}
