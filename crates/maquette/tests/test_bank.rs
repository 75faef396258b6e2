//! The test bank through its own doors: a buyer confirms on its page, and its notices come to the market by HTTP.

mod support;

use std::time::{Duration, Instant};

use serde_json::Value;
use support::{
    Site,
    first_release::{ask, bea, unpack},
};

/// Checks out what is in Bea's basket, 10.00, by `card`.
async fn check_out(site: &Site, token: &str, card: &str) -> Value {
    let query = format!(
        "mutation {{ checkout(input: {{idempotencyKey: \"{card}\", immediateDelivery: true, method: \"{card}\", \
         total: {{minorUnits: 1000, currency: \"EUR\"}}}}) {{ status order {{ id state actionUrl }} }} }}"
    );
    ask(site, Some(token), &query).await["checkout"].clone()
}

/// Waits until the order stands in `state`.
async fn comes_to(site: &Site, token: &str, order: &Value, state: &str) {
    let query = format!("{{ order(id: {}) {{ state }} }}", order["id"]);
    let begun = Instant::now();
    loop {
        let now = ask(site, Some(token), &query).await["order"]["state"].clone();
        if now == state {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "it stands at {now} and not at {state}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_confirms_at_the_bank_and_its_notice_settles_the_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(&unpack(folder.path()), "");
    let token = bea(&site).await;
    let checked_out = check_out(&site, &token, "secure").await;
    assert_eq!(checked_out["status"], "NEEDS_ACTION");
    let order = &checked_out["order"];
    let url = order["actionUrl"].as_str().expect("where to confirm").to_owned();
    let page = reqwest::get(&url).await.expect("answered").text().await.expect("a page");
    assert!(page.contains("Do you want to pay \u{20ac}\u{a0}10.00?"), "{page}");
    // Nobody follows the buyer back to the shop: the notice alone must do.
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let sent = client
        .post(&url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body("confirm=yes")
        .send()
        .await
        .expect("answered");
    let back = sent.headers()["location"].to_str().expect("an address").to_owned();
    assert_eq!(back, format!("{}/orders/{}?from=bank", site.address, order["id"].as_str().expect("an id")));
    comes_to(&site, &token, order, "PAID").await;
    let page = reqwest::get(&url).await.expect("answered").text().await.expect("a page");
    assert!(page.contains("nothing to confirm any more"), "{page}");
    let unknown = reqwest::get(format!("{}/test-bank/test_{}", site.address, "0".repeat(32))).await.expect("answered");
    assert_eq!(unknown.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_tells_everything_twice_is_heard_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(&unpack(folder.path()), "");
    let token = bea(&site).await;
    let checked_out = check_out(&site, &token, "twice").await;
    assert_eq!(checked_out["status"], "PENDING");
    comes_to(&site, &token, &checked_out["order"], "PAID").await;
    let again = check_out(&site, &token, "twice").await;
    assert_eq!((&again["status"], &again["order"]["id"]), (&"PAID".into(), &checked_out["order"]["id"]));
    let library = ask(&site, Some(&token), "{ viewer { library { nodes { id } } } }").await;
    assert_eq!(library["viewer"]["library"]["nodes"].as_array().map(Vec::len), Some(4), "two before, two now");
    let forged = reqwest::Client::new().post(format!("{}/payments/test/notice", site.address)).body("{}").send().await;
    assert_eq!(forged.expect("answered").status(), 401);
}
