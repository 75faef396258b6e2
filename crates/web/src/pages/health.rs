//! What a supervisor asks.

use std::time::Duration;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::App;

/// How long the database may take to answer a supervisor.
const PATIENCE: Duration = Duration::from_secs(2);

/// `/healthz`: the process lives.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// `/readyz`: further requests are welcome, and the database answers.
pub(crate) async fn readyz(State(app): State<App>) -> Response {
    let no = |words: &'static str| (StatusCode::SERVICE_UNAVAILABLE, words).into_response();
    if !app.life.is_ready() {
        return no("stopping\n");
    }
    match tokio::time::timeout(PATIENCE, app.market.store().ping()).await {
        Ok(Ok(())) => "ready\n".into_response(),
        Ok(Err(error)) => {
            tracing::error!(%error, "the database does not answer");
            no("the database does not answer\n")
        }
        Err(_) => {
            tracing::error!("the database does not answer in time");
            no("the database does not answer in time\n")
        }
    }
}
