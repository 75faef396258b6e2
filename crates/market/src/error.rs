//! What can go wrong that no use case foresees, and the refusals that every door tells in the same way.

use std::sync::Arc;

use crate::{FieldError, brakes::TooMany};

/// A surprise: the caller answers with "something went wrong on our side", and the log says what.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store did not answer, or refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The outbox did not take an event, or a consumer of it broke.
    #[error(transparent)]
    Events(#[from] events::Error),
    /// The queue did not take a job.
    #[error(transparent)]
    Jobs(#[from] jobs::Error),
    /// A stored value is not what it must be.
    #[error("a stored value is not what it must be: {0}")]
    Stored(String),
    /// Two amounts that cannot be counted together.
    #[error(transparent)]
    Money(#[from] basis::MoneyError),
    /// More was sent than a limit allows; nothing was done.
    #[error("{}", sentences(.0))]
    Refused(Vec<FieldError>),
    /// Too much of it came from one place; nothing was done.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// There is more to do than this server can take on; nothing was done.
    #[error("The server is busy. Wait {retry_after_seconds} seconds, then try again.")]
    Busy {
        /// How long to wait.
        retry_after_seconds: u64,
    },
    /// What several who asked for the same at once are told.
    #[error(transparent)]
    Shared(#[from] Arc<Error>),
    /// A letter could not be sent.
    #[error("the e-mail could not be sent: {0}")]
    Mail(String),
    /// An e-mail that will never leave: its address cannot be read, or the server refuses it for good.
    #[error("the e-mail will not be sent: {0}")]
    MailRefused(String),
    /// The disk did not answer, or refused.
    #[error("the disk: {0}")]
    Disk(#[from] std::io::Error),
    /// The payment provider did not answer, or refused in a way it never should.
    #[error(transparent)]
    Payment(#[from] crate::payments::PaymentError),
}

impl Error {
    /// Whether a unique index refused a row: another request took the same word, number or address a moment before. The
    /// transaction is lost, and a new one sees what the other did.
    pub(crate) fn is_taken(&self) -> bool {
        let Self::Store(store::Error::Database(error)) = self else { return false };
        matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
    }
}

fn sentences(fields: &[FieldError]) -> String {
    let sentences = fields.iter().map(|field| format!("{}: {}", field.field, field.message));
    sentences.collect::<Vec<_>>().join(" ")
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
    /// The database comes back and the disk is emptied; what is stored and cannot be read stays so, and what a mail
    /// server will never take it will not take later.
    fn from(error: Error) -> Self {
        match error {
            Error::Stored(_) | Error::MailRefused(_) => Self::GiveUp(error.to_string()),
            _ => Self::Retry(error.to_string()),
        }
    }
}

impl From<Error> for jobs::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Jobs(error) => error,
            Error::Store(error) => Self::Store(error),
            other => Self::End(other.to_string()),
        }
    }
}
