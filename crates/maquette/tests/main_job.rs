//! The main job in a real browser: a creator's file goes all the way to a paid download.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use fantoccini::{Client, Locator};
use support::{
    Site,
    browser::{PATIENCE, browser, downloaded, fill, find, press},
    maquette, tetrahedron,
};

const PASSWORD: &str = "a vase on a table";

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
    let token = letter_to(data, email).await;
    client.goto(&format!("{site}/verify-email?token={token}")).await.expect("open");
    press(client, "main form[action='/verify-email'] button").await;
    let notice = find(client, "p.notice").await.text().await.expect("words");
    assert!(notice.contains("confirmed"), "{notice}");
}

/// The secret in the e-mail to `email`, which a worker sends a moment after it was asked for.
async fn letter_to(data: &Path, email: &str) -> String {
    let begun = Instant::now();
    let letter = loop {
        let letters = std::fs::read_dir(data.join("mail")).expect("e-mails").flatten();
        let texts = letters.filter_map(|entry| std::fs::read_to_string(entry.path()).ok());
        if let Some(letter) = texts.filter(|text| text.contains(email)).last() {
            break letter;
        }
        assert!(begun.elapsed() < PATIENCE, "no e-mail came to {email}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
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
    let yours = find(client, "#yours_personal").await.text().await.expect("words");
    // With or without a space: as the browser's own language writes it.
    assert_eq!(yours.replacen("€ ", "€", 1), "€3.04 yours", "13 % of it is the market's");
    press(client, "input[name=licence][value=cc-by]").await;
    let undercut = find(client, "[data-undercut]:not([hidden])").await.text().await.expect("words");
    assert!(undercut.starts_with("Under “Credit the creator (CC BY)” everyone may do without paying"), "{undercut}");
    press(client, "input[name=licence][value=cc-by]").await;
    find(client, "[data-undercut][hidden]").await;
    go_along(client, file).await;
    press(client, "input[name=ai][value=none]").await;
    press(client, "#details button[formaction]").await;
    let heading = find(client, ".offer h1, main h1").await.text().await.expect("words");
    assert_eq!(heading, "Plaster tetrahedron");
    take_back(client, site, file).await;
    client.goto(site).await.expect("open");
    press(client, "form[action='/sign-out'] button").await;
    find(client, ".doors a[href='/sign-in']").await;
}

/// Sends instructions and a photograph after the pattern; what was typed and not saved stays.
async fn go_along(client: &Client, file: &Path) {
    let instructions = file.with_file_name("instructions.pdf");
    std::fs::write(&instructions, "%PDF-1.7\n%%EOF\n").expect("written");
    find(client, ".drop input").await.send_keys(&instructions.display().to_string()).await.expect("chosen");
    let along = find(client, "#rows .verdict.info").await.text().await.expect("words");
    assert_eq!(along, "Goes along");
    let photo = file.with_file_name("on a table.png");
    image::RgbImage::from_pixel(80, 60, image::Rgb([180, 90, 40])).save(&photo).expect("written");
    find(client, "#photo-files").await.send_keys(&photo.display().to_string()).await.expect("chosen");
    press(client, "#photos form[enctype] button").await;
    find(client, "#photos .photos img").await;
    press(client, "#photos input[name=cover]:not([value=''])").await;
    let alt = find(client, "#photos input[name^=alt_]").await;
    alt.send_keys("On a table").await.expect("typed");
    press(client, "#photos form:not([enctype]) > button.button").await;
    find(client, "#photos input[name=cover]:not([value='']):checked").await;
    let title = find(client, "#title").await.prop("value").await.expect("asked");
    assert_eq!(title.as_deref(), Some("Plaster tetrahedron"), "what was typed is still there");
}

/// Takes the pattern off sale and puts it back, and deletes a draft that was begun by a slip.
async fn take_back(client: &Client, site: &str, file: &Path) {
    press(client, ".offer a[href^='/upload/']").await;
    press(client, "form[action$='/withdraw'] button").await;
    let notice = find(client, "p.notice").await.text().await.expect("words");
    assert_eq!(notice, "It is off sale. Whoever bought it keeps it.");
    press(client, "#publish-label").await;
    find(client, ".offer h1").await;

    client.goto(&format!("{site}/upload")).await.expect("open");
    find(client, "input[type=file]").await.send_keys(&file.display().to_string()).await.expect("chosen");
    find(client, "#rows .verdict").await;
    press(client, "details:has(form[action$='/discard']) summary").await;
    press(client, "form[action$='/discard'] button").await;
    let notice = find(client, "p.notice").await.text().await.expect("words");
    assert_eq!(notice, "The draft is deleted.");
    assert_eq!(client.find_all(Locator::Css("tbody tr")).await.expect("lines").len(), 1, "the one on sale stays");
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
    press(client, "form[action='/checkout'] button").await;
    let unasked = find(client, "input[name=terms]:invalid").await;
    assert!(unasked.is_displayed().await.expect("asked"), "nothing is paid before the buyer agreed");
    press(client, "input[name=terms]").await;
    press(client, "form[action='/checkout'] button").await;
    find(client, "a[href='/library']").await;
    let receipt = find(client, "main").await.text().await.expect("words");
    assert!(receipt.contains("I know that I can no longer cancel the purchase then."), "{receipt}");
    client.goto(&format!("{site}/library")).await.expect("open");
    let link = find(client, "a[href^='/download/']").await;
    format!("{site}{}", link.attr("href").await.expect("asked").expect("an address"))
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_walks_a_file_from_its_creator_to_its_buyer() {
    let folder = tempfile::tempdir().expect("a folder");
    let data: PathBuf = folder.path().join("data");
    let file = folder.path().join("tetrahedron.stl");
    std::fs::write(&file, tetrahedron(40.0)).expect("written");
    let server = Site::open(&data, "");
    let site = server.address.clone();
    let (_driver, client) = browser(&folder.path().join("profile")).await;
    sell(&client, &site, &data, &file).await;
    let link = buy(&client, &site, &data).await;
    assert_eq!(fetch(&link), tetrahedron(40.0), "what was bought is what was uploaded, byte for byte");
    client.close().await.expect("closed");
}

/// Two files that are given for nothing.
const PACKAGE: &str = r#"{ "title": "Lidded pot", "licenses": [{ "name": "CC-BY-4.0" }],
    "contributors": [{ "title": "Ines Moreau", "roles": ["creator"] }],
    "resources": [{ "name": "pot", "path": "pot.stl" }, { "name": "lid", "path": "lid.stl" }] }"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_downloads_what_is_free_in_one_step_and_the_zip_opens() {
    let folder = tempfile::tempdir().expect("a folder");
    let pot = folder.path().join("models/pot");
    std::fs::create_dir_all(&pot).expect("made");
    std::fs::write(pot.join("datapackage.json"), PACKAGE).expect("written");
    for (name, side_mm) in [("pot.stl", 30.0), ("lid.stl", 31.0)] {
        std::fs::write(pot.join(name), tetrahedron(side_mm)).expect("written");
    }
    let imported = maquette(folder.path(), &["import", "--data", "shop", "models"]);
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let server = Site::open(&folder.path().join("shop"), "");
    let profile = folder.path().join("profile");
    let (_driver, client) = browser(&profile).await;
    client.goto(&format!("{}/l/lidded-pot", server.address)).await.expect("open");
    press(&client, "form[action='/take'] button").await;
    let path = downloaded(&profile, "lidded-pot.zip").await;
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).expect("it lies on the disk")).expect("it opens");
    let names: Vec<_> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
    assert_eq!(names, ["datapackage.json", "LICENSE.txt", "pot.stl", "lid.stl"]);
    let mut bytes = Vec::new();
    zip.by_name("lid.stl").expect("the lid").read_to_end(&mut bytes).expect("read");
    assert_eq!(bytes, tetrahedron(31.0));
    client.close().await.expect("closed");
}

/// A sewing pattern, given for nothing: 600 mm wide, a line of no width all round and a notch far inside.
const BODICE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="600mm" height="400mm" viewBox="0 0 600 400">
    <g fill="none" stroke="black" stroke-width="0.1"><path d="M5 5H595V395H5Z"/><path d="M300 220L306 260L294 260Z"/></g></svg>"#;
const BODICE_PACKAGE: &str = r#"{ "title": "Bodice", "licenses": [{ "name": "CC-BY-4.0" }],
    "contributors": [{ "title": "Ines Moreau", "roles": ["creator"] }],
    "resources": [{ "name": "bodice", "path": "bodice.svg" }] }"#;

/// How the drawing is shown: by the tiles of which level, and how wide its darkest line is in CSS pixels, measured on the
/// frame's middle row.
const SHOWN: &str = "
const canvas = document.querySelector('canvas.closely');
if (!canvas || canvas.dataset.missing !== '0' || getComputedStyle(canvas).visibility !== 'visible') return null;
const row = canvas.getContext('2d').getImageData(0, Math.round(canvas.height / 2), canvas.width, 1).data;
let ink = 0;
for (let at = 3; at < row.length; at += 4) ink += row[at] / 255;
const tiles = performance.getEntriesByType('resource').filter((entry) => /\\/media\\/[0-9a-f]+-\\d+\\.webp$/.test(entry.name));
return { side: Number(canvas.dataset.side), ink: ink / devicePixelRatio, tiles: tiles.length,
    words: document.querySelector('.status').textContent };
";

/// Waits until all tiles in view have come; gives the level's side, CSS pixels of ink in the middle row, and the words.
async fn shown_closely(client: &Client, side: u64) -> (f64, u64, String) {
    let begun = Instant::now();
    loop {
        let shown = client.execute(SHOWN, Vec::new()).await.expect("an answer");
        if shown["side"].as_u64() == Some(side) {
            let words = shown["words"].as_str().expect("words").to_owned();
            return (shown["ink"].as_f64().expect("ink"), shown["tiles"].as_u64().expect("tiles"), words);
        }
        assert!(begun.elapsed() < PATIENCE, "no tiles of {side} pixels: {shown}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_looks_closely_at_a_drawing_and_its_lines_stay_hairlines() {
    let folder = tempfile::tempdir().expect("a folder");
    let bodice = folder.path().join("models/bodice");
    std::fs::create_dir_all(&bodice).expect("made");
    std::fs::write(bodice.join("datapackage.json"), BODICE_PACKAGE).expect("written");
    std::fs::write(bodice.join("bodice.svg"), BODICE).expect("written");
    let imported = maquette(folder.path(), &["import", "--data", "shop", "models"]);
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let server = Site::open(&folder.path().join("shop"), "");
    let (_driver, client) = browser(&folder.path().join("profile")).await;
    let begun = Instant::now();
    while client.find(Locator::Css("maquette-drawing[data-tiles]")).await.is_err() {
        assert!(begun.elapsed() < PATIENCE, "the tiles are made");
        client.goto(&format!("{}/l/bodice", server.address)).await.expect("open");
    }
    let asked =
        "return performance.getEntriesByType('resource').filter((entry) => entry.name.includes('-tiles.json')).length";
    assert_eq!(client.execute(asked, Vec::new()).await.expect("asked"), 0, "who does not zoom fetches no tile");

    // 600 mm at four pixels each make 2744 in all; twice enlarged it is shown by the smaller level.
    press(&client, "[data-tool=in]").await;
    let (_, few, _) = shown_closely(&client, 1372).await;
    for _ in 0..6 {
        press(&client, "[data-tool=in]").await;
    }
    let (ink, tiles, words) = shown_closely(&client, 2744).await;
    // The notch's two lines cross the middle row; each is a hairline still.
    assert!((2.0..4.0).contains(&ink), "{ink} px of ink, {words}");
    assert!(tiles > few && tiles < 36 + 9, "{tiles} tiles, after {few}");
    press(&client, "[data-tool=fit]").await;
    find(&client, ".stand:not(.tiled)").await;

    true_size(&client).await;
    client.close().await.expect("closed");
}

/// True size says what it counts on; a card that is held against the screen makes it true.
async fn true_size(client: &Client) {
    press(client, "[data-tool=true]").await;
    let says = find(client, "[data-says]").await.text().await.expect("words");
    assert_eq!(says, "True size counts on 96 pixels to the inch, as browsers do. Few screens have exactly that.");
    press(client, "[data-open]").await;
    let slide = "const range = document.querySelector('maquette-ruler input'); range.value = 5; \
        range.dispatchEvent(new Event('input', { bubbles: true })); \
        return [document.querySelector('.bank-card').getBoundingClientRect().width, \
        document.querySelector('.stand .still').getBoundingClientRect().width * document.querySelector('maquette-drawing').dataset.perMm]";
    let lengths = client.execute(slide, Vec::new()).await.expect("slid");
    let [card, mm]: [f64; 2] = serde_json::from_value(lengths).expect("two lengths");
    assert!((card / mm - 85.6).abs() < 0.2, "a card is 85.6 mm of the drawing: {card} px, {mm} px a millimetre");
    press(client, "[data-done]").await;
    client.refresh().await.expect("open");
    let again = "return document.querySelector('maquette-ruler').pixelsPerMm";
    find(client, "maquette-ruler [data-says]:not(:empty)").await;
    assert_eq!(client.execute(again, Vec::new()).await.expect("asked"), 5.0, "it is kept");
}
