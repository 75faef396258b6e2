//! What a supervisor asks.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use market::Market;

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
    let counts = match jobs::counts(app.market.store(), app.market.now()).await {
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
    match consumers(&app.market).await {
        Ok(lines) => text.push_str(&lines),
        Err(error) => return (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

/// How far consumers of events are behind, and for how long a transaction has held all of them back.
async fn consumers(market: &Market) -> Result<String, market::Error> {
    let lags = market::outbox::lag(market).await?;
    let held_back_seconds = market::outbox::held_back(market).await?.map_or(0, |held| held.seconds);
    let mut text = String::new();
    let gauges: [(&str, &str, fn(&events::Lag) -> u64); 3] = [
        ("lag_events", "Events that a consumer has not acted on, counted up to 10000.", |lag| lag.events),
        ("lag_seconds", "Age of the oldest of them.", |lag| lag.seconds),
        ("parked", "Events that a consumer could not act on.", |lag| lag.parked),
    ];
    for (name, help, value) in gauges {
        text.push_str(&format!("# HELP maquette_events_{name} {help}\n# TYPE maquette_events_{name} gauge\n"));
        for lag in &lags {
            text.push_str(&format!("maquette_events_{name}{{consumer=\"{}\"}} {}\n", lag.consumer, value(lag)));
        }
    }
    let help = "How long the oldest transaction has run that holds every consumer back; 0 below a minute.";
    text.push_str(&format!("# HELP maquette_events_held_back_seconds {help}\n"));
    text.push_str(&format!(
        "# TYPE maquette_events_held_back_seconds gauge\nmaquette_events_held_back_seconds {held_back_seconds}\n"
    ));
    Ok(text)
}
