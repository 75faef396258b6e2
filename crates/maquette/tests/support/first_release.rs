//! A data folder as the first release wrote it, which is also the quickest market with something in it.
//!
//! `data/first-release.tar.gz` was written by the binary of the first schema (three migrations): three listings of Cleo's,
//! and of Bea's a free order and a paid one, one that was refused and one whose payment provider had not answered yet,
//! with two patterns for 6.50 and 3.50 left in the basket.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use super::Site;

/// Unpacks it as `shop` in `folder`.
pub fn unpack(folder: &Path) -> PathBuf {
    let packed = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/first-release.tar.gz");
    let shop = folder.join("shop");
    std::fs::create_dir(&shop).expect("a folder");
    let unpacked = Command::new("tar").args(["-xzf", packed, "-C"]).arg(&shop).status();
    assert!(unpacked.expect("tar runs").success());
    shop
}

/// A token of Bea's that may buy.
pub async fn bea(site: &Site) -> String {
    let query = "mutation { createToken(input: {email: \"bea@example.org\", password: \"a sentence is easy to keep\", \
        name: \"test\", scopes: [BUY]}) { token } }";
    ask(site, None, query).await["createToken"]["token"].as_str().expect("a token").to_owned()
}

/// The data of an answer without errors.
pub async fn ask(site: &Site, token: Option<&str>, query: &str) -> Value {
    let question = serde_json::json!({ "query": query });
    let mut request = reqwest::Client::new().post(format!("{}/graphql", site.address)).json(&question);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer: Value = request.send().await.expect("answered").json().await.expect("JSON");
    assert!(answer["errors"].is_null(), "{answer:#}");
    answer["data"].clone()
}
