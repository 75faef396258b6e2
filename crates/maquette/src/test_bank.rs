//! The test bank's own pages, and the notices that it sends to the market's door, as a provider outside would.

use std::{net::SocketAddr, time::Duration};

use axum::{
    Form, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use market::payments::{PaymentError, TestBank};
use serde::Deserialize;
use views::{Layout, pages};

/// How often it looks which notices are due.
const LOOK: Duration = Duration::from_millis(250);
/// How long the market may take to hear one.
const HEAR_MAX: Duration = Duration::from_secs(10);

/// `/test-bank/{reference}`: where a buyer confirms a payment.
pub fn router(bank: TestBank, site_name: &str) -> Router {
    let desk = Desk { bank, site_name: site_name.to_owned() };
    Router::new().route("/test-bank/{reference}", get(look).post(decide)).with_state(desk)
}

#[derive(Clone)]
struct Desk {
    bank: TestBank,
    site_name: String,
}

async fn look(State(desk): State<Desk>, Path(reference): Path<String>) -> Response {
    let page = match desk.bank.page(&reference).await {
        Ok(Some(page)) => page,
        Ok(None) => return nothing(),
        Err(error) => return broken(&error),
    };
    let shown = pages::TestBank {
        layout: Layout::new(desk.site_name).titled("Test bank", ""),
        number: page.number.to_string(),
        total: page.total.to_string(),
        action: page.is_open.then(|| format!("/test-bank/{reference}")),
        return_href: page.return_url,
    };
    match askama::Template::render(&shown) {
        Ok(html) => Html(html).into_response(),
        Err(error) => broken(&error),
    }
}

#[derive(Deserialize)]
struct Decision {
    confirm: String,
}

async fn decide(State(desk): State<Desk>, Path(reference): Path<String>, Form(form): Form<Decision>) -> Response {
    match desk.bank.decide(&reference, form.confirm == "yes").await {
        Ok(Some(return_url)) => Redirect::to(&return_url).into_response(),
        Ok(None) => nothing(),
        Err(error) => broken(&error),
    }
}

fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "The test bank knows no such payment. Go back to the shop.\n").into_response()
}

fn broken(error: &dyn std::fmt::Display) -> Response {
    tracing::error!(%error, "the test bank cannot answer");
    (StatusCode::INTERNAL_SERVER_ERROR, "The test bank cannot answer. Try again in a moment.\n").into_response()
}

/// Sends the notices that are due to the market that listens on `address`, for as long as it is let. One that the market
/// does not hear is not sent again: an order is asked about in any case.
pub async fn send_notices(bank: TestBank, address: SocketAddr) {
    let client = reqwest::Client::builder().timeout(HEAR_MAX).no_proxy().build().unwrap_or_default();
    loop {
        if let Err(error) = send_due(&bank, &client, address).await {
            tracing::warn!(%error, "the test bank cannot look into its books");
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn send_due(bank: &TestBank, client: &reqwest::Client, address: SocketAddr) -> Result<(), PaymentError> {
    for notice in bank.due_notices().await? {
        let mut request = client.post(format!("http://{address}/payments/test/notice")).body(notice.body);
        for (name, value) in notice.headers {
            request = request.header(name, value);
        }
        match request.send().await {
            Ok(answer) if answer.status().is_success() => {}
            Ok(answer) => tracing::warn!(status = %answer.status(), "the market refused a notice of the test bank"),
            Err(error) => tracing::warn!(%error, "the market did not hear a notice of the test bank"),
        }
    }
    Ok(())
}
