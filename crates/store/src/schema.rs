//! Bringing the schema up to date: by one process at a time, and wholly or not at all.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;

use crate::{
    Error,
    migrations::Migrator,
    transaction::{self, Tx},
};

/// The key of the advisory lock that migrations hold on PostgreSQL: the eight letters of `maquette`.
const LOCK: i64 = i64::from_be_bytes(*b"maquette");

/// Applies the migrations that wait, all of them in one transaction. Another process that starts at the same moment waits
/// for its end and finds nothing left to do; one that is killed in the middle leaves the schema as it was.
pub(crate) async fn bring_up_to_date(write: &DatabaseConnection) -> Result<(), Error> {
    if pending(write).await? == 0 {
        return Ok(()); // Without the lock: a start must not wait for whoever writes.
    }
    if write.get_database_backend() == DbBackend::Postgres {
        return migrate(write).await;
    }
    // A table that is made anew is dropped under the keys that point to it. The switch is one of the connection, of which
    // this pool has one, and cannot be turned within a transaction.
    write.execute_unprepared("PRAGMA foreign_keys = OFF").await?;
    let migrated = migrate(write).await;
    write.execute_unprepared("PRAGMA foreign_keys = ON").await?;
    migrated
}

async fn migrate(write: &DatabaseConnection) -> Result<(), Error> {
    // On SQLite the write lock, which is held from here on.
    let tx = transaction::begin(write).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT pg_advisory_xact_lock($1)";
        tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [LOCK.into()])).await?;
    }
    // Whoever held it before may have been of a newer version.
    if pending(&tx).await? > 0 {
        Migrator::up(&tx, None).await?;
        check_keys(&tx).await?;
    }
    Ok(tx.commit().await?)
}

/// SQLite looks at foreign keys again before what was done without them may stand.
async fn check_keys(tx: &Tx) -> Result<(), Error> {
    if tx.get_database_backend() == DbBackend::Postgres {
        return Ok(());
    }
    let statement = Statement::from_string(tx.get_database_backend(), "PRAGMA foreign_key_check");
    match tx.query_one_raw(statement).await? {
        None => Ok(()),
        Some(row) => {
            let table: String = row.try_get_by_index(0)?;
            Err(Error::Setting(format!(
                "a row of the table `{table}` points to a row that is not there, so that the schema cannot be brought up to \
                 date; nothing was changed. Go on with the version before, and look the row up by `PRAGMA foreign_key_check`"
            )))
        }
    }
}

/// How many migrations wait. It changes nothing.
///
/// # Errors
/// The database does not answer, or the schema was written by a newer version of this program: what this one does not
/// know it could damage.
pub(crate) async fn pending<C: ConnectionTrait>(connection: &C) -> Result<usize, Error> {
    let known = Migrator::migrations();
    let applied = applied(connection).await?;
    match applied.iter().find(|version| !known.iter().any(|migration| migration.name() == version.as_str())) {
        None => Ok(known.len() - applied.len()),
        Some(newer) => Err(Error::Setting(format!(
            "the data was written by a newer version of Maquette (it holds the change `{newer}`); use that version, or a backup \
             from before it"
        ))),
    }
}

/// The names of the migrations that were applied, in their order. On an empty database there are none, and it stays empty:
/// two processes that make the same table at once stand in each other's way.
pub(crate) async fn applied<C: ConnectionTrait>(connection: &C) -> Result<Vec<String>, Error> {
    let is_there = match connection.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = 'seaql_migrations'"
        }
        _ => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'",
    };
    let ask = |sql: &str| Statement::from_string(connection.get_database_backend(), sql.to_owned());
    if connection.query_one_raw(ask(is_there)).await?.is_none() {
        return Ok(Vec::new());
    }
    let rows = connection.query_all_raw(ask("SELECT version FROM seaql_migrations ORDER BY version")).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}
