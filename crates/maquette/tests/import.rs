//! Importing Data Packages, here and into a market behind an address.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{io::Write, path::Path, process::Output};

use serde_json::{Value, json};
use support::{Site, last_line, maquette, tetrahedron};

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
    // The description itself is skipped, the package that reaches outside refused.
    assert_eq!(totals(&first), [7, 5, 0, 1, 1, 0], "{}", complaint(&first));
    assert!(complaint(&first).contains("lies outside"), "{}", complaint(&first));
    let second = import();
    assert_eq!(totals(&second), [7, 0, 0, 1, 1, 5], "{}", complaint(&second));

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

/// A creator's account on the market in `data`, and a token for it.
async fn creator(folder: &Path, site: &Site) -> String {
    let add = ["admin", "user", "add", "--data", "shop", "--email", "ada@example.org", "--name", "Ada"];
    let added = maquette(folder, &[add.as_slice(), &["--role", "creator"]].concat());
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
    assert_eq!(totals(&first), [7, 5, 0, 1, 1, 0], "{}", complaint(&first));
    let second = import(&token);
    assert_eq!(totals(&second), [7, 0, 0, 1, 1, 5], "{}", complaint(&second));

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
