//! Every page, by day and by night, on a phone and on a desk: axe finds nothing serious.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, wd::WebDriverCompatibleCommand};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use support::{
    Site,
    browser::{browser, fill, find, press},
    tetrahedron,
};

/// Enough of the demonstration shop for a mesh, a drawing, a repeat and an order.
const PATTERNS: &str = "12";
const PASSWORD: &str = "the demo password";
const WIDTHS_PX: [u32; 2] = [390, 1440];
const THEMES: [&str; 2] = ["light", "dark"];

const FOR_ANYONE: [&str; 21] = [
    "/",
    "/inspect",
    "/browse",
    "/browse?category=3d-print&q=vase#filters",
    "/browse?q=nothing+is+called+so",
    "/l/tide-vase",
    "/l/catch-all-tray",
    "/l/kites-p4m",
    "/l/catch-all-tray/report",
    "/l/catch-all-tray/problem",
    "/s/orla-brandt",
    "/sign-up",
    "/sign-in",
    "/forgot-password",
    "/basket",
    "/help/verification",
    "/help/findings",
    "/help/licences",
    "/help/developers",
    "/help/copies",
    "/nothing-is-here",
];

/// A command of the browser's own protocol, for what WebDriver has no word for.
#[derive(Debug)]
struct DevTools(&'static str, Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as std::str::FromStr>::Err> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "cmd": self.0, "params": self.1 }).to_string()))
    }
}

/// The audit as it goes: the browser, the engine's source, and what was found.
struct Audit<'a> {
    client: &'a Client,
    site: String,
    engine: String,
    pages: u32,
    found: BTreeSet<String>,
}

impl Audit<'_> {
    /// Looks at one page in both themes and widths.
    async fn page(&mut self, address: &str) {
        self.client.goto(&format!("{}{address}", self.site)).await.expect("open");
        self.client.execute(&self.engine, Vec::new()).await.expect("the engine is loaded");
        self.pages += 1;
        for width in WIDTHS_PX {
            let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600 });
            self.client.issue_cmd(DevTools("Emulation.setDeviceMetricsOverride", size)).await.expect("resized");
            for theme in THEMES {
                let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
                self.client.issue_cmd(DevTools("Emulation.setEmulatedMedia", media)).await.expect("themed");
                // The dark theme differs in its colours alone.
                let colours_only = json!(theme == "dark");
                let lines = self.client.execute_async(ASK, vec![colours_only]).await.expect("an answer");
                let lines: Vec<String> = serde_json::from_value(lines).expect("lines");
                self.found.extend(lines.into_iter().map(|line| format!("{address} at {width} px, {theme}: {line}")));
            }
        }
    }

    /// A barrier that is put there on purpose is found: the audit is not blind.
    async fn sees_a_barrier(&self) {
        self.client.goto(&format!("{}/help/copies", self.site)).await.expect("open");
        self.client.execute(&self.engine, Vec::new()).await.expect("the engine is loaded");
        let put = "document.querySelector('main').append(new Image(20, 20))";
        self.client.execute(put, Vec::new()).await.expect("put there");
        let lines = self.client.execute_async(ASK, vec![json!(false)]).await.expect("an answer").to_string();
        assert!(lines.contains("image-alt"), "{lines}");
    }

    async fn sign_in(&mut self, email: &str) {
        self.client.delete_all_cookies().await.expect("signed out");
        self.client.goto(&format!("{}/sign-in", self.site)).await.expect("open");
        fill(self.client, "#email", email).await;
        fill(self.client, "#password", PASSWORD).await;
        press(self.client, "main form[action='/sign-in'] button").await;
        find(self.client, "details.menu").await;
    }
}

/// The home page's bytes over the wire on a screen of this width and density, in a browser that was never here.
async fn first_visit_bytes(site: &str, profile: &Path, width_px: u32, density: u32) -> u64 {
    let (_driver, client) = browser(profile).await;
    let size = json!({ "width": width_px, "height": 900, "deviceScaleFactor": density, "mobile": width_px < 600 });
    client.issue_cmd(DevTools("Emulation.setDeviceMetricsOverride", size)).await.expect("resized");
    client.goto(&format!("{site}/")).await.expect("open");
    // Pictures near the screen are fetched after the page is there.
    let mut bytes = 0;
    loop {
        let came = client.execute(WIRE_BYTES, Vec::new()).await.expect("an answer").as_u64().expect("a number");
        if came == bytes {
            break;
        }
        bytes = came;
        tokio::time::sleep(QUIET).await;
    }
    client.close().await.expect("closed");
    bytes
}

/// A page to which nothing more came for so long is complete.
const QUIET: Duration = Duration::from_secs(1);

/// What came over the wire for this page, in bytes, headers included.
const WIRE_BYTES: &str = "
const parts = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
return parts.reduce((sum, part) => sum + part.transferSize, 0);
";

/// Screens of a first visit: a phone's, and a laptop's. Width in px and device pixels for each of them.
const FIRST_SCREENS: [(u32, u32); 2] = [(390, 2), (1440, 1)];

/// What a first visit may weigh, in bytes.
const FIRST_VISIT_BYTES_MAX: u64 = 250_000;

/// Serious and critical findings, and anything wider than its screen, one line each.
const ASK: &str = "
const done = arguments[arguments.length - 1];
const everything = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const colours = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
const runOnly = arguments[0] ? colours : everything;
axe.run(document, { runOnly, resultTypes: ['violations'] }).then((result) => {
  const serious = result.violations.filter((violation) => ['serious', 'critical'].includes(violation.impact));
  const lines = serious.flatMap((violation) => violation.nodes.map((node) =>
    violation.id + ': ' + node.target.join(' ') + ' ' + node.failureSummary.replaceAll('\\n', ' ').slice(0, 300)));
  const wider = document.documentElement.scrollWidth - window.innerWidth;
  if (wider > 0) lines.push('the page is ' + wider + ' px wider than its screen');
  done(lines);
}, (error) => done([String(error)]));
";

/// The engine, where the front-end packages were fetched.
fn engine() -> Option<String> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/dev/axe.min.js");
    std::fs::read_to_string(place).ok()
}

fn maquette(arguments: &[&str], data: &Path) {
    let status = Command::new(env!("CARGO_BIN_EXE_maquette"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(status.expect("it starts").success(), "maquette {}", arguments.join(" "));
}

/// Two creators with the very same file: the second is held for a moderator.
fn import_a_copy(folder: &Path, data: &Path) {
    let files = folder.join("files");
    std::fs::create_dir(&files).expect("a folder");
    let mut manifest = String::new();
    for (name, creator) in [("first.stl", "Ada Ink"), ("second.stl", "Ben Ink")] {
        std::fs::write(files.join(name), tetrahedron(40.0)).expect("written");
        let line = json!({ "file": name, "title": format!("Tetrahedron by {creator}"), "creator": creator });
        manifest.push_str(&format!("{line}\n"));
    }
    let list = folder.join("manifest.ndjson");
    std::fs::write(&list, manifest).expect("written");
    let words = [list.to_string_lossy().into_owned(), files.to_string_lossy().into_owned()];
    maquette(&["import", "--manifest", &words[0], &words[1]], data);
}

/// A box of 20 mm without its lid, as a binary STL: its report has something to show.
fn open_box() -> Vec<u8> {
    let corner = |index: u8| [index & 1, index >> 1 & 1, index >> 2].map(|side| f32::from(side) * 20.0);
    let sides = [[0, 2, 3, 1], [0, 1, 5, 4], [1, 3, 7, 5], [3, 2, 6, 7], [2, 0, 4, 6]];
    let mut bytes = vec![b' '; 80];
    bytes.extend(10u32.to_le_bytes());
    for [a, b, c, d] in sides {
        for triangle in [[a, b, c], [a, c, d]] {
            bytes.extend([0; 12]);
            bytes.extend(triangle.map(corner).as_flattened().iter().flat_map(|value| value.to_le_bytes()));
            bytes.extend([0; 2]);
        }
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_finds_no_serious_barrier_on_any_page() {
    let Some(engine) = engine() else {
        eprintln!("left out: axe-core is not in assets/dev; `cargo xtask assets` fetches it");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let data: PathBuf = folder.path().join("data");
    maquette(&["demo", "--no-serve", "--patterns", PATTERNS], &data);
    import_a_copy(folder.path(), &data);
    let file = folder.path().join("open-box.stl");
    std::fs::write(&file, open_box()).expect("written");
    let server = Site::open(&data, "");
    let site = server.address.clone();
    let (_driver, client) = browser(&folder.path().join("profile")).await;
    let mut audit = Audit { client: &client, site, engine, pages: 0, found: BTreeSet::new() };

    audit.sees_a_barrier().await;
    for (width, density) in FIRST_SCREENS {
        let profile = folder.path().join(format!("first at {width}"));
        let bytes = first_visit_bytes(&audit.site, &profile, width, density).await;
        println!("a first visit at {width} px, {density} pixels a point: {bytes} bytes");
        assert!((20_000..FIRST_VISIT_BYTES_MAX).contains(&bytes), "{bytes} bytes at {width} px");
    }
    for address in FOR_ANYONE {
        audit.page(address).await;
    }

    audit.sign_in("mira@example.org").await;
    client.goto(&format!("{}/l/catch-all-tray", audit.site)).await.expect("open");
    press(&client, "form[action='/basket/add'] button").await;
    find(&client, "a[href='/checkout']").await;
    client.goto(&format!("{}/library", audit.site)).await.expect("open");
    let receipt = find(&client, "a[href^='/orders/']").await.attr("href").await.expect("asked").expect("an address");
    for address in ["/basket", "/checkout", "/library", &receipt, "/account", "/account/close", "/upload"] {
        audit.page(address).await;
    }

    audit.sign_in("orla@example.org").await;
    for address in ["/upload", "/studio", "/studio/sales", "/studio/shop"] {
        audit.page(address).await;
    }
    client.goto(&format!("{}/upload", audit.site)).await.expect("open");
    find(&client, "input[type=file]").await.send_keys(&file.display().to_string()).await.expect("chosen");
    // Where the browser looks first, a file with a fault is sent only when that is asked for.
    if find(&client, ".drop-form").await.attr("data-verifier").await.expect("asked").is_some() {
        press(&client, "[data-send]").await;
    }
    find(&client, "#rows .findings").await;
    let draft = client.current_url().await.expect("an address").path().to_owned();
    press(&client, "form[action='/upload/file/mend'] button").await;
    find(&client, ".mended .pair img").await;
    audit.page(&draft).await;

    audit.sign_in("operator@example.org").await;
    client.goto(&format!("{}/moderation", audit.site)).await.expect("open");
    let case = find(&client, "a[href^='/moderation/']").await.attr("href").await.expect("asked").expect("an address");
    for address in [
        "/operator",
        "/operator/orders",
        "/operator/accounts",
        "/operator/pages",
        "/operator/pages/terms",
        "/operator/audit",
        "/operator/shops",
        "/operator/settings",
        "/moderation",
        &case,
    ] {
        audit.page(address).await;
    }

    let Audit { pages, found, .. } = audit;
    client.close().await.expect("closed");
    assert_eq!(pages, 43, "every page was looked at");
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.into_iter().collect::<Vec<_>>().join("\n"));
}
