//! Headers that keep a page to itself: nothing foreign is loaded, nothing inline runs, nobody frames it.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// Scripts and styles only as files of our own; `blob:` for the textures a model carries in itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
    connect-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The page that looks at files in the browser: no connection to anywhere, which is its promise. `blob:` is the page's own
/// memory.
pub(crate) const INSPECT_POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; \
    img-src 'self' blob: data:; font-src 'self'; connect-src blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same for its worker, which compiles a module that it was handed as a script.
pub(crate) const WORKER_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Adds the headers to every answer that has not set its own.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let wanted: [(HeaderName, &str); 5] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in wanted {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
