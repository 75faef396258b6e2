//! A real browser for one test, and what hands do in it.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;

/// A file is read, inspected and photographed well within this, even on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A process that ends with the test.
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where a browser of this profile puts what it downloads.
pub fn downloads(profile: &Path) -> PathBuf {
    profile.join("downloads")
}

/// The first download that ends as `ending`, once it is whole.
pub async fn downloaded(profile: &Path, ending: &str) -> PathBuf {
    let begun = Instant::now();
    loop {
        let there = std::fs::read_dir(downloads(profile)).into_iter().flatten().flatten();
        let found = there.map(|entry| entry.path()).find(|path| path.to_string_lossy().ends_with(ending));
        // The browser keeps the place by an empty file until the last byte is there.
        if let Some(found) = found.filter(|path| path.metadata().is_ok_and(|data| data.len() > 0)) {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "nothing that ends as {ending} came");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

pub async fn browser(profile: &Path) -> (Running, Client) {
    let port = super::port::free_port();
    let driver = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is installed; `cargo xtask test` does it");
    let driver = Running(driver);
    let prefs = json!({ "download.default_directory": downloads(profile) });
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
    let capabilities =
        json!({ "goog:chromeOptions": { "args": arguments, "prefs": prefs, "binary": "/usr/bin/chromium" } });
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

pub async fn find(client: &Client, css: &str) -> fantoccini::elements::Element {
    let wait = client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
    match wait {
        Ok(element) => element,
        Err(error) => {
            let text = client.find(Locator::Css("body")).await.expect("a page").text().await.unwrap_or_default();
            panic!("no `{css}`: {error}; the page says:\n{text}")
        }
    }
}

pub async fn fill(client: &Client, css: &str, text: &str) {
    let field = find(client, css).await;
    field.clear().await.expect("cleared");
    field.send_keys(text).await.expect("typed");
}

pub async fn press(client: &Client, css: &str) {
    let script = "arguments[0].scrollIntoView({block: 'center'}); arguments[0].click();";
    let element = serde_json::to_value(find(client, css).await).expect("an element");
    client.execute(script, vec![element]).await.expect("pressed");
}
