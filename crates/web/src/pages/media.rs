//! Pictures and previews by their hash. Uploaded files are never among them.

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{App, fault};

/// Nothing in a picture may run, wherever it is opened.
const SEALED: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// A picture's name says its content, which never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `/media/{hash}.{extension}`. As `jpg` a still is laid on its ground, for links that are shown elsewhere.
pub(crate) async fn media(State(app): State<App>, Path(name): Path<String>) -> Response {
    let missing = || StatusCode::NOT_FOUND.into_response();
    let Some((hash, extension)) = name.split_once('.') else { return missing() };
    let content_type = match extension {
        "webp" => "image/webp",
        "jpg" => "image/jpeg",
        "glb" => "model/gltf-binary",
        _ => return missing(),
    };
    let Ok(hash) = hash.parse::<store::Hash>() else { return missing() };
    match market::catalog::is_original(&app.market, &hash).await {
        Ok(false) => {}
        Ok(true) => return missing(),
        Err(error) => return fault::bare(&app, error.into()),
    }
    let Ok(mut bytes) = app.market.blobs().bytes(&hash).await else { return missing() };
    if extension == "jpg" {
        let still = bytes;
        let card = tokio::task::spawn_blocking(move || render::card(&still)).await;
        // What was asked for is no picture of ours.
        let Ok(Ok(card)) = card else { return missing() };
        bytes = card.into();
    }
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_SECURITY_POLICY, SEALED),
        (header::CACHE_CONTROL, FOR_EVER),
    ];
    (headers, bytes).into_response()
}
