//! The main job in a real browser: a creator's file goes all the way to a paid download.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;

const PASSWORD: &str = "a vase on a table";
/// A file is read, inspected and photographed well within this, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A tetrahedron of 40 mm as a binary STL.
fn tetrahedron() -> Vec<u8> {
    let (o, x, y, z) = ([0.0f32; 3], [40.0, 0.0, 0.0], [0.0, 40.0, 0.0], [0.0, 0.0, 40.0]);
    let mut bytes = vec![b' '; 80];
    bytes.extend(4u32.to_le_bytes());
    for triangle in [[o, y, x], [o, x, z], [x, y, z], [y, o, z]] {
        bytes.extend([0; 12]);
        bytes.extend(triangle.as_flattened().iter().flat_map(|value| value.to_le_bytes()));
        bytes.extend([0; 2]);
    }
    bytes
}

fn serve(data: &Path) -> (Running, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_maquette"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts");
    let stdout = child.stdout.take().expect("it speaks");
    let mut lines = BufReader::new(stdout).lines();
    let address = lines.find_map(|line| line.ok()?.rsplit_once("open at ").map(|(_, address)| address.to_owned()));
    std::thread::spawn(move || lines.for_each(drop));
    (Running(child), address.expect("it says where it is"))
}

async fn browser(profile: &Path) -> (Running, Client) {
    let port = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("bound").port();
    let driver = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is installed; `cargo xtask test` does it");
    let driver = Running(driver);
    let profile = format!("--user-data-dir={}", profile.display());
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--enable-unsafe-swiftshader",
        "--window-size=1280,1000",
        &profile,
    ];
    let capabilities = json!({ "goog:chromeOptions": { "args": arguments, "binary": "/usr/bin/chromium" } });
    let capabilities = capabilities.as_object().expect("an object").clone();
    let begun = Instant::now();
    loop {
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        match builder.capabilities(capabilities.clone()).connect(&format!("http://127.0.0.1:{port}")).await {
            Ok(client) => return (driver, client),
            Err(error) => assert!(begun.elapsed() < PATIENCE, "no browser: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn find(client: &Client, css: &str) -> fantoccini::elements::Element {
    let wait = client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
    match wait {
        Ok(element) => element,
        Err(error) => {
            let text = client.find(Locator::Css("body")).await.expect("a page").text().await.unwrap_or_default();
            panic!("no `{css}`: {error}; the page says:\n{text}")
        }
    }
}

async fn fill(client: &Client, css: &str, text: &str) {
    let field = find(client, css).await;
    field.clear().await.expect("cleared");
    field.send_keys(text).await.expect("typed");
}

async fn press(client: &Client, css: &str) {
    let script = "arguments[0].scrollIntoView({block: 'center'}); arguments[0].click();";
    let element = serde_json::to_value(find(client, css).await).expect("an element");
    client.execute(script, vec![element]).await.expect("pressed");
}

async fn sign_up(client: &Client, site: &str, data: &Path, name: &str, email: &str, sells: bool) {
    client.goto(&format!("{site}/sign-up")).await.expect("open");
    fill(client, "#name", name).await;
    fill(client, "#email", email).await;
    fill(client, "#password", PASSWORD).await;
    if sells {
        press(client, "input[name=creator]").await;
    }
    press(client, "main form[action='/sign-up'] button").await;
    find(client, "form[action='/verify/again']").await;
    let token = letter_to(data, email);
    client.goto(&format!("{site}/verify-email?token={token}")).await.expect("open");
    let notice = find(client, "p.notice").await.text().await.expect("words");
    assert!(notice.contains("confirmed"), "{notice}");
}

/// The secret in the newest letter to `email`.
fn letter_to(data: &Path, email: &str) -> String {
    let letters = std::fs::read_dir(data.join("mail")).expect("letters").flatten();
    let texts = letters.filter_map(|entry| std::fs::read_to_string(entry.path()).ok());
    let letter = texts.filter(|text| text.contains(email)).last().expect("a letter");
    let plain = letter.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
    let (_, rest) = plain.split_once("verify-email?token=").expect("a link");
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// The body behind a link, fetched as a download manager does: without a cookie.
fn fetch(link: &str) -> Vec<u8> {
    let rest = link.strip_prefix("http://").expect("plain");
    let (host, path) = rest.split_once('/').expect("a path");
    let mut stream = TcpStream::connect(host).expect("connected");
    write!(stream, "GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n").expect("asked");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("answered");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    assert!(answer.starts_with(b"HTTP/1.0 200"), "{}", String::from_utf8_lossy(&answer[..end]));
    answer.split_off(end + 4)
}

async fn sell(client: &Client, site: &str, data: &Path, file: &Path) {
    sign_up(client, site, data, "Orla Brandt", "orla@example.org", true).await;
    client.goto(&format!("{site}/upload")).await.expect("open");
    find(client, "input[type=file]").await.send_keys(&file.display().to_string()).await.expect("chosen");
    let begun = Instant::now();
    while !client.current_url().await.expect("an address").path().starts_with("/upload/") {
        assert!(begun.elapsed() < PATIENCE, "the upload goes to the draft's page");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    find(client, "#rows .verdict").await;
    fill(client, "#title", "Plaster tetrahedron").await;
    fill(client, "#description", "Four faces, forty millimetres. It stands on any of them.").await;
    press(client, "input[name=licence][value=personal]").await;
    fill(client, "#price_personal", "3.50").await;
    press(client, "#details button[formaction]").await;
    let heading = find(client, ".offer h1, main h1").await.text().await.expect("words");
    assert_eq!(heading, "Plaster tetrahedron");
    client.goto(site).await.expect("open");
    press(client, "form[action='/sign-out'] button").await;
    find(client, ".doors a[href='/sign-in']").await;
}

async fn buy(client: &Client, site: &str, data: &Path) -> String {
    sign_up(client, site, data, "Mira Okafor", "mira@example.org", false).await;
    client.goto(&format!("{site}/browse?q=tetra")).await.expect("open");
    press(client, ".tile h3 a").await;
    let turn = find(client, "maquette-viewer").await;
    if turn.attr("data-three").await.expect("asked").is_some() {
        press(client, "[data-tool=turn]").await;
        find(client, "maquette-viewer canvas").await;
    } else {
        eprintln!("left out: three.js is not in assets/, so nothing can be turned");
    }
    press(client, "form[action='/basket/add'] button").await;
    press(client, "a[href='/checkout']").await;
    press(client, "input[name=terms]").await;
    press(client, "form[action='/checkout'] button").await;
    find(client, "a[href='/library']").await;
    client.goto(&format!("{site}/library")).await.expect("open");
    let link = find(client, "a[href^='/download/']").await;
    format!("{site}{}", link.attr("href").await.expect("asked").expect("an address"))
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_walks_a_file_from_its_creator_to_its_buyer() {
    let folder = tempfile::tempdir().expect("a folder");
    let data: PathBuf = folder.path().join("data");
    let file = folder.path().join("tetrahedron.stl");
    std::fs::write(&file, tetrahedron()).expect("written");
    let (_server, site) = serve(&data);
    let (_driver, client) = browser(&folder.path().join("profile")).await;
    sell(&client, &site, &data, &file).await;
    let link = buy(&client, &site, &data).await;
    assert_eq!(fetch(&link), tetrahedron(), "what was bought is what was uploaded, byte for byte");
    client.close().await.expect("closed");
}
