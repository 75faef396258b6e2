//! Notices that a payment provider sends: they only say which order to ask about.

use sea_orm::EntityTrait;
use store::entities::order;

use super::{provider::order_of_key, settle::SettleOrder};
use crate::{
    Error, Market,
    context::commit,
    payments::{Headers, Notice, NoticeError},
};

/// Bytes of a notice at most; Stripe's largest stay well below.
pub const NOTICE_BYTES_MAX: usize = 256 * 1024;

/// What came of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeOutcome {
    /// Genuine: whatever it is about is asked about.
    Heard,
    /// Not the provider's, or not to be read.
    Refused(NoticeError),
    /// No provider of this name is set up.
    UnknownProvider,
}

/// Takes a notice that came to the door of the provider `name`. It may come twice, late and out of order: the provider
/// is asked what is true now.
///
/// # Errors
/// The database does not answer; the provider will send the notice again.
pub async fn hear_notice(market: &Market, name: &str, headers: &Headers, body: &[u8]) -> Result<NoticeOutcome, Error> {
    let Some(provider) = market.payments().filter(|provider| provider.name() == name) else {
        return Ok(NoticeOutcome::UnknownProvider);
    };
    let key = match provider.read_notice(headers, body) {
        Ok(Notice::About { key }) => key,
        Ok(Notice::Unrelated) => return Ok(NoticeOutcome::Heard),
        Err(error) => {
            tracing::warn!(%error, provider = name, "a notice was refused");
            return Ok(NoticeOutcome::Refused(error));
        }
    };
    let tx = market.begin().await?;
    let Some(order) = order_of_key(&key) else { return Ok(NoticeOutcome::Heard) };
    if order::Entity::find_by_id(order).one(&tx).await?.is_some() {
        market.enqueue(&tx, &SettleOrder::of(order)).await?;
        commit(tx).await?;
    }
    Ok(NoticeOutcome::Heard)
}
