//! What was bought: one file, or all as a zip, behind a signed address that a download manager can resume.

use std::{
    io::{BufWriter, Write},
    ops::Range,
};

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::TryStreamExt;
use market::{
    Market,
    catalog::FileLine,
    orders::{self, Download, Entitled},
};
use tokio::{runtime::Handle, sync::mpsc};

use crate::{App, fault, visit::header_text, words};

/// Bytes of a piece of a zip on its way to the connection.
const PIECE_BYTES: usize = 64 * 1024;
/// Pieces under way at most: the writer waits when the reader is slow.
const PIPE_PIECES: usize = 4;

/// `/download/{token}`.
pub(crate) async fn download(State(app): State<App>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    match orders::open_link(&app.market, &token).await {
        Ok(Download::File(_, file)) => {
            one(&app, &file, &headers).await.unwrap_or_else(|error| fault::bare(&app, error.into()))
        }
        Ok(Download::All(entitled)) => all(&app.market, *entitled),
        Ok(Download::Expired) => {
            (StatusCode::GONE, "This link is too old. Open your library and take a new one.\n").into_response()
        }
        Ok(Download::NotFound) => {
            (StatusCode::NOT_FOUND, "Nothing is behind this link. Open your library and take a new one.\n")
                .into_response()
        }
        Err(error) => fault::bare(&app, error.into()),
    }
}

async fn one(app: &App, file: &FileLine, headers: &HeaderMap) -> Result<Response, market::Error> {
    let hash = file.blob.parse()?;
    let size = app.market.blobs().size(&hash).await?.unwrap_or(file.bytes);
    let asked = header_text(headers, "range");
    // A resumed download goes on only if the file is still the same one.
    let same = header_text(headers, "if-range").is_none_or(|tag| tag.trim_matches('"') == file.blob);
    let range = match asked.filter(|_| same).map(|text| parse_range(&text, size)) {
        Some(Err(())) => {
            let answer = (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, format!("bytes */{size}"))]);
            return Ok(answer.into_response());
        }
        Some(Ok(range)) => range,
        None => None,
    };
    let whole = 0..size;
    let stretch = range.clone().unwrap_or(whole);
    let stream = app.market.blobs().stream(&hash, stretch.clone()).await?;
    let mut response = Body::from_stream(stream.map_err(std::io::Error::other)).into_response();
    if range.is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        set(&mut response, header::CONTENT_RANGE, &format!("bytes {}-{}/{size}", stretch.start, stretch.end - 1));
    }
    set(&mut response, header::CONTENT_LENGTH, &(stretch.end - stretch.start).to_string());
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    set(&mut response, header::ETAG, &format!("\"{}\"", file.blob));
    let media_type =
        pattern::Format::from_name(&file.name).map_or("application/octet-stream", pattern::Format::media_type);
    Ok(as_attachment(response, &file.name, media_type))
}

/// `bytes=a-b`, `bytes=a-`, `bytes=-n`; several stretches at once are answered with the whole, as the standard allows.
fn parse_range(text: &str, size: u64) -> Result<Option<Range<u64>>, ()> {
    let Some(spec) = text.strip_prefix("bytes=").filter(|spec| !spec.contains(',')) else { return Ok(None) };
    let Some((from, to)) = spec.split_once('-') else { return Ok(None) };
    let range = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) => from..to.saturating_add(1).min(size),
        (Ok(from), Err(_)) if to.is_empty() => from..size,
        (Err(_), Ok(last)) if from.is_empty() => size.saturating_sub(last)..size,
        _ => return Ok(None),
    };
    if range.start < range.end { Ok(Some(range)) } else { Err(()) }
}

fn all(market: &Market, entitled: Entitled) -> Response {
    let (send, receive) = mpsc::channel(PIPE_PIECES);
    let name = format!("{}.zip", entitled.line.listing.slug);
    let (market, runtime) = (market.clone(), Handle::current());
    tokio::task::spawn_blocking(move || {
        let out = BufWriter::with_capacity(PIECE_BYTES, Pipe(send.clone()));
        let read = |hash: &store::Hash, out: &mut dyn Write| pour(&runtime, &market, hash, out);
        if let Err(error) = entitled.write_zip(&market.settings().base_url, out, read) {
            tracing::info!(%error, "a zip ended early: the reader went away, or a blob is gone");
            // The connection breaks off, so that nobody takes half a zip for a whole one.
            let _ = send.blocking_send(Err(std::io::Error::other(error)));
        }
    });
    let pieces = futures::stream::unfold(receive, async |mut receive| Some((receive.recv().await?, receive)));
    as_attachment(Body::from_stream(pieces).into_response(), &name, "application/zip")
}

/// The zip's writer's end of the way to the connection; it waits where the reader is slow.
struct Pipe(mpsc::Sender<std::io::Result<Bytes>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let gone = |_| std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes))).map_err(gone)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Writes a blob piece by piece. Only the reading waits on the runtime: the writer waits as well, and one wait inside of
/// another is a panic.
fn pour(runtime: &Handle, market: &Market, hash: &store::Hash, out: &mut dyn Write) -> std::io::Result<()> {
    let open = async {
        let size = market.blobs().size(hash).await?.ok_or(store::Error::Setting(format!("the blob {hash} is gone")))?;
        market.blobs().stream(hash, 0..size).await
    };
    let mut stream = runtime.block_on(open).map_err(std::io::Error::other)?;
    while let Some(chunk) = runtime.block_on(stream.try_next()).map_err(std::io::Error::other)? {
        out.write_all(&chunk)?;
    }
    Ok(())
}

/// Saved, never shown: an uploaded SVG or HTML must not run under this site's name.
fn as_attachment(mut response: Response, name: &str, media_type: &str) -> Response {
    let plain: String =
        name.chars().map(|letter| if letter.is_ascii_graphic() && letter != '"' { letter } else { '_' }).collect();
    let words = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", words::query(name));
    set(&mut response, header::CONTENT_DISPOSITION, &words);
    set(&mut response, header::CONTENT_TYPE, media_type);
    set(&mut response, header::CACHE_CONTROL, "private, no-store");
    set(&mut response, header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    response
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
