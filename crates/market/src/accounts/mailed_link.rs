//! Secrets that leave by e-mail: what a link is good for, how long, and that it is good once.

use chrono::Duration;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use store::{
    LockForChange, Tx,
    entities::{
        account,
        email_token::{self, EmailPurpose},
    },
};
use uuid::Uuid;

use super::secrets;
use crate::{Error, Market, limits};

/// How long a link works.
pub(super) fn lasts(purpose: EmailPurpose) -> Duration {
    match purpose {
        EmailPurpose::Verify | EmailPurpose::Change => Duration::hours(48),
        EmailPurpose::Reset => Duration::minutes(60),
        EmailPurpose::Undo => Duration::days(7),
    }
}

/// What a link stands for, as the page that it opens shows it. Looking at it changes nothing: programs that read mail
/// open links before people do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailedLink {
    /// What it is good for.
    pub purpose: EmailPurpose,
    /// The address that it was sent to.
    pub email: String,
    /// Whether it was followed already.
    pub used: bool,
}

/// What the secret of a link stands for; none where there is no such link, or it is too old.
///
/// # Errors
/// The database does not answer.
pub async fn mailed_link(market: &Market, secret: &str) -> Result<Option<MailedLink>, Error> {
    if limits::SECRET.refusal_of(secret).is_some() {
        return Ok(None);
    }
    let read = market.store().read();
    let token = email_token::Entity::find_by_id(secrets::hash(secret)).one(read).await?;
    let Some(token) = token.filter(|token| token.used_at.is_some() || token.expires_at >= market.now()) else {
        return Ok(None);
    };
    let Some(account) = account::Entity::find_by_id(token.account_id).one(read).await? else { return Ok(None) };
    let email = if token.email.is_empty() { account.email } else { token.email };
    Ok(Some(MailedLink { purpose: token.purpose, email, used: token.used_at.is_some() }))
}

/// Makes a link's secret and keeps its hash; `email` is the address that it is sent to.
pub(super) async fn issue(market: &Market, account: Uuid, purpose: EmailPurpose, email: &str) -> Result<String, Error> {
    let secret = basis::token(market.random().as_ref(), "");
    let row = email_token::ActiveModel {
        token_hash: Set(secrets::hash(&secret)),
        account_id: Set(account),
        purpose: Set(purpose),
        expires_at: Set(market.now() + lasts(purpose)),
        used_at: Set(None),
        email: Set(email.to_owned()),
    };
    let tx = market.begin().await?;
    email_token::Entity::insert(row).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(secret)
}

/// The link behind a secret, held until `tx` ends, so that it is followed once however often it is sent at the same
/// moment; none where it is good for something else or too old.
pub(super) async fn hold(
    market: &Market,
    tx: &Tx,
    secret: &str,
    purposes: &[EmailPurpose],
) -> Result<Option<email_token::Model>, Error> {
    if limits::SECRET.refusal_of(secret).is_some() {
        return Ok(None);
    }
    let token = email_token::Entity::find_by_id(secrets::hash(secret)).lock_for_change().one(tx).await?;
    let is_good = |token: &email_token::Model| {
        purposes.contains(&token.purpose) && (token.used_at.is_some() || token.expires_at >= market.now())
    };
    Ok(token.filter(is_good))
}

/// Notes that the link was followed.
pub(super) async fn use_up(market: &Market, tx: &Tx, token: &email_token::Model) -> Result<(), Error> {
    let used = email_token::ActiveModel {
        token_hash: Set(token.token_hash.clone()),
        used_at: Set(Some(market.now())),
        ..Default::default()
    };
    email_token::Entity::update(used).exec(tx).await?;
    Ok(())
}

/// Ends every link of `account` that is good for one of `purposes` and was not followed yet.
pub(super) async fn end_all(tx: &Tx, account: Uuid, purposes: &[EmailPurpose]) -> Result<(), Error> {
    email_token::Entity::delete_many()
        .filter(email_token::Column::AccountId.eq(account))
        .filter(email_token::Column::Purpose.is_in(purposes.iter().copied()))
        .filter(email_token::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
