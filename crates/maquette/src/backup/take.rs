//! Taking a backup beside a market that is open.

use std::{
    collections::BTreeSet,
    fs::{DirBuilder, File},
    os::unix::fs::DirBuilderExt,
    path::Path,
};

use anyhow::{Context, Result, bail, ensure};
use basis::{Clock, Random, SystemClock, SystemRandom};
use serde::Serialize;
use store::{Backend, BlobSettings, Blobs, Hash, Store, snapshot};

use super::{
    blobs::{self, Copied},
    extras,
    manifest::{Database, Manifest},
};
use crate::config::Settings;

/// Held by who writes into the folder; also says that the folder is one for backups.
const LOCK: &str = "maquette-backup.lock";
/// What a folder of rows begins with.
const ROWS: &str = "rows-";
/// How often the rows are read again where something was taken down between reading them and copying its bytes.
const TRIES: usize = 3;

/// What was done.
#[derive(Debug, Serialize)]
pub struct Taken {
    /// Blobs that belong to the backup.
    pub blobs: u64,
    /// Of these copied now; the others were there.
    pub copied: u64,
    /// Their bytes.
    pub copied_bytes: u64,
    /// Blobs of an earlier backup that nothing names any more.
    pub removed: u64,
    /// Bytes of the rows.
    pub rows_bytes: u64,
    /// Blobs that rows name and that could not be read.
    #[serde(skip)]
    pub missing: Vec<Hash>,
}

/// Takes a backup of the market that the settings describe into `folder`, which is empty, missing, or holds an earlier one.
///
/// The rows are read first, at one moment, and then the blobs that they name: what is uploaded meanwhile is in neither.
///
/// # Errors
/// Database, blob store or disk do not answer; the folder is used for something else, or by another backup at this moment.
pub async fn take(settings: &Settings, folder: &Path) -> Result<Taken> {
    let _lock = hold(folder)?;
    let before = Manifest::find(folder)?;
    let kept = before.as_ref().map(|manifest| manifest.rows.clone());
    sweep(folder, kept.as_deref())?;
    let store = Store::connect(&settings.database()?).await.context("the database cannot be opened")?;
    let from = Blobs::open(&settings.blobs()).await.context("the blob store cannot be opened")?;
    let to = Blobs::open(&BlobSettings::Folder(folder.to_owned())).await?;
    let mut sum = Copied::default();
    let mut tries = 0;
    let (mut manifest, named) = loop {
        let (manifest, named) = rows(settings, &store, folder).await?;
        let copied = blobs::copy(&from, &to, &named).await?;
        sum.count += copied.count;
        sum.bytes += copied.bytes;
        sum.missing = copied.missing;
        tries += 1;
        if sum.missing.is_empty() || tries == TRIES {
            break (manifest, named);
        }
        // Either they are lost, which another look does not change, or they were taken down a moment ago.
        sweep(folder, kept.as_deref())?;
    };
    let lost: BTreeSet<&Hash> = sum.missing.iter().collect();
    let there: Vec<Hash> = named.iter().filter(|hash| !lost.contains(hash)).cloned().collect();
    manifest.blobs = blobs::write_list(&manifest.rows_in(folder), &there)?;
    manifest.blob_count = there.len() as u64;
    manifest.missing.clone_from(&sum.missing);
    manifest.keep(folder)?;
    sweep(folder, Some(&manifest.rows))?;
    Ok(Taken {
        blobs: manifest.blob_count,
        copied: sum.count,
        copied_bytes: sum.bytes,
        removed: blobs::keep_only(&to, &there).await?,
        rows_bytes: manifest.parts.iter().map(|part| part.bytes).sum(),
        missing: sum.missing,
    })
}

/// Writes the rows, and what lies beside them, into a folder of their own; with the blobs that they name.
async fn rows(settings: &Settings, store: &Store, folder: &Path) -> Result<(Manifest, Vec<Hash>)> {
    let now = SystemClock.now();
    let mut word = [0u8; 4];
    SystemRandom.fill(&mut word);
    let name = format!("{ROWS}{}-{}", now.format("%Y%m%dT%H%M%SZ"), hex::encode(word));
    let rows = folder.join(&name);
    DirBuilder::new().mode(0o700).create(&rows)?;
    let database = match store.backend() {
        Backend::Sqlite => Database::Sqlite,
        Backend::Postgres => Database::Postgres,
    };
    let mut manifest = Manifest::begun(name, now, database);
    let taken = snapshot::take(store, &rows).await.context("the rows cannot be read")?;
    manifest.schema = taken.schema;
    manifest.parts = taken.parts;
    manifest.extras = extras::keep(&settings.data, &rows)?;
    File::open(&rows)?.sync_all()?;
    Ok((manifest, taken.named))
}

/// Takes the folder for this process, and makes it where it is missing, for its owner alone.
fn hold(folder: &Path) -> Result<File> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let lock = folder.join(LOCK);
    let is_empty = std::fs::read_dir(folder)?.next().is_none();
    ensure!(
        is_empty || lock.exists(),
        "{} holds something else than backups: name an empty folder, or one that holds an earlier backup",
        folder.display()
    );
    let file = File::create(lock)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            bail!("another backup is being written to {}: wait for its end", folder.display())
        }
        Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Removes rows that no manifest names: those of a backup that was broken off, and of the one before.
fn sweep(folder: &Path, kept: Option<&str>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(ROWS) && Some(name.as_ref()) != kept {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
