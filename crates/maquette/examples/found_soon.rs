//! Measures how soon after it was published a pattern is found: `cargo run --package maquette --example found_soon`. On
//! PostgreSQL where `MAQUETTE_TEST_POSTGRES` names a server, and on SQLite always.

#![allow(clippy::expect_used, reason = "a measurement that cannot be set up has failed")]

#[path = "../tests/attacks/browser.rs"]
#[allow(dead_code, reason = "shared with the tests, which use the rest of it")]
mod browser;
#[path = "../tests/doors/house.rs"]
#[allow(dead_code, reason = "shared with the tests, which use the rest of it")]
mod house;
#[path = "../tests/doors/soon.rs"]
mod soon;
#[path = "../../market/tests/support/mod.rs"]
mod support;

use house::House;
use market::Settings;
use store::{Backend, testing};

/// Patterns that are published on each database.
const PATTERNS: u8 = 40;

#[tokio::main]
async fn main() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Some(store) = testing::fresh(backend).await else { continue };
        let house = House::with(store, Settings { rate_limits: false, ..Settings::default() }).await;
        let mut waits = soon::found_after(&house, PATTERNS).await;
        waits.sort();
        let (median, last) = (waits[waits.len() / 2], waits[waits.len() - 1]);
        println!("{backend:?}: found after {median:.0?} (median of {PATTERNS}), {last:.0?} at the latest");
    }
}
