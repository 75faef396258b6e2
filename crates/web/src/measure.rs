//! What an operator's tools measure: counted here by the `metrics` crates, given out in Prometheus' text format.

use std::{
    any::Any,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use market::Market;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::{App, visit::header_text};

/// Upper ends of the classes that durations are counted in, seconds.
const SECONDS: [f64; 12] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];

/// The process's figures, from the first router on; none where another recorder was set.
fn figures() -> Option<&'static PrometheusHandle> {
    static FIGURES: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    let install = || {
        let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS);
        let installed = builder.and_then(PrometheusBuilder::install_recorder).ok();
        describe();
        installed
    };
    FIGURES.get_or_init(install).as_ref()
}

/// `/metrics` among the pages, for whoever has the token; without a token there is no such address.
pub(crate) fn routes(token: &str) -> Router<App> {
    figures();
    let wanted = store::Hash::of(format!("Bearer {token}").as_bytes());
    if token.is_empty() {
        return Router::new();
    }
    let guarded = move |state: State<App>, headers: HeaderMap| async move {
        let given = header_text(&headers, "authorization").unwrap_or_default();
        // Compared by their hashes, so that the time of the comparison tells nothing.
        if store::Hash::of(given.as_bytes()) == wanted {
            figures_now(state).await
        } else {
            (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response()
        }
    };
    Router::new().route("/metrics", get(guarded))
}

/// The same for anyone, on an address that only the operator's tools reach.
pub(crate) fn open_routes() -> Router<App> {
    figures();
    Router::new().route("/metrics", get(figures_now))
}

async fn figures_now(State(app): State<App>) -> Response {
    let Some(figures) = figures() else { return StatusCode::NOT_FOUND.into_response() };
    if let Err(error) = look_up(&app.market).await {
        tracing::error!(%error, "the store's figures could not be looked up");
        return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response();
    }
    figures.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], figures.render()).into_response()
}

/// What stands in the database: the queue, and how far consumers of events are behind.
async fn look_up(market: &Market) -> Result<(), market::Error> {
    let counts = jobs::counts(market.store(), market.now()).await?;
    counter!("maquette_statements_total").absolute(market.store().statements());
    for (state, count) in [
        ("waiting", counts.waiting),
        ("running", counts.running),
        ("done", counts.done),
        ("dead", counts.dead),
        ("cancelled", counts.cancelled),
    ] {
        gauge!("maquette_jobs", "state" => state).set(count as f64);
    }
    for lag in market::outbox::lag(market).await? {
        let consumer = lag.consumer.to_string();
        gauge!("maquette_events_lag_events", "consumer" => consumer.clone()).set(lag.events as f64);
        gauge!("maquette_events_lag_seconds", "consumer" => consumer.clone()).set(lag.seconds as f64);
        gauge!("maquette_events_parked", "consumer" => consumer).set(lag.parked as f64);
    }
    let held_back_seconds = market::outbox::held_back(market).await?.map_or(0, |held| held.seconds);
    gauge!("maquette_events_held_back_seconds").set(held_back_seconds as f64);
    Ok(())
}

/// What each figure means, for whoever reads them.
fn describe() {
    describe_counter!("maquette_requests_total", "Requests by route, method and status.");
    describe_histogram!("maquette_request_seconds", Unit::Seconds, "Time to the first byte of an answer.");
    describe_counter!("maquette_panics_total", "Requests whose handler panicked.");
    describe_counter!("maquette_requests_refused_total", "Requests that were not worked on, by status.");
    describe_counter!("maquette_connections_refused_total", "Connections that were one too many.");
    describe_gauge!("maquette_connections", "Open connections.");
    describe_counter!("maquette_received_bytes_total", Unit::Bytes, "Bytes of forms, questions and uploads.");
    describe_counter!("maquette_sent_bytes_total", Unit::Bytes, "Bytes of answers.");
    describe_counter!("maquette_statements_total", "Statements that this process sent to its database.");
    describe_gauge!("maquette_jobs", "Jobs by state.");
    describe_gauge!("maquette_events_lag_events", "Events that a consumer has not acted on, counted up to 10000.");
    describe_gauge!("maquette_events_lag_seconds", Unit::Seconds, "Age of the oldest of them.");
    describe_gauge!("maquette_events_parked", "Events that a consumer could not act on.");
    let held_back = "How long the oldest transaction has run that holds every consumer back; 0 below a minute.";
    describe_gauge!("maquette_events_held_back_seconds", Unit::Seconds, held_back);
}

/// Requests since this process began that were answered by an error of ours, and those of them that ended in a panic.
static ERRORS: AtomicU64 = AtomicU64::new(0);
static PANICS: AtomicU64 = AtomicU64::new(0);

/// How many requests this process has answered by an error of ours, and how many of these ended in a panic.
pub(crate) fn errors() -> (u64, u64) {
    (ERRORS.load(Ordering::Relaxed), PANICS.load(Ordering::Relaxed))
}

/// The answer to a request whose handler panicked: where and why stands in the log.
pub(crate) fn panicked(payload: Box<dyn Any + Send>) -> Response {
    PANICS.fetch_add(1, Ordering::Relaxed);
    counter!("maquette_panics_total").increment(1);
    let why = payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
    tracing::error!(why = why.unwrap_or("it did not say why"), "a request panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, "Something broke here. Try again in a moment.\n").into_response()
}

/// Counts each request by its route, never by its address: there are as many lines as there are routes.
pub(crate) async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        _ => "other",
    };
    let begun = Instant::now();
    let response = next.run(request).await;
    if response.status().is_server_error() && response.status() != StatusCode::SERVICE_UNAVAILABLE {
        ERRORS.fetch_add(1, Ordering::Relaxed);
    }
    let status = response.status().as_u16().to_string();
    histogram!("maquette_request_seconds", "route" => route.clone()).record(begun.elapsed().as_secs_f64());
    counter!("maquette_requests_total", "route" => route, "method" => method, "status" => status).increment(1);
    response
}
