//! Real processes of a market, broken in every way that machines break, while people buy, upload and import: what was
//! acknowledged is there afterwards, and nothing was done twice.
//!
//! The short form runs with the tests. `cargo xtask bench faults` runs [`the_long_form`] and prints its table.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod cluster;
mod faults;
mod journal;
mod load;
mod proxy;
mod site;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod verdict;

use faults::{Full, LONG, SHORT};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use site::Site;
use store::Backend;
use support::client::Client;
use table::Row;

/// Nothing is lost, nothing doubled, and `fsck` is clean.
fn holds(row: Option<Row>) {
    let Some(row) = row else { return }; // Why it was left out is on the screen.
    assert!(row.verdict.acknowledged > 0, "something was acknowledged");
    if !row.verdict.is_clean() {
        table::print(&[row]);
        panic!("the market did not hold");
    }
}

mod nothing_is_lost_or_doubled_when_servers_and_workers_are_killed {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn sqlite() {
        holds(faults::killed(Backend::Sqlite, SHORT).await);
    }

    /// Two servers and two workers on one database and one bucket.
    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        holds(faults::killed(Backend::Postgres, SHORT).await);
    }
}

mod nothing_is_lost_or_doubled_when_postgres_is_restarted_and_gone {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        faults::postgres(SHORT).await.into_iter().for_each(|row| holds(Some(row)));
    }
}

mod nothing_is_lost_or_doubled_when_a_bucket_fails_and_hangs {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn s3() {
        holds(faults::bucket(SHORT).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_doubled_when_the_disk_of_blobs_is_full() {
    holds(faults::disk_full(Full::Blobs, SHORT).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_doubled_when_the_disk_of_rows_is_full() {
    holds(faults::disk_full(Full::Rows, SHORT).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_doubled_when_the_clock_is_a_day_off() {
    holds(faults::clock(SHORT).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_torn_blob_and_a_flipped_bit_are_named_and_mended_by_the_same_upload() {
    holds(faults::damaged(SHORT).await);
}

/// While one of two servers stays dead, everything goes on at the other one, links included.
mod one_of_two_servers_is_enough {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        let Some((parts, _kept)) = faults::parts(Backend::Postgres, 2).await else { return };
        if parts.processes < 2 {
            return; // There is no bucket to share, which is on the screen.
        }
        let mut site = Site::open(parts);
        let load = site.load(&load::Plan::default()).await;
        load.sell(4).await;
        let mut buyer = Client::visitor(&site.addresses()[0]);
        buyer.sign_in(&load.buyers[0], "READ, BUY").await.expect("a token");
        let link = buyer.download().await.expect("the first server signs a link");
        let bytes = buyer.fetch(&link).await.expect("and opens it");
        site.kill_server(0);
        site.kill_worker(1);
        load.sell(4).await;
        load.store_files(1).await;
        let second = buyer.at(&site.addresses()[1]);
        assert!(second.fetch(&link).await.expect("the second one opens it, too") == bytes);
        let link = second.download().await.expect("the second server signs a link");
        site.start_server(0);
        assert!(!buyer.fetch(&link).await.expect("and the first one opens that").is_empty());
        let verdict = site.verdict(load.end().await).await;
        assert!(verdict.is_clean(), "{verdict:#?}");
    }
}

/// The harness itself: whatever is taken away or added behind the market's back, it says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_planted_loss_and_a_planted_double_are_noticed() {
    let (parts, _kept) = faults::parts(Backend::Sqlite, 1).await.expect("SQLite is always there");
    let site = Site::open(parts);
    // What a bank keeps to itself for two minutes is another test's matter.
    let load = site.load(&load::Plan { buyers: 1, cards: &["paid"], ..Default::default() }).await;
    load.sell(3).await;
    load.store_files(2).await;
    let buyers = load.end().await;
    let clean = site.verdict(buyers.clone()).await;
    assert!(clean.is_clean(), "{clean:#?}");

    let receipt = |number: i64| {
        let subject = format!("Subject: Order {number} at Maquette");
        let mut letters = verdict::files_of(&site.mail(), "eml").into_iter();
        letters.find(|path| std::fs::read_to_string(path).is_ok_and(|text| text.contains(&subject))).expect("a receipt")
    };
    // The demo's own order is 10001.
    std::fs::remove_file(receipt(10_002)).expect("an e-mail is lost");
    std::fs::copy(receipt(10_003), site.mail().join("again.eml")).expect("an e-mail is sent twice");
    let books = site.bank().join("payments");
    let book = verdict::files_of(&books, "").into_iter().find(|path| {
        let entry: Value = serde_json::from_slice(&std::fs::read(path).expect("a book")).expect("JSON");
        entry["number"] == 10_003
    });
    std::fs::copy(book.expect("its payment"), books.join("0".repeat(32))).expect("a buyer is charged twice");
    let hash = site.acknowledged_files().swap_remove(0);
    std::fs::remove_file(site.data(0).join("blobs").join(&hash[..2]).join(&hash[2..])).expect("a blob is lost");
    let url = format!("sqlite://{}", site.data(0).join("maquette.db").display());
    let database = sea_orm::Database::connect(url).await.expect("opened");
    for sql in ["PRAGMA foreign_keys = OFF", "DELETE FROM orders WHERE number = 10004"] {
        database.execute_unprepared(sql).await.expect("an order is lost");
    }
    database.close().await.expect("closed");

    let found = site.verdict(buyers).await;
    let says = |lines: &[String], words: &[&str]| lines.iter().any(|line| words.iter().all(|word| line.contains(word)));
    assert!(says(&found.lost, &["receipt of order 10002"]), "{found:#?}");
    assert!(says(&found.doubled, &["receipt of order 10003", "2 times"]), "{found:#?}");
    assert!(says(&found.doubled, &["order 10003 was charged 2 times"]), "{found:#?}");
    assert!(says(&found.lost, &["the bytes of the file", &hash]), "{found:#?}");
    assert!(says(&found.lost, &["order 10004"]), "{found:#?}");
    assert!(says(&found.fsck, &[&hash, "is not there"]), "{found:#?}");
}

/// What `cargo xtask bench faults` runs: `MAQUETTE_FAULTS_ONLY` picks the faults whose names hold it.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it takes half an hour: `cargo xtask bench faults`"]
async fn the_long_form() {
    let only = std::env::var("MAQUETTE_FAULTS_ONLY").unwrap_or_default();
    let wants = |name: &str| name.contains(&only);
    let mut rows = Vec::new();
    if wants("killed sqlite") {
        rows.extend(faults::killed(Backend::Sqlite, LONG).await);
    }
    if wants("killed postgres") {
        rows.extend(faults::killed(Backend::Postgres, LONG).await);
    }
    if wants("postgres gone") {
        rows.extend(faults::postgres(LONG).await);
    }
    if wants("bucket") {
        rows.extend(faults::bucket(LONG).await);
    }
    if wants("disk blobs") {
        rows.extend(faults::disk_full(Full::Blobs, LONG).await);
    }
    if wants("disk rows") {
        rows.extend(faults::disk_full(Full::Rows, LONG).await);
    }
    if wants("clock") {
        rows.extend(faults::clock(LONG).await);
    }
    if wants("damaged") {
        rows.extend(faults::damaged(LONG).await);
    }
    table::print(&rows);
    assert!(rows.iter().all(|row| row.verdict.is_clean()), "the market did not hold");
}
