//! Bodies on their way in: a sender that stands still is not waited for.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use crate::doors::PROGRESS_BYTES_MIN;

/// Why a body ended early.
#[derive(Debug, thiserror::Error)]
#[error("the sender made no progress")]
struct Stalled;

/// Ends a body of which too little arrives within each stretch of `stalled`, and says so to the sender.
pub(crate) async fn watch(State(stalled): State<Duration>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let gave_up = Arc::new(AtomicBool::default());
    let watched = |body| Body::new(Arriving::new(body, stalled, Arc::clone(&gave_up)));
    let response = next.run(request.map(watched)).await;
    if !gave_up.load(Ordering::SeqCst) {
        return response;
    }
    let words = "Nothing arrived for too long. Send it again; a slow line is fine as long as it moves.\n";
    let close = [(header::CONNECTION, HeaderValue::from_static("close"))];
    (StatusCode::REQUEST_TIMEOUT, close, words).into_response()
}

struct Arriving {
    body: Body,
    stalled: Duration,
    gave_up: Arc<AtomicBool>,
    /// Runs from the first wait of a stretch until enough has arrived.
    end: Pin<Box<Sleep>>,
    runs: bool,
    arrived: u64,
}

impl Arriving {
    fn new(body: Body, stalled: Duration, gave_up: Arc<AtomicBool>) -> Self {
        Self { body, stalled, gave_up, end: Box::pin(tokio::time::sleep(stalled)), runs: false, arrived: 0 }
    }

    fn count(&mut self, frame: &Frame<Bytes>) {
        let bytes = frame.data_ref().map_or(0, |bytes| bytes.len() as u64);
        metrics::counter!("maquette_received_bytes_total").increment(bytes);
        self.arrived += bytes;
        if self.arrived >= PROGRESS_BYTES_MIN {
            (self.arrived, self.runs) = (0, false);
        }
    }
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(frame) => {
                if let Some(Ok(frame)) = &frame {
                    self.count(frame);
                }
                Poll::Ready(frame)
            }
            Poll::Pending => {
                if !std::mem::replace(&mut self.runs, true) {
                    let end = Instant::now() + self.stalled;
                    self.end.as_mut().reset(end);
                }
                ready!(self.end.as_mut().poll(context));
                self.gave_up.store(true, Ordering::SeqCst);
                Poll::Ready(Some(Err(axum::Error::new(Stalled))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
