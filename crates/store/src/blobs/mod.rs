//! Content-addressed bytes in a folder or an S3-compatible store.
//!
//! A blob is named by the BLAKE3 of its content. It is written to a temporary file while it is hashed,
//! synced, and only then given its name, so that a name always stands for whole bytes: a row may point
//! to it as soon as [`SealedBlob::name`] has returned. The same content is kept once.

mod hash;
mod inventory;
mod read;
mod scratch;
mod write;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use object_store::aws::AmazonS3;

use crate::Error;

pub use hash::Hash;
pub use inventory::{Listed, SHARDS};
pub use read::{LocalBlob, Pieces};
pub use scratch::Workspace;
pub use write::{BlobWriter, Heal, SealedBlob};

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
    Bucket(Arc<AmazonS3>),
}

/// Bytes handed on at a time.
const CHUNK_BYTES: usize = 256 * 1024;

impl Blobs {
    /// Opens the store. What processes that have died left behind in the folder of uploads under way is removed; what
    /// belongs to a living one, of this program or another, stays.
    ///
    /// # Errors
    /// The folder cannot be made, or the bucket's settings make no sense.
    pub async fn open(settings: &BlobSettings) -> Result<Self, Error> {
        let blobs = match settings {
            BlobSettings::Folder(root) => {
                let (folder, scratch) = (root.join("blobs"), root.join("uploads"));
                let made = folder.clone();
                blocking(move || inventory::make_shards(&made)).await?;
                Self { place: Place::Folder(folder), scratch }
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
        let scratch = blobs.scratch.clone();
        let swept = blocking(move || scratch::sweep(&scratch)).await?;
        if swept > 0 {
            tracing::info!(swept, "what a process that died left in the folder of uploads was removed");
        }
        Ok(blobs)
    }
}

/// Room on the disk that a folder of blobs lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disk {
    /// Bytes that this process may still write.
    pub free_bytes: u64,
    /// Bytes of the whole disk.
    pub bytes: u64,
}

impl Blobs {
    /// The disk that blobs lie on; none where they lie in a bucket.
    ///
    /// # Errors
    /// The disk does not answer.
    pub async fn disk(&self) -> Result<Option<Disk>, Error> {
        let Place::Folder(folder) = &self.place else { return Ok(None) };
        let folder = folder.clone();
        let stat = blocking(move || Ok(rustix::fs::statvfs(&folder)?)).await?;
        let bytes = |blocks: u64| blocks.saturating_mul(stat.f_frsize);
        Ok(Some(Disk { free_bytes: bytes(stat.f_bavail), bytes: bytes(stat.f_blocks) }))
    }
}

fn path_in(folder: &Path, hash: &Hash) -> PathBuf {
    let (shard, name) = hash.place();
    folder.join(shard).join(name)
}

/// Does what waits for the disk on a thread that may wait.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, Error> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)??)
}
