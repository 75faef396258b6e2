//! Several real processes of one market: starting at once, and what each must know before it starts.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use sea_orm::{ConnectionTrait, Statement};
use store::{
    Backend,
    testing::{self, TestStore},
};
use support::place::{Place, Process};
use support::port::free_port;

/// Processes that start at the same moment.
const AT_ONCE: usize = 4;

/// How often each migration was applied, and to how many there are names.
async fn applied(store: &TestStore) -> (i64, i64) {
    let sql = "SELECT COUNT(*) AS count, COUNT(DISTINCT version) AS names FROM seaql_migrations";
    let read = store.store.read();
    let row = read.query_one_raw(Statement::from_string(read.get_database_backend(), sql)).await;
    let row = row.expect("the database answers").expect("a row");
    (row.try_get("", "count").expect("a count"), row.try_get("", "names").expect("a count"))
}

/// Opens several servers of one market at the same moment on a database with the first `migrations`.
async fn all_come_up(backend: Backend, migrations: u32) {
    let Some(store) = testing::fresh_with(backend, migrations).await else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let place = |index: usize| Place::new(&folder.path().join(format!("server-{index}"))).with_rows(&store.settings);
    let start = |index| place(index).start_server(free_port(), &["--workers", "1"]);
    let mut servers: Vec<Process> = (0..AT_ONCE).map(start).collect();
    for server in &mut servers {
        server.wait_until_open();
        let ready = reqwest::get(format!("{}/readyz", server.address)).await.expect("answered");
        assert_eq!(ready.status(), 200);
    }
    let (count, names) = applied(&store).await;
    assert!(count >= 8 && count == names, "{count} were applied, of {names} names");
}

mod processes_that_start_at_once_on_an_empty_database_all_come_up {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn sqlite() {
        all_come_up(Backend::Sqlite, 0).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        all_come_up(Backend::Postgres, 0).await;
    }
}

mod processes_that_start_at_once_on_the_first_schema_all_come_up {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn sqlite() {
        all_come_up(Backend::Sqlite, 3).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        all_come_up(Backend::Postgres, 3).await;
    }
}

#[test]
fn a_market_whose_rows_or_blobs_others_may_share_does_not_make_a_secret_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("shop");
    // Nobody listens there: it is refused before anything is opened.
    let elsewhere = [("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"), ("BLOBS_BUCKET", "shop")];
    for (name, value) in elsewhere {
        let refused = Place::new(&data).with("SECRET", "").with(name, value).run(&["admin", "fsck"]);
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(!refused.status.success());
        assert!(said.contains("`secret` is not set") && said.contains("openssl rand"), "{said}");
        assert!(!data.join("secret").exists());
    }
    let here = Place::new(&data).with("SECRET", "");
    here.said(&["admin", "fsck"]);
    assert_eq!(std::fs::read_to_string(data.join("secret")).expect("it was made").trim().len(), 64);
    // A process that has run there goes on with what it made.
    let further = here.with("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none").run(&["admin", "fsck"]);
    let said = String::from_utf8_lossy(&further.stderr);
    assert!(said.contains("the database cannot be opened"), "{said}");
}
