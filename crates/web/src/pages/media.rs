//! Pictures, previews and tiles by their hash: what stands on the list of artifacts, and nothing else.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::TryStreamExt;
use market::blobs::{self, Artifact, Tiles};
use serde_json::json;
use store::Hash;

use crate::{App, extract::Word, fault, visit::header_text};

/// Nothing in a picture may run, wherever it is opened.
const SEALED: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// A picture's name says its content, which never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `/media/{hash}.{extension}`, streamed as it was stored; nothing is decoded here. Of a drawing's tiles
/// `/media/{hash}-tiles.json` says which there are, and `/media/{hash}-{number}.webp` is one of them.
pub(crate) async fn media(State(app): State<App>, Word(name): Word, headers: HeaderMap) -> Response {
    let missing = || StatusCode::NOT_FOUND.into_response();
    let Some((stem, extension)) = name.split_once('.') else { return missing() };
    let (hash, part) = stem.split_once('-').map_or((stem, None), |(hash, part)| (hash, Some(part)));
    let Ok(hash) = hash.parse::<Hash>() else { return missing() };
    let answer = match part {
        None => whole(&app, &hash, extension).await,
        Some(part) => part_of(&app, &hash, part, extension).await,
    };
    let mut response = match answer {
        Ok(Some(response)) => response,
        Ok(None) => return missing(),
        Err(error) => return fault::bare(&app, error.into()),
    };
    let tag = format!("\"{stem}\"");
    if header_text(&headers, "if-none-match").is_some_and(|tags| tags.contains(&tag)) {
        response = StatusCode::NOT_MODIFIED.into_response();
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    response
}

/// The artifact, piece by piece; the last piece comes only if all of them are what they were.
async fn whole(app: &App, hash: &Hash, extension: &str) -> Result<Option<Response>, market::Error> {
    let artifact = blobs::artifact(&app.market, hash).await?;
    let is_asked_for = |artifact: &Artifact| extension_of(&artifact.media_type) == Some(extension);
    let Some(artifact) = artifact.filter(is_asked_for) else { return Ok(None) };
    let pieces = blobs::open(&app.market, hash, 0).await?;
    let body = Body::from_stream(pieces.map_err(std::io::Error::other));
    Ok(Some(sealed(body, &artifact.media_type, artifact.bytes)))
}

/// One tile, or the list of those that there are.
async fn part_of(app: &App, hash: &Hash, part: &str, extension: &str) -> Result<Option<Response>, market::Error> {
    let number = match (part, extension) {
        ("tiles", "json") => None,
        // One address for each tile: no plus sign, no zeros in front.
        (number, "webp") => match number.parse::<u16>() {
            Ok(parsed) if parsed.to_string() == number => Some(usize::from(parsed)),
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    let Some(tiles) = Tiles::of(&app.market, hash).await? else { return Ok(None) };
    let (bytes, media_type) = match number {
        None => (listed(&tiles).into_bytes(), "application/json"),
        Some(number) => match tiles.tile(number) {
            Some(tile) => (tile.to_vec(), "image/webp"),
            None => return Ok(None),
        },
    };
    let length = bytes.len() as u64;
    Ok(Some(sealed(Body::from(bytes), media_type, length)))
}

/// Which tiles there are: for each level its side, and row by row 1 for a tile and 0 for a blank one.
fn listed(tiles: &Tiles) -> String {
    let level = |level: &market::TileLevel| {
        let there: String = level.tiles.iter().map(|tile| if tile.is_empty() { '0' } else { '1' }).collect();
        json!({ "side_px": level.side_px, "tiles": there })
    };
    let levels: Vec<_> = tiles.table.levels.iter().map(level).collect();
    json!({ "tile_px": tiles.table.tile_px, "levels": levels }).to_string()
}

/// An answer in which nothing may run.
fn sealed(body: Body, media_type: &str, length: u64) -> Response {
    let mut response = body.into_response();
    let length = length.to_string();
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_LENGTH, length.as_str()),
        (header::CONTENT_SECURITY_POLICY, SEALED),
    ];
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
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
