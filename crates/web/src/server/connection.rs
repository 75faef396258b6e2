//! One connection: its requests in turn, until either side has had enough.

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, Request},
    response::Response,
};
use hyper::{
    body::{Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::net::TcpStream;
use tower::ServiceExt;

use super::{
    Life,
    connections::{Place, Work},
    steady::Steady,
};
use crate::doors::{BUFFER_BYTES_MAX, Doors, HEADER_BYTES_MAX, HEADERS_MAX, UNSENT_BYTES_MAX};

/// Answers requests until the client goes away, stands still for too long, or `life` or `place` ends it.
pub(super) async fn serve(stream: TcpStream, peer: SocketAddr, site: Router, doors: &Doors, place: Place, life: &Life) {
    prepare(&stream);
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let (site, work) = (site.clone(), place.work());
        async move { Ok::<_, Infallible>(answer(site, request.map(Body::new), peer, work).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(doors.headers)
        .max_headers(HEADERS_MAX)
        .max_header_size(HEADER_BYTES_MAX)
        .max_buf_size(BUFFER_BYTES_MAX)
        .serve_connection(TokioIo::new(Steady::new(stream, doors.stalled)), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = place.cut() => return,
        () = life.closed() => {
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                ended = connection => ended,
                () = place.cut() => return,
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection ended early");
    }
}

/// Small answers leave at once, and the kernel takes no more for a slow reader than is on its way: what a reader makes of
/// our progress is seen here, and not hidden in a buffer of megabytes.
fn prepare(stream: &TcpStream) {
    let prepared = stream.set_nodelay(true);
    #[cfg(target_os = "linux")]
    let prepared = prepared.and_then(|()| SockRef::from(stream).set_tcp_notsent_lowat(UNSENT_BYTES_MAX));
    if let Err(error) = prepared {
        tracing::debug!(%error, "a socket stays as the system makes it");
    }
}

async fn answer(site: Router, mut request: Request, peer: SocketAddr, work: Work) -> Response {
    request.extensions_mut().insert(ConnectInfo(peer));
    let response = match site.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    response.map(|body| Body::new(Answering { body, _work: work }))
}

/// An answer's body that says when its last byte has left.
struct Answering {
    body: Body,
    _work: Work,
}

impl HttpBody for Answering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &frame {
            let bytes = frame.data_ref().map_or(0, |bytes| bytes.len() as u64);
            metrics::counter!("maquette_sent_bytes_total").increment(bytes);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
