//! What an address says, read before a page is made. Where it cannot be read the site's own page says so, and no words of a
//! library.

use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::DeserializeOwned;

use crate::fault::Fault;

/// The parameters of a path. One that is no identifier where one is wanted names nothing.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Path(read)| Self(read)).map_err(|_| Fault::NotFound)
    }
}

/// The pairs behind the question mark. All of them are texts, so that what a pair says is judged where it is known what it is
/// for; one that comes twice cannot be read.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let read = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Query(read)| Self(read)).map_err(|_| {
            Fault::Unreadable("This address says the same thing twice. Go back, and follow the link again.".to_owned())
        })
    }
}

/// The one parameter of an address that programs ask: empty, and so nobody's, where it is no text.
pub(crate) struct Word(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Word {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let read = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(read.map(|axum::extract::Path(word)| word).unwrap_or_default()))
    }
}
