//! Pictures and previews by their hash. Uploaded files are never among them.

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{App, fault};

/// Nothing in a picture may run, wherever it is opened.
const SEALED: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// `/media/{hash}.{extension}`.
pub(crate) async fn media(State(app): State<App>, Path(name): Path<String>) -> Response {
    let Some((hash, extension)) = name.split_once('.') else { return StatusCode::NOT_FOUND.into_response() };
    let content_type = match extension {
        "webp" => "image/webp",
        "glb" => "model/gltf-binary",
        "svg" => "image/svg+xml",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let Ok(hash) = hash.parse::<store::Hash>() else { return StatusCode::NOT_FOUND.into_response() };
    match market::catalog::is_original(&app.market, &hash).await {
        Ok(false) => {}
        Ok(true) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return fault::bare(&app, error.into()),
    }
    match app.market.blobs().bytes(&hash).await {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, content_type),
                (header::CONTENT_SECURITY_POLICY, SEALED),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, bytes).into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
