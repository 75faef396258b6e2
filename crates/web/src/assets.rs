//! Our own static files and the third-party ones that were embedded, each packed at build time.

use std::sync::LazyLock;

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{App, etag, guard};

/// Name, as it is, as gzip, as Brotli.
type Embedded = (&'static str, &'static [u8], Option<&'static [u8]>, Option<&'static [u8]>);

static THIRD_PARTY: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The pictures of the manual of findings, each named by its code.
static FINDING_PICTURES: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/finding_pictures.rs"));

/// The address carries a hash of the content: a browser may keep the file for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// A name stays while its content changes: a browser keeps the file, and asks whether it is still the same.
const ASK_AGAIN: &str = "public, no-cache";

/// The verifier for a browser, under an address that changes with it.
static VERIFIER: LazyLock<Option<String>> = LazyLock::new(|| {
    let (name, bytes, ..) = THIRD_PARTY.iter().find(|(name, ..)| *name == "verifier.js")?;
    Some(format!("/assets/{name}?v={}", &store::Hash::of(bytes).as_str()[..16]))
});

/// Which third-party files are here.
pub(crate) fn present() -> views::Assets {
    let has = |name: &str| THIRD_PARTY.iter().any(|(known, ..)| *known == name);
    views::Assets {
        fonts: has("instrument-sans.woff2") && has("plex-mono.woff2"),
        three: has("three.module.min.js") && has("OrbitControls.min.js") && has("GLTFLoader.min.js"),
        verifier: VERIFIER.as_deref(),
    }
}

/// Where they are.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/static/{name}", get(own))
        .route("/assets/{name}", get(third_party))
        .route("/assets/findings/{name}", get(finding_picture))
}

/// `/static/{name}`.
async fn own(Path(name): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    let Some(file) = views::static_file(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let (gzip, brotli) = file.packed();
    let kept = kept(uri.path_and_query().is_some_and(|address| address.as_str() == views::asset_url(file.name)));
    let mut response = File { content_type: file.content_type, plain: file.bytes, gzip, brotli }.answer(kept, &headers);
    if name == "inspect-worker.js" {
        let policy = HeaderValue::from_static(guard::WORKER_POLICY);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// `/assets/{name}`.
async fn third_party(Path(name): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    let found = THIRD_PARTY.iter().find(|(known, ..)| *known == name);
    let Some((name, plain, gzip, brotli)) = found else { return StatusCode::NOT_FOUND.into_response() };
    let is_hashed = uri.path_and_query().is_some_and(|address| VERIFIER.as_deref() == Some(address.as_str()));
    // A font of another version under the same name still draws the same letters.
    let kept = kept(is_hashed || name.ends_with(".woff2"));
    File { content_type: content_type(name), plain, gzip: *gzip, brotli: *brotli }.answer(kept, &headers)
}

/// Where the picture of a finding is, if there is one.
pub(crate) fn finding_picture_url(code: &str) -> Option<String> {
    let (name, ..) = FINDING_PICTURES.iter().find(|(name, ..)| name.strip_suffix(".svg") == Some(code))?;
    Some(format!("/assets/findings/{name}"))
}

/// `/assets/findings/{name}`.
async fn finding_picture(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let found = FINDING_PICTURES.iter().find(|(known, ..)| *known == name);
    let Some((name, plain, gzip, brotli)) = found else { return StatusCode::NOT_FOUND.into_response() };
    File { content_type: content_type(name), plain, gzip: *gzip, brotli: *brotli }.answer(kept(false), &headers)
}

fn kept(for_ever: bool) -> &'static str {
    if for_ever { FOR_EVER } else { ASK_AGAIN }
}

/// A file in each form it is sent in.
struct File {
    content_type: &'static str,
    plain: &'static [u8],
    gzip: Option<&'static [u8]>,
    brotli: Option<&'static [u8]>,
}

impl File {
    /// The shortest form that the asker takes. Each form has an ETag of its own, because each is other bytes.
    fn answer(&self, kept: &'static str, headers: &HeaderMap) -> Response {
        let accepts = |encoding: &str| accepts(headers, encoding);
        let (bytes, encoding) = match (self.brotli, self.gzip) {
            (Some(brotli), _) if accepts("br") => (brotli, Some("br")),
            (_, Some(gzip)) if accepts("gzip") => (gzip, Some("gzip")),
            _ => (self.plain, None),
        };
        let etag = format!("\"{}\"", &store::Hash::of(bytes).as_str()[..32]);
        let mut response = if etag::is_known(headers, &etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            ([(header::CONTENT_TYPE, self.content_type)], bytes).into_response()
        };
        let mut set = |name, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(name, value);
            }
        };
        set(header::ETAG, &etag);
        set(header::CACHE_CONTROL, kept);
        if self.gzip.is_some() || self.brotli.is_some() {
            set(header::VARY, "accept-encoding");
        }
        if let Some(encoding) = encoding {
            set(header::CONTENT_ENCODING, encoding);
        }
        response
    }
}

/// Whether `Accept-Encoding` names `encoding` and does not rule it out by a weight of nothing.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|item| {
        let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
        let weight = parameters.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight.is_none_or(|weight| weight > 0.0)
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_taken_where_it_is_named_and_not_ruled_out() {
        let taken = |line: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(line).unwrap());
            accepts(&headers, "br")
        };
        assert!(taken("gzip, deflate, br, zstd") && taken("BR;q=0.5") && taken("gzip;q=1.0, br"));
        assert!(!taken("gzip") && !taken("br;q=0") && !taken("brotli") && !taken("br;q=0.000"));
    }
}
