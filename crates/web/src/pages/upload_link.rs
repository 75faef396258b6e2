//! Where programs send a file: its bytes in one plain request behind a signed address.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use market::ingest::{self, Incoming, Received, Upload, UploadRefusal};
use serde_json::json;

use crate::{App, visit::header_text};

/// `PUT /uploads/{token}`: answers with the file's identifier. What may not be sent is refused before it is read, as
/// long as the request says how long it is.
pub(crate) async fn receive(
    State(app): State<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    take(&app, &token, &headers, body).await.unwrap_or_else(|error| {
        tracing::error!(%error, "an upload could not be taken");
        refuse(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side. Send the file again in a moment.")
    })
}

async fn take(app: &App, token: &str, headers: &HeaderMap, body: Body) -> Result<Response, market::Error> {
    let (actor, incoming) = match ingest::open_upload_link(&app.market, token).await? {
        Upload::Open { actor, destination, name } => {
            let bytes = header_text(headers, "content-length").and_then(|length| length.parse().ok());
            (actor, Incoming { destination, name, replaces: None, bytes })
        }
        Upload::Expired => return Ok(refuse(StatusCode::GONE, "This address is too old. Ask for a new one.")),
        Upload::NotFound => {
            return Ok(refuse(StatusCode::NOT_FOUND, "Nothing is taken at this address. Ask for a new one."));
        }
    };
    Ok(match ingest::receive(&app.market, &actor, incoming, body.into_data_stream()).await? {
        Received::Added { file, bytes, .. } => {
            (StatusCode::CREATED, Json(json!({ "file": file, "bytes": bytes }))).into_response()
        }
        Received::Refused(refusal) => refuse(status_of(&refusal), &refusal.sentence()),
        Received::BrokenOff(_) => refuse(StatusCode::BAD_REQUEST, "The file did not arrive whole. Send it again."),
    })
}

/// How a program is told why a file is not taken.
fn status_of(refusal: &UploadRefusal) -> StatusCode {
    match refusal {
        UploadRefusal::NotFound => StatusCode::NOT_FOUND,
        UploadRefusal::NotACreator => StatusCode::FORBIDDEN,
        UploadRefusal::TakenDown => StatusCode::GONE,
        UploadRefusal::TooMany { .. } => StatusCode::CONFLICT,
        UploadRefusal::TooLarge { .. } | UploadRefusal::TooManyTriangles { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        UploadRefusal::NoRoom(_) => StatusCode::INSUFFICIENT_STORAGE,
    }
}

fn refuse(status: StatusCode, sentence: &str) -> Response {
    (status, Json(json!({ "message": sentence }))).into_response()
}
