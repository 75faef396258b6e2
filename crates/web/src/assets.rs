//! Our own static files and the third-party ones that were embedded at build time.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::guard;

static THIRD_PARTY: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Addresses carry a content hash or a pinned version: a browser may keep the file for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The verifier for a browser, under an address that changes with it.
static VERIFIER: LazyLock<Option<String>> = LazyLock::new(|| {
    let (name, bytes) = THIRD_PARTY.iter().find(|(name, _)| *name == "verifier.js")?;
    Some(format!("/assets/{name}?v={}", &store::Hash::of(bytes).as_str()[..16]))
});

/// Which third-party files are here.
pub(crate) fn present() -> views::Assets {
    let has = |name: &str| THIRD_PARTY.iter().any(|(known, _)| *known == name);
    views::Assets {
        fonts: has("instrument-sans.woff2") && has("plex-mono.woff2"),
        three: has("three.module.min.js") && has("OrbitControls.min.js") && has("GLTFLoader.min.js"),
        verifier: VERIFIER.as_deref(),
    }
}

/// `/static/{name}`.
pub(crate) async fn own(Path(name): Path<String>) -> Response {
    match views::static_file(&name) {
        Some(file) => {
            let mut response =
                ([(header::CONTENT_TYPE, file.content_type), (header::CACHE_CONTROL, FOR_EVER)], file.bytes)
                    .into_response();
            if name == "inspect-worker.js" {
                response
                    .headers_mut()
                    .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(guard::WORKER_POLICY));
            }
            response
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `/assets/{name}`.
pub(crate) async fn third_party(Path(name): Path<String>) -> Response {
    match THIRD_PARTY.iter().find(|(known, _)| *known == name) {
        Some((name, bytes)) => {
            ([(header::CONTENT_TYPE, content_type(name)), (header::CACHE_CONTROL, FOR_EVER)], *bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("woff2") => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}
