//! The name of a blob.

use std::{fmt, path::Path, str::FromStr};

use object_store::path::Path as Key;
use serde::{Deserialize, Serialize};

use crate::Error;

/// The BLAKE3 of a blob's content, in lower-case hex.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(String);

impl Hash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        blake3::hash(bytes).into()
    }

    /// The hash of the file at `path`, read piece by piece.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of_file(path: &Path) -> std::io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(std::fs::File::open(path)?)?;
        Ok(hasher.finalize().into())
    }

    /// The 64 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which of the 256 shards it lies in, as two digits, and its name there.
    pub(super) fn place(&self) -> (&str, &str) {
        self.0.split_at(2)
    }

    /// Its key in a bucket.
    pub(super) fn key(&self) -> Key {
        let (shard, name) = self.place();
        Key::from(format!("blobs/{shard}/{name}"))
    }
}

impl From<blake3::Hash> for Hash {
    fn from(hash: blake3::Hash) -> Self {
        Self(hash.to_hex().to_string())
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
