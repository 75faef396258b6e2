//! Taking away what nothing names: mark and sweep, safe beside uploads and beside a second process that does the same.

use std::collections::{BTreeMap, BTreeSet};

use basis::Time;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use store::{
    Hash, LockForChange, SHARDS,
    entities::{artifact, blob, file, shop_artifact, shop_picture},
};

use super::check::bounds;
use crate::{Error, Market};

/// What is to be collected.
#[derive(Clone, Copy, Debug)]
pub struct Collect {
    /// What came since then is left alone: it may be about to be named.
    pub before: Time,
    /// Only counts.
    pub dry_run: bool,
}

impl Collect {
    /// What has been named by nothing for a day.
    pub fn daily(market: &Market) -> Self {
        Self { before: market.now() - chrono::Duration::days(1), dry_run: false }
    }
}

/// What was collected, or would have been.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Blobs looked at.
    pub blobs: u64,
    /// Of these removed.
    pub removed: u64,
    /// Their bytes.
    pub removed_bytes: u64,
}

/// Names asked for in one query.
const BATCH: usize = 500;

/// Removes every blob that nothing names, and its row; first the artifacts that no file shows any more.
///
/// # Errors
/// The database, the disk or the bucket does not answer; what is removed until then stays removed.
pub async fn collect(market: &Market, what: Collect) -> Result<Collected, Error> {
    if !what.dry_run {
        forget_stale(market, what.before).await?;
    }
    let mut collected = Collected::default();
    for shard in 0..SHARDS {
        let there = in_shard(market, shard).await?;
        collected.blobs += there.len() as u64;
        let hashes: Vec<&Hash> = there.keys().collect();
        for batch in hashes.chunks(BATCH) {
            let named = named(market.store().read(), batch).await?;
            let unnamed: Vec<&Hash> = batch.iter().copied().filter(|hash| !named.contains(hash.as_str())).collect();
            for hash in unnamed {
                let Lying { bytes, since } = there[hash];
                if since < what.before && (what.dry_run || remove(market, hash, what.before).await?) {
                    collected.removed += 1;
                    collected.removed_bytes += bytes;
                }
            }
        }
    }
    if collected.removed > 0 && !what.dry_run {
        let Collected { removed, removed_bytes, .. } = collected;
        tracing::info!(removed, removed_bytes, "blobs that nothing named were removed");
    }
    Ok(collected)
}

/// A blob that lies in the store, or that has a row.
#[derive(Clone, Copy)]
struct Lying {
    bytes: u64,
    /// When it last came: by its row where it has one, else by the store itself.
    since: Time,
}

/// What lies in a shard or has a row there.
async fn in_shard(market: &Market, shard: u16) -> Result<BTreeMap<Hash, Lying>, Error> {
    let mut there: BTreeMap<Hash, Lying> = BTreeMap::new();
    for listed in market.blobs().list(shard).await? {
        there.insert(listed.hash, Lying { bytes: listed.bytes, since: listed.modified });
    }
    let (first, end) = bounds(shard);
    let rows = blob::Entity::find().filter(blob::Column::Hash.gte(first)).filter(blob::Column::Hash.lt(end));
    for row in rows.all(market.store().read()).await? {
        let bytes = row.bytes.unsigned_abs();
        there.insert(row.hash.parse()?, Lying { bytes, since: row.created_at });
    }
    Ok(there)
}

/// Which of `hashes` a file, an artifact or a shop's picture names.
pub(crate) async fn named(connection: &impl ConnectionTrait, hashes: &[&Hash]) -> Result<BTreeSet<String>, Error> {
    let words = || hashes.iter().map(|hash| hash.as_str());
    let files = file::Entity::find()
        .select_only()
        .column(file::Column::Blob)
        .filter(file::Column::Blob.is_in(words()))
        .filter(file::Column::State.ne(file::State::Removed));
    let artifacts = artifact::Entity::find()
        .select_only()
        .column(artifact::Column::Hash)
        .filter(artifact::Column::Hash.is_in(words()));
    let mut named: BTreeSet<String> = files.into_tuple::<String>().all(connection).await?.into_iter().collect();
    named.extend(artifacts.into_tuple::<String>().all(connection).await?);
    let uploads = shop_picture::Entity::find()
        .select_only()
        .column(shop_picture::Column::Upload)
        .filter(shop_picture::Column::Upload.is_in(words()));
    let of_shops = shop_artifact::Entity::find()
        .select_only()
        .column(shop_artifact::Column::Hash)
        .filter(shop_artifact::Column::Hash.is_in(words()));
    named.extend(uploads.into_tuple::<String>().all(connection).await?);
    named.extend(of_shops.into_tuple::<String>().all(connection).await?);
    Ok(named)
}

/// Removes one blob unless something names it by now, or it came again; false where it stays.
///
/// Its row is locked from the first question to the last byte. Who keeps the same bytes writes that row before it names
/// them and waits here meanwhile; who names them in a row of its own finds none afterwards.
pub(crate) async fn remove(market: &Market, hash: &Hash, before: Time) -> Result<bool, Error> {
    let tx = market.begin().await?;
    let row = blob::ActiveModel {
        hash: Set(hash.to_string()),
        bytes: Set(0),
        created_at: Set(Time::UNIX_EPOCH),
        checked_at: Set(None),
        damaged_at: Set(None),
    };
    // What lies there without a row gets one, so that there is something to lock.
    let unless_there = OnConflict::column(blob::Column::Hash).do_nothing().to_owned();
    blob::Entity::insert(row).on_conflict(unless_there).exec_without_returning(&tx).await?;
    let row = blob::Entity::find_by_id(hash.as_str()).lock_for_change().one(&tx).await?;
    if row.is_none_or(|row| row.created_at >= before) || !named(&tx, &[hash]).await?.is_empty() {
        return Ok(false);
    }
    market.blobs().delete(hash).await?;
    blob::Entity::delete_by_id(hash.as_str()).exec(&tx).await?;
    tx.commit().await?;
    Ok(true)
}

/// Takes artifacts off the list that their file has not shown since `before`, and no listing shows either.
async fn forget_stale(market: &Market, before: Time) -> Result<(), Error> {
    let shown = "EXISTS (SELECT 1 FROM listings JOIN revisions ON revisions.id = listings.revision_id \
        JOIN files ON files.revision_id = revisions.id WHERE files.id = artifacts.file_id \
        AND artifacts.hash IN (listings.picture, listings.picture_small, listings.picture_medium))";
    let tx = market.begin().await?;
    artifact::Entity::delete_many()
        .filter(artifact::Column::StaleAt.lt(before))
        .filter(Condition::all().add(Expr::cust(shown)).not())
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}
