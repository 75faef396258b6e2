//! What can go wrong below the rules: the database, the disk, the network to a blob store.

/// A surprise of the store. Refusals that are foreseen are outcomes of the use cases, not errors.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database did not answer, or refused.
    #[error("the database: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// The blob store did not answer, or refused.
    #[error("the blob store: {0}")]
    Blobs(#[from] object_store::Error),
    /// The disk did not answer, or refused.
    #[error("the disk: {0}")]
    Disk(#[from] std::io::Error),
    /// The bytes of a blob are not what its name says, or are gone.
    #[error("the blob {0} is damaged")]
    Damaged(String),
    /// The setting names nothing that can be opened.
    #[error("{0}")]
    Setting(String),
}
