//! A full disk: what does not fit fails, and what comes after it goes on as soon as there is room.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

use sea_orm::ConnectionTrait;
use store::{Backend, Store, testing};

/// Pages that the database may have: SQLite says that the disk is full beyond them.
async fn allow_pages(store: &Store, pages: u32) {
    let tx = store.begin().await.expect("begun");
    tx.execute_unprepared(&format!("PRAGMA max_page_count = {pages}")).await.expect("set");
    tx.commit().await.expect("committed");
}

async fn write(store: &Store, bytes: u32) -> Result<(), Box<dyn std::error::Error>> {
    let tx = store.begin().await?;
    tx.execute_unprepared(&format!("INSERT INTO heap (bytes) VALUES (zeroblob({bytes}))")).await?;
    Ok(tx.commit().await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_on_a_full_disk_holds_up_nobody_after_it() {
    let database = testing::fresh(Backend::Sqlite).await.expect("SQLite is always there");
    let store = &database.store;
    let tx = store.begin().await.expect("begun");
    tx.execute_unprepared("CREATE TABLE heap (bytes BLOB)").await.expect("made");
    tx.commit().await.expect("committed");
    for _ in 0..3 {
        // It cannot be set below what there is, which is what it becomes then.
        allow_pages(store, 1).await;
        let refused = write(store, 1_000_000).await.expect_err("there is no room").to_string();
        assert!(refused.contains("full"), "{refused}");
    }
    // Another process, and the same one.
    let other = Store::connect(&database.settings).await.expect("opened");
    write(&other, 1_000_000).await.expect("nobody holds the lock");
    write(store, 1_000_000).await.expect("there is room again");
}
