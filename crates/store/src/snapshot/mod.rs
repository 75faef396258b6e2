//! All rows as they stood at one moment, as files; and putting them into an empty database.
//!
//! SQLite gives a copy of itself (`VACUUM INTO`), PostgreSQL a file a table (`COPY`), read in one transaction that sees one
//! moment. Whoever buys or uploads meanwhile waits for neither.

mod postgres;
mod sqlite;

use std::{
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{Backend, DatabaseSettings, Error, Hash, Store};

/// A file of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name in the snapshot's folder.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// What it holds.
    pub blake3: Hash,
}

/// What a snapshot holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The migrations that had been applied, in their order.
    pub schema: Vec<String>,
    /// The files it was written to.
    pub parts: Vec<Part>,
    /// The blobs that its rows name, in the order of their names, each once.
    pub named: Vec<Hash>,
}

/// What names a blob: files that were not removed, shops' pictures, and what was made of either.
const NAMED: &str = "SELECT blob AS hash FROM files WHERE state <> 'removed' UNION SELECT hash FROM artifacts \
    UNION SELECT upload FROM shop_pictures WHERE upload IS NOT NULL UNION SELECT hash FROM shop_artifacts ORDER BY 1";

/// Writes all rows as they stand at one moment into the empty folder `folder`.
///
/// # Errors
/// The database or the disk does not answer, or the schema is that of a newer version.
pub async fn take(store: &Store, folder: &Path) -> Result<Snapshot, Error> {
    store.pending_migrations().await?;
    match store.backend() {
        Backend::Sqlite => sqlite::take(store, folder).await,
        Backend::Postgres => postgres::take(store, folder).await,
    }
}

/// Whether there is nothing yet where rows could be put back: no file, or no row in any table.
///
/// # Errors
/// The database does not answer.
pub async fn is_empty(settings: &DatabaseSettings) -> Result<bool, Error> {
    match settings {
        DatabaseSettings::Sqlite(path) => Ok(!path.exists()),
        DatabaseSettings::Postgres { .. } => postgres::is_empty(&Store::connect(settings).await?).await,
    }
}

/// Puts the rows of a snapshot in `folder` into the empty database of `settings`, wholly or not at all. The schema becomes
/// that of the snapshot: [`Store::open`] brings it up to date.
///
/// # Errors
/// The database or the disk does not answer, or the snapshot is of a newer version.
pub async fn put_back(settings: &DatabaseSettings, folder: &Path, schema: &[String]) -> Result<(), Error> {
    match settings {
        DatabaseSettings::Sqlite(path) => sqlite::put_back(path, folder).await,
        DatabaseSettings::Postgres { .. } => postgres::put_back(&Store::connect(settings).await?, folder, schema).await,
    }
}

/// Reads a part again: whether it is what it was.
///
/// # Errors
/// The disk does not answer.
pub async fn is_sound(folder: &Path, part: &Part) -> Result<bool, Error> {
    let path = folder.join(&part.file);
    let read = tokio::task::spawn_blocking(move || match std::fs::metadata(&path) {
        Ok(metadata) => Ok(Some((metadata.len(), Hash::of_file(&path)?))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    });
    let found = read.await.map_err(std::io::Error::other)??;
    Ok(found == Some((part.bytes, part.blake3.clone())))
}

/// A part while it is written.
struct PartWriter {
    file: String,
    out: BufWriter<std::fs::File>,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl PartWriter {
    fn new(folder: &Path, file: String) -> std::io::Result<Self> {
        let out = std::fs::File::create_new(folder.join(&file))?;
        Ok(Self { file, out: BufWriter::new(out), hasher: blake3::Hasher::new(), bytes: 0 })
    }

    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Syncs it.
    fn end(self) -> std::io::Result<Part> {
        self.out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        Ok(Part { file: self.file, bytes: self.bytes, blake3: self.hasher.finalize().into() })
    }
}

/// A file that stands in `folder` already, as a part.
fn part_of(folder: &Path, file: &str) -> std::io::Result<Part> {
    let path: PathBuf = folder.join(file);
    std::fs::File::open(&path)?.sync_all()?;
    Ok(Part { file: file.to_owned(), bytes: std::fs::metadata(&path)?.len(), blake3: Hash::of_file(&path)? })
}

/// The blobs by their names as they stand in rows.
fn hashes(names: Vec<String>) -> Result<Vec<Hash>, Error> {
    names.iter().map(|name| name.parse()).collect()
}

impl From<sea_orm::sqlx::Error> for Error {
    fn from(error: sea_orm::sqlx::Error) -> Self {
        Self::Database(sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(error.into())))
    }
}
