//! A creator's shop.

use async_graphql::{Context, Error, ID, Object};
use market::{Market, catalog::Browse};
use store::entities::shop;

use super::{Asked, ListingConnection};

/// Where a creator sells.
pub(crate) struct Shop(pub(crate) shop::Model);

#[Object]
impl Shop {
    /// The shop.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The word in its address.
    async fn handle(&self) -> &str {
        &self.0.handle
    }

    /// Its name.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What it says of itself.
    async fn bio(&self) -> &str {
        &self.0.bio
    }

    /// Its page.
    async fn url(&self, context: &Context<'_>) -> Result<String, Error> {
        Ok(format!("{}/s/{}", context.data::<Market>()?.settings().base_url, self.0.handle))
    }

    /// What it has on sale, newest first.
    #[graphql(complexity = "super::page_weight(first, last, child_complexity)")]
    async fn listings(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or behind `after`: 24 if nothing is said, 100 at most.")]
        first: Option<i32>,
        #[graphql(desc = "Where an earlier page ended: its `endCursor`.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Where a later page began: its `startCursor`.")] before: Option<String>,
    ) -> Result<ListingConnection, Error> {
        let query = Browse { shop: Some(self.0.handle.clone()), ..Browse::default() };
        ListingConnection::on_sale(context, query, &Asked { first, after, last, before })
    }
}
