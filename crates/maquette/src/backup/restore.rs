//! Making a market of a backup, where there is none yet.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;
use store::{Blobs, DatabaseSettings, Store, snapshot};

use super::{
    blobs, extras,
    manifest::{Database, Manifest},
};
use crate::{config::Settings, data_folder};

/// What was done.
#[derive(Debug, Serialize)]
pub struct Restored {
    /// Blobs that were put back.
    pub blobs: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes of the rows.
    pub rows_bytes: u64,
    /// When the backup was taken.
    pub taken_at: basis::Time,
    /// Blobs that rows name and that the backup has not got.
    #[serde(skip)]
    pub missing: Vec<store::Hash>,
}

/// Makes the market that the settings describe out of the backup in `folder`. Everything is held against its hash. The rows
/// come last, in one step: one that is broken off leaves no market, and can be begun again.
///
/// # Errors
/// `folder` holds no whole backup, or one of another database; there is something already where it would go; something in
/// it is damaged; or database, blob store or disk do not answer.
pub async fn restore(settings: &Settings, folder: &Path) -> Result<Restored> {
    let manifest = Manifest::find(folder)?.with_context(|| {
        format!("{} holds no whole backup: one that was broken off has no manifest, take it again", folder.display())
    })?;
    let rows = manifest.rows_in(folder);
    let database = settings.database()?;
    check(&manifest, &rows, &database).await?;
    data_folder::make_private(&settings.data)
        .with_context(|| format!("the data folder {} cannot be made", settings.data.display()))?;
    let to = Blobs::open(&settings.blobs()).await.context("the blob store cannot be opened")?;
    let goes_on = data_folder::restoring(&settings.data).as_deref() == Some(manifest.rows.as_str());
    let has_rows = !snapshot::is_empty(&database).await.context("the database cannot be opened")?;
    // Going on, what is there already was put there by the run that was broken off; rows come wholly or not at all.
    if !goes_on {
        refuse_full(has_rows, &to, settings).await?;
        data_folder::set_restoring(&settings.data, Some(&manifest.rows))?;
    }
    let wanted = blobs::read_list(&rows, &manifest.blobs).await?;
    let from = Blobs::open(&store::BlobSettings::Folder(folder.to_owned())).await?;
    let copied = blobs::copy(&from, &to, &wanted).await?;
    if let Some(hash) = copied.missing.first() {
        bail!(
            "{} blobs of the backup are missing or damaged, the first is {hash}: take the backup again, or use another one",
            copied.missing.len()
        );
    }
    extras::put_back(&rows, &settings.data, &manifest.extras, !settings.secret.reveal().is_empty())?;
    if !has_rows {
        snapshot::put_back(&database, &rows, &manifest.schema).await.context("the rows cannot be put back")?;
    }
    Store::open(&database).await.context("the database cannot be opened")?;
    data_folder::set_restoring(&settings.data, None)?;
    Ok(Restored {
        blobs: copied.count,
        bytes: copied.bytes,
        rows_bytes: manifest.parts.iter().map(|part| part.bytes).sum(),
        taken_at: manifest.taken_at,
        missing: manifest.missing,
    })
}

/// Every file of the backup is what it was, and its rows suit the database.
async fn check(manifest: &Manifest, rows: &Path, database: &DatabaseSettings) -> Result<()> {
    let wanted = match database {
        DatabaseSettings::Sqlite(_) => Database::Sqlite,
        DatabaseSettings::Postgres { .. } => Database::Postgres,
    };
    ensure!(
        wanted == manifest.database,
        "the backup is of {}, and the settings name {}: change `database_url`",
        manifest.database.name(),
        wanted.name()
    );
    for part in manifest.parts.iter().chain(&manifest.extras).chain([&manifest.blobs]) {
        ensure!(
            snapshot::is_sound(rows, part).await?,
            "{} is damaged or gone: take the backup again, or use another one",
            rows.join(&part.file).display()
        );
    }
    Ok(())
}

/// Nothing that stands is written over.
async fn refuse_full(has_rows: bool, to: &Blobs, settings: &Settings) -> Result<()> {
    ensure!(
        !has_rows,
        "there is a market already where this one would go: name an empty folder by --data, or an empty database by \
         `database_url`"
    );
    ensure!(
        blobs::is_empty(to).await? && !settings.data.join("secret").exists(),
        "there are blobs or a secret already where this market would go: name an empty folder by --data, and an empty bucket"
    );
    Ok(())
}
