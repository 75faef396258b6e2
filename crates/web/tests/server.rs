//! Connections that stand still, come in crowds or send too much, over a real socket.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{Router, body::Body, routing::get};
use futures::StreamExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};
use web::{Doors, Life};

/// Longer than any limit of these tests, and far shorter than the real ones.
const PATIENCE: Duration = Duration::from_secs(20);

fn doors() -> Doors {
    let second = Duration::from_secs(1);
    Doors { headers: second, stalled: second, grace: second, ..Doors::default() }
}

struct Server {
    address: SocketAddr,
    life: Life,
    served: JoinHandle<()>,
}

impl Server {
    async fn of(site: Router, doors: Doors) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let (address, life) = (listener.local_addr().expect("bound"), Life::default());
        let served = tokio::spawn(web::serve(listener, site, doors, life.clone()));
        Self { address, life, served }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("it listens")
    }

    /// Sends `text` and reads until the server closes.
    async fn tell(&self, text: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.expect("sent");
        rest_of(&mut stream).await
    }
}

async fn rest_of(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A connection that is cut while something is unread ends with a reset, which is an end as well.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("the server ends it in time");
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

const ASK: &str = "GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn half_a_header_is_waited_for_no_longer_than_set() {
    let server = Server::of(hello(), doors()).await;
    let begun = Instant::now();
    server.tell("GET / HTTP/1.1\r\nHost: ").await;
    server.tell("").await;
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    let mut kept = server.connect().await;
    kept.write_all(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n").await.expect("sent");
    assert!(rest_of(&mut kept).await.ends_with("hello"), "an idle connection is closed after its answer");
}

#[tokio::test]
async fn a_thousand_half_headers_of_one_address_end_nothing() {
    let quarter = Duration::from_secs(900);
    let doors = Doors { headers: quarter, connections_per_address_max: 32, ..doors() };
    let server = Server::of(hello(), doors).await;
    let mut half = Vec::new();
    for _ in 0..400 {
        let mut stream = server.connect().await;
        stream.write_all(b"GET / HTTP/1.1\r\nX-Slow: ").await.expect("sent");
        half.push(stream);
    }
    let answer = server.tell(ASK).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("hello"), "{answer}");
    // The oldest of them gave way.
    assert_eq!(rest_of(&mut half[0]).await, "");
}

#[tokio::test]
async fn connections_at_work_are_bounded_and_the_next_is_told_to_come_again() {
    let slow = Router::new().route("/", get(async || std::future::pending::<&str>().await));
    let server = Server::of(slow, Doors { connections_max: 3, ..doors() }).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = server.connect().await;
        stream.write_all(ASK.as_bytes()).await.expect("sent");
        held.push(stream);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut more = server.connect().await;
    let answer = rest_of(&mut more).await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("Retry-After: 5"), "{answer}");
}

#[tokio::test]
async fn headers_that_are_too_many_or_too_long_are_refused() {
    let server = Server::of(hello(), doors()).await;
    let many: String = (0..70).map(|number| format!("X-{number}: a\r\n")).collect();
    let answer = server.tell(&format!("GET / HTTP/1.1\r\nHost: here\r\n{many}\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    let long = format!("GET / HTTP/1.1\r\nHost: here\r\nX-Long: {}\r\n\r\n", "a".repeat(40 << 10));
    let answer = server.tell(&long).await;
    assert!(answer.starts_with("HTTP/1.1 431") || answer.is_empty(), "{answer}");
    let fits = format!("GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\nX-Long: {}\r\n\r\n", "a".repeat(20 << 10));
    assert!(server.tell(&fits).await.ends_with("hello"));
}

/// Says when it is no longer needed.
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn a_reader_that_does_not_read_is_cut() {
    let gone = Arc::new(AtomicBool::default());
    let told = Arc::clone(&gone);
    let endless = move || {
        let gone = Gone(Arc::clone(&told));
        let piece = move |_| {
            let _kept = &gone;
            Ok::<_, std::io::Error>(vec![7u8; 64 << 10])
        };
        std::future::ready(Body::from_stream(futures::stream::repeat(()).map(piece)))
    };
    let server = Server::of(Router::new().route("/", get(endless)), doors()).await;
    let mut stream = server.connect().await;
    stream.write_all(ASK.as_bytes()).await.expect("sent");
    let begun = Instant::now();
    while !gone.load(Ordering::SeqCst) {
        assert!(begun.elapsed() < PATIENCE, "its body is still held");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    drop(stream);
}

#[tokio::test]
async fn an_end_lets_requests_under_way_finish_and_cuts_what_stands_still() {
    let site = Router::new()
        .route("/", get(async || tokio::time::sleep(Duration::from_millis(400)).await))
        .route("/never", get(async || std::future::pending::<&str>().await));
    let server = Server::of(site, doors()).await;
    let (mut finishing, mut standing, mut idle) =
        (server.connect().await, server.connect().await, server.connect().await);
    finishing.write_all(ASK.as_bytes()).await.expect("sent");
    standing.write_all(ASK.replace("/ ", "/never ").as_bytes()).await.expect("sent");
    idle.write_all(b"GET /").await.expect("sent");
    tokio::time::sleep(Duration::from_millis(150)).await;
    let begun = Instant::now();
    server.life.close();
    assert!(rest_of(&mut finishing).await.starts_with("HTTP/1.1 200"));
    assert_eq!(rest_of(&mut idle).await, "");
    assert_eq!(rest_of(&mut standing).await, "");
    timeout(PATIENCE, server.served).await.expect("it ends").expect("it is sound");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody listens any more");
}
