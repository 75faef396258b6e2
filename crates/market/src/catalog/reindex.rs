//! Deriving again what is derived: the facts of listings on sale, and the words by which they are found and filtered.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use store::entities::listing;
use uuid::Uuid;

use super::{State, publish};
use crate::{Error, Market, context::commit};

/// Listings in one transaction: on SQLite nobody else writes meanwhile.
const BATCH: u64 = 50;

/// What one batch came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reindexed {
    /// Listings looked at; none means that all are done.
    pub listings: u64,
    /// Of these on sale, and so written anew.
    pub on_sale: u64,
    /// The last one: where the next batch begins.
    pub last: Option<Uuid>,
}

/// How many listings there are to look at after this one.
///
/// # Errors
/// The database does not answer.
pub async fn left_to_reindex(market: &Market, after: Option<Uuid>) -> Result<u64, Error> {
    let rest = listing::Entity::find().filter(listing::Column::Id.gt(after.unwrap_or(Uuid::nil())));
    Ok(rest.count(market.store().read()).await?)
}

/// Writes the facts and the words of the next listings anew, from their files and what their creators said. Words of
/// what is not on sale are forgotten. Done twice, nothing changes.
///
/// # Errors
/// The database does not answer.
pub async fn reindex(market: &Market, after: Option<Uuid>) -> Result<Reindexed, Error> {
    let tx = market.begin().await?;
    let rows = listing::Entity::find()
        .filter(listing::Column::Id.gt(after.unwrap_or(Uuid::nil())))
        .order_by_asc(listing::Column::Id)
        .limit(BATCH)
        .all(&tx)
        .await?;
    let mut done = Reindexed { listings: rows.len() as u64, last: rows.last().map(|row| row.id), on_sale: 0 };
    for row in rows {
        if row.revision_id.is_none() || row.state != State::Published {
            store::remove_text(&tx, row.id).await?;
            continue;
        }
        publish::follow_files(&tx, &row).await?;
        super::text::write_text(&tx, &row).await?;
        done.on_sale += 1;
    }
    commit(tx).await?;
    market.shelves_changed();
    Ok(done)
}
