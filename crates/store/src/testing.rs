//! Fresh databases for tests: SQLite in a temporary folder always, PostgreSQL where one is offered.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database};

use crate::{Backend, DatabaseSettings, Store};

/// Names the PostgreSQL server that tests may make databases on, such as `postgres://postgres@127.0.0.1:5433/postgres`.
pub const POSTGRES_VARIABLE: &str = "MAQUETTE_TEST_POSTGRES";

/// A database of its own for one test; what it stood in is removed when this is dropped.
pub struct TestStore {
    /// The database, with the whole schema.
    pub store: Store,
    /// Where it is, to open it a second time.
    pub settings: DatabaseSettings,
    _folder: tempfile::TempDir,
}

/// A fresh database of `backend`; none where no PostgreSQL is offered, which is said on the screen.
///
/// # Panics
/// If the database cannot be made: the test cannot go on.
#[allow(clippy::expect_used, reason = "a test that has no database has failed")]
pub async fn fresh(backend: Backend) -> Option<TestStore> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let settings = match backend {
        Backend::Sqlite => DatabaseSettings::Sqlite(folder.path().join("test.db")),
        Backend::Postgres => {
            let Ok(server) = std::env::var(POSTGRES_VARIABLE) else {
                eprintln!("left out: {POSTGRES_VARIABLE} names no PostgreSQL server");
                return None;
            };
            DatabaseSettings::Postgres { url: fresh_postgres(&server).await, connections_max: 10 }
        }
    };
    let store = Store::open(&settings).await.expect("a fresh database");
    Some(TestStore { store, settings, _folder: folder })
}

#[allow(clippy::expect_used, reason = "a test that has no database has failed")]
async fn fresh_postgres(server: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let admin = Database::connect(server).await.expect("the PostgreSQL server that was named");
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.expect("the name is free");
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database is made");
    admin.close().await.expect("the connection closes");
    let (address, _) = server.rsplit_once('/').expect("the address ends in a database's name");
    format!("{address}/{name}")
}

/// Makes `…::sqlite` and `…::postgres` of one asynchronous test that takes a [`TestStore`].
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($store:ident: TestStore) $body:block)*) => {
        $(
            $(#[$meta])*
            mod $name {
                #[allow(unused_imports)]
                use super::*;

                async fn check($store: $crate::testing::TestStore) $body

                #[tokio::test(flavor = "multi_thread")]
                async fn sqlite() {
                    if let Some(store) = $crate::testing::fresh($crate::Backend::Sqlite).await {
                        check(store).await;
                    }
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn postgres() {
                    if let Some(store) = $crate::testing::fresh($crate::Backend::Postgres).await {
                        check(store).await;
                    }
                }
            }
        )*
    };
}
