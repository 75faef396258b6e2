//! Reading a blob: in pieces, whole, held against its name, as a local file, or by an address of the bucket's own.

use std::{ops::Range, path::PathBuf, time::Duration};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    ObjectStore, ObjectStoreExt,
    signer::{Method, SignedUrlOptions, Signer},
};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use super::{Blobs, CHUNK_BYTES, Hash, Place, blocking, path_in, scratch};
use crate::Error;

/// The longest blob that is read whole into memory: pictures and figures are far shorter.
const WHOLE_BYTES_MAX: u64 = 16 << 20;

/// Pieces of a blob as they come.
pub type Pieces = BoxStream<'static, Result<Bytes, Error>>;

impl Blobs {
    /// The length of a blob; none where there is no such blob.
    ///
    /// # Errors
    /// The disk or the bucket does not answer.
    pub async fn size(&self, hash: &Hash) -> Result<Option<u64>, Error> {
        match &self.place {
            Place::Folder(folder) => match tokio::fs::metadata(path_in(folder, hash)).await {
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

    /// A stretch of a blob, piece by piece, as it lies there.
    ///
    /// # Errors
    /// There is no such blob, or the disk or the bucket does not answer.
    pub async fn stream(&self, hash: &Hash, range: Range<u64>) -> Result<Pieces, Error> {
        match &self.place {
            Place::Folder(folder) => {
                let mut file = tokio::fs::File::open(path_in(folder, hash)).await?;
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

    /// A stretch of a blob, held against its name on the way. All of the blob is read, what lies outside of the stretch
    /// only to be hashed. The last piece is given only once the hash is right; where it is not, the stream ends in
    /// [`Error::Damaged`] instead, so that nobody takes what came for the whole.
    ///
    /// # Errors
    /// There is no such blob, or the disk or the bucket does not answer.
    pub async fn verified(&self, hash: &Hash, stretch: Range<u64>) -> Result<Pieces, Error> {
        let size = self.size(hash).await?.ok_or_else(|| Error::Damaged(hash.to_string()))?;
        let pieces = self.stream(hash, 0..size).await?;
        let (skip, take) = (stretch.start, stretch.end.saturating_sub(stretch.start));
        let check = Check { hasher: blake3::Hasher::new(), skip, take, held: Bytes::new(), hash: hash.clone() };
        // One more than there are: the end is where the hash is looked at.
        let pieces = pieces.map(Some).chain(futures::stream::once(async { None }));
        let checked = pieces.scan(Some(check), |check, piece| {
            let given = match (check.take(), piece) {
                (None, _) => None,
                (Some(mut going), Some(Ok(piece))) => {
                    let given = going.piece(piece);
                    *check = Some(going);
                    Some(Ok(given))
                }
                (Some(_), Some(Err(error))) => Some(Err(error)),
                (Some(ended), None) => Some(ended.end()),
            };
            futures::future::ready(given)
        });
        Ok(checked.try_filter(|piece| futures::future::ready(!piece.is_empty())).boxed())
    }

    /// A whole blob in memory: for pictures and figures of at most 16 MiB, never for a creator's file.
    ///
    /// # Errors
    /// There is no such blob, it is longer, or the disk or the bucket does not answer.
    pub async fn bytes(&self, hash: &Hash) -> Result<Bytes, Error> {
        if self.size(hash).await?.is_some_and(|size| size > WHOLE_BYTES_MAX) {
            return Err(Error::Setting(format!("the blob {hash} is too long to be read whole")));
        }
        match &self.place {
            Place::Folder(folder) => Ok(tokio::fs::read(path_in(folder, hash)).await?.into()),
            Place::Bucket(bucket) => Ok(bucket.get(&hash.key()).await?.bytes().await?),
        }
    }

    /// A blob as a file that another process can open: the stored one itself, or a copy that goes with the value.
    ///
    /// # Errors
    /// There is no such blob, or the disk or the bucket does not answer.
    pub async fn local(&self, hash: &Hash) -> Result<LocalBlob, Error> {
        match &self.place {
            Place::Folder(folder) => {
                let path = path_in(folder, hash);
                tokio::fs::metadata(&path).await?;
                Ok(LocalBlob { path, _copy: None })
            }
            Place::Bucket(bucket) => {
                let folder = self.scratch.clone();
                let (copy, out) = blocking(move || {
                    let copy = scratch::temporary(&folder)?;
                    let out = copy.reopen()?;
                    Ok((copy, out))
                })
                .await?;
                let mut out = tokio::fs::File::from_std(out);
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
        Ok(Hash::from(hasher.finalize()) == *hash)
    }

    /// An address of the bucket itself that gives the blob to whoever holds it, for `seconds`, with these headers of
    /// the answer; none where blobs lie in a folder. Ranges work there, too.
    ///
    /// # Errors
    /// The credentials cannot be had.
    pub async fn presigned(
        &self,
        hash: &Hash,
        disposition: &str,
        media_type: &str,
        seconds: u64,
    ) -> Result<Option<String>, Error> {
        let Place::Bucket(bucket) = &self.place else { return Ok(None) };
        let headers = [
            ("response-content-disposition", disposition),
            ("response-content-type", media_type),
            ("response-cache-control", "private, no-store"),
        ];
        let query = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let options = SignedUrlOptions::default().with_query(query);
        let wait = Duration::from_secs(seconds.clamp(1, PRESIGNED_SECONDS_MAX));
        Ok(Some(bucket.signed_url_opts(Method::GET, &hash.key(), wait, &options).await?.to_string()))
    }
}

/// The longest time for which S3 signs an address: a week.
const PRESIGNED_SECONDS_MAX: u64 = 7 * 86_400;

/// A blob on its way, and its hash so far.
struct Check {
    hasher: blake3::Hasher,
    /// Bytes that are still to be left out.
    skip: u64,
    /// Bytes that are still to be given; what lies behind them is only hashed.
    take: u64,
    /// The last piece, held back until something follows it.
    held: Bytes,
    hash: Hash,
}

impl Check {
    /// Takes the next piece in and gives the one before it.
    fn piece(&mut self, mut piece: Bytes) -> Bytes {
        self.hasher.update(&piece);
        let left_out = piece.split_to(usize::try_from(self.skip).unwrap_or(usize::MAX).min(piece.len()));
        self.skip -= left_out.len() as u64;
        piece.truncate(usize::try_from(self.take).unwrap_or(usize::MAX));
        self.take -= piece.len() as u64;
        if piece.is_empty() { Bytes::new() } else { std::mem::replace(&mut self.held, piece) }
    }

    /// The last piece, if all of it was what its name says.
    fn end(self) -> Result<Bytes, Error> {
        if Hash::from(self.hasher.finalize()) == self.hash {
            Ok(self.held)
        } else {
            Err(Error::Damaged(self.hash.to_string()))
        }
    }
}

/// A blob as a local file. The copy, if it is one, goes with the value.
#[derive(Debug)]
pub struct LocalBlob {
    path: PathBuf,
    _copy: Option<tempfile::NamedTempFile>,
}

impl LocalBlob {
    /// Where it is.
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }
}
