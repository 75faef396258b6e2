//! What is refused before anything is looked up: addresses that are too long, bytes no text holds, two secrets at once.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    doors::{REQUEST_ID_CHARACTERS_MAX, TARGET_BYTES_MAX},
    visit,
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Lets through what may be looked at.
pub(crate) async fn inspect(mut request: Request, next: Next) -> Response {
    if let Some((status, words)) = refusal(&request) {
        return (status, words).into_response();
    }
    if !request.headers().get(REQUEST_ID).is_none_or(|id| is_request_id(id.as_bytes())) {
        // One of our own is made instead.
        request.headers_mut().remove(REQUEST_ID);
    }
    next.run(request).await
}

fn refusal(request: &Request) -> Option<(StatusCode, &'static str)> {
    let target = request.uri().path_and_query().map_or("", |target| target.as_str());
    if target.len() > TARGET_BYTES_MAX {
        return Some((StatusCode::URI_TOO_LONG, "This address is too long. Ask for less at a time.\n"));
    }
    if target.contains("%00") {
        return Some((StatusCode::BAD_REQUEST, "A NUL byte stands in this address, and nothing here has one.\n"));
    }
    if has_two_secrets(request.headers()) {
        let words = "This request carries more than one secret. Send either the session's cookie or one token.\n";
        return Some((StatusCode::BAD_REQUEST, words));
    }
    None
}

/// A short word of plain characters: it goes into every log line of its request.
fn is_request_id(id: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    (1..=REQUEST_ID_CHARACTERS_MAX).contains(&id.len()) && id.iter().all(plain)
}

/// Who asks must be beyond doubt: one session or one token. `Basic` is a proxy's own and none of ours.
fn has_two_secrets(headers: &HeaderMap) -> bool {
    let bearer = |value: &&axum::http::HeaderValue| {
        value.as_bytes().get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer"))
    };
    let tokens = headers.get_all(header::AUTHORIZATION).iter().filter(bearer).count();
    tokens + visit::sessions(headers) > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_id_is_short_and_plain() {
        assert!(is_request_id(b"0b5e8e1c-7d1f-4c6e-9a52-0d6f1f0f2b11"));
        assert!(is_request_id(&[b'a'; 64]));
        assert!(!is_request_id(&[b'a'; 65]));
        assert!(!is_request_id(b""));
        assert!(!is_request_id(b"a b"));
        assert!(!is_request_id("\u{1b}[31m".as_bytes()));
    }
}
