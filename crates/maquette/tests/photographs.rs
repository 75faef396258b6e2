//! Photographs of what was made, sent and arranged by a program: over GraphQL, and never anybody else's.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{path::Path, process::Command, time::Duration};

use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use support::{Site, place::SECRET, tetrahedron};

/// A program with its token.
struct Program {
    http: reqwest::Client,
    address: String,
    token: Option<String>,
}

impl Program {
    async fn answer(&self, query: &str, variables: Value) -> Value {
        let mut request = self.http.post(format!("{}/graphql", self.address));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let answer = request.json(&json!({ "query": query, "variables": variables })).send().await.expect("answered");
        answer.json().await.expect("JSON")
    }

    async fn ask(&self, query: &str, variables: Value) -> Value {
        let mut body = self.answer(query, variables).await;
        assert!(body["errors"].is_null(), "{body:#}");
        body["data"].take()
    }

    /// Sends a file for what `role` says; gives the status, and what was answered.
    async fn send(&self, listing: &str, name: &str, role: &str, content: Vec<u8>) -> (u16, Value) {
        let query = "mutation ($listing: ID!, $name: String!, $role: FileRole) { \
            createUpload(listing: $listing, name: $name, role: $role) { status message upload { url bytesMax } } }";
        let asked = self.ask(query, json!({ "listing": listing, "name": name, "role": role })).await;
        let upload = &asked["createUpload"]["upload"];
        if role == "PHOTO" {
            assert_eq!(upload["bytesMax"], json!(25 << 20), "{asked:#}");
        }
        let url = upload["url"].as_str().unwrap_or_else(|| panic!("{asked:#}"));
        let answer = self.http.put(url).body(content).send().await.expect("answered");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    async fn draft(&self, listing: &str) -> Value {
        let query = "query ($id: ID!) { listing(id: $id) { draft { files { name } \
            photos { id name bytes blake3 state alt isCover picture square } } } }";
        self.ask(query, json!({ "id": listing })).await["listing"]["draft"].take()
    }

    /// The photographs of the draft, once each is ready or could not be read.
    async fn photos(&self, listing: &str) -> Vec<Value> {
        for _ in 0..600 {
            let photos = self.draft(listing).await["photos"].as_array().cloned().unwrap_or_default();
            if photos.iter().all(|photo| ["READY", "FAILED"].contains(&photo["state"].as_str().unwrap_or_default())) {
                return photos;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the photographs were not made ready within a minute");
    }

    async fn edit(&self, input: Value) -> Value {
        let query = "mutation ($input: EditPhotosInput!) { editPhotos(input: $input) { \
            status message listing { id } problems { field message } } }";
        self.ask(query, json!({ "input": input })).await["editPhotos"].take()
    }
}

/// Somebody with a shop, and a token that sells.
async fn creator(folder: &Path, database_url: &str, address: &str, name: &str) -> Program {
    let email = format!("{}@example.org", name.to_lowercase());
    let mut add = Command::new(env!("CARGO_BIN_EXE_maquette"));
    add.args(["admin", "user", "add", "--data", "data", "--email", &email, "--name", name, "--role", "creator"]);
    add.current_dir(folder).env("MAQUETTE_DATABASE_URL", database_url).env("MAQUETTE_SECRET", SECRET);
    let added = add.output().expect("it runs");
    let said = String::from_utf8_lossy(&added.stdout).into_owned();
    let password = said.lines().find_map(|line| line.strip_prefix("password: "));
    let password = password.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&added.stderr)));
    let mut program = Program { http: reqwest::Client::new(), address: address.to_owned(), token: None };
    let input = json!({ "email": email, "password": password, "name": "photographs", "scopes": ["READ", "SELL"] });
    let query = "mutation ($input: CreateTokenInput!) { createToken(input: $input) { token } }";
    let made = program.ask(query, json!({ "input": input })).await;
    program.token = Some(made["createToken"]["token"].as_str().expect("a token").to_owned());
    program
}

fn picture(colour: [u8; 3]) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    RgbImage::from_pixel(60, 40, Rgb(colour)).write_to(&mut file, ImageFormat::Png).expect("written");
    file.into_inner()
}

/// What is said of each photograph.
fn said(photos: &[Value]) -> Vec<(&str, &str, bool)> {
    photos
        .iter()
        .map(|photo| {
            let name = photo["name"].as_str().expect("a name");
            (name, photo["alt"].as_str().expect("words"), photo["isCover"] == true)
        })
        .collect()
}

async fn walk(database_url: String) {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(&folder.path().join("data"), &database_url);
    let ada = creator(folder.path(), &database_url, &site.address, "Ada").await;
    let carl = creator(folder.path(), &database_url, &site.address, "Carl").await;
    let visitor = Program { http: reqwest::Client::new(), address: site.address.clone(), token: None };

    let opened = ada.ask("mutation { openListing(title: \"A vase\") { listing { id } } }", json!({})).await;
    let vase = opened["openListing"]["listing"]["id"].as_str().expect("an identifier").to_owned();
    assert_eq!(ada.send(&vase, "vase.stl", "SOLD", tetrahedron(40.0)).await.0, 201);
    assert_eq!(ada.send(&vase, "window.png", "PHOTO", picture([200, 40, 40])).await.0, 201);
    assert_eq!(ada.send(&vase, "table.png", "PHOTO", picture([40, 160, 60])).await.0, 201);
    let (status, refused) = ada.send(&vase, "drawing.png", "PHOTO", b"<svg/>".to_vec()).await;
    assert_eq!((status, refused["status"].as_u64()), (415, Some(415)), "{refused:#}");
    assert!(refused["detail"].as_str().expect("words").starts_with("A photograph is a JPEG, PNG or WebP."));

    let photos = ada.photos(&vase).await;
    assert_eq!(said(&photos), [("photos/window.png", "", false), ("photos/table.png", "", false)]);
    assert_eq!(
        ada.draft(&vase).await["files"],
        json!([{ "name": "vase.stl" }]),
        "a photograph is no file that is sold"
    );
    assert_eq!(photos[0]["bytes"], json!(picture([200, 40, 40]).len()));
    assert_eq!(photos[0]["blake3"], json!(store::Hash::of(&picture([200, 40, 40])).to_string()));
    let [window, table] = [&photos[0]["id"], &photos[1]["id"]];
    arranges(&ada, &vase, window, table).await;
    refuses(&ada, &vase, window).await;

    // A stranger learns nothing: what is there and what is not looks alike, and nothing of it changes.
    let nothing = "019a0000-0000-7000-8000-00000000dead";
    let there = carl.edit(json!({ "listing": vase, "photos": [{ "id": window, "alt": "Mine" }] })).await;
    let absent = carl.edit(json!({ "listing": nothing, "photos": [{ "id": nothing, "alt": "Mine" }] })).await;
    assert_eq!((&there, there["status"].as_str()), (&absent, Some("NOT_FOUND")));
    assert!(carl.draft(&vase).await.is_null());
    let query = "mutation ($listing: ID!) { createUpload(listing: $listing, name: \"a.png\", role: PHOTO) { status } }";
    assert_eq!(carl.ask(query, json!({ "listing": vase })).await["createUpload"]["status"], "NOT_FOUND");
    let remove = "mutation ($id: ID!) { removeFile(id: $id) { status } }";
    assert_eq!(carl.ask(remove, json!({ "id": window })).await["removeFile"]["status"], "NOT_FOUND");
    let asks = format!("mutation {{ editPhotos(input: {{ listing: \"{vase}\" }}) {{ status }} }}");
    let nobody = visitor.answer(&asks, json!({})).await;
    assert_eq!(nobody["errors"][0]["extensions"]["code"], "SIGN_IN_FIRST");
    assert_eq!(said(&ada.photos(&vase).await)[0].1, "On a table");

    sells(&ada, &visitor, &vase).await;
}

/// Words, order and cover are changed, each alone and all at once.
async fn arranges(ada: &Program, vase: &str, window: &Value, table: &Value) {
    let done = ada.edit(json!({ "listing": vase, "cover": table,
        "photos": [{ "id": table, "alt": "On a table" }, { "id": window, "alt": " In the  window " }] }));
    let done = done.await;
    assert_eq!((&done["status"], &done["listing"]["id"]), (&json!("DONE"), &json!(vase)), "{done:#}");
    let both = [("photos/table.png", "On a table", true), ("photos/window.png", "In the window", false)];
    assert_eq!(said(&ada.photos(vase).await), both);
    ada.edit(json!({ "listing": vase, "photos": [{ "id": window }] })).await;
    assert_eq!(said(&ada.photos(vase).await), [both[1], both[0]], "order alone; the words stay");
    ada.edit(json!({ "listing": vase, "cover": null })).await;
    assert!(said(&ada.photos(vase).await).iter().all(|(.., is_cover)| !is_cover));
    ada.edit(json!({ "listing": vase, "photos": [{ "id": table }, { "id": window }], "cover": table })).await;
    assert_eq!(said(&ada.photos(vase).await), both);
}

/// What cannot stay is named by its place in the input, and nothing is changed.
async fn refuses(ada: &Program, vase: &str, window: &Value) {
    let before = ada.photos(vase).await;
    let unknown = "019a0000-0000-7000-8000-00000000dead";
    let many: Vec<Value> = (0..13).map(|_| json!({ "id": window })).collect();
    for (input, field, words) in [
        (
            json!({ "photos": [{ "id": window, "alt": "x".repeat(201) }] }),
            "photos[0].alt",
            "Write at most 200 characters",
        ),
        (json!({ "photos": many }), "photos", "Send at most 12 entries; there are 13."),
        (json!({ "photos": [{ "id": window }, { "id": unknown }] }), "photos[1].id", "There is no such photograph"),
        (json!({ "photos": [{ "id": window }, { "id": window }] }), "photos[1].id", "This photograph is named twice."),
        (json!({ "cover": unknown }), "cover", "There is no such photograph"),
    ] {
        let mut input = input;
        input["listing"] = json!(vase);
        let refused = ada.edit(input).await;
        assert_eq!(
            (&refused["status"], &refused["problems"][0]["field"]),
            (&json!("INVALID"), &json!(field)),
            "{refused:#}"
        );
        assert!(refused["problems"][0]["message"].as_str().expect("words").starts_with(words), "{refused:#}");
    }
    let wrong = "mutation { editPhotos(input: { listing: \"vase\" }) { status } }";
    assert_eq!(ada.answer(wrong, json!({})).await["errors"][0]["extensions"]["code"], "BAD_ARGUMENT");
    assert_eq!(ada.photos(vase).await, before);
}

/// Buyers see what was arranged; what is changed later is changed for them at once, and one that is removed waits for the
/// next version.
async fn sells(ada: &Program, visitor: &Program, vase: &str) {
    let edit = "mutation ($input: EditListingInput!) { editListing(input: $input) { status } }";
    let offers = json!([{ "license": "cc-by", "price": { "minorUnits": 0, "currency": "EUR" } }]);
    let input = json!({ "id": vase, "category": "3d-print/vases", "offers": offers });
    assert_eq!(ada.ask(edit, json!({ "input": input })).await["editListing"]["status"], "DONE");
    let publish = "mutation ($id: ID!) { publishListing(id: $id) { status message } }";
    let mut published = Value::Null;
    for _ in 0..600 {
        published = ada.ask(publish, json!({ "id": vase })).await["publishListing"].take();
        if published["status"] != "STILL_WORKING" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(published["status"], "PUBLISHED", "{published:#}");
    let shown = async || {
        let query = "query ($id: ID!) { listing(id: $id) { picture photos { alt isCover picture square } } }";
        visitor.ask(query, json!({ "id": vase })).await["listing"].take()
    };
    let on_sale = shown().await;
    let alts: Vec<&Value> = on_sale["photos"].as_array().expect("a list").iter().map(|photo| &photo["alt"]).collect();
    assert_eq!(alts, [&json!("On a table"), &json!("In the window")]);
    assert_eq!(on_sale["picture"], on_sale["photos"][0]["square"], "the cover stands on the shelf");
    let address = on_sale["photos"][1]["picture"].as_str().expect("an address");
    let served = visitor.http.get(address).send().await.expect("answered");
    assert_eq!(
        (served.status().as_u16(), &served.headers()["content-type"]),
        (200, &"image/webp".parse().expect("a value"))
    );

    let window = ada.photos(vase).await[1]["id"].clone();
    ada.edit(json!({ "listing": vase, "photos": [{ "id": window, "alt": "At dusk" }] })).await;
    assert_eq!(shown().await["photos"][0]["alt"], "At dusk", "at once");
    let removed = ada.ask("mutation ($id: ID!) { removeFile(id: $id) { status } }", json!({ "id": window })).await;
    assert_eq!(removed["removeFile"]["status"], "DONE");
    assert_eq!(said(&ada.photos(vase).await), [("photos/table.png", "On a table", true)]);
    assert_eq!(shown().await["photos"].as_array().map(Vec::len), Some(2), "on sale it stays until the next version is");
    assert_eq!(ada.ask(publish, json!({ "id": vase })).await["publishListing"]["status"], "PUBLISHED");
    assert_eq!(shown().await["photos"].as_array().map(Vec::len), Some(1));
}

mod a_program_sends_and_arranges_photographs_of_its_own_listings_alone {
    use super::*;

    #[tokio::test]
    async fn sqlite() {
        walk(String::new()).await;
    }

    #[tokio::test]
    async fn postgres() {
        let Some(database) = store::testing::fresh(store::Backend::Postgres).await else { return };
        let store::DatabaseSettings::Postgres { url, .. } = &database.settings else { panic!("asked for PostgreSQL") };
        walk(url.clone()).await;
    }
}
