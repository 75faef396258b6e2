//! The words by which listings are found: written when an event tells of a change, and never in its transaction.

use std::time::Duration;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use store::{
    TextRow,
    entities::{listing, listing_tag, shop},
};
use uuid::Uuid;

use super::State;
use crate::{Error, Market, context::commit};

/// Listings in one transaction: on SQLite nobody else writes meanwhile.
const BATCH: u64 = 50;

/// Writes the words of every listing on sale in a shop anew: its name, by which they are found, has changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IndexShop {
    /// The shop.
    pub shop: Uuid,
}

impl jobs::Job for IndexShop {
    const KIND: &'static str = "index_shop";
    const TIMEOUT: Duration = Duration::from_secs(600);

    fn lane(&self) -> String {
        format!("shop:{}", self.shop)
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("index_shop:{}", self.shop))
    }
}

/// Runs the job. Done twice, nothing changes.
///
/// # Errors
/// The database does not answer.
pub async fn index_shop(market: &Market, job: &IndexShop) -> Result<(), Error> {
    let mut after = Uuid::nil();
    loop {
        let tx = market.begin().await?;
        let query = listing::Entity::find()
            .filter(listing::Column::ShopId.eq(job.shop))
            .filter(listing::Column::State.eq(State::Published))
            .filter(listing::Column::Id.gt(after));
        let rows = query.order_by_asc(listing::Column::Id).limit(BATCH).all(&tx).await?;
        let Some(last) = rows.last().map(|row| row.id) else { break };
        for row in &rows {
            write_text(&tx, row).await?;
        }
        commit(tx).await?;
        after = last;
    }
    market.shelves_changed();
    Ok(())
}

/// Brings the words of one listing up to what it is now: those of what is not on sale are forgotten.
pub(crate) async fn index(connection: &impl ConnectionTrait, id: Uuid) -> Result<(), Error> {
    let row = listing::Entity::find_by_id(id).one(connection).await?;
    match row.filter(|row| row.state == State::Published) {
        Some(row) => write_text(connection, &row).await,
        None => Ok(store::remove_text(connection, id).await?),
    }
}

/// Writes the words by which a listing is found.
pub(super) async fn write_text(connection: &impl ConnectionTrait, listing: &listing::Model) -> Result<(), Error> {
    let shop = shop::Entity::find_by_id(listing.shop_id).one(connection).await?;
    let tags =
        listing_tag::Entity::find().filter(listing_tag::Column::ListingId.eq(listing.id)).all(connection).await?;
    let tags: Vec<_> = tags.into_iter().map(|row| row.tag).collect();
    let row = TextRow {
        listing_id: listing.id,
        title: &listing.title,
        tags: &tags.join(" "),
        creator: shop.as_ref().map(|shop| shop.title.as_str()).unwrap_or_default(),
        description: &listing.description,
    };
    Ok(store::set_text(connection, row).await?)
}
