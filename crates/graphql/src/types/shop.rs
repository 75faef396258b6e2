//! A creator's shop; what it has on sale stands in `shop_listings`.

use async_graphql::{ID, SimpleObject};
use store::entities::shop;

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

impl From<shop::Model> for Shop {
    fn from(row: shop::Model) -> Self {
        Self { id: row.id.into(), handle: row.handle, title: row.title, bio: row.bio }
    }
}
