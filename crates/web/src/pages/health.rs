//! What a supervisor asks.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::App;

/// `/healthz`: the process lives.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// `/readyz`: the database answers.
pub(crate) async fn readyz(State(app): State<App>) -> Response {
    match app.market.store().ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// `/metrics`, in Prometheus' text format.
pub(crate) async fn metrics(State(app): State<App>) -> Response {
    let counts = match jobs::counts(app.market.store()).await {
        Ok(counts) => counts,
        Err(error) => return (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    };
    let mut text = String::from("# HELP maquette_jobs Jobs by state.\n# TYPE maquette_jobs gauge\n");
    for (state, count) in [
        ("waiting", counts.waiting),
        ("running", counts.running),
        ("done", counts.done),
        ("dead", counts.dead),
        ("cancelled", counts.cancelled),
    ] {
        text.push_str(&format!("maquette_jobs{{state=\"{state}\"}} {count}\n"));
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
