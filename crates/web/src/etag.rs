//! Versions by name: what `If-Match`, `If-None-Match` and `If-Range` ask of an ETag (RFC 9110, 13.1). Ours are strong.

use axum::http::{HeaderMap, HeaderName, header};

/// Whether the asker has the version `etag` already.
pub(crate) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    names(headers, header::IF_NONE_MATCH, etag) == Some(true)
}

/// Whether the asker wants another version than `etag`.
pub(crate) fn is_another(headers: &HeaderMap, etag: &str) -> bool {
    names(headers, header::IF_MATCH, etag) == Some(false)
}

/// Whether a stretch may be sent to somebody who has the beginning of a version: only of the same one. A date names no
/// version, because two can fall on one second.
pub(crate) fn goes_on(headers: &HeaderMap, etag: &str) -> bool {
    headers.get(header::IF_RANGE).is_none_or(|known| known.as_bytes() == etag.as_bytes())
}

/// Whether the list in a header names `etag` or any; none where there is no such header. A proxy that has packed an answer
/// marks its name as weak, and still means it.
fn names(headers: &HeaderMap, name: HeaderName, etag: &str) -> Option<bool> {
    let mut lines = headers.get_all(name).iter().peekable();
    lines.peek()?;
    let mut items = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).map(str::trim);
    Some(items.any(|item| item == "*" || item.strip_prefix("W/").unwrap_or(item) == etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, axum::http::HeaderValue::from_static(value))])
    }

    #[test]
    fn a_version_is_known_by_its_name_alone() {
        let known = |value| is_known(&headers(header::IF_NONE_MATCH, value), "\"b\"");
        assert!(known("\"a\", \"b\"") && known("W/\"b\"") && known("*"));
        assert!(!known("\"a\"") && !known("b") && !is_known(&HeaderMap::new(), "\"b\""));
    }

    #[test]
    fn a_download_goes_on_with_the_same_version_only() {
        let goes = |value| goes_on(&headers(header::IF_RANGE, value), "\"b\"");
        assert!(goes("\"b\"") && goes_on(&HeaderMap::new(), "\"b\""));
        assert!(!goes("\"a\"") && !goes("W/\"b\"") && !goes("Sun, 29 Nov 2026 12:00:00 GMT"));
    }
}
