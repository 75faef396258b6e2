//! A snapshot of SQLite: one file, which is a database itself.

use std::path::Path;

use sea_orm::{
    ConnectionTrait, Statement,
    sqlx::{ConnectOptions, Connection, SqliteConnection, query_scalar, sqlite::SqliteConnectOptions},
};

use super::{NAMED, Snapshot, hashes, part_of};
use crate::{Error, Store};

const FILE: &str = "maquette.db";

pub(super) async fn take(store: &Store, folder: &Path) -> Result<Snapshot, Error> {
    let path = folder.join(FILE);
    let read = &store.read().0;
    // One statement reads one moment; in WAL mode it holds nobody up.
    let into = [path.to_string_lossy().into_owned().into()];
    read.execute_raw(Statement::from_sql_and_values(read.get_database_backend(), "VACUUM INTO $1", into)).await?;
    let mut copy = open(&path).await?;
    let schema = query_scalar("SELECT version FROM seaql_migrations ORDER BY version").fetch_all(&mut copy).await?;
    let named = hashes(query_scalar(NAMED).fetch_all(&mut copy).await?)?;
    copy.close().await?;
    let folder = folder.to_owned();
    let part = tokio::task::spawn_blocking(move || part_of(&folder, FILE)).await.map_err(std::io::Error::other)??;
    Ok(Snapshot { schema, parts: vec![part], named })
}

/// Opens a copy that nobody writes to; it stays as it is, byte for byte.
async fn open(path: &Path) -> Result<SqliteConnection, Error> {
    Ok(SqliteConnectOptions::new().filename(path).read_only(true).immutable(true).connect().await?)
}

pub(super) async fn put_back(path: &Path, folder: &Path) -> Result<(), Error> {
    let (path, from) = (path.to_owned(), folder.join(FILE));
    let copied = tokio::task::spawn_blocking(move || copy(&from, &path));
    Ok(copied.await.map_err(std::io::Error::other)??)
}

/// Copies the file, and gives it its name when it is whole.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    // Readable by its owner alone, and it keeps that when it gets its name.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    std::io::copy(&mut std::fs::File::open(from)?, file.as_file_mut())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(to).map_err(|error| error.error)?;
    std::fs::File::open(folder)?.sync_all()
}
