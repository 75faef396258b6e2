//! Reading blobs again, slowly, and holding them against their names: a byte that flipped on a disk is found before a
//! buyer is sent it.

use basis::Time;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use store::{Hash, entities::blob};

use super::serve::mark_damaged;
use crate::{Error, Market};

/// How far a scrub goes.
#[derive(Clone, Copy, Debug)]
pub struct Scrub {
    /// Blobs that were checked since then are passed over.
    pub before: Time,
    /// Bytes to read at most; the blob that goes over it is still read to its end.
    pub bytes_max: u64,
}

/// What a scrub found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scrubbed {
    /// Blobs that were read.
    pub blobs: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Those whose bytes are not what their names say, or are gone.
    pub damaged: Vec<Hash>,
    /// Whether more remain that were not checked since then.
    pub more: bool,
}

/// Blobs looked up at a time.
const BATCH: u64 = 50;

/// Reads blobs again, those that waited longest first. One that is damaged is marked and told of in the log; one that
/// was marked and is sound again, because somebody brought it back, is marked no longer.
///
/// # Errors
/// The database, the disk or the bucket does not answer.
pub async fn scrub(market: &Market, how: Scrub) -> Result<Scrubbed, Error> {
    let mut scrubbed = Scrubbed::default();
    loop {
        let rows = unchecked(market, how.before).await?;
        if rows.is_empty() {
            return Ok(scrubbed);
        }
        for row in rows {
            if scrubbed.bytes >= how.bytes_max {
                scrubbed.more = true;
                return Ok(scrubbed);
            }
            scrubbed.blobs += 1;
            scrubbed.bytes += row.bytes.unsigned_abs();
            let hash: Hash = row.hash.parse()?;
            if market.blobs().is_sound(&hash).await? {
                mark_sound(market, &hash).await?;
            } else if mark_damaged(market, &hash).await? {
                scrubbed.damaged.push(hash);
            }
        }
    }
}

/// The next blobs that were not checked since `before`: those that never were, then those that waited longest. What
/// came a moment ago was hashed as it came, and its bytes may not have their name yet.
async fn unchecked(market: &Market, before: Time) -> Result<Vec<blob::Model>, Error> {
    let due = Condition::any().add(blob::Column::CheckedAt.is_null()).add(blob::Column::CheckedAt.lt(before));
    let rows = blob::Entity::find()
        .filter(due)
        .filter(blob::Column::CreatedAt.lt(market.now() - chrono::Duration::hours(1)))
        .order_by_with_nulls(blob::Column::CheckedAt, sea_orm::Order::Asc, sea_orm::sea_query::NullOrdering::First)
        .limit(BATCH);
    Ok(rows.all(market.store().read()).await?)
}

async fn mark_sound(market: &Market, hash: &Hash) -> Result<(), Error> {
    let tx = market.begin().await?;
    blob::Entity::update_many()
        .col_expr(blob::Column::CheckedAt, Expr::value(Some(market.now())))
        .col_expr(blob::Column::DamagedAt, Expr::value(None::<Time>))
        .filter(blob::Column::Hash.eq(hash.as_str()))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// How many blobs are marked as damaged.
///
/// # Errors
/// The database does not answer.
pub async fn damaged_count(market: &Market) -> Result<u64, Error> {
    let query = blob::Entity::find().filter(blob::Column::DamagedAt.is_not_null());
    Ok(sea_orm::PaginatorTrait::count(query, market.store().read()).await?)
}
