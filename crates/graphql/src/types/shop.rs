//! A creator's shop; what it has on sale stands in `shop_listings`.

use async_graphql::{ID, SimpleObject};
use market::{accounts, shops};
use uuid::Uuid;

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
    /// Where else its creator is.
    links: Vec<ShopLink>,
    #[graphql(skip)]
    pub(super) key: Uuid,
}

/// A link from a shop to elsewhere.
#[derive(SimpleObject)]
pub(crate) struct ShopLink {
    /// What its creator calls it; empty where it says the host alone.
    label: String,
    /// Where it leads: an https address.
    url: String,
    /// The host that it leads to. Show it beside the label, so that nobody is fooled.
    host: String,
}

/// The picture of a shop: a square.
#[derive(SimpleObject)]
pub(crate) struct ShopPicture {
    /// What is on it, for those who do not see it.
    alt: String,
    /// A WebP of 256 pixels.
    url256: String,
    /// A WebP of 512 pixels.
    url512: String,
}

impl ShopPicture {
    /// The picture as it is served at `base_url`.
    pub(super) fn new(picture: shops::ShopPicture, base_url: &str) -> Self {
        let url = |hash: &str| format!("{base_url}/media/{hash}.webp");
        Self { url256: url(&picture.small), url512: url(&picture.large), alt: picture.alt }
    }
}

impl From<accounts::ShopLink> for ShopLink {
    fn from(link: accounts::ShopLink) -> Self {
        Self { host: link.host(), label: link.label, url: link.address }
    }
}

impl From<accounts::Shop> for Shop {
    fn from(shop: accounts::Shop) -> Self {
        let links = shop.links.into_iter().map(ShopLink::from).collect();
        Self { id: shop.id.into(), handle: shop.handle, title: shop.title, bio: shop.bio, links, key: shop.id }
    }
}
