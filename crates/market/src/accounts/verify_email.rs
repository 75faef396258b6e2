//! Proving an address by a link sent to it.

use basis::ClientAddress;
use sea_orm::{ActiveValue::Set, EntityTrait};
use store::entities::{account, email_token};
use uuid::Uuid;

use super::secrets;
use crate::{Email, Error, Market, SendEmail, brakes::Act, context::commit, event::AccountVerified, limits};

/// How long the link opens something.
const LINK_HOURS: i64 = 48;

/// What came of following the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyOutcome {
    /// The address is proven, now or before.
    Verified,
    /// The link is too old, or no such link was sent.
    Expired,
}

/// Asks for the e-mail with the link once more, from `address`; asked for twice before it has left, it leaves once.
///
/// # Errors
/// [`Error::TooMany`], or the database does not answer.
pub async fn send_again(market: &Market, address: ClientAddress, account: Uuid) -> Result<(), Error> {
    market.brakes().admit(Act::EmailFrom, address.network())?;
    if let Some(row) = account::Entity::find_by_id(account).one(market.store().read()).await? {
        market.brakes().admit(Act::EmailTo, &row.email)?;
    }
    let tx = market.begin().await?;
    market.enqueue(&tx, &SendEmail { email: Email::VerifyAddress { account } }).await?;
    commit(tx).await
}

/// Writes the e-mail with a fresh link; an address that is proven already gets none.
///
/// # Errors
/// The database or the mail server does not answer.
pub(crate) async fn write_verification(market: &Market, account_id: Uuid) -> Result<(), Error> {
    let Some(account) = account::Entity::find_by_id(account_id).one(market.store().read()).await? else {
        return Ok(());
    };
    if account.email_verified_at.is_some() {
        return Ok(());
    }
    let secret = basis::token(market.random().as_ref(), "");
    let row = email_token::ActiveModel {
        token_hash: Set(secrets::hash(&secret)),
        account_id: Set(account_id),
        purpose: Set("verify".to_owned()),
        expires_at: Set(market.now() + chrono::Duration::hours(LINK_HOURS)),
        used_at: Set(None),
    };
    let tx = market.begin().await?;
    email_token::Entity::insert(row).exec_without_returning(&tx).await?;
    tx.commit().await?;
    let settings = market.settings();
    let text = format!(
        "Hello {},\n\nfollow this link to prove that this address is yours:\n\n{}/verify-email?token={secret}\n\n\
         It works for two days. If you did not sign up at {}, do nothing.\n",
        account.name, settings.base_url, settings.site_name
    );
    market.mail().send(&account.email, &format!("Your address at {}", settings.site_name), &text).await
}

/// Follows the link.
///
/// # Errors
/// The database does not answer.
pub async fn verify_email(market: &Market, secret: &str) -> Result<VerifyOutcome, Error> {
    if limits::SECRET.refusal_of(secret).is_some() {
        return Ok(VerifyOutcome::Expired);
    }
    let tx = market.begin().await?;
    let Some(token) = email_token::Entity::find_by_id(secrets::hash(secret)).one(&tx).await? else {
        return Ok(VerifyOutcome::Expired);
    };
    let now = market.now();
    if token.used_at.is_some() {
        return Ok(VerifyOutcome::Verified); // Mail programs open links before people do.
    }
    if token.expires_at < now {
        return Ok(VerifyOutcome::Expired);
    }
    let used =
        email_token::ActiveModel { token_hash: Set(token.token_hash), used_at: Set(Some(now)), ..Default::default() };
    email_token::Entity::update(used).exec(&tx).await?;
    let proven =
        account::ActiveModel { id: Set(token.account_id), email_verified_at: Set(Some(now)), ..Default::default() };
    account::Entity::update(proven).exec(&tx).await?;
    market.tell(&tx, AccountVerified { account: token.account_id }).await?;
    commit(tx).await?;
    Ok(VerifyOutcome::Verified)
}
