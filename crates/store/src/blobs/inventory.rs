//! What lies in the store, and taking it out again.

use std::{fs::File, path::Path, time::SystemTime};

use basis::Time;
use futures::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, path::Path as Key};

use super::{Blobs, Hash, Place, blocking, path_in};
use crate::Error;

/// A blob that lies in the store, whether a row names it or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub hash: Hash,
    /// Its length.
    pub bytes: u64,
    /// When it got its name last.
    pub modified: Time,
}

/// The store is listed in so many shards, by the first two digits of the names: a large one need not fit into memory.
pub const SHARDS: u16 = 256;

/// Makes the folders of all shards and syncs the folder they lie in, so that no blob's own folder can be lost later.
pub(super) fn make_shards(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut made = false;
    for shard in 0..SHARDS {
        match std::fs::create_dir(folder.join(format!("{shard:02x}"))) {
            Ok(()) => made = true,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    if made {
        File::open(folder)?.sync_all()?;
        if let Some(root) = folder.parent() {
            File::open(root)?.sync_all()?;
        }
    }
    Ok(())
}

impl Blobs {
    /// What lies in one of the [`SHARDS`], in the order of the names. What has no blob's name is passed over.
    ///
    /// # Errors
    /// The disk or the bucket does not answer.
    pub async fn list(&self, shard: u16) -> Result<Vec<Listed>, Error> {
        let digits = format!("{shard:02x}");
        let mut listed = match &self.place {
            Place::Folder(folder) => {
                let folder = folder.join(&digits);
                blocking(move || in_folder(&folder, &digits)).await?
            }
            Place::Bucket(bucket) => {
                let prefix = Key::from(format!("blobs/{digits}"));
                let mut objects = bucket.list(Some(&prefix));
                let mut listed = Vec::new();
                while let Some(object) = objects.try_next().await? {
                    let name = object.location.filename().unwrap_or_default();
                    let Ok(hash) = format!("{digits}{name}").parse() else { continue };
                    listed.push(Listed { hash, bytes: object.size, modified: object.last_modified });
                }
                listed
            }
        };
        listed.sort_by(|one, other| one.hash.cmp(&other.hash));
        Ok(listed)
    }

    /// Takes a blob away; false where there was none. Whether anything still needs it is for the caller to know.
    ///
    /// # Errors
    /// The disk or the bucket refuses.
    pub async fn delete(&self, hash: &Hash) -> Result<bool, Error> {
        match &self.place {
            Place::Folder(folder) => match tokio::fs::remove_file(path_in(folder, hash)).await {
                Ok(()) => Ok(true),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
                Err(error) => Err(error.into()),
            },
            Place::Bucket(bucket) => {
                // S3 says yes to deleting what is not there.
                let there = self.size(hash).await?.is_some();
                match bucket.delete(&hash.key()).await {
                    Ok(()) => Ok(there),
                    Err(object_store::Error::NotFound { .. }) => Ok(false),
                    Err(error) => Err(error.into()),
                }
            }
        }
    }
}

fn in_folder(folder: &Path, digits: &str) -> std::io::Result<Vec<Listed>> {
    let mut listed = Vec::new();
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(listed),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let Ok(hash) = format!("{digits}{}", entry.file_name().to_string_lossy()).parse() else { continue };
        // One that was taken away meanwhile is not there.
        let Ok(metadata) = entry.metadata() else { continue };
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH).into();
        listed.push(Listed { hash, bytes: metadata.len(), modified });
    }
    Ok(listed)
}
