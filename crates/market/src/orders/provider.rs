//! The provider of an order's payment: who it is, under which key it knows the payment, and how long it may take.

use std::time::Duration;

use store::entities::order;
use uuid::Uuid;

#[cfg(doc)]
use super::state::BEGIN_MAX;
use crate::{
    Error, Market,
    payments::{PaymentError, PaymentProvider},
};

/// Seconds that a provider may take to answer; well below [`BEGIN_MAX`], after which nobody begins a payment any more.
const ANSWER_MAX: Duration = Duration::from_secs(30);

/// The provider that took the order's money.
pub(super) fn provider_of<'a>(market: &'a Market, order: &order::Model) -> Result<&'a dyn PaymentProvider, Error> {
    market.payments().filter(|provider| provider.name() == order.provider).ok_or_else(|| {
        let why = format!("the order was paid by `{}`, which the settings do not name any more", order.provider);
        Error::Payment(PaymentError::Unreachable(why))
    })
}

/// The key under which an order's payment is begun.
pub fn payment_key(order: Uuid) -> String {
    format!("order-{}", order.simple())
}

/// The order behind a payment's key.
pub(super) fn order_of_key(key: &str) -> Option<Uuid> {
    key.strip_prefix("order-").and_then(|id| id.parse().ok())
}

pub(super) async fn in_time<T>(call: impl Future<Output = Result<T, PaymentError>>) -> Result<T, PaymentError> {
    let late = |_| PaymentError::Unreachable(format!("no answer within {} seconds", ANSWER_MAX.as_secs()));
    tokio::time::timeout(ANSWER_MAX, call).await.map_err(late)?
}
