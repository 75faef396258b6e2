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

/// Opens a session.
///
/// # Errors
/// The database does not answer.
pub async fn sign_in(market: &Market, input: SignIn) -> Result<SignInOutcome, Error> {
    let email = input.email.trim().to_lowercase();
    let account = account::Entity::find().filter(account::Column::Email.eq(email)).one(market.store().read()).await?;
    let right =
        password::is_right(account.as_ref().map(|account| account.password_hash.as_str()), &input.password).await?;
    let Some(account) = account.filter(|_| right) else { return Ok(SignInOutcome::Wrong) };
    if account.locked_at.is_some() {
        return Ok(SignInOutcome::Locked);
    }
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
