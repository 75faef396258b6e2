//! Importing Data Packages, zips and photographs, here and into a market behind an address.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{
    io::{Cursor, Write},
    path::Path,
    process::{Command, Output},
};

use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use support::{Site, last_line, maquette, place::SECRET, tetrahedron};

const TOTALS: [&str; 6] = ["files", "published", "held", "refused", "skipped", "unchanged"];

fn totals(output: &Output) -> [u64; 6] {
    let json: Value = serde_json::from_str(&last_line(output)).expect("JSON");
    TOTALS.map(|name| json[name].as_u64().expect("a count"))
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What another library of models writes beside two files.
fn description(first: &str) -> String {
    json!({
        "$schema": "https://manyfold.app/profiles/0.0/datapackage.json",
        "name": "lidded-pot",
        "title": "Lidded pot",
        "description": "A pot with its lid.",
        "keywords": ["pot", "lid"],
        "licenses": [{ "name": "CC-BY-SA-4.0" }],
        "contributors": [{ "title": "Ines Moreau", "roles": ["creator"] }],
        "resources": [{ "name": "pot", "path": first }, { "name": "lid", "path": "lid.stl" }],
    })
    .to_string()
}

fn zip(path: &Path, files: &[(&str, &[u8])]) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).expect("made"));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("begun");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("ended");
}

/// A folder with a package as a folder, the same as a zip of other sizes, one that reaches outside, and a single file.
fn models() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let models = folder.path().join("models");
    std::fs::create_dir_all(models.join("pot")).expect("made");
    let write = |name: &str, bytes: &[u8]| std::fs::write(models.join(name), bytes).expect("written");
    write("pot/datapackage.json", description("pot.stl").as_bytes());
    write("pot/pot.stl", &tetrahedron(30.0));
    write("pot/lid.stl", &tetrahedron(31.0));
    write("single.stl", &tetrahedron(50.0));
    let (described, pot, lid) = (description("pot.stl"), tetrahedron(40.0), tetrahedron(41.0));
    let whole: [(&str, &[u8]); 3] = [("datapackage.json", described.as_bytes()), ("pot.stl", &pot), ("lid.stl", &lid)];
    zip(&models.join("pot.zip"), &whole);
    zip(&models.join("outside.zip"), &[("datapackage.json", description("../../pot.stl").as_bytes())]);
    folder
}

/// Asks `site`, as whoever `token` stands for.
async fn ask(site: &Site, token: Option<&str>, question: Value) -> Value {
    let mut request = reqwest::Client::new().post(format!("{}/graphql", site.address)).json(&question);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    request.send().await.expect("answered").json().await.expect("JSON")
}

const SHELF: &str = "{ listings(order: TITLE) { nodes { title tags shop { title } files { name } offers { license { slug } price { minorUnits } } } } }";

#[tokio::test]
async fn a_package_becomes_one_listing_of_several_files_and_nothing_doubles() {
    let folder = models();
    let import = || maquette(folder.path(), &["import", "--data", "shop", "models"]);
    let first = import();
    // The description itself is skipped, the package that reaches outside refused; a zip is one file.
    assert_eq!(totals(&first), [6, 4, 0, 1, 1, 0], "{}", complaint(&first));
    assert!(complaint(&first).contains("lies outside"), "{}", complaint(&first));
    let second = import();
    assert_eq!(totals(&second), [6, 0, 0, 1, 1, 4], "{}", complaint(&second));

    let site = Site::open(&folder.path().join("shop"), "");
    let shelf = ask(&site, None, json!({ "query": SHELF })).await;
    let nodes = shelf["data"]["listings"]["nodes"].as_array().expect("a list").clone();
    assert_eq!(nodes.len(), 3, "{shelf:#}");
    let offer = json!([{ "license": { "slug": "cc-by-sa" }, "price": { "minorUnits": 0 } }]);
    for pot in &nodes[..2] {
        assert_eq!((&pot["title"], &pot["shop"]["title"]), (&json!("Lidded pot"), &json!("Ines Moreau")));
        assert_eq!((&pot["tags"], &pot["offers"]), (&json!(["lid", "pot"]), &offer));
        assert_eq!(pot["files"], json!([{ "name": "pot.stl" }, { "name": "lid.stl" }]));
    }
}

/// A creator's account on the market in `shop`, and a token for it.
async fn creator(folder: &Path, site: &Site) -> String {
    creator_at(folder, site, "").await
}

/// The same on the database at an address.
async fn creator_at(folder: &Path, site: &Site, database_url: &str) -> String {
    let mut add = Command::new(env!("CARGO_BIN_EXE_maquette"));
    add.args(["admin", "user", "add", "--data", "shop", "--email", "ada@example.org", "--name", "Ada"]);
    add.args(["--role", "creator"]).current_dir(folder);
    let added = add.env("MAQUETTE_DATABASE_URL", database_url).env("MAQUETTE_SECRET", SECRET).output();
    let added = added.expect("it runs");
    let said = String::from_utf8_lossy(&added.stdout).into_owned();
    let password = said.lines().find_map(|line| line.strip_prefix("password: ")).expect("a password").to_owned();
    let query = "mutation ($input: CreateTokenInput!) { createToken(input: $input) { status token } }";
    let input =
        json!({ "email": "ada@example.org", "password": password, "name": "import", "scopes": ["READ", "SELL"] });
    let answer = ask(site, None, json!({ "query": query, "variables": { "input": input } })).await;
    answer["data"]["createToken"]["token"].as_str().unwrap_or_else(|| panic!("{answer:#}")).to_owned()
}

#[tokio::test]
async fn a_market_behind_an_address_takes_the_same_folder_the_same_way() {
    let folder = models();
    let site = Site::open(&folder.path().join("shop"), "");
    let token = creator(folder.path(), &site).await;
    let import =
        |token: &str| maquette(folder.path(), &["import", "--server", &site.address, "--token", token, "models"]);
    let first = import(&token);
    assert_eq!(totals(&first), [6, 4, 0, 1, 1, 0], "{}", complaint(&first));
    let second = import(&token);
    assert_eq!(totals(&second), [6, 0, 0, 1, 1, 4], "{}", complaint(&second));

    let shelf = ask(&site, None, json!({ "query": SHELF })).await;
    let nodes = shelf["data"]["listings"]["nodes"].as_array().expect("a list").clone();
    assert_eq!(nodes.len(), 3, "{shelf:#}");
    assert!(nodes.iter().all(|node| node["shop"]["title"] == "Ada"), "{shelf:#}");

    let stranger = import("mq_nobody");
    assert_eq!(stranger.status.code(), Some(2));
    assert!(complaint(&stranger).contains("token"), "{}", complaint(&stranger));
    let nowhere = maquette(folder.path(), &["import", "--server", "http://127.0.0.1:9", "--token", &token, "models"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(complaint(&nowhere).contains("does not answer"), "{}", complaint(&nowhere));
}

#[tokio::test]
async fn what_was_bought_as_a_package_is_read_back_with_all_that_was_said_of_it() {
    let folder = models();
    let line = json!({ "file": "single.stl", "title": "Tetra", "description": "Four faces.", "tags": ["tetra"],
        "category": "3d-print/art", "made_with_ai": true, "attributes": [["material", "PLA"]],
        "offers": [{ "license": "personal", "price_minor": 650, "currency": "EUR" }], "creator": "ada@example.org" });
    std::fs::write(folder.path().join("one.ndjson"), line.to_string()).expect("written");
    let made = maquette(folder.path(), &["import", "--data", "shop", "--manifest", "one.ndjson", "models"]);
    assert_eq!(totals(&made), [1, 1, 0, 0, 0, 0], "{}", complaint(&made));

    let site = Site::open(&folder.path().join("shop"), "");
    std::fs::create_dir(folder.path().join("bought")).expect("made");
    std::fs::write(folder.path().join("bought/tetra.zip"), buy_all(folder.path(), &site).await).expect("written");
    let back = maquette(folder.path(), &["import", "--data", "other", "bought"]);
    assert_eq!(totals(&back), [1, 1, 0, 0, 0, 0], "{}", complaint(&back));

    let question = "{ listings { nodes { title description tags category { slug } madeWithAi attributes { name value } \
        shop { title } offers { license { slug } price { decimal currency } } files { name blake3 } } } }";
    let other = Site::open(&folder.path().join("other"), "");
    let before = ask(&site, None, json!({ "query": question })).await;
    let after = ask(&other, None, json!({ "query": question })).await;
    assert!(before["data"]["listings"]["nodes"][0]["madeWithAi"] == json!(true), "{before:#}");
    assert_eq!(before, after);
}

/// Buys the only listing and downloads it as a zip.
async fn buy_all(folder: &Path, site: &Site) -> Vec<u8> {
    let add = ["admin", "user", "add", "--data", "shop", "--email", "mira@example.org", "--name", "Mira"];
    let added = maquette(folder, &[add.as_slice(), &["--role", "buyer"]].concat());
    let said = String::from_utf8_lossy(&added.stdout).into_owned();
    let password = said.lines().find_map(|line| line.strip_prefix("password: ")).expect("a password").to_owned();
    let input = json!({ "email": "mira@example.org", "password": password, "name": "walk", "scopes": ["BUY"] });
    let query = "mutation ($input: CreateTokenInput!) { createToken(input: $input) { token } }";
    let answer = ask(site, None, json!({ "query": query, "variables": { "input": input } })).await;
    let token = answer["data"]["createToken"]["token"].as_str().expect("a token").to_owned();
    let found = ask(site, None, json!({ "query": "{ listings { nodes { offers { id } } } }" })).await;
    let offer = &found["data"]["listings"]["nodes"][0]["offers"][0]["id"];
    let steps = [
        json!({ "query": "mutation ($offer: ID!) { addToBasket(offer: $offer) { status } }", "variables": { "offer": offer } }),
        json!({ "query": "mutation { checkout(input: {idempotencyKey: \"one\", immediateDelivery: true, method: \"paid\", \
            total: {minorUnits: 650, currency: \"EUR\"}}) { status } }" }),
    ];
    for step in steps {
        let answer = ask(site, Some(&token), step).await;
        assert!(answer["errors"].is_null(), "{answer:#}");
    }
    let owned = ask(site, Some(&token), json!({ "query": "{ viewer { library { nodes { id } } } }" })).await;
    let entitlement = &owned["data"]["viewer"]["library"]["nodes"][0]["id"];
    let query = "mutation ($id: ID!) { createDownload(entitlement: $id) { download { url } } }";
    let answer = ask(site, Some(&token), json!({ "query": query, "variables": { "id": entitlement } })).await;
    let url = answer["data"]["createDownload"]["download"]["url"].as_str().expect("an address").to_owned();
    reqwest::get(url).await.expect("answered").bytes().await.expect("whole").to_vec()
}

/// A way into a market, on the database at an address or in its folder.
struct Way<'a> {
    folder: &'a Path,
    database_url: String,
    /// An address with a token; none for the market of this machine.
    there: Option<(String, String)>,
}

impl Way<'_> {
    /// Imports what the manifest `lines` names.
    fn import(&self, lines: &[Value]) -> Output {
        let manifest: Vec<String> = lines.iter().map(Value::to_string).collect();
        std::fs::write(self.folder.join("models.ndjson"), manifest.join("\n")).expect("written");
        let mut import = Command::new(env!("CARGO_BIN_EXE_maquette"));
        import.current_dir(self.folder).env("MAQUETTE_LOG_LEVEL", "error").env("MAQUETTE_SECRET", SECRET);
        import.args(["import", "models"]);
        import.args(["--manifest", "models.ndjson"]);
        match &self.there {
            Some((address, token)) => import.args(["--server", address, "--token", token]),
            None => import.args(["--data", "shop"]).env("MAQUETTE_DATABASE_URL", &self.database_url),
        };
        import.output().expect("it runs")
    }
}

fn picture(colour: [u8; 3]) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    RgbImage::from_pixel(60, 40, Rgb(colour)).write_to(&mut file, ImageFormat::Png).expect("written");
    file.into_inner()
}

/// What is on sale, with its photographs; a cover is told by its square.
const SHOWN: &str = "{ listings(order: TITLE) { nodes { title description picture files { name } \
    photos { alt isCover square } } } }";

fn photographs(folder: &Path) {
    std::fs::create_dir_all(folder.join("models/shelf")).expect("made");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join("models").join(name), bytes).expect("written");
    write("vase.stl", &tetrahedron(60.0));
    write("front.png", &picture([200, 40, 40]));
    write("shelf/front.png", &picture([40, 160, 60]));
    write("lamp.stl", &tetrahedron(61.0));
    write("torn.png", b"\x89PNG\r\n\x1a\nand nothing else");
    write("fake.png", b"<html>");
    let (body, arm, side) = (tetrahedron(62.0), tetrahedron(63.0), picture([40, 60, 200]));
    let robot: [(&str, &[u8]); 5] = [
        ("robot/body.stl", &body),
        ("robot/arm.stl", &arm),
        ("robot/README.txt", b"Print it upright."),
        ("robot/photos/side.png", &side),
        ("robot/render.psd", b"8BPS"),
    ];
    zip(&folder.join("models/robot.zip"), &robot);
    zip(&folder.join("models/render.zip"), &[("render.psd", b"8BPS")]);
    let whole = std::fs::read(folder.join("models/robot.zip")).expect("read");
    write("cut.zip", &whole[..whole.len() - 30]);
}

/// Zips and photographs by one way in, twice: `shown` asks what is on sale then.
async fn zips_and_photographs(way: &Way<'_>, shown: impl AsyncFn() -> Value) {
    let lines = [
        json!({ "file": "vase.stl", "photos": [{ "file": "shelf/front.png", "alt": "On a shelf", "cover": true },
            { "file": "front.png", "alt": "From the front" }] }),
        json!({ "file": "robot.zip", "title": "Robot", "description": "It waves.",
            "photos": [{ "file": "front.png", "alt": "Beside a vase" },
                { "file": "robot/photos/side.png", "alt": "From the side", "cover": true }] }),
        json!({ "file": "render.zip" }),
        json!({ "file": "cut.zip" }),
        json!({ "file": "lamp.stl", "photos": [{ "file": "fake.png" }] }),
    ];
    let first = way.import(&lines);
    assert_eq!(totals(&first), [5, 2, 0, 3, 0, 0], "{}", complaint(&first));
    for said in [
        "R197 There is no pattern in the archive, and nothing that goes along with one. Pack the patterns themselves",
        "The archive is cut off or damaged: its table of contents, which stands at its end, cannot be read.",
        "fake.png: A photograph is a JPEG, PNG or WebP.",
        "left out of robot.zip: robot/render.psd",
    ] {
        assert!(complaint(&first).contains(said), "{said}: {}", complaint(&first));
    }
    let on_sale = shown().await;
    let [robot, vase] = &on_sale.as_array().expect("a list")[..] else { panic!("{on_sale:#}") };
    assert_eq!((&robot["title"], &robot["description"]), (&json!("Robot"), &json!("It waves.")));
    assert_eq!(robot["files"], json!([{ "name": "body.stl" }, { "name": "arm.stl" }, { "name": "README.txt" }]));
    let said = |listing: &Value| -> Vec<(String, bool)> {
        let photos = listing["photos"].as_array().expect("a list").iter();
        photos.map(|photo| (photo["alt"].as_str().expect("words").to_owned(), photo["isCover"] == true)).collect()
    };
    assert_eq!(said(robot), [("Beside a vase".to_owned(), false), ("From the side".to_owned(), true)]);
    assert_eq!(robot["picture"], robot["photos"][1]["square"]);
    assert_eq!(said(vase), [("On a shelf".to_owned(), true), ("From the front".to_owned(), false)]);
    assert_eq!(vase["picture"], vase["photos"][0]["square"]);

    let second = way.import(&lines);
    assert_eq!(totals(&second), [5, 0, 0, 2, 0, 3], "nothing doubles: {}", complaint(&second));
    assert_eq!(shown().await, on_sale);

    // One that cannot be read holds its listing back until it is mended; then the run goes on where it stood.
    let lamp = [json!({ "file": "lamp.stl", "photos": [{ "file": "torn.png", "alt": "Lit" }] })];
    let torn = way.import(&lamp);
    assert_eq!(totals(&torn), [1, 0, 0, 1, 0, 0], "{}", complaint(&torn));
    assert!(complaint(&torn).contains("torn.png could not be read. Save it anew"), "{}", complaint(&torn));
    std::fs::write(way.folder.join("models/torn.png"), picture([90, 90, 10])).expect("written");
    let mended = way.import(&lamp);
    assert_eq!(totals(&mended), [1, 1, 0, 0, 0, 0], "{}", complaint(&mended));
    let on_sale = shown().await;
    let lit = on_sale.as_array().into_iter().flatten().find(|node| node["title"] == "lamp").expect("on sale");
    assert_eq!(said(lit), [("Lit".to_owned(), false)]);

    let gone = way.import(&[json!({ "file": "robot.zip", "photos": [{ "file": "robot/photos/gone.png" }] })]);
    assert_eq!(totals(&gone), [1, 0, 0, 1, 0, 0]);
    assert!(complaint(&gone).contains("There is no photograph robot/photos/gone.png in the folder, nor in the zip."));
    let text = way.import(&[json!({ "file": "vase.stl", "photos": [{ "file": "robot.zip" }] })]);
    assert_eq!(text.status.code(), Some(2));
    assert!(complaint(&text).contains("robot.zip is no photograph by its name"), "{}", complaint(&text));
}

async fn shown(site: &Site) -> Value {
    let nodes = ask(site, None, json!({ "query": SHOWN })).await["data"]["listings"]["nodes"].take();
    // Each server has an address of its own.
    serde_json::from_str(&nodes.to_string().replace(&site.address, "")).expect("JSON")
}

/// Into a market of this machine, which nobody serves meanwhile.
async fn here(database_url: String) {
    let folder = tempfile::tempdir().expect("a folder");
    photographs(folder.path());
    let way = Way { folder: folder.path(), database_url: database_url.clone(), there: None };
    // Each look is another server's: imported is what stands in the database.
    zips_and_photographs(&way, async || shown(&Site::open(&folder.path().join("shop"), &database_url)).await).await;
}

/// Into a market behind an address.
async fn there(database_url: String) {
    let folder = tempfile::tempdir().expect("a folder");
    photographs(folder.path());
    let site = Site::open(&folder.path().join("shop"), &database_url);
    let token = creator_at(folder.path(), &site, &database_url).await;
    let way = Way { folder: folder.path(), database_url, there: Some((site.address.clone(), token)) };
    zips_and_photographs(&way, async || shown(&site).await).await;
}

/// Runs on a fresh PostgreSQL, where there is one.
async fn on_postgres<F: Future<Output = ()>>(run: impl FnOnce(String) -> F) {
    let Some(database) = store::testing::fresh(store::Backend::Postgres).await else { return };
    let store::DatabaseSettings::Postgres { url, .. } = &database.settings else { panic!("asked for PostgreSQL") };
    run(url.clone()).await;
}

mod zips_are_unpacked_and_photographs_arranged_here {
    #[tokio::test]
    async fn sqlite() {
        super::here(String::new()).await;
    }

    #[tokio::test]
    async fn postgres() {
        super::on_postgres(super::here).await;
    }
}

mod zips_are_unpacked_and_photographs_arranged_behind_an_address {
    #[tokio::test]
    async fn sqlite() {
        super::there(String::new()).await;
    }

    #[tokio::test]
    async fn postgres() {
        super::on_postgres(super::there).await;
    }
}
