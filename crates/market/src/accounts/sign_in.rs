//! Signing in.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use store::{
    Tx,
    entities::{account, session},
};

use super::{
    Origin, email,
    guess::{self, Admission},
    password, secrets,
};
use crate::{Error, Market, limits};

/// What a person types to sign in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The account's address.
    pub email: String,
    /// Its password.
    pub password: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInOutcome {
    /// Signed in.
    SignedIn(OpenedSession),
    /// Address or password is wrong; which of them is not told.
    Wrong,
    /// An operator locked the account.
    Locked,
    /// Its owner closed it; the operator can open it again until it is forgotten.
    Closed,
}

/// What a browser keeps from signing in on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedSession {
    /// The session's secret, which goes into the cookie and nowhere else.
    pub secret: String,
    /// The proof by which this browser is known from now on.
    pub device: String,
}

/// How long a session lasts.
pub(super) const SESSION_DAYS: i64 = 30;

/// Whom an address with a password stands for.
pub(super) enum Known {
    Account(Box<account::Model>),
    Wrong,
    Locked,
    Closed,
}

/// Finds the account and checks the password, in the same time whether there is one or not.
///
/// # Errors
/// [`Error::TooMany`] and [`Error::Busy`], before anything was hashed; or the database does not answer.
pub(super) async fn by_password(market: &Market, origin: &Origin, email: &str, password: &str) -> Result<Known, Error> {
    // What is no address has no account, and is counted as one: it costs the same.
    let email = email::read(email).unwrap_or_default();
    let admission = guess::admit(market, origin, &email).await?;
    if limits::PASSWORD.refusal_of(password).is_some_and(|_| password.chars().count() > limits::PASSWORD.max) {
        return Ok(Known::Wrong); // No password is as long as that, whoever's it is.
    }
    let account = account::Entity::find().filter(account::Column::Email.eq(email)).one(market.store().read()).await?;
    let hash = account.as_ref().map(|account| account.password_hash.as_str());
    let right = password::is_right(market, hash, password).await?;
    let account = account.filter(|_| right);
    if let Admission::ByLink(refused) = admission {
        if let Some(account) = account {
            guess::send_device_link(market, &account);
        }
        return Err(refused.into());
    }
    Ok(match account {
        None => Known::Wrong,
        Some(account) if account.closed_at.is_some() => Known::Closed,
        Some(account) if account.locked_at.is_some() => Known::Locked,
        Some(account) => Known::Account(Box::new(account)),
    })
}

/// Opens a session.
///
/// # Errors
/// [`Error::TooMany`] and [`Error::Busy`], or the database does not answer.
pub async fn sign_in(market: &Market, input: SignIn) -> Result<SignInOutcome, Error> {
    let account = match by_password(market, &input.origin, &input.email, &input.password).await? {
        Known::Account(account) => account,
        Known::Wrong => return Ok(SignInOutcome::Wrong),
        Known::Locked => return Ok(SignInOutcome::Locked),
        Known::Closed => return Ok(SignInOutcome::Closed),
    };
    let tx = market.begin().await?;
    let opened = open_session(market, &tx, &account, &input.user_agent).await?;
    tx.commit().await?;
    Ok(SignInOutcome::SignedIn(opened))
}

/// Opens a session of `account` for a browser that calls itself `user_agent`.
pub(super) async fn open_session(
    market: &Market,
    tx: &Tx,
    account: &account::Model,
    user_agent: &str,
) -> Result<OpenedSession, Error> {
    let secret = basis::token(market.random().as_ref(), "");
    let now = market.now();
    let row = session::ActiveModel {
        id: Set(market.id()),
        account_id: Set(account.id),
        token_hash: Set(secrets::hash(&secret)),
        user_agent: Set(user_agent.chars().take(limits::USER_AGENT.max).collect()),
        created_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(now + chrono::Duration::days(SESSION_DAYS)),
    };
    session::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(OpenedSession { secret, device: guess::device(market, &account.email) })
}
