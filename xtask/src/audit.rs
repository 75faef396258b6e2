//! The `audit` command: what Lighthouse says of the served demo, on the profile of a slow phone.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{assets, demo, shell, tools};

/// The npm package, whose later releases need a newer Node than Debian has.
const PACKAGE: &str = "lighthouse@12";

/// The least that each score of each page shall have, of 100.
const SCORE_MIN: u32 = 97;

/// Runs of each page; the middle one counts, because a busy machine makes single ones uneven.
const RUNS: usize = 3;

/// The browser draws nothing on a screen and asks nobody outside.
const BROWSER_FLAGS: &str = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync";

/// Lighthouse's own names of what it scores.
const CATEGORIES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];

/// A server that ends with the audit.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs the command `audit`.
pub fn run(arguments: &[String]) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let is_release = match arguments.as_slice() {
        [] => true,
        ["--dev"] => false,
        other => bail!("`audit` takes nothing or `--dev`, and got `{}`", other.join(" ")),
    };
    let root = shell::repository_root()?;
    tools::ensure_system_tools(&root)?;
    assets::ensure_assets(&root)?;
    let lighthouse = lighthouse(&root)?;
    let binary = build(&root, is_release)?;
    shell::succeed(shell::program(&binary.to_string_lossy(), &root).args([
        "demo",
        "--no-serve",
        "--data",
        demo::DATA_FOLDER,
    ]))?;
    let (_server, host) = serve(&root, &binary)?;
    let listing = first_listing(&page(&host, "/")?).context("the front page links no listing")?;
    let pages = [("home", "/"), ("browse", "/browse"), ("listing", &listing)];
    println!("audit: {PACKAGE}, phone profile, the {} build, the middle of {RUNS} runs", profile(is_release));
    println!("{:<10}{}", "", CATEGORIES.map(|name| format!("{name:>16}")).concat());
    let mut low = Vec::new();
    for (name, path) in pages {
        page(&host, path)?; // Once, so that nothing is made for the first time while the clock runs.
        let scores = middle(&lighthouse, &root, &format!("http://{host}{path}"))?;
        println!("{name:<10}{}", scores.map(|score| format!("{score:>16}")).concat());
        let below = CATEGORIES.iter().zip(scores).filter(|(_, score)| *score < SCORE_MIN);
        low.extend(below.map(|(category, score)| format!("{name} has {score} in {category}")));
    }
    if !low.is_empty() {
        bail!("below {SCORE_MIN}: {}. Was the machine busy? Run it again when it is quiet", low.join(", "));
    }
    Ok(())
}

fn profile(is_release: bool) -> &'static str {
    if is_release { "release" } else { "dev" }
}

fn build(root: &Path, is_release: bool) -> Result<PathBuf> {
    let mut command = shell::cargo(root, &["build", "--package", "maquette", "--locked"]);
    if is_release {
        command.arg("--release");
    }
    shell::succeed(&mut command)?;
    let folder = if is_release { "release" } else { "debug" };
    Ok(shell::target_folder(root)?.join(folder).join("maquette"))
}

/// Installs the package, outside of the repository and once.
fn lighthouse(root: &Path) -> Result<PathBuf> {
    let folder = std::env::temp_dir().join("maquette-lighthouse-12");
    let program = folder.join("node_modules/.bin/lighthouse");
    if !program.is_file() {
        println!("installing `{PACKAGE}` with npm into {}", folder.display());
        std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let mut command = shell::program("npm", root);
        command.args(["install", PACKAGE, "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(&folder);
        shell::succeed(command.stdout(Stdio::null()))?;
    }
    Ok(program)
}

/// Serves the demo data at a free port, under the address that its pages name as their own.
fn serve(root: &Path, binary: &Path) -> Result<(Server, String)> {
    let host = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).context("no port is free")?;
    let mut child = shell::program(&binary.to_string_lossy(), root)
        .args(["serve", "--listen", &host.to_string(), "--data", demo::DATA_FOLDER])
        .env("MAQUETTE_BASE_URL", format!("http://{host}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("the server cannot be started")?;
    let stdout = child.stdout.take().context("the server's output is not connected")?;
    let server = Server(child);
    let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
    lines.find(|line| line.contains("open at")).context("the server ended before it was open")?;
    std::thread::spawn(move || lines.for_each(drop));
    Ok((server, host.to_string()))
}

/// The text of a page.
fn page(host: &str, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect(host).context("the server does not answer")?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n")?;
    let mut text = String::new();
    stream.read_to_string(&mut text).with_context(|| format!("{path} did not arrive whole"))?;
    if !text.starts_with("HTTP/1.0 200") {
        bail!("{path} answers `{}`", text.lines().next().unwrap_or_default());
    }
    Ok(text)
}

fn first_listing(html: &str) -> Option<String> {
    let (_, rest) = html.split_once("href=\"/l/")?;
    let (slug, _) = rest.split_once('"')?;
    Some(format!("/l/{slug}"))
}

/// The middle score of several runs, by category.
fn middle(lighthouse: &Path, root: &Path, url: &str) -> Result<[u32; 4]> {
    let runs: Vec<[u32; 4]> = (0..RUNS).map(|_| scores(lighthouse, root, url)).collect::<Result<_>>()?;
    let mut middle = [0; 4];
    for (category, score) in middle.iter_mut().enumerate() {
        let mut all: Vec<u32> = runs.iter().map(|run| run[category]).collect();
        all.sort_unstable();
        *score = all[all.len() / 2];
    }
    Ok(middle)
}

fn scores(lighthouse: &Path, root: &Path, url: &str) -> Result<[u32; 4]> {
    let mut command = shell::program(&lighthouse.to_string_lossy(), root);
    command.args([url, "--output=json", "--quiet", &format!("--chrome-flags={BROWSER_FLAGS}")]);
    command.env("CHROME_PATH", chromium()?);
    let report: Value = serde_json::from_str(&shell::output_of(&mut command)?).context("Lighthouse wrote no JSON")?;
    scores_in(&report).with_context(|| format!("Lighthouse could not score {url}"))
}

fn scores_in(report: &Value) -> Option<[u32; 4]> {
    let mut scores = [0; 4];
    for (score, category) in scores.iter_mut().zip(CATEGORIES) {
        *score = (report["categories"][category]["score"].as_f64()? * 100.0).round() as u32;
    }
    Some(scores)
}

fn chromium() -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("chromium")).find(|file| file.is_file());
    found.context("the browser is missing: install the package `chromium`")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scores_are_read_in_the_order_of_the_table() {
        let of = |score: f64| json!({ "score": score });
        let categories = json!({
            "seo": of(0.91), "performance": of(0.97), "best-practices": of(0.96), "accessibility": of(1.0),
        });
        assert_eq!(scores_in(&json!({ "categories": categories })), Some([97, 100, 96, 91]));
    }

    #[test]
    fn a_page_without_a_score_is_no_zero() {
        assert_eq!(scores_in(&json!({ "categories": { "performance": { "score": null } } })), None);
    }

    #[test]
    fn the_first_listing_is_the_one_that_stands_first() {
        let html = r#"<a href="/browse">all</a><a href="/l/tide-vase">one</a><a href="/l/other">two</a>"#;
        assert_eq!(first_listing(html).as_deref(), Some("/l/tide-vase"));
    }
}
