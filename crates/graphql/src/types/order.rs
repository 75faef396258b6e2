//! An order.

use async_graphql::{Context, Error, ID, Object, SimpleObject};
use basis::{Actor, Time};
use market::{
    catalog::{self, Named},
    orders,
};

use super::{License, Listing, Money, words::OrderState};
use crate::refusal::surprise;

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
        OrderState::from_word(&self.0.state)
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
}

#[Object]
impl OrderLine {
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
    async fn listing(&self, context: &Context<'_>) -> Result<Option<Listing>, Error> {
        let actor: &Actor = context.data()?;
        let row = catalog::listing_row(context.data()?, actor, Named::Id(self.0.listing)).await;
        Ok(row.map_err(|error| surprise(&error))?.map(Listing))
    }
}
