//! An order.

use async_graphql::{ID, Object, SimpleObject};
use basis::Time;
use market::{catalog::State, orders};

use super::{
    License, Listing, Money,
    words::{OrderState, RefundState},
};

/// An order, as its buyer sees it.
pub(crate) struct Order(pub(crate) orders::Order);

/// One licence as it was sold.
pub(crate) struct OrderLine(orders::OrderLine);

/// Why a provider refused.
#[derive(SimpleObject)]
struct Refusal {
    /// The provider's words.
    message: String,
}

/// Money that went back, or was to.
#[derive(SimpleObject)]
struct Refund {
    /// How much.
    amount: Money,
    /// Why.
    reason: String,
    /// Where it stands.
    state: RefundState,
    /// When it was asked for.
    asked_at: Time,
}

#[Object]
impl Order {
    /// The order.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// What people call it by.
    async fn number(&self) -> i64 {
        self.0.number
    }

    /// Where it stands.
    async fn state(&self) -> OrderState {
        self.0.state.into()
    }

    /// Where the buyer confirms the payment with their bank, while they must.
    async fn action_url(&self) -> Option<&str> {
        self.0.action_url.as_deref()
    }

    /// The sum.
    async fn total(&self) -> Money {
        self.0.total.into()
    }

    /// Why the payment provider refused.
    async fn refusal(&self) -> Option<Refusal> {
        (!self.0.refusal.is_empty()).then(|| Refusal { message: self.0.refusal.clone() })
    }

    /// When it was placed.
    async fn placed_at(&self) -> Time {
        self.0.placed_at
    }

    /// When it was paid.
    async fn paid_at(&self) -> Option<Time> {
        self.0.paid_at
    }

    /// What was bought.
    #[graphql(complexity = "super::list_weight(5, child_complexity)")]
    async fn lines(&self) -> Vec<OrderLine> {
        self.0.lines.iter().cloned().map(OrderLine).collect()
    }

    /// What went back of it, or was to, oldest first.
    #[graphql(complexity = "2 * child_complexity")]
    async fn refunds(&self) -> Vec<Refund> {
        let refund = |refund: &orders::OrderRefund| Refund {
            amount: refund.amount.into(),
            reason: refund.reason.clone(),
            state: refund.state.into(),
            asked_at: refund.asked_at,
        };
        self.0.refunds.iter().map(refund).collect()
    }
}

#[Object]
impl OrderLine {
    /// The line, as `refundOrder` takes it.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// Where the refund of it stands; none while it was not asked to be paid back.
    async fn refund(&self) -> Option<RefundState> {
        self.0.refund.map(RefundState::from)
    }

    /// Its name on that day.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Under which licence.
    async fn license(&self) -> Option<License> {
        self.0.license.map(License)
    }

    /// For how much.
    async fn price(&self) -> Money {
        self.0.price.into()
    }

    /// What was bought, while it is on sale.
    async fn listing(&self) -> Option<Listing> {
        self.0.entry.clone().filter(|entry| entry.state == State::Published).map(Listing)
    }
}
