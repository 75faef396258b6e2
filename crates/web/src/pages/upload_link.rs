//! Where programs send a file: its bytes in one plain request behind a signed address.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use futures::TryStreamExt;
use market::ingest::{self, AddFile, AddFileOutcome, Upload};
use serde_json::json;

use crate::{App, words};

/// `PUT /uploads/{token}`: answers with the file's identifier.
pub(crate) async fn receive(State(app): State<App>, Path(token): Path<String>, body: Body) -> Response {
    take(&app, &token, body).await.unwrap_or_else(|error| {
        tracing::error!(%error, "an upload could not be taken");
        refuse(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side. Send the file again in a moment.")
    })
}

async fn take(app: &App, token: &str, body: Body) -> Result<Response, market::Error> {
    let (actor, listing, name) = match ingest::open_upload_link(&app.market, token).await? {
        Upload::Open { actor, listing, name } => (actor, listing, name),
        Upload::Expired => return Ok(refuse(StatusCode::GONE, "This address is too old. Ask for a new one.")),
        Upload::NotFound => {
            return Ok(refuse(StatusCode::NOT_FOUND, "Nothing is taken at this address. Ask for a new one."));
        }
    };
    let bytes_max = app.market.settings().upload_bytes_max;
    let mut writer = app.market.blobs().writer().await?;
    let mut chunks = body.into_data_stream();
    loop {
        let chunk = match chunks.try_next().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            Err(_) => return Ok(refuse(StatusCode::BAD_REQUEST, "The file did not arrive whole. Send it again.")),
        };
        if writer.bytes() + chunk.len() as u64 > bytes_max {
            let sentence = format!("A file has at most {} here. Make it smaller.", words::bytes(bytes_max));
            return Ok(refuse(StatusCode::PAYLOAD_TOO_LARGE, &sentence));
        }
        writer.write(&chunk).await?;
    }
    let stored = writer.finish().await?;
    let bytes = stored.bytes;
    Ok(match ingest::add_file(&app.market, &actor, AddFile { listing, name, stored }).await? {
        AddFileOutcome::Added(file) => {
            (StatusCode::CREATED, Json(json!({ "file": file, "bytes": bytes }))).into_response()
        }
        AddFileOutcome::NotFound => refuse(StatusCode::NOT_FOUND, "There is no such listing any more."),
        AddFileOutcome::TooMany { files_max } => {
            let sentence = format!("A pattern holds at most {files_max} files. Make a second one for the rest.");
            refuse(StatusCode::CONFLICT, &sentence)
        }
    })
}

fn refuse(status: StatusCode, sentence: &str) -> Response {
    (status, Json(json!({ "message": sentence }))).into_response()
}
