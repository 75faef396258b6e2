//! What cannot be answered as asked, and the page that says so.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use views::{Layout, pages::Problem};

use crate::App;

/// Why a page cannot be shown.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// There is no such thing, or it is somebody else's.
    NotFound,
    /// It needs another role.
    Forbidden,
    /// The form's token does not belong to this visit.
    StaleForm,
    /// Sign in first, then come back to this path.
    SignIn(String),
    /// The upload is over this limit.
    TooLarge(u64),
    /// The request cannot be read.
    Unreadable(String),
    /// A surprise; the words are for the log.
    Server(String),
}

impl From<market::Error> for Fault {
    fn from(error: market::Error) -> Self {
        Self::Server(error.to_string())
    }
}

impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Self {
        Self::Server(error.to_string())
    }
}

impl IntoResponse for Fault {
    /// The visit's layer turns it into a page with the visit's own frame.
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl Fault {
    /// The page, in the `frame` of the visit.
    pub(crate) fn page(self, frame: Layout, path: &str, request_id: Option<String>) -> Response {
        let problem = match self {
            Self::SignIn(next) => {
                return Redirect::to(&format!("/sign-in?next={}", crate::words::query(&next))).into_response();
            }
            Self::NotFound => Problem::not_found(frame),
            Self::Forbidden => Problem::forbidden(frame),
            Self::StaleForm => Problem::stale_form(frame),
            Self::TooLarge(bytes) => Problem::too_large(frame, &crate::words::bytes(bytes)),
            Self::Unreadable(words) => {
                Problem::new(frame, 400, "The request could not be read", &words).step("/", "To the front page")
            }
            Self::Server(why) => {
                tracing::error!(why, path, request.id = request_id, "a page could not be made");
                Problem { request_id, ..Problem::server(frame) }
            }
        };
        answer(&problem)
    }
}

/// When not even the visit is known.
pub(crate) fn bare(app: &App, fault: Fault) -> Response {
    tracing::error!(?fault, "the store does not answer");
    answer(&Problem::unavailable(Layout::new(&app.market.settings().site_name)))
}

/// No route has this address.
pub(crate) async fn not_found() -> Fault {
    Fault::NotFound
}

fn answer(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = problem.render().unwrap_or_else(|_| problem.title.clone());
    let mut response = (status, Html(body)).into_response();
    // A script that sends files shows this sentence in the file's row.
    let words: String = problem.words.chars().filter(char::is_ascii).collect();
    if let Ok(value) = HeaderValue::from_str(&words) {
        response.headers_mut().insert("x-words", value);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A whole page.
pub(crate) fn page(template: &impl Template) -> Result<Response, Fault> {
    Ok(Html(template.render()?).into_response())
}
