//! The real server on a socket: requests of which two readers would disagree where they end, and lines for the log.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::Duration,
};

struct Server {
    child: Child,
    address: String,
    log: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

impl Server {
    fn start(format: &str) -> Self {
        use std::io::BufRead as _;
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log");
        let mut child = Command::new(env!("CARGO_BIN_EXE_maquette"))
            .args(["serve", "--workers", "0", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("data"))
            .env("MAQUETTE_LOG_FORMAT", format)
            .env("MAQUETTE_LOG_LEVEL", "info,web=trace,market=trace,graphql=trace,maquette=trace,tower_http=trace")
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log).expect("a log"))
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        std::io::BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("it says where");
        let address = line.trim().rsplit_once("http://").expect("an address").1.to_owned();
        Self { child, address, log, _folder: folder }
    }

    /// Everything that comes back for these bytes, until the server closes or has nothing more to say.
    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_millis(1_500))).expect("set");
        let _ = stream.write_all(bytes); // It may close before all of it is sent.
        let (mut answer, mut chunk) = (Vec::new(), [0; 4_096]);
        while let Ok(count @ 1..) = stream.read(&mut chunk) {
            answer.extend_from_slice(&chunk[..count]);
        }
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn log(&mut self) -> String {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("it runs").success());
        self.child.wait().expect("it ends");
        std::fs::read_to_string(&self.log).expect("a log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill(); // It has ended already, where its log was read.
        let _ = self.child.wait();
    }
}

/// What a second reader would take for a request of its own.
const HIDDEN: &str = "GET /robots.txt HTTP/1.1\r\nHost: here\r\n\r\n";

#[test]
fn a_request_whose_end_is_in_doubt_is_answered_once_at_most() {
    let server = Server::start("human");
    let length = HIDDEN.len();
    let heads = [
        ("length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n".to_owned(), "0\r\n\r\n"),
        ("chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n".to_owned(), "0\r\n\r\n"),
        ("two lengths", format!("Content-Length: 0\r\nContent-Length: {length}\r\n"), ""),
        ("a list of lengths", format!("Content-Length: 0, {length}\r\n"), ""),
        ("a signed length", "Content-Length: +0\r\n".to_owned(), ""),
        ("a length in hexadecimal", "Content-Length: 0x0\r\n".to_owned(), ""),
        ("a length of twenty digits", "Content-Length: 99999999999999999999\r\n".to_owned(), ""),
        ("a blank before the colon", "Transfer-Encoding : chunked\r\n".to_owned(), "0\r\n\r\n"),
        ("chunks by another name", "Transfer-Encoding: xchunked\r\n".to_owned(), "0\r\n\r\n"),
        ("chunks that are not last", "Transfer-Encoding: chunked, identity\r\n".to_owned(), "0\r\n\r\n"),
        ("a folded line", "X-A: b\r\n Transfer-Encoding: chunked\r\n".to_owned(), ""),
        ("a NUL in a header", "X-A: b\0c\r\n".to_owned(), ""),
        ("a lone carriage return", "X-A: b\rTransfer-Encoding: chunked\r\n".to_owned(), ""),
        ("a chunk of a wrong length", "Transfer-Encoding: chunked\r\n".to_owned(), "zz\r\nabc\r\n0\r\n\r\n"),
        (
            "a chunk longer than any",
            "Transfer-Encoding: chunked\r\n".to_owned(),
            "ffffffffffffffffff\r\nabc\r\n0\r\n\r\n",
        ),
        ("a chunk with no end", "Transfer-Encoding: chunked\r\n".to_owned(), "3\r\nabcd\r\n0\r\n\r\n"),
    ];
    for (name, headers, body) in heads {
        let request = format!("POST /sign-in HTTP/1.1\r\nHost: here\r\n{headers}\r\n{body}{HIDDEN}");
        let answer = server.send(request.as_bytes());
        let answers = answer.matches("HTTP/1.1 ").count();
        assert!(answers <= 1, "{name}: {answers} answers\n{answer}");
        assert!(!answer.contains("Sitemap:"), "{name}: the hidden request was answered\n{answer}");
    }
    for (name, line) in [
        ("no version", "GET /"),
        ("an old version", "GET / HTTP/0.9"),
        ("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b"),
    ] {
        let answer = server.send(format!("{line}\r\n\r\n").as_bytes());
        assert!(!answer.starts_with("HTTP/1.1 200") || name == "two hosts", "{name}: {answer}");
        assert!(!answer.contains("evil"), "{name}");
    }
    assert!(
        server.send(b"GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200")
    );
}

/// What somebody may try to write into a log as a line of its own.
const FORGED: &str = "x\r\n2026-01-01T00:00:00.000000Z  INFO market: FORGED LINE\x1b[2J";

fn forms(server: &Server) {
    let encoded = percent_encoding::utf8_percent_encode(FORGED, percent_encoding::NON_ALPHANUMERIC).to_string();
    let mut requests = Vec::new();
    for path in [
        "/l/",
        "/s/",
        "/download/",
        "/uploads/",
        "/media/",
        "/browse?q=",
        "/sign-in?next=",
        "/orders/",
        "/upload/",
        "/verify-email?token=",
    ] {
        requests.push(format!("GET {path}{encoded} HTTP/1.1\r\nHost: here\r\nUser-Agent: \x1b[31m FORGED LINE\r\nX-Request-Id: a FORGED LINE\r\nConnection: close\r\n\r\n"));
    }
    for path in ["/sign-in", "/sign-up", "/verify/again", "/basket/add", "/payments/test/notice"] {
        let body = format!("email={encoded}&password={encoded}&name={encoded}&csrf={encoded}");
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close"
        );
        requests.push(format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    }
    let mutation = format!(
        "mutation($a: String!) {{ createToken(input: {{ email: $a, password: $a, name: $a, scopes: [READ] }}) {{ status }} signUp(input: {{ email: $a, name: $a, password: $a }}) {{ status }} }} # {}",
        "FORGED LINE"
    );
    let body =
        serde_json::json!({ "query": mutation, "variables": { "a": FORGED }, "operationName": null }).to_string();
    requests.push(format!("POST /graphql HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    for request in requests {
        assert!(server.send(request.as_bytes()).starts_with("HTTP/1.1 "), "{request}");
    }
}

#[test]
fn what_is_typed_makes_no_line_of_the_log() {
    let mut human = Server::start("human");
    forms(&human);
    let log = human.log();
    assert!(log.lines().count() > 10, "{log}");
    for line in log.lines() {
        let is_ours = line.len() > 27
            && line.as_bytes()[4] == b'-'
            && line.as_bytes()[10] == b'T'
            && !line.starts_with("2026-01-01");
        assert!(is_ours, "{line:?}");
        assert!(!line.contains("\x1b[2J") && !line.contains("\x1b[31m FORGED"), "it steers a terminal: {line:?}");
    }
    let mut json = Server::start("json");
    forms(&json);
    let log = json.log();
    assert!(log.lines().count() > 10, "{log}");
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
    }
}
