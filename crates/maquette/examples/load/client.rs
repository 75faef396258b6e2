//! The client: connections that stay open, each asking for one page after the other and reading it to its end.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::visits::Visit;

/// How a page is asked for.
#[derive(Clone, Copy)]
pub struct Load {
    /// Connections at the same time.
    pub connections: usize,
    /// For so long.
    pub time: Duration,
}

/// What browsers take.
const ENCODINGS: &str = "gzip, deflate, br, zstd";

/// What came of it.
pub struct Figures {
    /// How long each answer took, sorted.
    latencies: Vec<Duration>,
    /// From the first request to the last answer.
    elapsed: Duration,
    bytes: usize,
}

impl Figures {
    /// Of answers that took so long each, in any order.
    pub fn of(mut latencies: Vec<Duration>, elapsed: Duration, bytes: usize) -> Self {
        latencies.sort_unstable();
        Self { latencies, elapsed, bytes }
    }

    /// Answers a second.
    pub fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// Milliseconds within which so many percent of the answers came.
    pub fn percentile_ms(&self, percent: f64) -> f64 {
        let place = (percent / 100.0 * self.latencies.len() as f64).ceil() as usize;
        self.latencies.get(place.saturating_sub(1)).map_or(f64::NAN, |latency| latency.as_secs_f64() * 1e3)
    }

    /// Length of an answer's body as it travels, on average.
    pub fn mean_bytes(&self) -> f64 {
        self.bytes as f64 / self.latencies.len() as f64
    }
}

/// Makes sure that the page is answered and holds no complaint, before its answers are counted.
pub fn try_once(address: &str, visit: &Visit) -> Result<()> {
    let mut connection = Connection::open(address)?;
    let answer = connection.ask(&visit.requests[0].bytes("identity"))?;
    let text = String::from_utf8_lossy(&connection.body);
    let is_well = answer.status == visit.status && !text.contains("\"errors\":");
    ensure!(is_well, "{}: {} {text}", visit.name, answer.status);
    Ok(())
}

/// Asks for the pages of `visit` in turn, until the time is over.
pub fn drive(address: &str, visit: &Visit, load: &Load) -> Result<Figures> {
    let requests: Vec<Vec<u8>> = visit.requests.iter().map(|request| request.bytes(ENCODINGS)).collect();
    let asked = AtomicUsize::new(0);
    let begun = Instant::now();
    let ask = || -> Result<(Vec<Duration>, usize)> {
        let mut connection = Connection::open(address)?;
        let (mut latencies, mut bytes) = (Vec::new(), 0);
        while begun.elapsed() < load.time {
            let number = asked.fetch_add(1, Ordering::Relaxed);
            let sent = Instant::now();
            let place = number % requests.len();
            let answer = connection.ask(&requests[place])?;
            latencies.push(sent.elapsed());
            let target = &visit.requests[place].target;
            ensure!(answer.status == visit.status, "{target} was answered with {}", answer.status);
            bytes += answer.bytes;
        }
        Ok((latencies, bytes))
    };
    let done: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..load.connections).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread breaks")).collect::<Result<_>>()
    })?;
    let elapsed = begun.elapsed();
    let bytes = done.iter().map(|(_, bytes)| bytes).sum();
    let latencies: Vec<Duration> = done.into_iter().flat_map(|(latencies, _)| latencies).collect();
    ensure!(!latencies.is_empty(), "{} was never answered", visit.name);
    Ok(Figures::of(latencies, elapsed, bytes))
}

/// What came back.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Length of its body as it travelled.
    pub bytes: usize,
    /// Whether it says when to come again.
    pub retry_after: bool,
    /// The session that it opens.
    pub session: Option<String>,
}

/// The secret in a cookie that opens a session.
fn session(cookie: &str) -> Option<String> {
    let (name, rest) = cookie.split_once('=')?;
    let secret = rest.split(';').next().filter(|secret| !secret.is_empty())?;
    name.ends_with("mq_session").then(|| secret.to_owned())
}

/// One connection, speaking as much of HTTP/1.1 as our own server does.
pub struct Connection {
    reader: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
}

impl Connection {
    /// Connects to `address`.
    pub fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| format!("{address} is not listened on"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { reader: BufReader::with_capacity(64 * 1024, stream), line: String::new(), body: Vec::new() })
    }

    /// Sends a whole request and reads its answer to the end.
    pub fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        self.reader.get_mut().write_all(request)?;
        let status = self.next_line()?.split(' ').nth(1).and_then(|word| word.parse().ok()).context("no status")?;
        let mut answer = Answer { status, bytes: 0, retry_after: false, session: None };
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.next_line()?.to_ascii_lowercase();
            match line.split_once(':').map(|(name, value)| (name, value.trim())) {
                None => break,
                Some(("content-length", value)) => length = value.parse()?,
                Some(("transfer-encoding", value)) => chunked = value == "chunked",
                Some(("retry-after", _)) => answer.retry_after = true,
                Some(("set-cookie", value)) => answer.session = session(value).or(answer.session),
                Some(_) => {}
            }
        }
        answer.bytes = if chunked { self.chunks()? } else { self.skip(length)? };
        Ok(answer)
    }

    /// The body that was read last.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn chunks(&mut self) -> Result<usize> {
        let mut whole = 0;
        loop {
            let length = usize::from_str_radix(self.next_line()?.trim(), 16).context("no length of a chunk")?;
            whole += self.skip(length)?;
            self.next_line()?;
            if length == 0 {
                return Ok(whole);
            }
        }
    }

    fn skip(&mut self, length: usize) -> Result<usize> {
        self.body.resize(length, 0);
        self.reader.read_exact(&mut self.body)?;
        Ok(length)
    }

    fn next_line(&mut self) -> Result<&str> {
        self.line.clear();
        ensure!(self.reader.read_line(&mut self.line)? > 0, "the server closed the connection");
        Ok(self.line.trim_end())
    }
}
