//! The CRC-32s that a zip states before its files' bytes: each blob is read once for it, and held against its name.

use std::collections::HashMap;

use futures::TryStreamExt;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};
use store::{Hash, entities::checksum};
use tokio::sync::Semaphore;

use crate::{Error, Market};

/// Blobs that are read for it at a time, so that disks stay free for those who download.
const AT_ONCE: usize = 2;
static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);

/// The CRC-32 of each blob. The first call for a blob takes as long as reading it; later ones look it up.
///
/// # Errors
/// A blob is gone or is no longer what its name says, or the database does not answer.
pub async fn crc32s(market: &Market, blobs: &[Hash]) -> Result<HashMap<Hash, u32>, Error> {
    let mut known = remembered(market, blobs).await?;
    for blob in blobs {
        if !known.contains_key(blob) {
            // On a task of its own: whoever asked may leave, and what was read so far is not lost.
            let reading = tokio::spawn(read_once(market.clone(), blob.clone()));
            let crc32 = reading.await.map_err(|error| Error::Stored(error.to_string()))??;
            known.insert(blob.clone(), crc32);
        }
    }
    Ok(known)
}

async fn remembered(market: &Market, blobs: &[Hash]) -> Result<HashMap<Hash, u32>, Error> {
    let names = blobs.iter().map(Hash::as_str);
    let rows = checksum::Entity::find().filter(checksum::Column::Blob.is_in(names)).all(market.store().read()).await?;
    let read = |row: checksum::Model| -> Result<_, Error> {
        let crc32 = u32::try_from(row.crc32).map_err(|error| Error::Stored(error.to_string()))?;
        Ok((row.blob.parse()?, crc32))
    };
    rows.into_iter().map(read).collect()
}

async fn read_once(market: Market, blob: Hash) -> Result<u32, Error> {
    let _turn = TURNS.acquire().await.map_err(|error| Error::Stored(error.to_string()))?;
    // Somebody else may have read it while this one waited.
    if let Some(crc32) = remembered(&market, std::slice::from_ref(&blob)).await?.remove(&blob) {
        return Ok(crc32);
    }
    let crc32 = read(&market, &blob).await?;
    let row = checksum::ActiveModel { blob: Set(blob.as_str().to_owned()), crc32: Set(i64::from(crc32)) };
    let kept = OnConflict::column(checksum::Column::Blob).do_nothing().to_owned();
    let tx = market.begin().await?;
    checksum::Entity::insert(row).on_conflict(kept).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(crc32)
}

async fn read(market: &Market, blob: &Hash) -> Result<u32, Error> {
    let gone = || Error::Stored(format!("the blob {blob} is gone"));
    let size = market.blobs().size(blob).await?.ok_or_else(gone)?;
    let mut stream = market.blobs().stream(blob, 0..size).await?;
    let (mut crc32, mut hash) = (crc32fast::Hasher::new(), blake3::Hasher::new());
    while let Some(chunk) = stream.try_next().await? {
        crc32.update(&chunk);
        hash.update(&chunk);
    }
    if hash.finalize().to_hex().as_str() != blob.as_str() {
        return Err(Error::Stored(format!("the blob {blob} is no longer what its name says")));
    }
    Ok(crc32.finalize())
}
