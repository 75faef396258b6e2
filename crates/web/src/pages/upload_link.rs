//! Where programs send a file: its bytes in one plain request behind a signed address.

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use market::{
    brakes::Act,
    ingest::{self, Incoming, Received, Upload, UploadRefusal},
};
use serde_json::json;

use crate::{App, extract::Word, visit::header_text};

/// `PUT /uploads/{token}`: answers with the file's identifier. What may not be sent is refused before it is read, as
/// long as the request says how long it is.
pub(crate) async fn receive(State(app): State<App>, Word(token): Word, headers: HeaderMap, body: Body) -> Response {
    take(&app, &token, &headers, body).await.unwrap_or_else(|error| match error {
        market::Error::TooMany(refused) => {
            let mut response = refuse(StatusCode::TOO_MANY_REQUESTS, &refused.to_string());
            response.headers_mut().insert(header::RETRY_AFTER, refused.retry_after_seconds().into());
            response
        }
        error => {
            tracing::error!(%error, "an upload could not be taken");
            let words = "Something went wrong on our side. Send the file again in a moment.";
            refuse(StatusCode::INTERNAL_SERVER_ERROR, words)
        }
    })
}

async fn take(app: &App, token: &str, headers: &HeaderMap, body: Body) -> Result<Response, market::Error> {
    let (actor, incoming) = match ingest::open_upload_link(&app.market, token).await? {
        Upload::Open { actor, destination, name, role } => {
            if let Some(account) = actor.account() {
                app.market.brakes().admit(Act::Send, account)?;
            }
            let bytes = header_text(headers, "content-length").and_then(|length| length.parse().ok());
            (actor, Incoming { destination, name, replaces: None, bytes, role })
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
        UploadRefusal::TooManyPhotos => StatusCode::CONFLICT,
        UploadRefusal::NotAsNamed { .. } | UploadRefusal::NoPhoto | UploadRefusal::GoesAlong => {
            StatusCode::UNSUPPORTED_MEDIA_TYPE
        }
        UploadRefusal::NoRoom(_) => StatusCode::INSUFFICIENT_STORAGE,
    }
}

/// A problem as programs read it (RFC 9457).
fn refuse(status: StatusCode, sentence: &str) -> Response {
    let title = status.canonical_reason().unwrap_or_default();
    let problem = json!({ "status": status.as_u16(), "title": title, "detail": sentence });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response()
}
