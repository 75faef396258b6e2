//! What can go wrong in the queue that no handler foresees.

use sea_orm::{DbErr, SqlErr};

/// A surprise of the queue: the transaction it happened in is dropped, and the job comes again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database did not answer, or refused.
    #[error("the queue: {0}")]
    Database(#[from] DbErr),
    /// The store did not answer, or refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The arguments of a job cannot be written as JSON.
    #[error("a job of kind {kind} cannot be queued: {why}")]
    Unwritable {
        /// [`Job::KIND`](crate::Job::KIND).
        kind: &'static str,
        /// What the serialisation says.
        why: String,
    },
    /// What belongs to the end of a job that was given up could not be written.
    #[error("the end of a job could not be written: {0}")]
    End(String),
}

impl Error {
    /// Whether the database refused a second job that waits under the same key.
    pub(crate) fn is_second_with_key(&self) -> bool {
        let database = match self {
            Self::Database(error) | Self::Store(store::Error::Database(error)) => error,
            _ => return false,
        };
        matches!(database.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
    }
}
