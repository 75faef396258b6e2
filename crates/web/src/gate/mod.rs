//! How much is done at once, and who waits or is sent away when it is too much.
//!
//! A request first takes a place among those under way, then its body arrives, then it waits for a turn to be worked on. Where
//! there is no place it is refused at once with `Retry-After`. The last quarter of the places, and turns of their own, are
//! kept for signing in and buying.

mod crowd;

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use basis::ClientAddress;
use futures::{StreamExt, stream};
use tokio::{sync::Semaphore, task::JoinSet, time::timeout};
use tracing::Instrument;

use crate::{
    doors::{BODY_BYTES_KEPT_MAX, Doors, RETRY_AFTER_SECONDS, TRADE_SHARE, TRADE_TURNS, TURN, TURNS_PER_CORE},
    fault,
};
use crowd::{Crowd, Full};

/// What a request is, as far as its place and its turn go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A page.
    Page,
    /// Signing in and buying: refused last.
    Trade,
    /// A program's question, answered in JSON.
    Program,
    /// A file on its way: it may take as long as it moves, and keeps nobody from a page.
    File,
}

/// One for the whole site.
pub(crate) struct Gate {
    site_name: String,
    doors: Doors,
    under_way: Arc<Crowd>,
    files: Arc<Crowd>,
    turns: Arc<Semaphore>,
    trade_turns: Arc<Semaphore>,
}

impl Gate {
    pub(crate) fn new(site_name: &str, doors: Doors) -> Arc<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Arc::new(Self {
            site_name: site_name.to_owned(),
            under_way: Crowd::new(doors.requests_max, doors.requests_per_address_max),
            files: Crowd::new(doors.connections_max / 2, doors.requests_per_address_max),
            turns: Arc::new(Semaphore::new(cores * TURNS_PER_CORE)),
            trade_turns: Arc::new(Semaphore::new(TRADE_TURNS)),
            doors,
        })
    }
}

/// Lets a request in, or says when to come again.
pub(crate) async fn admit(State((gate, kind)): State<(Arc<Gate>, Kind)>, request: Request, next: Next) -> Response {
    let client = request.extensions().get::<ClientAddress>().copied().unwrap_or(ClientAddress::UNKNOWN);
    let (crowd, kept_share) = match kind {
        Kind::File => (&gate.files, 0),
        Kind::Trade => (&gate.under_way, 0),
        Kind::Page | Kind::Program => (&gate.under_way, TRADE_SHARE),
    };
    match crowd.enter(client.network(), kept_share) {
        Ok(_place) if kind == Kind::File => next.run(request).await,
        Ok(place) => work(&gate, kind, place, request, next).await,
        Err(Full::House) => Refusal::busy(kind, request.headers()).answer(&gate),
        Err(Full::Network) => {
            Refusal { status: StatusCode::TOO_MANY_REQUESTS, ..Refusal::busy(kind, request.headers()) }.answer(&gate)
        }
    }
}

/// On a task of its own: a change, once begun, is carried out to its end whether or not its client waits, and a panic ends
/// nothing but its request.
async fn work(gate: &Arc<Gate>, kind: Kind, place: crowd::Place, request: Request, next: Next) -> Response {
    let (changes, busy) = (!request.method().is_safe(), Refusal::busy(kind, request.headers()));
    let turns = Arc::clone(if kind == Kind::Trade { &gate.trade_turns } else { &gate.turns });
    let work = async move {
        let request = arrived(request).await;
        let turn = timeout(TURN, turns.acquire_owned()).await.ok()?.ok()?;
        let response = next.run(request).await;
        drop((turn, place));
        Some(response)
    };
    let (work, answer) = (work.in_current_span(), gate.doors.answer);
    let ended = if changes {
        timeout(answer, tokio::spawn(work)).await
    } else {
        // Whoever only looks takes the work along when they leave.
        let mut alone = JoinSet::new();
        alone.spawn(work);
        timeout(answer, async { alone.join_next().await.unwrap_or(Ok(None)) }).await
    };
    match ended {
        Ok(Ok(Some(response))) => response,
        Ok(Ok(None)) => busy.answer(gate),
        Ok(Err(broke)) => {
            tracing::error!(error = %broke, "a request broke");
            Refusal { status: StatusCode::INTERNAL_SERVER_ERROR, ..busy }.answer(gate)
        }
        Err(_) => {
            tracing::warn!(seconds = answer.as_secs(), changes, "an answer took too long");
            Refusal { late: true, ..busy }.answer(gate)
        }
    }
}

/// The request once its body is here, so that a slow sender takes no turn. A body over every limit is left to its handler,
/// which refuses it with the limit's own words.
async fn arrived(request: Request) -> Request {
    let (parts, body) = request.into_parts();
    if body.is_end_stream() {
        return Request::from_parts(parts, body);
    }
    let (mut chunks, mut bytes, mut failed) = (Vec::<Result<Bytes, axum::Error>>::new(), 0, false);
    let mut rest = body.into_data_stream();
    while bytes <= BODY_BYTES_KEPT_MAX && !failed {
        let Some(chunk) = rest.next().await else {
            return Request::from_parts(parts, Body::from_stream(stream::iter(chunks)));
        };
        bytes += chunk.as_ref().map_or(0, Bytes::len);
        failed = chunk.is_err();
        chunks.push(chunk);
    }
    Request::from_parts(parts, Body::from_stream(stream::iter(chunks).chain(rest)))
}

/// Why a request is not worked on, and in which form its sender wants to hear it.
struct Refusal {
    kind: Kind,
    shows_pages: bool,
    status: StatusCode,
    /// It was begun, and may still be carried out.
    late: bool,
}

impl Refusal {
    fn busy(kind: Kind, headers: &HeaderMap) -> Self {
        let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let shows_pages = accepts.contains("text/html");
        Self { kind, shows_pages, status: StatusCode::SERVICE_UNAVAILABLE, late: false }
    }

    fn words(&self) -> &'static str {
        match self.status {
            StatusCode::TOO_MANY_REQUESTS => "Too much is asked from your address at once. Try again in a few seconds.",
            StatusCode::INTERNAL_SERVER_ERROR => "Something went wrong on our side. Go back and try again in a moment.",
            _ if self.late => "This takes longer than it should. Look whether it was done before you send it again.",
            _ => "Too much is asked at once. Nothing was done: try again in a few seconds.",
        }
    }

    fn answer(&self, gate: &Gate) -> Response {
        metrics::counter!("maquette_requests_refused_total", "status" => self.status.as_u16().to_string()).increment(1);
        let mut response = match self.kind {
            Kind::Program => {
                let code = if self.status == StatusCode::INTERNAL_SERVER_ERROR { "INTERNAL" } else { "BUSY" };
                let error = serde_json::json!({ "message": self.words(), "extensions": { "code": code } });
                axum::Json(serde_json::json!({ "data": null, "errors": [error] })).into_response()
            }
            _ if self.shows_pages => fault::refused(&gate.site_name, self.status, self.words()),
            _ => format!("{}\n", self.words()).into_response(),
        };
        *response.status_mut() = self.status;
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status != StatusCode::INTERNAL_SERVER_ERROR {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicBool, Ordering},
        time::Duration,
    };

    use axum::{Router, middleware, routing::get};
    use tower::ServiceExt;

    use super::*;

    fn site(kind: Kind, routes: Router) -> Router {
        let doors = Doors { answer: Duration::from_secs(1), ..Doors::default() };
        routes.layer(middleware::from_fn_with_state((Gate::new("Shop", doors), kind), admit))
    }

    async fn ask(site: &Router, method: &str) -> (u16, HeaderMap, String) {
        let request = Request::builder().method(method).uri("/").body(Body::empty()).unwrap();
        let response = site.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        (parts.status.as_u16(), parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_panic_ends_its_request_alone() {
        let broken: fn() -> std::future::Ready<&'static str> = || panic!("a mistake of ours");
        let site =
            site(Kind::Program, Router::new().route("/", get(async move || broken().await).put(async || "fine")));
        let (status, _, words) = ask(&site, "GET").await;
        assert_eq!(status, 500);
        assert!(words.contains("\"code\":\"INTERNAL\"") && !words.contains("a mistake of ours"), "{words}");
        assert_eq!(ask(&site, "PUT").await.0, 200, "the next one is answered");
    }

    #[tokio::test]
    async fn an_answer_that_takes_too_long_is_given_up() {
        let site = site(Kind::Page, Router::new().route("/", get(async || std::future::pending::<&str>().await)));
        let (status, headers, words) = ask(&site, "GET").await;
        assert_eq!((status, headers[header::RETRY_AFTER].as_bytes()), (503, b"5".as_slice()));
        assert!(words.contains("longer than it should"), "{words}");
    }

    #[tokio::test]
    async fn a_change_is_carried_out_though_its_sender_left_and_a_look_is_not() {
        for (method, carried_out) in [("POST", true), ("GET", false)] {
            let done = Arc::new(AtomicBool::default());
            let told = Arc::clone(&done);
            let slow = async move || {
                tokio::time::sleep(Duration::from_millis(600)).await;
                told.store(true, Ordering::SeqCst);
            };
            let site = site(Kind::Trade, Router::new().route("/", get(slow.clone()).post(slow)));
            let left = timeout(Duration::from_millis(200), ask(&site, method)).await;
            assert!(left.is_err(), "the sender left");
            tokio::time::sleep(Duration::from_secs(2)).await;
            assert_eq!(done.load(Ordering::SeqCst), carried_out, "{method}");
        }
    }
}
