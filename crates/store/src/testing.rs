//! Fresh databases and blob stores for tests: SQLite and a folder always, PostgreSQL and S3 where they are offered.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database};
use sea_orm_migration::MigratorTrait;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::{Backend, BlobSettings, Blobs, DatabaseSettings, Store, migrations::Migrator, schema};

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

/// A fresh database of `backend` with the whole schema; none where no PostgreSQL is offered, which is said on the screen.
///
/// # Panics
/// If the database cannot be made: the test cannot go on.
#[allow(clippy::expect_used, reason = "a test that has no database has failed")]
pub async fn fresh(backend: Backend) -> Option<TestStore> {
    let fresh = fresh_with(backend, 0).await?;
    schema::bring_up_to_date(&fresh.store.write).await.expect("a fresh database");
    Some(fresh)
}

/// The same with the first `migrations` alone, as an earlier release left it; with none of them it is empty.
///
/// # Panics
/// If the database cannot be made: the test cannot go on.
#[allow(clippy::expect_used, reason = "a test that has no database has failed")]
pub async fn fresh_with(backend: Backend, migrations: u32) -> Option<TestStore> {
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
    let store = Store::connect(&settings).await.expect("a fresh database");
    if migrations > 0 {
        Migrator::up(&store.write, Some(migrations)).await.expect("an earlier schema");
    }
    Some(TestStore { store, settings, _folder: folder })
}

impl TestStore {
    /// Applies the next `migrations`, or all that are left.
    ///
    /// # Panics
    /// If the database refuses one.
    #[allow(clippy::expect_used, reason = "a test whose schema is not brought up to date has failed")]
    pub async fn migrate(&self, migrations: Option<u32>) {
        Migrator::up(&self.store.write, migrations).await.expect("a later schema");
    }
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

/// Names the S3-compatible store that tests may make buckets in, such as `http://127.0.0.1:5000`.
pub const S3_VARIABLE: &str = "MAQUETTE_TEST_S3";

/// Where the blobs of a test live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobPlace {
    /// A folder.
    Folder,
    /// A bucket.
    S3,
}

/// A blob store of its own for one test.
pub struct TestBlobs {
    /// The store, with nothing in it.
    pub blobs: Blobs,
    /// Where it is, to open it a second time.
    pub settings: BlobSettings,
    /// What may lie there while something is under way.
    pub scratch: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

/// A fresh blob store; none where no S3-compatible store is offered, which is said on the screen.
///
/// # Panics
/// If it cannot be made: the test cannot go on.
#[allow(clippy::expect_used, reason = "a test that has no blob store has failed")]
pub async fn fresh_blobs(place: BlobPlace) -> Option<TestBlobs> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let settings = match place {
        BlobPlace::Folder => BlobSettings::Folder(folder.path().to_owned()),
        BlobPlace::S3 => {
            let Ok(endpoint) = std::env::var(S3_VARIABLE) else {
                eprintln!("left out: {S3_VARIABLE} names no S3-compatible store");
                return None;
            };
            BlobSettings::S3 {
                bucket: fresh_bucket(&endpoint).await,
                region: "us-east-1".to_owned(),
                endpoint: Some(endpoint),
                credentials: Some(("test".to_owned(), "test".to_owned())),
                scratch: folder.path().join("uploads"),
            }
        }
    };
    let blobs = Blobs::open(&settings).await.expect("a fresh blob store");
    let scratch = folder.path().join("uploads");
    Some(TestBlobs { blobs, settings, scratch, _folder: folder })
}

/// Makes a bucket and gives its name.
///
/// # Panics
/// If the store that was named does not make it.
#[allow(clippy::expect_used, reason = "a test that has no bucket has failed")]
pub async fn fresh_bucket(endpoint: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("test-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let host = endpoint.strip_prefix("http://").expect("the address begins with http://");
    let mut stream = tokio::net::TcpStream::connect(host).await.expect("the store that was named");
    let request = format!("PUT /{name} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answered");
    assert!(answer.lines().next().is_some_and(|line| line.contains(" 200")), "{answer}");
    name
}

/// Makes `…::folder` and `…::s3` of one asynchronous test that takes a [`TestBlobs`].
#[macro_export]
macro_rules! on_both_blob_stores {
    ($($(#[$meta:meta])* async fn $name:ident($blobs:ident: TestBlobs) $body:block)*) => {
        $(
            $(#[$meta])*
            mod $name {
                #[allow(unused_imports)]
                use super::*;

                async fn check($blobs: $crate::testing::TestBlobs) $body

                #[tokio::test(flavor = "multi_thread")]
                async fn folder() {
                    if let Some(blobs) = $crate::testing::fresh_blobs($crate::testing::BlobPlace::Folder).await {
                        check(blobs).await;
                    }
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn s3() {
                    if let Some(blobs) = $crate::testing::fresh_blobs($crate::testing::BlobPlace::S3).await {
                        check(blobs).await;
                    }
                }
            }
        )*
    };
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
