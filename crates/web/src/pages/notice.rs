//! The door for what a payment provider sends by itself.

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use market::{
    orders::{self, NoticeOutcome},
    payments::{Headers, NoticeError},
};

use crate::{App, extract::Word, fault::Fault};

/// Headers of a notice at most; a provider signs with one.
const HEADERS_MAX: usize = 64;

/// `POST /payments/{provider}/notice`. It knows no visit: the provider's signature is the only credential.
pub(crate) async fn notice(
    State(app): State<App>,
    Word(provider): Word,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, String), Fault> {
    let headers: Headers = headers
        .iter()
        .take(HEADERS_MAX)
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    Ok(match orders::hear_notice(&app.market, &provider, &headers, &body).await? {
        NoticeOutcome::Heard => (StatusCode::OK, "Heard.\n".to_owned()),
        NoticeOutcome::Refused(error @ NoticeError::Forged) => (StatusCode::UNAUTHORIZED, format!("{error}\n")),
        NoticeOutcome::Refused(error @ NoticeError::Unreadable) => (StatusCode::BAD_REQUEST, format!("{error}\n")),
        NoticeOutcome::UnknownProvider => {
            (StatusCode::NOT_FOUND, "No payment provider of this name is set up here.\n".to_owned())
        }
    })
}
