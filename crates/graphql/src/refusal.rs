//! What a question can be refused with: a code for programs, a sentence for people.

use async_graphql::{Context, Error, ErrorExtensions, ServerError};
use basis::{Actor, Scope};
use market::brakes::Act;
use uuid::Uuid;

/// The codes, in the `extensions` of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// No token, or one that stands for nobody.
    SignInFirst,
    /// The token does not reach this far.
    ScopeMissing,
    /// An argument makes no sense.
    BadArgument,
    /// The question itself is none of this schema, or costs too much.
    BadQuestion,
    /// Too much of it from one place; `retryAfterSeconds` says how long to wait. Nothing was done.
    RateLimited,
    /// The server has too much to do for this; `retryAfterSeconds` says how long to wait. Nothing was done.
    Busy,
    /// A surprise on our side.
    Internal,
}

impl Code {
    fn word(self) -> &'static str {
        match self {
            Self::SignInFirst => "SIGN_IN_FIRST",
            Self::ScopeMissing => "SCOPE_MISSING",
            Self::BadArgument => "BAD_ARGUMENT",
            Self::BadQuestion => "BAD_QUESTION",
            Self::RateLimited => "RATE_LIMITED",
            Self::Busy => "BUSY",
            Self::Internal => "INTERNAL",
        }
    }
}

/// An error with `code`.
pub(crate) fn refuse(code: Code, sentence: impl Into<String>) -> Error {
    Error::new(sentence).extend_with(|_, extensions| extensions.set("code", code.word()))
}

/// The extension of an error that says how many seconds to wait.
pub(crate) const RETRY_AFTER: &str = "retryAfterSeconds";

fn later(code: Code, sentence: String, seconds: u64) -> Error {
    refuse(code, sentence).extend_with(|_, extensions| extensions.set(RETRY_AFTER, seconds))
}

/// What the schema itself refused has no code yet: the question is at fault.
pub(crate) fn coded(mut error: ServerError) -> ServerError {
    let mut extensions = error.extensions.take().unwrap_or_default();
    if extensions.get("code").is_none() {
        extensions.set("code", Code::BadQuestion.word());
    }
    error.extensions = Some(extensions);
    error
}

/// What no use case foresees, told the same way by every field: a limit, a brake, a full house, or a surprise, of which
/// the log says what it was and the asker only that it was not their fault.
pub(crate) fn surprise(error: &market::Error) -> Error {
    match error {
        market::Error::Refused(fields) => {
            let sentences = fields.iter().map(|field| format!("`{}`: {}", field.field, field.message));
            refuse(Code::BadArgument, sentences.collect::<Vec<_>>().join(" "))
        }
        market::Error::TooMany(refused) => later(Code::RateLimited, refused.to_string(), refused.retry_after_seconds()),
        market::Error::Busy { retry_after_seconds } => later(Code::Busy, error.to_string(), *retry_after_seconds),
        market::Error::Shared(inner) => surprise(inner),
        _ => {
            tracing::error!(%error, "a question could not be answered");
            let sentence = "Something went wrong on our side. Look whether it was done, and ask again in a moment.";
            refuse(Code::Internal, sentence)
        }
    }
}

/// Counts one `act` of `key`, before it is done.
pub(crate) fn slow_down(context: &Context<'_>, act: Act, key: impl std::hash::Hash) -> Result<(), Error> {
    let market: &market::Market = context.data()?;
    market.brakes().admit(act, key).map_err(|refused| surprise(&refused.into()))
}

/// The account that asks, if its token reaches as far as one of `scopes`.
pub(crate) fn account(actor: &Actor, scopes: &[Scope]) -> Result<Uuid, Error> {
    let Some(account) = actor.account() else {
        let sentence = "This needs a token: send it as `Authorization: Bearer mq_…`. `createToken` makes one.";
        return Err(refuse(Code::SignInFirst, sentence));
    };
    if scopes.iter().any(|scope| actor.may(*scope)) {
        return Ok(account);
    }
    let words: Vec<_> = scopes.iter().map(|scope| scope.word().to_uppercase()).collect();
    Err(refuse(
        Code::ScopeMissing,
        format!("This needs a token with the scope {}. Make another one.", words.join(" or ")),
    ))
}
