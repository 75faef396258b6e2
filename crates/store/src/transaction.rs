//! A transaction that may write.

use sea_orm::{DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use crate::Error;

/// A transaction that may write. On SQLite it holds the write lock from its first moment: a deferred
/// one that turned to writing later would fail at once whatever the busy timeout.
pub type Tx = DatabaseTransaction;

/// Begins one on a pool that writes.
///
/// # Errors
/// The database does not answer, or the write lock is not to be had in time.
pub(crate) async fn begin(write: &DatabaseConnection) -> Result<Tx, Error> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    Ok(write.begin_with_options(options).await?)
}
