//! A bad line to a bucket: it hands requests on, and lets some of them fail, answer late or never.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// The longest body that is handed on.
const BODY_BYTES_MAX: usize = 64 << 20;
/// How long a request hangs: longer than anybody waits.
const HANGS: Duration = Duration::from_secs(120);

/// How the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Whole.
    Whole,
    /// Every fifth request fails: half of those are not carried out, and of the other half the answer is lost.
    FailsOneInFive,
    /// Nothing is answered any more.
    Hangs,
}

/// The proxy.
#[derive(Clone)]
pub struct Proxy {
    /// Where it listens.
    pub address: String,
    line: Arc<AtomicU8>,
    requests: Arc<AtomicU64>,
    failed: Arc<AtomicU64>,
    target: String,
    http: reqwest::Client,
}

impl Proxy {
    /// Listens in front of `target`.
    pub async fn start(target: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let proxy = Self {
            address: format!("http://{}", listener.local_addr().expect("bound")),
            line: Arc::default(),
            requests: Arc::default(),
            failed: Arc::default(),
            target: target.to_owned(),
            http: reqwest::Client::builder().no_proxy().build().expect("a client"),
        };
        let router = Router::new().fallback(hand_on).with_state(proxy.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        proxy
    }

    /// Changes the line.
    pub fn set(&self, line: Line) {
        self.line.store(line as u8, Ordering::Relaxed);
    }

    /// Requests that failed or hung so far.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }
}

async fn hand_on(State(proxy): State<Proxy>, request: Request) -> Response {
    let number = proxy.requests.fetch_add(1, Ordering::Relaxed);
    let line = proxy.line.load(Ordering::Relaxed);
    let fails = line == Line::FailsOneInFive as u8 && number % 5 == 4;
    if fails || line == Line::Hangs as u8 {
        proxy.failed.fetch_add(1, Ordering::Relaxed);
    }
    if line == Line::Hangs as u8 {
        tokio::time::sleep(HANGS).await;
        return StatusCode::GATEWAY_TIMEOUT.into_response();
    }
    if fails && number % 10 == 4 {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let answer = ask(&proxy, request).await;
    if fails {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    answer.unwrap_or_else(|error| (StatusCode::BAD_GATEWAY, error).into_response())
}

async fn ask(proxy: &Proxy, request: Request) -> Result<Response, String> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_BYTES_MAX).await.map_err(|error| error.to_string())?;
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut headers = parts.headers;
    headers.remove(header::HOST);
    headers.remove(header::CONTENT_LENGTH);
    let asked = proxy.http.request(parts.method, format!("{}{path}", proxy.target)).headers(headers).body(body);
    let answer = asked.send().await.map_err(|error| error.to_string())?;
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers().iter().filter(|(name, _)| *name != header::TRANSFER_ENCODING) {
        response = response.header(name, value);
    }
    let body = Body::from_stream(answer.bytes_stream());
    response.body(body).map_err(|error| error.to_string())
}
