//! What can go wrong that no use case foresees.

/// A surprise: the caller answers with "something went wrong on our side", and the log says what.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store did not answer, or refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The outbox did not take an event, or a consumer of it broke.
    #[error(transparent)]
    Events(#[from] events::Error),
    /// A stored value is not what it must be.
    #[error("a stored value is not what it must be: {0}")]
    Stored(String),
    /// Two amounts that cannot be counted together.
    #[error(transparent)]
    Money(#[from] basis::MoneyError),
    /// A letter could not be sent.
    #[error("the letter could not be sent: {0}")]
    Mail(String),
    /// The disk did not answer, or refused.
    #[error("the disk: {0}")]
    Disk(#[from] std::io::Error),
    /// The payment provider did not answer, or refused in a way it never should.
    #[error("the payment provider: {0}")]
    Payment(String),
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Stored(error.to_string())
    }
}

impl From<Error> for jobs::Failure {
    /// Nothing here is final: the database comes back, the disk is emptied.
    fn from(error: Error) -> Self {
        Self::Retry(error.to_string())
    }
}
