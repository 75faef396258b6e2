//! The process that reads a foreign file: what it cannot do, that it reads all the same, and that it ends with its parent.

#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{
    io::{BufRead as _, Write as _},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{maquette, tetrahedron};

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(60);

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maquette"));
    let output = command.env_clear().args(arguments).stdin(Stdio::null()).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn it_opens_no_other_file_reaches_nobody_and_starts_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound").to_string();
    let (code, said, complained) = run(&["examine", "--probe", &address]);
    assert_eq!(code, Some(0), "{complained}");
    let probed: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said} {complained}"));
    assert_eq!(probed["held"]["calls"], true, "seccomp is in every kernel that this runs on: {complained}");
    if probed["held"]["files"] == false {
        eprintln!("left out: this kernel has no Landlock");
        return;
    }
    assert_eq!(probed["possible"], json!([]), "each of these was to be refused");
    assert!(!Path::new("/tmp/maquette-was-here").exists());
    listener.set_nonblocking(true).expect("set");
    assert!(listener.accept().is_err(), "nobody came");
}

/// A drawing with letters, which are looked up among this machine's typefaces, if at all, before the door closes.
const DRAWING: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg" width="50mm" height="50mm" viewBox="0 0 50 50"><text x="5" y="20">Vase</text><rect x="5" y="5" width="30" height="30" fill="none" stroke="black"/></svg>"#;

#[test]
fn it_reads_and_photographs_behind_bars() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes, picture) in [
        ("tetrahedron.stl", tetrahedron(40.0), "preview.glb"),
        ("drawing.svg", DRAWING.to_vec(), "sheet.tiles"),
        ("noise.3mf", b"PK\x03\x04 and nothing of a zip".to_vec(), ""),
    ] {
        let (path, out) = (folder.path().join(name), folder.path().join(format!("{name}-out")));
        std::fs::write(&path, bytes).expect("written");
        std::fs::create_dir(&out).expect("made");
        let limits = json!({ "memory_bytes_max": 2_u64 << 30, "seconds_max": 60, "sandbox_required": is_whole() });
        let request = json!({ "path": path, "name": name, "out": out, "steps": ["inspect", "render", "views"], "limits": limits });
        let (code, said, complained) = run(&["examine", &request.to_string()]);
        assert_eq!(code, Some(0), "{name}: {complained}");
        assert_eq!(said.lines().filter(|line| line.contains("\"done\"")).count(), 3, "{name}: {said}");
        assert!(picture.is_empty() || out.join(picture).exists(), "{name} gave no {picture}: {said} {complained}");
    }
}

#[test]
fn it_unpacks_behind_bars_into_its_own_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for path in ["left/arm.svg", "right/arm.svg", "../out.svg"] {
        zip.start_file(path, zip::write::SimpleFileOptions::default()).expect("a good name");
        zip.write_all(DRAWING).expect("room");
    }
    let (path, out) = (folder.path().join("robot.zip"), folder.path().join("made"));
    std::fs::write(&path, zip.finish().expect("room").into_inner()).expect("written");
    std::fs::create_dir(&out).expect("made");
    let limits = json!({ "memory_bytes_max": 1_u64 << 30, "seconds_max": 60, "sandbox_required": is_whole() });
    let unpack = json!({ "files_max": 50, "file_bytes_max": 1 << 20, "unpacked_bytes_max": 1 << 20 });
    let request = json!({ "path": path, "name": "robot.zip", "out": out, "steps": ["unpack"], "limits": limits, "unpack": unpack });
    let (code, said, complained) = run(&["examine", &request.to_string()]);
    assert_eq!(code, Some(0), "{complained}");
    let done: Value = serde_json::from_str(said.lines().last().expect("an answer")).expect("JSON");
    assert_eq!(done["output"]["paths"], json!(["left/arm.svg", "right/arm.svg"]), "{said}");
    assert_eq!(done["output"]["left_out"], json!(["../out.svg"]));
    for made in ["unpacked-0", "unpacked-1"] {
        assert_eq!(std::fs::read(out.join(made)).expect("unpacked"), DRAWING);
    }
    assert_eq!(std::fs::read_dir(&out).expect("the folder").count(), 2);
}

/// Whether this kernel has all of it.
fn is_whole() -> bool {
    let (_, said, _) = run(&["examine", "--probe", "127.0.0.1:1"]);
    let probed: Value = serde_json::from_str(&said).expect("an answer");
    probed["held"] == json!({ "files": true, "calls": true })
}

#[test]
fn where_it_cannot_be_shut_in_nothing_is_read_if_that_is_demanded() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tetrahedron.stl");
    std::fs::write(&path, tetrahedron(40.0)).expect("written");
    // Landlock cannot name a folder that is not there: the same as a kernel without it.
    let limits = json!({ "memory_bytes_max": 2_u64 << 30, "seconds_max": 60, "sandbox_required": true });
    let request = json!({
        "path": path, "name": "tetrahedron.stl", "out": folder.path().join("missing"), "steps": ["inspect"], "limits": limits,
    });
    let (code, said, _) = run(&["examine", &request.to_string()]);
    assert_eq!((code, said.as_str()), (Some(4), ""), "it says so by its exit code, and reads nothing");
}

/// Processes whose parent is `parent`.
fn children_of(parent: u32) -> Vec<PathBuf> {
    let processes = std::fs::read_dir("/proc").expect("processes").flatten().map(|entry| entry.path());
    let is_child = |path: &PathBuf| {
        let stat = std::fs::read_to_string(path.join("stat")).unwrap_or_default();
        let (_, rest) = stat.rsplit_once(") ").unwrap_or_default();
        rest.split(' ').nth(1) == Some(parent.to_string().as_str())
    };
    processes.filter(|path| path.join("stat").exists()).filter(is_child).collect()
}

/// Whether a process still runs: one that has ended may wait for its new parent to look.
fn runs(process: &Path) -> bool {
    let stat = std::fs::read_to_string(process.join("stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

struct Worker(Child);

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill(); // It has been killed already, most of the time.
        let _ = self.0.wait();
    }
}

impl Worker {
    /// A process of the program, and the first line that it says.
    fn start(folder: &Path, arguments: &[&str]) -> (Self, String) {
        let child = Command::new(env!("CARGO_BIN_EXE_maquette"))
            .args(arguments)
            .args(["--data", "shop"])
            .current_dir(folder)
            .env("MAQUETTE_LOG_LEVEL", "error")
            .stdout(Stdio::piped())
            .spawn();
        let mut process = Self(child.expect("it starts"));
        let mut line = String::new();
        if arguments[0] == "serve" {
            let said = process.0.stdout.take().expect("its output");
            std::io::BufReader::new(said).read_line(&mut line).expect("it says where it is");
        }
        (process, line)
    }
}

/// Sends a file to a market that examines nothing.
async fn upload(address: &str, bytes: Vec<u8>) {
    let http = reqwest::Client::new();
    let ask = async |question: &str, token: &str| -> Value {
        let request = http.post(format!("{address}/graphql")).json(&json!({ "query": question }));
        let request = if token.is_empty() { request } else { request.bearer_auth(token) };
        request.send().await.expect("answered").json().await.expect("JSON")
    };
    let text = |body: &Value, pointer: &str| {
        body.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{body}")).to_owned()
    };
    let input = r#"{ email: "orla@example.org", password: "the demo password", name: "test", scopes: [SELL] }"#;
    let made = ask(&format!("mutation {{ createToken(input: {input}) {{ token message }} }}"), "").await;
    let token = text(&made, "/data/createToken/token");
    let draft = ask(r#"mutation { openListing(title: "Plate") { listing { id } } }"#, &token).await;
    let listing = text(&draft, "/data/openListing/listing/id");
    let asked =
        format!(r#"mutation {{ createUpload(listing: "{listing}", name: "never.stl") {{ upload {{ url }} }} }}"#);
    let url = text(&ask(&asked, &token).await, "/data/createUpload/upload/url");
    let path = &url[url.find("/uploads/").expect("a path")..];
    let sent = http.put(format!("{address}{path}")).body(bytes).send().await.expect("answered");
    assert_eq!(sent.status().as_u16(), 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_worker_leaves_no_child_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = maquette(folder.path(), &["demo", "--no-serve", "--patterns", "1", "--data", "shop"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (server, line) = Worker::start(folder.path(), &["serve", "--workers", "0", "--listen", "127.0.0.1:0"]);
    let (_, address) = line.trim().rsplit_once(' ').expect("an address");
    let bytes = tetrahedron(41.0);
    let name = store::Hash::of(&bytes).to_string();
    upload(address, bytes).await;
    drop(server);
    // Whoever reads it now waits for bytes that never come.
    let blob = folder.path().join("shop/blobs").join(&name[..2]).join(&name[2..]);
    std::fs::remove_file(&blob).expect("it was kept");
    assert!(Command::new("mkfifo").arg(&blob).status().expect("it runs").success());

    let (mut worker, _) = Worker::start(folder.path(), &["worker", "--workers", "1"]);
    let begun = Instant::now();
    let child = loop {
        let examining = |path: &PathBuf| {
            std::fs::read_to_string(path.join("cmdline")).unwrap_or_default().contains("--with-parent")
        };
        if let Some(child) = children_of(worker.0.id()).into_iter().find(examining) {
            break child;
        }
        assert!(begun.elapsed() < PATIENCE, "no file is examined");
        std::thread::sleep(Duration::from_millis(20));
    };
    std::thread::sleep(Duration::from_millis(300));
    assert!(runs(&child), "it waits");
    worker.0.kill().expect("killed");
    worker.0.wait().expect("ended");
    let begun = Instant::now();
    while runs(&child) {
        assert!(begun.elapsed() < PATIENCE, "the child outlives its worker");
        std::thread::sleep(Duration::from_millis(20));
    }
}
