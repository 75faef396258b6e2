//! Content-addressed bytes in a folder or an S3-compatible store.
//!
//! A blob is named by the BLAKE3 of its content. It is written to a temporary file while it is hashed,
//! synced, and only then given its name, so that a name always stands for whole bytes: a row may point
//! to it as soon as [`BlobWriter::finish`] has returned. The same content is kept once.

use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart, path::Path as Key};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use crate::Error;

/// The BLAKE3 of a blob's content, in lower-case hex.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(String);

impl Hash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes).to_hex().to_string())
    }

    /// The hash of the file at `path`, read piece by piece.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of_file(path: &Path) -> std::io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(std::fs::File::open(path)?)?;
        Ok(Self(hasher.finalize().to_hex().to_string()))
    }

    /// The 64 letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn key(&self) -> Key {
        Key::from(format!("blobs/{}/{}", &self.0[..2], &self.0[2..]))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Hash {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        let whole = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        whole.then(|| Self(text.to_owned())).ok_or_else(|| Error::Setting(format!("`{text}` names no blob")))
    }
}

/// A blob that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its name.
    pub hash: Hash,
    /// Its length.
    pub bytes: u64,
}

/// Where blobs live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobSettings {
    /// A folder; it is made if it is missing.
    Folder(PathBuf),
    /// A bucket of an S3-compatible store.
    S3 {
        /// The bucket.
        bucket: String,
        /// The region, `us-east-1` where the store has none.
        region: String,
        /// The store's own address where it is not Amazon's.
        endpoint: Option<String>,
        /// Key and secret; none takes them from the environment as Amazon's tools do.
        credentials: Option<(String, String)>,
        /// A folder for uploads under way.
        scratch: PathBuf,
    },
}

/// The blob store.
#[derive(Clone, Debug)]
pub struct Blobs {
    place: Place,
    scratch: PathBuf,
}

#[derive(Clone, Debug)]
enum Place {
    Folder(PathBuf),
    Bucket(Arc<dyn ObjectStore>),
}

/// Bytes handed on at a time.
const CHUNK_BYTES: usize = 256 * 1024;

impl Blobs {
    /// Opens the store; files of uploads that a crash left behind are removed.
    ///
    /// # Errors
    /// The folder cannot be made, or the bucket's settings make no sense.
    pub async fn open(settings: &BlobSettings) -> Result<Self, Error> {
        let blobs = match settings {
            BlobSettings::Folder(root) => {
                tokio::fs::create_dir_all(root.join("blobs")).await?;
                Self { place: Place::Folder(root.clone()), scratch: root.join("uploads") }
            }
            BlobSettings::S3 { bucket, region, endpoint, credentials, scratch } => {
                let mut builder =
                    object_store::aws::AmazonS3Builder::from_env().with_bucket_name(bucket).with_region(region);
                if let Some(endpoint) = endpoint {
                    builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
                }
                if let Some((key, secret)) = credentials {
                    builder = builder.with_access_key_id(key).with_secret_access_key(secret);
                }
                Self { place: Place::Bucket(Arc::new(builder.build()?)), scratch: scratch.clone() }
            }
        };
        tokio::fs::create_dir_all(&blobs.scratch).await?;
        Ok(blobs)
    }

    /// Begins a blob of unknown length.
    ///
    /// # Errors
    /// The disk refuses.
    pub async fn writer(&self) -> Result<BlobWriter, Error> {
        let file = tempfile::Builder::new().prefix("upload-").tempfile_in(&self.scratch)?;
        let out = tokio::fs::File::from_std(file.reopen()?);
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

    /// Keeps the content of a file, which stays where it is.
    ///
    /// # Errors
    /// The file cannot be read, or the disk or the bucket refuses.
    pub async fn put_file(&self, path: &Path) -> Result<Stored, Error> {
        let mut from = tokio::fs::File::open(path).await?;
        let mut writer = self.writer().await?;
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let count = from.read(&mut chunk).await?;
            if count == 0 {
                return writer.finish().await;
            }
            writer.write(&chunk[..count]).await?;
        }
    }

    /// The length of a blob; none where there is no such blob.
    ///
    /// # Errors
    /// The disk or the bucket does not answer.
    pub async fn size(&self, hash: &Hash) -> Result<Option<u64>, Error> {
        match &self.place {
            Place::Folder(root) => match tokio::fs::metadata(path_in(root, hash)).await {
                Ok(metadata) => Ok(Some(metadata.len())),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error.into()),
            },
            Place::Bucket(bucket) => match bucket.head(&hash.key()).await {
                Ok(meta) => Ok(Some(meta.size)),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(error.into()),
            },
        }
    }

    /// A stretch of a blob, piece by piece.
    ///
    /// # Errors
    /// There is no such blob, or the disk or the bucket does not answer.
    pub async fn stream(
        &self,
        hash: &Hash,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, Error>>, Error> {
        match &self.place {
            Place::Folder(root) => {
                let mut file = tokio::fs::File::open(path_in(root, hash)).await?;
                file.seek(std::io::SeekFrom::Start(range.start)).await?;
                let limited = file.take(range.end.saturating_sub(range.start));
                let stream = tokio_util::io::ReaderStream::with_capacity(limited, CHUNK_BYTES);
                Ok(stream.map_err(Error::from).boxed())
            }
            Place::Bucket(bucket) => {
                if range.is_empty() {
                    // HTTP has no range without a byte.
                    bucket.head(&hash.key()).await?;
                    return Ok(futures::stream::empty().boxed());
                }
                let options = object_store::GetOptions { range: Some(range.into()), ..Default::default() };
                let result = bucket.get_opts(&hash.key(), options).await?;
                Ok(result.into_stream().map_err(Error::from).boxed())
            }
        }
    }

    /// A whole blob in memory: for pictures and reports, never for a creator's file.
    ///
    /// # Errors
    /// There is no such blob, or the disk or the bucket does not answer.
    pub async fn bytes(&self, hash: &Hash) -> Result<Bytes, Error> {
        match &self.place {
            Place::Folder(root) => Ok(tokio::fs::read(path_in(root, hash)).await?.into()),
            Place::Bucket(bucket) => Ok(bucket.get(&hash.key()).await?.bytes().await?),
        }
    }

    /// A blob as a file that another process can open: the stored one itself, or a copy that goes with the value.
    ///
    /// # Errors
    /// There is no such blob, or the disk or the bucket does not answer.
    pub async fn local(&self, hash: &Hash) -> Result<LocalBlob, Error> {
        match &self.place {
            Place::Folder(root) => {
                let path = path_in(root, hash);
                tokio::fs::metadata(&path).await?;
                Ok(LocalBlob { path, _copy: None })
            }
            Place::Bucket(bucket) => {
                let copy = tempfile::Builder::new().prefix("blob-").tempfile_in(&self.scratch)?;
                let mut out = tokio::fs::File::from_std(copy.reopen()?);
                let mut stream = bucket.get(&hash.key()).await?.into_stream();
                while let Some(chunk) = stream.try_next().await? {
                    out.write_all(&chunk).await?;
                }
                out.flush().await?;
                Ok(LocalBlob { path: copy.path().to_owned(), _copy: Some(copy) })
            }
        }
    }

    /// Reads a blob again and compares it with its name; false where its bytes have changed or are gone.
    ///
    /// # Errors
    /// The disk or the bucket does not answer.
    pub async fn is_sound(&self, hash: &Hash) -> Result<bool, Error> {
        let Some(size) = self.size(hash).await? else { return Ok(false) };
        let mut hasher = blake3::Hasher::new();
        let mut stream = self.stream(hash, 0..size).await?;
        while let Some(chunk) = stream.try_next().await? {
            hasher.update(&chunk);
        }
        Ok(hasher.finalize().to_hex().as_str() == hash.as_str())
    }

    async fn keep(&self, file: tempfile::NamedTempFile, hash: &Hash) -> Result<(), Error> {
        match &self.place {
            Place::Folder(root) => {
                let path = path_in(root, hash);
                if tokio::fs::try_exists(&path).await? {
                    return Ok(());
                }
                tokio::task::spawn_blocking(move || name_and_sync(file, &path))
                    .await
                    .map_err(std::io::Error::other)??;
                Ok(())
            }
            Place::Bucket(bucket) => {
                if self.size(hash).await?.is_some() {
                    return Ok(());
                }
                if file.as_file().metadata()?.len() <= PART_BYTES as u64 {
                    let whole = tokio::fs::read(file.path()).await?;
                    bucket.put(&hash.key(), whole.into()).await?;
                    return Ok(());
                }
                let parts = bucket.put_multipart(&hash.key()).await?;
                let mut upload = WriteMultipart::new_with_chunk_size(parts, PART_BYTES);
                match send_parts(&file, &mut upload).await {
                    Ok(()) => Ok(upload.finish().await.map(drop)?),
                    Err(error) => {
                        // Parts without an end are kept, and paid for, until somebody takes them away.
                        upload.abort().await?;
                        Err(error)
                    }
                }
            }
        }
    }
}

/// What is at most so long goes in one request; what is longer goes in parts of that length, the least that S3 takes.
const PART_BYTES: usize = 5 << 20;
/// Parts of one upload under way at a time.
const PARTS_AT_ONCE: usize = 4;

async fn send_parts(file: &tempfile::NamedTempFile, upload: &mut WriteMultipart) -> Result<(), Error> {
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

fn path_in(root: &Path, hash: &Hash) -> PathBuf {
    root.join("blobs").join(&hash.as_str()[..2]).join(&hash.as_str()[2..])
}

/// Gives a synced file its name and syncs the folder, so that the name, too, survives a power cut.
fn name_and_sync(file: tempfile::NamedTempFile, path: &Path) -> std::io::Result<()> {
    let Some(folder) = path.parent() else { return Err(std::io::Error::other("a blob's path has a folder")) };
    std::fs::create_dir_all(folder)?;
    file.persist(path).map_err(|error| error.error)?;
    std::fs::File::open(folder)?.sync_all()
}

/// A blob as a local file. The copy, if it is one, goes with the value.
#[derive(Debug)]
pub struct LocalBlob {
    path: PathBuf,
    _copy: Option<tempfile::NamedTempFile>,
}

impl LocalBlob {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A blob being written. Dropping it leaves nothing behind.
#[derive(Debug)]
pub struct BlobWriter {
    blobs: Blobs,
    file: tempfile::NamedTempFile,
    out: tokio::fs::File,
    hasher: blake3::Hasher,
    bytes: u64,
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

    /// Syncs the bytes and gives them their name.
    ///
    /// # Errors
    /// The disk or the bucket refuses.
    pub async fn finish(mut self) -> Result<Stored, Error> {
        self.out.flush().await?;
        self.out.sync_all().await?;
        let hash = Hash(self.hasher.finalize().to_hex().to_string());
        self.blobs.keep(self.file, &hash).await?;
        Ok(Stored { hash, bytes: self.bytes })
    }
}
