//! What the market answers to a program that asks wrongly: a code to switch on, a sentence that says what to do.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{io::Write as _, path::Path, process::Command};

use serde_json::{Value, json};
use support::{Site, maquette};

/// A program with or without a token.
struct Program<'a> {
    site: &'a Site,
    token: Option<String>,
}

impl Program<'_> {
    /// The answer to one body: status, then code and sentence of each error, or the data.
    fn post(&self, body: &str) -> String {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(body.as_bytes()).expect("written");
        let mut curl = Command::new("curl");
        curl.args([
            "--silent",
            "--show-error",
            "--write-out",
            "\n%{http_code}",
            "--header",
            "Content-Type: application/json",
        ]);
        if let Some(token) = &self.token {
            curl.arg("--header").arg(format!("Authorization: Bearer {token}"));
        }
        let data = format!("@{}", file.path().display());
        let output = curl.args(["--data-binary", &data]).arg(format!("{}/graphql", self.site.address)).output();
        let said = String::from_utf8(output.expect("curl runs").stdout).expect("text");
        let (answer, status) = said.rsplit_once('\n').expect("a status");
        let answer: Value = serde_json::from_str(answer).expect("JSON");
        let Some(errors) = answer["errors"].as_array() else { return format!("{status} {}", answer["data"]) };
        let line = |error: &Value| {
            let code = error["extensions"]["code"].as_str().unwrap_or("-");
            format!("{status} {code}: {}", error["message"].as_str().unwrap_or_default())
        };
        errors.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn ask(&self, question: &str) -> String {
        self.post(&json!({ "query": question }).to_string())
    }
}

/// A creator's token that reaches as far as `scope`.
fn token(site: &Site, data: &Path, scope: &str) -> String {
    let email = format!("{}@example.org", scope.to_lowercase());
    let arguments = ["admin", "user", "add", "--data", ".", "--email", &email, "--name", "Orla", "--role", "creator"];
    let added = maquette(data, &arguments);
    let said = String::from_utf8_lossy(&added.stdout);
    let password = said.split_whitespace().last().expect("a password is printed");
    let program = Program { site, token: None };
    let answer = program.ask(&format!(
        r#"mutation {{ createToken(input: {{ email: "{email}", password: "{password}", name: "test", scopes: [{scope}] }}) {{ token }} }}"#
    ));
    let (_, answer) = answer.split_once(' ').expect("a status and data");
    let answer: Value = serde_json::from_str(answer).expect("JSON");
    answer["createToken"]["token"].as_str().expect("a token").to_owned()
}

#[test]
fn a_wrong_question_gets_a_code_and_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(folder.path(), "");
    let visitor = Program { site: &site, token: None };
    let stranger = Program { site: &site, token: Some("mq_nobody".to_owned()) };
    let reader = Program { site: &site, token: Some(token(&site, folder.path(), "READ")) };

    let open = r#"mutation { openListing(title: "A vase") { status } }"#;
    let deep = format!(
        "{{ listings(first: 1) {{ nodes {}{{ title }}{} }} }}",
        "{ shop { listings(first: 1) { nodes ".repeat(5),
        " } } }".repeat(5)
    );
    let wide = "{ listings(first: 100) { nodes { shop { listings(first: 100) { nodes { title } } } } } }";
    let wrong_field = "{ listings { nodes { titel } } }";
    let fields = "title ".repeat(200_000);
    let answers = [
        ("no JSON", visitor.post("{ listings }")),
        ("no question", visitor.post("{}")),
        ("a field that is not there", visitor.ask(wrong_field)),
        ("too deep", visitor.ask(&deep)),
        ("too heavy", visitor.ask(wide)),
        ("too long", visitor.ask(&format!("{{ listings {{ nodes {{ {fields} }} }} }}"))),
        ("two ways at once", visitor.ask("{ listings(first: 2, after: \"no cursor\") { totalCount } }")),
        ("no identifier", visitor.ask(r#"{ listing(id: "vase") { title } }"#)),
        ("nobody's viewer", visitor.ask("{ viewer { name } }")),
        ("nobody opens a listing", visitor.ask(open)),
        ("an unknown token", stranger.ask("{ listings(first: 1) { totalCount } }")),
        ("a token that may only read", reader.ask(open)),
        ("the same token reads", reader.ask("{ viewer { name } }")),
    ];
    let table: Vec<String> =
        answers.iter().map(|(name, answer)| format!("{name}\n    {}", answer.replace('\n', "\n    "))).collect();
    insta::assert_snapshot!(table.join("\n"));
}

#[test]
fn an_address_for_an_upload_that_was_tampered_with_takes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(folder.path(), "");
    let seller = Program { site: &site, token: Some(token(&site, folder.path(), "SELL")) };
    let parse = |answer: String| {
        serde_json::from_str::<Value>(answer.split_once(' ').expect("a status and data").1).expect("JSON")
    };
    let listing = parse(seller.ask(r#"mutation { openListing(title: "A vase") { listing { id } } }"#));
    let id = listing["openListing"]["listing"]["id"].as_str().expect("an identifier");
    let upload = parse(
        seller
            .ask(&format!(r#"mutation {{ createUpload(listing: "{id}", name: "vase.stl") {{ upload {{ url }} }} }}"#)),
    );
    let url = upload["createUpload"]["upload"]["url"].as_str().expect("an address");
    let cut = &url[..url.len() - 2];
    let output = Command::new("curl")
        .args(["--silent", "--write-out", "\n%{http_code}", "--upload-file"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .arg(cut)
        .output();
    insta::assert_snapshot!(String::from_utf8(output.expect("curl runs").stdout).expect("text"));
    let left = parse(seller.ask(&format!(r#"{{ listing(id: "{id}") {{ draft {{ files {{ name }} }} }} }}"#)));
    assert_eq!(left["listing"]["draft"]["files"], json!([]), "nothing was taken");
}
