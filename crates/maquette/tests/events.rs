//! `maquette events` with the real binary: listing what was told, replaying it, and what is parked.

#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

use std::process::{Command, Output};

use sea_orm::ConnectionTrait;
use serde_json::Value;
use store::{DatabaseSettings, testing::TestStore};

/// The market of a test: its folder, and the address of its rows.
struct Shop<'a> {
    folder: tempfile::TempDir,
    store: &'a TestStore,
}

impl Shop<'_> {
    fn run(&self, arguments: &[&str]) -> Output {
        let url = match &self.store.settings {
            DatabaseSettings::Sqlite(path) => format!("sqlite://{}", path.display()),
            DatabaseSettings::Postgres { url, .. } => url.clone(),
        };
        Command::new(env!("CARGO_BIN_EXE_maquette"))
            .args(arguments)
            .args(["--data", "shop"])
            .current_dir(self.folder.path())
            .env("MAQUETTE_DATABASE_URL", url)
            .env("MAQUETTE_SECRET", "5a".repeat(32))
            .env("MAQUETTE_LOG_LEVEL", "warn")
            .output()
            .expect("it runs")
    }

    /// What it said, where it went well.
    fn said(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    async fn change(&self, sql: &str) {
        let tx = self.store.store.begin().await.expect("a transaction");
        tx.execute_unprepared(sql).await.expect("changed");
        tx.commit().await.expect("committed");
    }

    async fn words(&self) -> i64 {
        let read = self.store.store.read();
        let sql = "SELECT COUNT(*) AS count FROM listing_text";
        let row = read.query_one_raw(sea_orm::Statement::from_string(read.get_database_backend(), sql)).await;
        row.expect("the database answers").expect("a row").try_get("", "count").expect("a count")
    }
}

fn plate(side_mm: u32) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{side_mm}mm" height="20mm" viewBox="0 0 40 20"><path d="M5 5H35V15H5Z" fill="none" stroke="#000"/></svg>"##
    )
}

store::on_both_databases! {
    async fn what_was_told_is_listed_replayed_and_taken_up_again(store: TestStore) {
        let shop = Shop { folder: tempfile::tempdir().expect("a folder"), store: &store };
        std::fs::create_dir(shop.folder.path().join("models")).expect("made");
        for side_mm in [40, 50] {
            std::fs::write(shop.folder.path().join(format!("models/{side_mm}.svg")), plate(side_mm)).expect("written");
        }
        shop.said(&["import", "models"]);
        assert_eq!(shop.words().await, 2, "an import ends when its listings are found");

        let told: Vec<Value> =
            shop.said(&["events", "list"]).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let published: Vec<&Value> = told.iter().filter(|event| event["type"] == "listing.published").collect();
        assert_eq!(published.len(), 2);
        assert_eq!(published[0]["dataschema"], "urn:maquette:event:listing.published:1");
        assert!(shop.said(&["events", "lag"]).starts_with("search_text: 0 events behind (0 s), 0 parked"));

        shop.change("DELETE FROM listing_text").await;
        let replayed = shop.said(&["events", "replay", "--consumer", "search_text"]);
        assert_eq!(replayed, format!("search_text acts again on {} events\n", told.len()));
        assert_eq!(shop.words().await, 0, "a worker does it");
        shop.said(&["worker", "--until-empty"]);
        assert_eq!(shop.words().await, 2);

        let wrong = shop.run(&["events", "replay", "--consumer", "nobody"]);
        assert_eq!(wrong.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&wrong.stderr).contains("`maquette events lag` names all"), "{wrong:?}");
        let wrong = shop.run(&["events", "replay", "--consumer", "search_text", "--from", "yesterday"]);
        assert!(String::from_utf8_lossy(&wrong.stderr).contains("2026-11-29T12:00:00Z"), "{wrong:?}");

        // An event that nobody can act on, as a program that went wrong would write it.
        let poison = "UPDATE events SET subject = 'listing:none' WHERE seq = (SELECT MIN(seq) FROM events WHERE kind = 'listing.published')";
        shop.change(poison).await;
        shop.said(&["events", "replay", "--consumer", "search_text"]);
        shop.said(&["worker", "--until-empty"]);
        let parked = shop.said(&["events", "parked"]);
        assert!(parked.starts_with("search_text ") && parked.contains("`listing:none` names no listing"), "{parked}");
        let seq = parked.split(' ').nth(1).expect("a number");
        shop.said(&["events", "parked", "retry", "--consumer", "search_text", "--seq", seq]);
        shop.said(&["events", "parked", "drop", "--consumer", "search_text", "--seq", seq]);
        assert_eq!(shop.said(&["events", "parked"]), "");
        let gone = shop.run(&["events", "parked", "drop", "--consumer", "search_text", "--seq", seq]);
        assert_eq!(gone.status.code(), Some(2));
        assert!(shop.said(&["admin", "fsck"]).contains("audit log: whole"));
    }
}
