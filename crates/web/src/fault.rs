//! What cannot be answered as asked, and the page that says so.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use locale::Forms;
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
    /// It was there once and is no more; the sentence says what to do.
    Gone(&'static str),
    /// The upload is over this limit.
    TooLarge(u64),
    /// The request cannot be read.
    Unreadable(String),
    /// Too much of it came from one place; the sentence, and seconds to wait.
    TooMany(String, u64),
    /// The server has too much to do; seconds to wait.
    Busy(u64),
    /// A surprise; the words are for the log.
    Server(String),
}

impl From<market::Error> for Fault {
    fn from(error: market::Error) -> Self {
        match error {
            market::Error::Refused(_) => Self::Unreadable(error.to_string()),
            market::Error::TooMany(refused) => Self::TooMany(refused.to_string(), refused.retry_after_seconds()),
            market::Error::Busy { retry_after_seconds } => Self::Busy(retry_after_seconds),
            other => Self::Server(other.to_string()),
        }
    }
}

impl From<market::brakes::TooMany> for Fault {
    fn from(refused: market::brakes::TooMany) -> Self {
        market::Error::from(refused).into()
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
    pub(crate) fn page(self, forms: &Forms, frame: Layout, path: &str, request_id: Option<String>) -> Response {
        let wait = match self {
            Self::TooMany(_, seconds) | Self::Busy(seconds) => Some(seconds),
            _ => None,
        };
        let problem = match self {
            Self::SignIn(next) => {
                return Redirect::to(&format!("/sign-in?next={}", crate::words::query(&next))).into_response();
            }
            Self::NotFound => Problem::not_found(frame),
            Self::Forbidden => Problem::forbidden(frame),
            Self::StaleForm => Problem::stale_form(frame),
            Self::TooLarge(bytes) => Problem::too_large(frame, &crate::words::bytes(forms, bytes)),
            Self::Unreadable(words) => {
                Problem::new(frame, 400, "The request could not be read", &words).step("/", "To the front page")
            }
            Self::Gone(words) => Problem::new(frame, 410, "This link no longer works", words)
                .step("/sign-in", "Sign in")
                .step("/forgot-password", "Ask for a new password"),
            Self::TooMany(words, _) => Problem::new(frame, 429, "Not so fast", &words).step("/", "To the front page"),
            Self::Busy(seconds) => {
                let words = format!("Nothing was lost. Wait {seconds} seconds, then try again.");
                Problem::new(frame, 503, "There is too much to do at the moment", &words)
            }
            Self::Server(why) => {
                tracing::error!(why, path, request.id = request_id, "a page could not be made");
                Problem { request_id, ..Problem::server(frame) }
            }
        };
        let mut response = answer(&problem);
        if let Some(value) = wait.and_then(|seconds| HeaderValue::from_str(&seconds.to_string()).ok()) {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}

/// When not even the visit is known.
pub(crate) fn bare(app: &App, fault: Fault) -> Response {
    tracing::error!(?fault, "the store does not answer");
    answer(&Problem::unavailable(Layout::new(&app.market.settings().site_name)))
}

/// What cannot be read, before anybody asks who is looking.
pub(crate) fn unreadable(app: &App, words: &str) -> Response {
    Fault::Unreadable(words.to_owned()).page(&Forms::default(), Layout::new(&app.market.settings().site_name), "", None)
}

/// What the gate sends away before anybody knows whose visit it is.
pub(crate) fn refused(site_name: &str, status: StatusCode, words: &str) -> Response {
    let problem = Problem::new(Layout::new(site_name), status.as_u16(), "Not ready for the moment", words);
    answer(&problem.step("/", "To the front page"))
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
