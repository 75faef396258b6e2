//! Signing in.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use store::entities::{account, session};

use super::{password, secrets};
use crate::{Error, Market};

/// What a person types to sign in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The account's address.
    pub email: String,
    /// Its password.
    pub password: String,
    /// What the browser calls itself.
    pub user_agent: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInOutcome {
    /// Signed in; the secret goes into the cookie and nowhere else.
    SignedIn {
        /// The session's secret.
        secret: String,
    },
    /// Address or password is wrong; which of them is not told.
    Wrong,
    /// An operator locked the account.
    Locked,
}

/// How long a session lasts.
pub(super) const SESSION_DAYS: i64 = 30;

/// Whom an address with a password stands for.
pub(super) enum Known {
    Account(account::Model),
    Wrong,
    Locked,
}

/// Finds the account and checks the password, in the same time whether there is one or not.
pub(super) async fn by_password(market: &Market, email: &str, password: &str) -> Result<Known, Error> {
    let email = email.trim().to_lowercase();
    let account = account::Entity::find().filter(account::Column::Email.eq(email)).one(market.store().read()).await?;
    let right = password::is_right(account.as_ref().map(|account| account.password_hash.as_str()), password).await?;
    Ok(match account.filter(|_| right) {
        None => Known::Wrong,
        Some(account) if account.locked_at.is_some() => Known::Locked,
        Some(account) => Known::Account(account),
    })
}

/// Opens a session.
///
/// # Errors
/// The database does not answer.
pub async fn sign_in(market: &Market, input: SignIn) -> Result<SignInOutcome, Error> {
    let account = match by_password(market, &input.email, &input.password).await? {
        Known::Account(account) => account,
        Known::Wrong => return Ok(SignInOutcome::Wrong),
        Known::Locked => return Ok(SignInOutcome::Locked),
    };
    let secret = basis::token(market.random().as_ref(), "");
    let now = market.now();
    let row = session::ActiveModel {
        id: Set(market.id()),
        account_id: Set(account.id),
        token_hash: Set(secrets::hash(&secret)),
        user_agent: Set(input.user_agent.chars().take(200).collect()),
        created_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(now + chrono::Duration::days(SESSION_DAYS)),
    };
    let tx = market.begin().await?;
    session::Entity::insert(row).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(SignInOutcome::SignedIn { secret })
}
