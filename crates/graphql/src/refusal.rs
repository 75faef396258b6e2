//! What a question can be refused with: a code for programs, a sentence for people.

use async_graphql::{Error, ErrorExtensions, ServerError};
use basis::{Actor, Scope};
use uuid::Uuid;

use crate::{COMPLEXITY_MAX, DEPTH_MAX};

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
    /// A surprise on our side; nothing was changed.
    Internal,
}

impl Code {
    fn word(self) -> &'static str {
        match self {
            Self::SignInFirst => "SIGN_IN_FIRST",
            Self::ScopeMissing => "SCOPE_MISSING",
            Self::BadArgument => "BAD_ARGUMENT",
            Self::BadQuestion => "BAD_QUESTION",
            Self::Internal => "INTERNAL",
        }
    }
}

/// An error with `code`.
pub(crate) fn refuse(code: Code, sentence: impl Into<String>) -> Error {
    Error::new(sentence).extend_with(|_, extensions| extensions.set("code", code.word()))
}

/// What the schema itself refused, with a code and, where its own words do not say it, with what to do.
pub(crate) fn coded(mut error: ServerError) -> ServerError {
    let mut extensions = error.extensions.take().unwrap_or_default();
    if extensions.get("code").is_none() {
        extensions.set("code", Code::BadQuestion.word());
        error.message = match error.message.as_str() {
            "Query is nested too deep." => {
                format!("The question goes deeper than {DEPTH_MAX} levels. Ask for the inner part by itself.")
            }
            "Query is too complex." => format!(
                "The question weighs more than {COMPLEXITY_MAX} points. Ask for fewer entries with `first`, or fewer fields."
            ),
            _ => error.message,
        };
    }
    error.extensions = Some(extensions);
    error
}

/// A surprise: the log says what, the asker only that it was not their fault.
pub(crate) fn surprise(error: &market::Error) -> Error {
    tracing::error!(%error, "a question could not be answered");
    refuse(Code::Internal, "Something went wrong on our side, and nothing was changed. Ask again in a moment.")
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
