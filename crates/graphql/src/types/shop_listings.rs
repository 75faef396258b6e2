//! What a shop has on sale, and its page.
//!
//! The schema runs in a circle (a shop has listings, and a listing a shop); the files do not, since this one stands above
//! both.

use async_graphql::{ComplexObject, Context, Error};
use market::{Market, catalog::Browse};

use super::{Asked, ListingConnection, Shop, shop::ShopPicture};
use crate::loaders;

#[ComplexObject]
impl Shop {
    /// Its page.
    async fn url(&self, context: &Context<'_>) -> Result<String, Error> {
        Ok(format!("{}/s/{}", context.data::<Market>()?.settings().base_url, self.handle))
    }

    /// Its portrait or logo.
    async fn picture(&self, context: &Context<'_>) -> Result<Option<ShopPicture>, Error> {
        let base_url = &context.data::<Market>()?.settings().base_url;
        let picture = loaders::load(context, loaders::PictureOf(self.key)).await?;
        Ok(picture.map(|picture| ShopPicture::new(picture, base_url)))
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
        let query = Browse { shop: Some(self.handle.clone()), ..Browse::default() };
        ListingConnection::on_sale(context, query, &Asked { first, after, last, before })
    }
}
