//! Pictures and previews by their hash: what stands on the list of artifacts, and nothing else.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::TryStreamExt;
use market::blobs::{self, Artifact};

use crate::{App, extract::Word, fault, visit::header_text};

/// Nothing in a picture may run, wherever it is opened.
const SEALED: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// A picture's name says its content, which never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `/media/{hash}.{extension}`, streamed as it was stored; nothing is decoded here.
pub(crate) async fn media(State(app): State<App>, Word(name): Word, headers: HeaderMap) -> Response {
    let missing = || StatusCode::NOT_FOUND.into_response();
    let Some((hash, extension)) = name.split_once('.') else { return missing() };
    let Ok(hash) = hash.parse::<store::Hash>() else { return missing() };
    let artifact = match blobs::artifact(&app.market, &hash).await {
        Ok(Some(artifact)) if extension_of(&artifact.media_type) == Some(extension) => artifact,
        Ok(_) => return missing(),
        Err(error) => return fault::bare(&app, error.into()),
    };
    let tag = format!("\"{hash}\"");
    let known = header_text(&headers, "if-none-match").is_some_and(|tags| tags.contains(&tag));
    let mut response = match known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => match whole(&app, &artifact).await {
            Ok(response) => response,
            Err(error) => return fault::bare(&app, error.into()),
        },
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    response
}

/// The artifact, piece by piece; the last piece comes only if all of them are what they were.
async fn whole(app: &App, artifact: &Artifact) -> Result<Response, market::Error> {
    let pieces = blobs::open(&app.market, &artifact.hash, 0).await?;
    let mut response = Body::from_stream(pieces.map_err(std::io::Error::other)).into_response();
    let length = artifact.bytes.to_string();
    let headers = [
        (header::CONTENT_TYPE, artifact.media_type.as_str()),
        (header::CONTENT_LENGTH, length.as_str()),
        (header::CONTENT_SECURITY_POLICY, SEALED),
    ];
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

/// The one extension that an artifact of this media type is asked for by.
fn extension_of(media_type: &str) -> Option<&'static str> {
    match media_type {
        "image/webp" => Some("webp"),
        "image/jpeg" => Some("jpg"),
        "model/gltf-binary" => Some("glb"),
        _ => None,
    }
}
