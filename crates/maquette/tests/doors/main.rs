//! What people do at the pages and programs at the schema, both through the real router and on both databases: the same use
//! cases, the same events, the same rights.

#![allow(clippy::expect_used, reason = "a test may fail by a panic, in its helpers too")]

#[path = "../attacks/browser.rs"]
#[allow(dead_code, reason = "each test uses what it needs of it")]
mod browser;
#[path = "../../../market/tests/support/mod.rs"]
mod support;

mod house;
mod soon;

mod activity;
mod addresses;
mod operator;
mod vocabularies;

use std::time::Duration;

use house::House;
use market::Settings;

store::on_both_databases! {
    async fn what_is_published_by_a_program_is_found_on_the_page_soon(store: TestStore) {
        let house = House::with(store, Settings { rate_limits: false, ..Settings::default() }).await;
        let waits = soon::found_after(&house, 5).await;
        // What the product promises is 200 ms (`cargo run --package maquette --example found_soon`); tests share their machine.
        assert!(waits.iter().all(|wait| *wait < Duration::from_secs(2)), "{waits:?}");
    }
}
