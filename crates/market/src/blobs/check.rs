//! Looking both ways: from the rows to the bytes they name, and from the bytes to the rows that name them.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use store::{
    Hash, SHARDS,
    entities::{artifact, blob, file, shop_artifact, shop_picture},
};

use super::serve::mark_damaged;
use crate::{Error, Market};

/// What is wrong with a blob that a row names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// Its bytes are not what its name says.
    Changed,
    /// It is there and sound, but has no row of its own, so that a collector could not be held off it.
    WithoutRow,
}

impl Fault {
    /// What is so, for an operator.
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => "it is named and is not there",
            Self::Changed => "its bytes have changed",
            Self::WithoutRow => "it is named and has no row of its own",
        }
    }
}

/// What a look both ways found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Blobs that a file or an artifact names; all of them were read.
    pub named: u64,
    /// Those of them with a fault.
    pub faults: Vec<(Hash, Fault)>,
    /// Blobs that nothing names: they are collected once they are a day old.
    pub unnamed: u64,
    /// Their bytes.
    pub unnamed_bytes: u64,
}

/// Reads every blob that is named, and counts those that are not.
///
/// # Errors
/// The database, the disk or the bucket does not answer.
pub async fn check(market: &Market) -> Result<Checked, Error> {
    let mut checked = Checked::default();
    for shard in 0..SHARDS {
        let there: BTreeMap<Hash, u64> =
            market.blobs().list(shard).await?.into_iter().map(|listed| (listed.hash, listed.bytes)).collect();
        let (named, rows) = (named_in(market, shard).await?, rows_in(market, shard).await?);
        for (_, bytes) in there.iter().filter(|(hash, _)| !named.contains(hash.as_str())) {
            checked.unnamed += 1;
            checked.unnamed_bytes += bytes;
        }
        for name in named {
            checked.named += 1;
            let hash: Hash = name.parse()?;
            let fault = if !there.contains_key(&hash) {
                Fault::Missing
            } else if !market.blobs().is_sound(&hash).await? {
                Fault::Changed
            } else if !rows.contains(&name) {
                Fault::WithoutRow
            } else {
                continue;
            };
            if fault != Fault::WithoutRow {
                mark_damaged(market, &hash).await?;
            }
            checked.faults.push((hash, fault));
        }
    }
    Ok(checked)
}

/// What files, artifacts and shops' pictures name in a shard.
async fn named_in(market: &Market, shard: u16) -> Result<BTreeSet<String>, Error> {
    let read = market.store().read();
    let (first, end) = bounds(shard);
    let files = file::Entity::find()
        .select_only()
        .column(file::Column::Blob)
        .distinct()
        .filter(file::Column::Blob.gte(&first))
        .filter(file::Column::Blob.lt(&end))
        .filter(file::Column::State.ne(file::State::Removed));
    let artifacts = artifact::Entity::find()
        .select_only()
        .column(artifact::Column::Hash)
        .distinct()
        .filter(artifact::Column::Hash.gte(&first))
        .filter(artifact::Column::Hash.lt(&end));
    let uploads = shop_picture::Entity::find()
        .select_only()
        .column(shop_picture::Column::Upload)
        .filter(shop_picture::Column::Upload.gte(&first))
        .filter(shop_picture::Column::Upload.lt(&end));
    let of_shops = shop_artifact::Entity::find()
        .select_only()
        .column(shop_artifact::Column::Hash)
        .filter(shop_artifact::Column::Hash.gte(first))
        .filter(shop_artifact::Column::Hash.lt(end));
    let mut named: BTreeSet<String> = files.into_tuple::<String>().all(read).await?.into_iter().collect();
    named.extend(artifacts.into_tuple::<String>().all(read).await?);
    named.extend(uploads.into_tuple::<String>().all(read).await?);
    named.extend(of_shops.into_tuple::<String>().all(read).await?);
    Ok(named)
}

async fn rows_in(market: &Market, shard: u16) -> Result<BTreeSet<String>, Error> {
    let (first, end) = bounds(shard);
    let rows = blob::Entity::find().select_only().column(blob::Column::Hash);
    let rows = rows.filter(blob::Column::Hash.gte(first)).filter(blob::Column::Hash.lt(end));
    Ok(rows.into_tuple::<String>().all(market.store().read()).await?.into_iter().collect())
}

/// The names of a shard: from its two digits to before the character after `f`, which no name has.
pub(super) fn bounds(shard: u16) -> (String, String) {
    (format!("{shard:02x}"), format!("{shard:02x}g"))
}
