//! A data folder that the first release wrote is opened by this one, and nothing in it is lost.

mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{
    Site,
    first_release::{ask, bea, unpack},
    maquette,
};

const WHAT_SHE_HAS: &str = "{ viewer {
    orders { nodes { number state total { minorUnits } lines { title } } }
    library { nodes { id listing { title } files { id bytes } } }
    basket { listing { title } price { minorUnits } seenPrice { minorUnits } } } }";

/// Number and state of each order, newest first.
fn states(viewer: &Value) -> Vec<(i64, String)> {
    let nodes = viewer["orders"]["nodes"].as_array().expect("orders");
    nodes.iter().map(|node| (node["number"].as_i64().unwrap_or(0), node["state"].to_string())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_first_release_sold_is_there_and_its_open_order_comes_to_an_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = unpack(folder.path());
    let site = Site::open(&data, "");
    let token = bea(&site).await;
    let begun = Instant::now();
    let viewer = loop {
        let viewer = ask(&site, Some(&token), WHAT_SHE_HAS).await["viewer"].clone();
        if states(&viewer)[0].1 != "\"PLACED\"" || begun.elapsed() > Duration::from_secs(60) {
            break viewer;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    // The bank never heard of the open order, and the job that was queued with it says so.
    let expected = [(10_004, "REFUSED"), (10_003, "REFUSED"), (10_002, "PAID"), (10_001, "PAID")];
    let expected: Vec<_> = expected.iter().map(|(number, state)| (*number, format!("\"{state}\""))).collect();
    assert_eq!(states(&viewer), expected);
    let library = viewer["library"]["nodes"].as_array().expect("a library");
    let mut titles: Vec<_> = library.iter().map(|line| line["listing"]["title"].as_str().unwrap_or("")).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["Coaster with a ring", "Tetrahedron, 20 mm"]);
    let mut basket: Vec<_> = viewer["basket"].as_array().expect("a basket").iter().collect();
    basket.sort_by_key(|line| line["price"]["minorUnits"].as_i64());
    let prices: Vec<_> =
        basket.iter().map(|line| (&line["price"]["minorUnits"], &line["seenPrice"]["minorUnits"])).collect();
    assert_eq!(prices, [(&json!(350), &json!(350)), (&json!(650), &json!(650))]);

    let line = library.iter().find(|line| line["files"][0]["bytes"] == 284).expect("the tetrahedron");
    let query = format!("mutation {{ createDownload(entitlement: {}) {{ download {{ url }} }} }}", line["id"]);
    let link = ask(&site, Some(&token), &query).await["createDownload"]["download"]["url"].clone();
    let zip = reqwest::get(link.as_str().expect("an address")).await.expect("answered");
    assert!(zip.status().is_success());
    assert_eq!(&zip.bytes().await.expect("whole")[..4], b"PK\x03\x04");
    drop(site);

    let checked = maquette(folder.path(), &["admin", "fsck", "--data", "shop"]);
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{said}");
    assert!(said.contains("ledger: balanced") && said.contains("audit log: whole"), "{said}");
}

#[test]
fn data_of_a_newer_release_is_refused_with_a_sentence_and_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    unpack(folder.path());
    assert!(maquette(folder.path(), &["migrate", "--data", "shop"]).status.success());
    let url = format!("sqlite://{}", folder.path().join("shop/maquette.db").display());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        use sea_orm::ConnectionTrait as _;
        let database = sea_orm::Database::connect(url).await.expect("opened");
        let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_from_the_future', 0)";
        database.execute_unprepared(newer).await.expect("written");
        database.close().await.expect("closed");
    });
    for command in [["migrate", "--data", "shop"].as_slice(), &["admin", "fsck", "--data", "shop"]] {
        let refused = maquette(folder.path(), command);
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(!refused.status.success(), "{command:?}");
        assert!(said.contains("newer version of Maquette") && said.contains("m9999_from_the_future"), "{said}");
    }
}
