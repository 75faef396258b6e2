//! Blobs from one store to another, each held against its name on the way.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Context, Result};
use futures::{StreamExt, TryStreamExt};
use store::{Blobs, Hash, SHARDS, snapshot::Part};
use tokio::io::AsyncBufReadExt;

/// Blobs under way at the same time: a bucket answers each after a while.
const AT_ONCE: usize = 8;

/// What came of copying.
#[derive(Default)]
pub struct Copied {
    /// Blobs that were copied.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Blobs that are not there, or whose bytes have changed.
    pub missing: Vec<Hash>,
}

/// Copies of `wanted` what `to` has not got yet.
///
/// # Errors
/// The disk or the bucket does not answer.
pub async fn copy(from: &Blobs, to: &Blobs, wanted: &[Hash]) -> Result<Copied> {
    let there = present(to).await?;
    let fresh = wanted.iter().filter(|hash| !there.contains(*hash));
    let one = |hash: &Hash| {
        let hash = hash.clone();
        async move {
            let done = copy_one(from, to, &hash).await;
            done.map(|bytes| (hash.clone(), bytes)).with_context(|| format!("the blob {hash} cannot be copied"))
        }
    };
    let mut copied = Copied::default();
    let mut work = futures::stream::iter(fresh.map(one).collect::<Vec<_>>()).buffer_unordered(AT_ONCE);
    while let Some((hash, bytes)) = work.try_next().await? {
        match bytes {
            Some(bytes) => {
                copied.count += 1;
                copied.bytes += bytes;
            }
            None => copied.missing.push(hash),
        }
    }
    copied.missing.sort();
    Ok(copied)
}

/// Copies one blob; its length, or none where it is not there or not what its name says.
async fn copy_one(from: &Blobs, to: &Blobs, hash: &Hash) -> Result<Option<u64>> {
    if from.size(hash).await?.is_none() {
        return Ok(None);
    }
    let mut pieces = from.verified(hash, 0..u64::MAX).await?;
    let mut writer = to.writer().await?;
    loop {
        match pieces.try_next().await {
            Ok(Some(piece)) => writer.write(&piece).await?,
            Ok(None) => return Ok(Some(writer.finish().await?.bytes)),
            Err(store::Error::Damaged(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
}

/// What lies in a store.
///
/// # Errors
/// The disk or the bucket does not answer.
pub async fn present(blobs: &Blobs) -> Result<BTreeSet<Hash>> {
    let mut present = BTreeSet::new();
    for shard in 0..SHARDS {
        present.extend(blobs.list(shard).await?.into_iter().map(|listed| listed.hash));
    }
    Ok(present)
}

/// Whether nothing lies in a store.
///
/// # Errors
/// The disk or the bucket does not answer.
pub async fn is_empty(blobs: &Blobs) -> Result<bool> {
    for shard in 0..SHARDS {
        if !blobs.list(shard).await?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes out of a backup what no longer belongs to it: what was taken down in the market must not live on in its backup.
///
/// # Errors
/// The disk refuses.
pub async fn keep_only(blobs: &Blobs, wanted: &[Hash]) -> Result<u64> {
    let wanted: BTreeSet<&Hash> = wanted.iter().collect();
    let mut removed = 0;
    for hash in present(blobs).await?.iter().filter(|hash| !wanted.contains(hash)) {
        removed += u64::from(blobs.delete(hash).await?);
    }
    Ok(removed)
}

/// The name of the list of blobs beside the rows.
const LIST: &str = "blobs.txt";

/// Writes the list of a backup's blobs beside its rows.
///
/// # Errors
/// The disk refuses.
pub fn write_list(rows: &Path, blobs: &[Hash]) -> Result<Part> {
    let mut text = String::with_capacity(blobs.len() * 65);
    for hash in blobs {
        text.push_str(hash.as_str());
        text.push('\n');
    }
    std::fs::write(rows.join(LIST), &text)?;
    std::fs::File::open(rows.join(LIST))?.sync_all()?;
    Ok(Part { file: LIST.to_owned(), bytes: text.len() as u64, blake3: Hash::of(text.as_bytes()) })
}

/// Reads it.
///
/// # Errors
/// The disk refuses, or a line names no blob.
pub async fn read_list(rows: &Path, part: &Part) -> Result<Vec<Hash>> {
    let mut lines = tokio::io::BufReader::new(tokio::fs::File::open(rows.join(&part.file)).await?).lines();
    let mut hashes = Vec::new();
    while let Some(line) = lines.next_line().await? {
        hashes.push(line.parse()?);
    }
    Ok(hashes)
}
