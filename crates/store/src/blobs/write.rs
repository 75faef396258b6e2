//! Writing a blob: hashed while it comes, synced, and only then named.

use std::path::Path;

use object_store::{ObjectStoreExt, WriteMultipart};
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{Blobs, CHUNK_BYTES, Place, Stored, blocking, path_in, scratch};
use crate::Error;

/// What is at most so long goes in one request; what is longer goes in parts of that length, the least that S3 takes.
const PART_BYTES: usize = 5 << 20;
/// Parts of one upload under way at a time.
const PARTS_AT_ONCE: usize = 4;

/// A blob being written. Dropping it leaves nothing behind.
#[derive(Debug)]
pub struct BlobWriter {
    blobs: Blobs,
    file: NamedTempFile,
    out: tokio::fs::File,
    hasher: blake3::Hasher,
    bytes: u64,
}

/// Whole, synced bytes that have no name yet. Dropping it leaves nothing behind.
#[derive(Debug)]
pub struct SealedBlob {
    blobs: Blobs,
    file: NamedTempFile,
    stored: Stored,
}

impl Blobs {
    /// Begins a blob of unknown length.
    ///
    /// # Errors
    /// The disk refuses.
    pub async fn writer(&self) -> Result<BlobWriter, Error> {
        let folder = self.scratch.clone();
        let (file, out) = blocking(move || {
            let file = scratch::temporary(&folder)?;
            let out = file.reopen()?;
            Ok((file, out))
        })
        .await?;
        let out = tokio::fs::File::from_std(out);
        Ok(BlobWriter { blobs: self.clone(), file, out, hasher: blake3::Hasher::new(), bytes: 0 })
    }

    /// Keeps `bytes`.
    ///
    /// # Errors
    /// The disk or the bucket refuses.
    pub async fn put(&self, bytes: &[u8]) -> Result<Stored, Error> {
        let mut writer = self.writer().await?;
        writer.write(bytes).await?;
        writer.finish().await
    }

    /// Takes in the content of a file, which stays where it is.
    ///
    /// # Errors
    /// The file cannot be read, or the disk refuses.
    pub async fn seal_file(&self, path: &Path) -> Result<SealedBlob, Error> {
        let mut from = tokio::fs::File::open(path).await?;
        let mut writer = self.writer().await?;
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let count = from.read(&mut chunk).await?;
            if count == 0 {
                return writer.seal().await;
            }
            writer.write(&chunk[..count]).await?;
        }
    }

    /// Keeps the content of a file, which stays where it is.
    ///
    /// # Errors
    /// The file cannot be read, or the disk or the bucket refuses.
    pub async fn put_file(&self, path: &Path) -> Result<Stored, Error> {
        self.seal_file(path).await?.name(Heal::No).await
    }
}

impl BlobWriter {
    /// Adds `chunk`.
    ///
    /// # Errors
    /// The disk refuses.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), Error> {
        self.out.write_all(chunk).await?;
        self.hasher.update(chunk);
        self.bytes += chunk.len() as u64;
        Ok(())
    }

    /// Bytes written so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Syncs the bytes.
    ///
    /// # Errors
    /// The disk refuses.
    pub async fn seal(mut self) -> Result<SealedBlob, Error> {
        self.out.flush().await?;
        self.out.sync_all().await?;
        let stored = Stored { hash: self.hasher.finalize().into(), bytes: self.bytes };
        Ok(SealedBlob { blobs: self.blobs, file: self.file, stored })
    }

    /// Syncs the bytes and gives them their name.
    ///
    /// # Errors
    /// The disk or the bucket refuses.
    pub async fn finish(self) -> Result<Stored, Error> {
        self.seal().await?.name(Heal::No).await
    }
}

/// Whether bytes that stand under the same name already are known to be damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heal {
    /// They are: they are replaced wherever they lie.
    Yes,
    /// They are not: a bucket is spared sending the same again.
    No,
}

impl SealedBlob {
    /// What it will be called, and how long it is.
    pub fn stored(&self) -> &Stored {
        &self.stored
    }

    /// Gives the bytes their name. In a folder they take the place of what has that name, in one step: who reads the
    /// old ones reads them to their end, and damaged ones are healed unasked.
    ///
    /// # Errors
    /// The disk or the bucket refuses.
    pub async fn name(self, heal: Heal) -> Result<Stored, Error> {
        let Self { blobs, file, stored } = self;
        match &blobs.place {
            Place::Folder(folder) => {
                let path = path_in(folder, &stored.hash);
                blocking(move || name_and_sync(file, &path)).await?;
            }
            Place::Bucket(bucket) => {
                if heal == Heal::No && blobs.size(&stored.hash).await? == Some(stored.bytes) {
                    return Ok(stored);
                }
                send(bucket.as_ref(), &file, &stored).await?;
            }
        }
        Ok(stored)
    }
}

/// Gives a synced file its name and syncs the folder, so that the name, too, survives a power cut. The folder itself was
/// made and synced when the store was opened.
fn name_and_sync(file: NamedTempFile, path: &Path) -> std::io::Result<()> {
    let Some(folder) = path.parent() else { return Err(std::io::Error::other("a blob's path has a folder")) };
    file.persist(path).map_err(|error| error.error)?;
    std::fs::File::open(folder)?.sync_all()
}

async fn send(bucket: &object_store::aws::AmazonS3, file: &NamedTempFile, stored: &Stored) -> Result<(), Error> {
    let key = stored.hash.key();
    if stored.bytes <= PART_BYTES as u64 {
        let whole = tokio::fs::read(file.path()).await?;
        bucket.put(&key, whole.into()).await?;
        return Ok(());
    }
    let parts = object_store::ObjectStore::put_multipart_opts(bucket, &key, Default::default()).await?;
    let mut upload = WriteMultipart::new_with_chunk_size(parts, PART_BYTES);
    match send_parts(file, &mut upload).await {
        Ok(()) => Ok(upload.finish().await.map(drop)?),
        Err(error) => {
            // Parts without an end are kept, and paid for, until somebody takes them away.
            upload.abort().await?;
            Err(error)
        }
    }
}

async fn send_parts(file: &NamedTempFile, upload: &mut WriteMultipart) -> Result<(), Error> {
    let mut from = tokio::fs::File::from_std(file.reopen()?);
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let count = from.read(&mut chunk).await?;
        if count == 0 {
            return Ok(());
        }
        upload.wait_for_capacity(PARTS_AT_ONCE).await?;
        upload.write(&chunk[..count]);
    }
}
