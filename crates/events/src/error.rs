//! What can go wrong in the outbox that no consumer foresees.

use sea_orm::DbErr;

/// A surprise of the outbox: the transaction it happened in is dropped, and nothing has moved.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database did not answer, or refused.
    #[error("the outbox: {0}")]
    Database(#[from] DbErr),
    /// The store did not answer, or refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The data of an event cannot be written as JSON.
    #[error("an event of kind {kind} cannot be written: {why}")]
    Unwritable {
        /// Its kind.
        kind: &'static str,
        /// What the serialisation says.
        why: String,
    },
}
