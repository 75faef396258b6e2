//! Opening the database, and transactions on it.

use std::{
    fs::{DirBuilder, OpenOptions},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, sqlx::Connection as _};

use crate::{
    Error, Reader, schema,
    transaction::{self, Tx},
};

/// Which database is underneath, for the few statements that differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// One file, embedded.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where the rows live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseSettings {
    /// A SQLite file; it is made if it is missing.
    Sqlite(PathBuf),
    /// A PostgreSQL address: `postgres://user:password@host/database`.
    Postgres {
        /// The address.
        url: String,
        /// Connections at most.
        connections_max: u32,
    },
}

/// How long a writer waits for SQLite's one write lock. A transaction here takes milliseconds; a long
/// import may queue a few hundred of them.
const SQLITE_BUSY: Duration = Duration::from_secs(30);

/// A connection that rested so long is asked whether it is still there before it is used; one in use all the time is not
/// asked before every statement.
const IDLE: Duration = Duration::from_secs(5);

/// Readers of SQLite beside the one writer.
const SQLITE_READERS: u32 = 8;

/// The database: a pool to write with and a pool to read with, which are one on PostgreSQL.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) write: DatabaseConnection,
    read: Reader,
    backend: Backend,
    statements: Arc<AtomicU64>,
}

impl Store {
    /// Connects and brings the schema up to date.
    ///
    /// # Errors
    /// The file cannot be made, the server does not answer, or a migration fails.
    pub async fn open(settings: &DatabaseSettings) -> Result<Self, Error> {
        let store = Self::connect(settings).await?;
        schema::bring_up_to_date(&store.write).await?;
        Ok(store)
    }

    /// Connects without touching the schema.
    ///
    /// # Errors
    /// The file cannot be made, or the server does not answer.
    pub async fn connect(settings: &DatabaseSettings) -> Result<Self, Error> {
        let statements = Arc::default();
        match settings {
            DatabaseSettings::Sqlite(path) => {
                make_private(path)?;
                let url = format!("sqlite://{}?mode=rwc", path.display());
                // One connection writes: the lock is taken in our own order, without busy loops.
                let write = connect(sqlite(&url, 1), &statements).await?;
                let read = Reader(connect(sqlite(&url, SQLITE_READERS), &statements).await?);
                Ok(Self { write, read, backend: Backend::Sqlite, statements })
            }
            DatabaseSettings::Postgres { url, connections_max } => {
                let mut options = ConnectOptions::new(url);
                options.max_connections(*connections_max).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
                options.test_before_acquire_if_idle_for(IDLE);
                let write = connect(options, &statements).await?;
                Ok(Self { read: Reader(write.clone()), write, backend: Backend::Postgres, statements })
            }
        }
    }

    /// How many migrations wait to be applied.
    ///
    /// # Errors
    /// The database does not answer, or a newer version of this program wrote the schema.
    pub async fn pending_migrations(&self) -> Result<usize, Error> {
        schema::pending(&self.write).await
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// The database does not answer, or the write lock is not to be had in time.
    pub async fn begin(&self) -> Result<Tx, Error> {
        transaction::begin(&self.write).await
    }

    /// The connections to read with. Each statement stands alone; what must be read together is read in a [`Tx`].
    pub fn read(&self) -> &Reader {
        &self.read
    }

    /// Statements that were sent since this was opened, the beginnings and ends of transactions not counted.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Which database is underneath.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Asks the database whether it answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), Error> {
        Ok(self.read.0.ping().await?)
    }
}

/// Opens a pool that counts its statements.
async fn connect(options: ConnectOptions, statements: &Arc<AtomicU64>) -> Result<DatabaseConnection, Error> {
    let mut pool = Database::connect(options).await?;
    let statements = Arc::clone(statements);
    pool.set_metric_callback(move |_| {
        statements.fetch_add(1, Ordering::Relaxed);
    });
    Ok(pool)
}

/// Makes the file, and its folder, for their owner alone where they are missing. SQLite gives the files that it puts
/// beside it the same mode.
fn make_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    OpenOptions::new().create(true).append(true).mode(0o600).open(path).map(drop)
}

/// The backend behind any connection or transaction.
impl<C: ConnectionTrait> From<&C> for Backend {
    fn from(connection: &C) -> Self {
        match connection.get_database_backend() {
            DbBackend::Postgres => Self::Postgres,
            _ => Self::Sqlite,
        }
    }
}

fn sqlite(url: &str, connections_max: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections_max).min_connections(1).acquire_timeout(SQLITE_BUSY).sqlx_logging(false);
    options.test_before_acquire_if_idle_for(IDLE);
    // No idle limit: a closed connection would drop its page cache for nothing.
    options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    options.map_sqlx_sqlite_pool_opts(|pool| {
        // A full disk ends a transaction by itself, and then there is none to roll back: a connection that still counts one,
        // or still holds one, is closed instead of being used again. The ping waits for a rollback that was begun.
        pool.after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
    });
    options.map_sqlx_sqlite_opts(|options| {
        options
            .pragma("journal_mode", "WAL")
            // A commit reaches the disk before it is answered: a sale is never forgotten.
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .pragma("cache_size", "-32000")
            // As much as SQLite maps: what is mapped is read without a call of the system for each page.
            .pragma("mmap_size", "2147418112")
            .busy_timeout(SQLITE_BUSY)
    });
    options
}
