//! A process that is asked to end does so in time, whatever stands still.

#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::maquette;

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(60);

struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill(); // It has ended already, most of the time.
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(data: &Path, settings: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_maquette"))
            .args(["serve", "--workers", "1", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .envs(settings.iter().copied())
            .env("MAQUETTE_LOG_LEVEL", "error")
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("it says where");
        let address = line.trim().rsplit_once("http://").expect("an address").1.to_owned();
        Self { child, address }
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().expect("it runs").success());
    }

    /// Its exit code, and how long it took.
    fn end(&mut self) -> (Option<i32>, Duration) {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("it can be asked") {
                return (status.code(), begun.elapsed());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it does not end");
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("set");
        stream
    }

    fn status(&self, path: &str) -> String {
        let mut stream = self.connect();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").expect("asked");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        answer.lines().next().unwrap_or_default().to_owned()
    }

    fn ask(&self, question: &str, token: &str) -> Value {
        let body = json!({ "query": question }).to_string();
        let token = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
        let head = "POST /graphql HTTP/1.0\r\nHost: here\r\nContent-Type: application/json";
        let mut stream = self.connect();
        write!(stream, "{head}\r\n{token}Content-Length: {}\r\n\r\n{body}", body.len()).expect("asked");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a head");
        serde_json::from_str(body).expect("JSON")
    }

    /// The path where a creator may put a file.
    fn upload(&self) -> String {
        let input = r#"{ email: "orla@example.org", password: "the demo password", name: "test", scopes: [SELL] }"#;
        let made = self.ask(&format!("mutation {{ createToken(input: {input}) {{ token message }} }}"), "");
        let token = made["data"]["createToken"]["token"].as_str().unwrap_or_else(|| panic!("{made}"));
        let draft = self.ask(r#"mutation { openListing(title: "Plate") { listing { id } } }"#, token);
        let id = draft["data"]["openListing"]["listing"]["id"].as_str().unwrap_or_else(|| panic!("{draft}"));
        let asked =
            format!(r#"mutation {{ createUpload(listing: "{id}", name: "plate.stl") {{ upload {{ url }} }} }}"#);
        let upload = self.ask(&asked, token);
        let url = upload["data"]["createUpload"]["upload"]["url"].as_str().unwrap_or_else(|| panic!("{upload}"));
        url[url.find("/uploads/").expect("a path")..].to_owned()
    }

    /// Begins to send a file and stands still.
    fn stall(&self, path: &str) -> TcpStream {
        let mut stream = self.connect();
        write!(stream, "PUT {path} HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\nsolid").expect("begun");
        stream
    }
}

fn demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let made = maquette(folder.path(), &["demo", "--no-serve", "--patterns", "1", "--data", "shop"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    folder
}

#[test]
fn a_stalled_upload_holds_up_no_end_and_readiness_ends_first() {
    let folder = demo();
    let settings =
        [("MAQUETTE_STALLED_SECONDS_MAX", "3600"), ("MAQUETTE_DRAIN_SECONDS", "2"), ("MAQUETTE_STOP_SECONDS_MAX", "2")];
    let mut server = Server::start(&folder.path().join("shop"), &settings);
    let _stalled = server.stall(&server.upload());
    let mut half = server.connect();
    write!(half, "GET / HTTP/1.1\r\nHost: ").expect("begun");
    assert_eq!(server.status("/readyz"), "HTTP/1.1 200 OK");
    server.signal("-TERM");
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(server.status("/readyz"), "HTTP/1.1 503 Service Unavailable");
    assert_eq!(server.status("/browse"), "HTTP/1.1 200 OK", "whoever still comes is answered");
    let (code, took) = server.end();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(12), "{took:?}");
}

#[test]
fn a_stalled_upload_is_ended_and_told_so() {
    let folder = demo();
    let server = Server::start(&folder.path().join("shop"), &[("MAQUETTE_STALLED_SECONDS_MAX", "1")]);
    let mut stalled = server.stall(&server.upload());
    let mut answer = String::new();
    let _ = stalled.read_to_string(&mut answer); // The connection is cut behind it.
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    let left = std::fs::read_dir(folder.path().join("shop/uploads")).expect("the folder").count();
    assert_eq!(left, 0, "nothing of it is kept");
}

#[test]
fn a_second_signal_ends_at_once() {
    let folder = demo();
    let settings = [("MAQUETTE_DRAIN_SECONDS", "600"), ("MAQUETTE_STOP_SECONDS_MAX", "600")];
    let mut server = Server::start(&folder.path().join("shop"), &settings);
    server.signal("-TERM");
    std::thread::sleep(Duration::from_millis(300));
    server.signal("-TERM");
    let (code, took) = server.end();
    assert_eq!(code, Some(130));
    assert!(took < Duration::from_secs(5), "{took:?}");
}
