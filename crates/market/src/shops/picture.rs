//! The picture of a shop, as it is shown and as its creator sees it on its way.

use std::{collections::HashMap, time::Duration};

use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect};
use store::{
    bell::{self, Topic},
    entities::{
        shop_artifact,
        shop_picture::{self, State},
    },
};
use uuid::Uuid;

use super::rows::rows_of;
use crate::{Error, Market};

/// A picture of a shop: a square in two sizes, and a card for links shown elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShopPicture {
    /// What is on it, for those who do not see it.
    pub alt: String,
    /// The content of a WebP of 256 pixels.
    pub small: String,
    /// The content of a WebP of 512 pixels.
    pub large: String,
    /// The content of a JPEG of 1200 by 630 pixels.
    pub card: String,
}

const SMALL: &str = "still-256.webp";
const LARGE: &str = "still-512.webp";
const CARD: &str = "card.jpg";
/// What is kept of all that an examination makes of a picture.
pub(super) const KEPT: [&str; 3] = [SMALL, LARGE, CARD];

/// The pictures of a shop, as its creator sees them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Front {
    /// The one that is shown.
    pub picture: Option<ShopPicture>,
    /// Whether another one is being made fit to be shown.
    pub is_waiting: bool,
    /// Whether the last one could not be read.
    pub has_failed: bool,
}

/// What a shop shows, and what is on its way.
///
/// # Errors
/// The database does not answer.
pub async fn front(market: &Market, shop: Uuid) -> Result<Front, Error> {
    let read = market.store().read();
    let rows = rows_of(read, shop).await?;
    let has = |state: State| rows.iter().any(|row| row.state == state);
    let (is_waiting, has_failed) = (has(State::Waiting), has(State::Failed));
    Ok(Front { picture: pictures(market, &[shop]).await?.remove(&shop), is_waiting, has_failed })
}

/// The pictures that shops show, by shop; none of those whose picture is not made yet.
///
/// # Errors
/// The database does not answer.
pub async fn pictures(market: &Market, shops: &[Uuid]) -> Result<HashMap<Uuid, ShopPicture>, Error> {
    let made = shop_picture::Entity::belongs_to(shop_artifact::Entity)
        .from(shop_picture::Column::Id)
        .to(shop_artifact::Column::PictureId);
    let rows = shop_picture::Entity::find()
        .select_only()
        .columns([shop_picture::Column::ShopId, shop_picture::Column::Alt])
        .columns([shop_artifact::Column::Name, shop_artifact::Column::Hash])
        .join(JoinType::InnerJoin, made.into())
        .filter(shop_picture::Column::ShopId.is_in(shops.iter().copied()))
        .filter(shop_picture::Column::State.eq(State::Ready))
        .into_model::<Made>()
        .all(market.store().read())
        .await?;
    let mut found: HashMap<Uuid, ShopPicture> = HashMap::new();
    for Made { shop_id, alt, name, hash } in rows {
        let picture = found.entry(shop_id).or_insert_with(|| ShopPicture { alt, ..ShopPicture::default() });
        match name.as_str() {
            SMALL => picture.small = hash,
            LARGE => picture.large = hash,
            CARD => picture.card = hash,
            _ => {}
        }
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct Made {
    shop_id: Uuid,
    alt: String,
    name: String,
    hash: String,
}

/// How often whoever waits for a picture looks without having been told of anything.
const LOOK: Duration = Duration::from_millis(500);

/// Waits until no picture of the shop is being made any more, for `patience` at most.
///
/// # Errors
/// The database does not answer.
pub async fn picture_prepared(market: &Market, shop: Uuid, patience: Duration) -> Result<(), Error> {
    let mut bell = bell::listen(Topic::Committed);
    let prepared = async {
        while rows_of(market.store().read(), shop).await?.iter().any(|row| row.state == State::Waiting) {
            // Somebody else's worker may not be heard.
            let _ = tokio::time::timeout(LOOK, bell.heard()).await;
        }
        Ok(())
    };
    tokio::time::timeout(patience, prepared).await.unwrap_or(Ok(()))
}
