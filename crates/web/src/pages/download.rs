//! What was bought: one file, or all as a zip, behind a signed address that a download manager can resume.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use market::{
    blobs,
    catalog::FileLine,
    orders::{self, Content, Download, Entitled},
};

use crate::{
    App,
    extract::Word,
    fault,
    send::{self, Attachment, Segment},
    zip::{self, Entry},
};

/// `/download/{token}`.
pub(crate) async fn download(
    State(app): State<App>,
    Word(token): Word,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let gone = "Nothing is behind this link. Open your library and take a new one.\n";
    let (entitled, file) = match orders::open_link(&app.market, &token).await {
        Ok(Download::File(entitled, file)) => (entitled, Some(file)),
        Ok(Download::All(entitled)) => (entitled, None),
        Ok(Download::Expired) => {
            let words = "This link is too old. Open your library and take a new one.\n";
            return (StatusCode::GONE, words).into_response();
        }
        Ok(Download::NotFound) => return (StatusCode::NOT_FOUND, gone).into_response(),
        Err(error) => return fault::bare(&app, error.into()),
    };
    match answer(&app, &entitled, file.as_deref(), &method, &headers).await {
        Ok(response) => {
            if begins(&method, &response) {
                orders::download_begun(&app.market, &entitled, file.map(|file| file.id));
            }
            response
        }
        Err(error) => fault::bare(&app, error.into()),
    }
}

/// One file, from here or from the bucket itself, or all of them.
async fn answer(
    app: &App,
    entitled: &Entitled,
    file: Option<&FileLine>,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, market::Error> {
    let attachment = match file {
        Some(file) => match elsewhere(app, file, method).await? {
            Some(redirect) => return Ok(redirect),
            None => one(app, file).await?,
        },
        None => all(app, entitled).await?,
    };
    Ok(send::attachment(&app.market, attachment, headers))
}

/// Whether a download begins with this answer: one that goes on was told of when it began.
fn begins(method: &Method, response: &Response) -> bool {
    let from_start = |range: &HeaderValue| range.as_bytes().starts_with(b"bytes 0-");
    let is_sent = response.status().is_success() || response.status() == StatusCode::TEMPORARY_REDIRECT;
    *method == Method::GET && is_sent && response.headers().get(header::CONTENT_RANGE).is_none_or(from_start)
}

/// The way to the bucket itself, where the file lies in one. What is asked by HEAD is answered here: the bucket's address
/// is signed for fetching alone.
async fn elsewhere(app: &App, file: &FileLine, method: &Method) -> Result<Option<Response>, market::Error> {
    if method != Method::GET {
        return Ok(None);
    }
    let disposition = send::disposition(&file.name);
    let address = blobs::redirect(&app.market, &file.blob.parse()?, &disposition, file.media_type()).await?;
    Ok(address.map(|address| {
        let mut response = Redirect::temporary(&address).into_response();
        // The address opens the file for whoever has it.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        response
    }))
}

async fn one(app: &App, file: &FileLine) -> Result<Attachment, market::Error> {
    let hash: store::Hash = file.blob.parse()?;
    let bytes = app.market.blobs().size(&hash).await?.unwrap_or(file.bytes);
    Ok(Attachment {
        name: file.name.clone(),
        media_type: file.media_type(),
        segments: vec![Segment::Blob { hash, bytes }],
    })
}

async fn all(app: &App, entitled: &Entitled) -> Result<Attachment, market::Error> {
    let files = entitled.package(&app.market.settings().base_url)?;
    let blobs: Vec<_> = files
        .iter()
        .filter_map(|file| match &file.content {
            Content::Blob { hash, .. } => Some(hash.clone()),
            Content::Text(_) => None,
        })
        .collect();
    let crc32s = orders::crc32s(&app.market, &blobs).await?;
    let entry = |file: orders::PackageFile| match file.content {
        Content::Text(text) => Entry {
            name: file.path,
            crc32: crc32fast::hash(text.as_bytes()),
            bytes: text.len() as u64,
            content: Segment::Bytes(text.into()),
        },
        Content::Blob { hash, bytes } => {
            let crc32 = crc32s.get(&hash).copied().unwrap_or_default();
            Entry { name: file.path, crc32, bytes, content: Segment::Blob { hash, bytes } }
        }
    };
    Ok(Attachment {
        name: format!("{}.zip", entitled.listing.slug),
        media_type: "application/zip",
        segments: zip::segments(files.into_iter().map(entry).collect(), entitled.since),
    })
}
