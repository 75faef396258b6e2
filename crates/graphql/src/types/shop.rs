//! A creator's shop; what it has on sale stands in `shop_listings`.

use async_graphql::{ID, SimpleObject};
use market::accounts;

/// Where a creator sells.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct Shop {
    /// The shop.
    id: ID,
    /// The word in its address.
    pub(super) handle: String,
    /// Its name.
    title: String,
    /// What it says of itself.
    bio: String,
}

impl From<accounts::Shop> for Shop {
    fn from(shop: accounts::Shop) -> Self {
        Self { id: shop.id.into(), handle: shop.handle, title: shop.title, bio: shop.bio }
    }
}
