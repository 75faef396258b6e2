//! Backups of the real market while it sells and takes files in, and markets made of them elsewhere.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;
use store::{
    Backend, Store,
    testing::{self, BlobPlace, TestBlobs, TestStore},
};
use support::{
    client::Client,
    place::{Place, Process},
    tetrahedron,
};

/// A market of its own: rows in a database, blobs in its folder or in a bucket.
struct Shop {
    place: Place,
    store: TestStore,
    _blobs: Option<TestBlobs>,
}

impl Shop {
    /// Nothing yet. On PostgreSQL blobs are in a bucket, where one is offered.
    async fn nothing(backend: Backend, data: PathBuf) -> Option<Self> {
        let store = testing::fresh_with(backend, 0).await?;
        let place = Place::new(&data).with("SECRET", "");
        if backend == Backend::Sqlite {
            return Some(Self { place, store, _blobs: None });
        }
        // On PostgreSQL the secret is no secret of a folder.
        let place = Place::new(&data).with_rows(&store.settings);
        let blobs = testing::fresh_blobs(BlobPlace::S3).await;
        let place = match &blobs {
            Some(blobs) => place.with_blobs(&blobs.settings, None),
            None => place,
        };
        Some(Self { place, store, _blobs: blobs })
    }

    /// The database as it is kept.
    async fn rows(&self, backend: Backend) -> Store {
        match backend {
            Backend::Sqlite => {
                let path = self.place.data.join("maquette.db");
                Store::open(&store::DatabaseSettings::Sqlite(path)).await.expect("opened")
            }
            Backend::Postgres => Store::open(&self.store.settings).await.expect("opened"),
        }
    }
}

/// Every entry of the audit log: its number and what it is chained by.
async fn chain(store: &Store) -> Vec<(i64, String)> {
    let sql = "SELECT seq, hash FROM audit_entries ORDER BY seq";
    let rows = store.read().query_all_raw(Statement::from_string(store.read().get_database_backend(), sql)).await;
    let entry = |row: sea_orm::QueryResult| {
        (row.try_get("", "seq").expect("a number"), row.try_get("", "hash").expect("a hash"))
    };
    rows.expect("the database answers").into_iter().map(entry).collect()
}

/// Buys and uploads until it is told to stop; counts what was done.
struct Load {
    stop: Arc<AtomicBool>,
    orders: Arc<AtomicU64>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Load {
    async fn begin(address: &str) -> Self {
        let (stop, orders) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let mut tasks = Vec::new();
        for index in 0..2 {
            let (mut buyer, stop, orders) = (Client::visitor(address), Arc::clone(&stop), Arc::clone(&orders));
            let email = format!("buyer-{index}@example.org");
            buyer.sign_up(&email).await.expect("an account");
            buyer.sign_in(&email, "READ, BUY").await.expect("a token");
            tasks.push(tokio::spawn(async move {
                let shelf = buyer.on_sale().await.expect("answered");
                for turn in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let what = &shelf[turn % shelf.len()];
                    buyer.take(what).await.expect("taken");
                    let key = format!("{index}-{turn}");
                    buyer.check_out(&key, what.price_minor, "paid").await.expect("answered").expect("an order");
                    orders.fetch_add(1, Ordering::Relaxed);
                }
            }));
        }
        let (mut creator, told) = (Client::visitor(address), Arc::clone(&stop));
        creator.sign_in("orla@example.org", "READ, SELL").await.expect("a token");
        tasks.push(tokio::spawn(async move {
            for turn in 0u16.. {
                if told.load(Ordering::Relaxed) {
                    return;
                }
                let bytes = tetrahedron(20.0 + f32::from(turn) / 8.0);
                creator.upload("Tetrahedron", "tetrahedron.stl", &bytes).await.expect("uploaded");
            }
        }));
        Self { stop, orders, tasks }
    }

    /// Waits until so many orders were paid.
    async fn until(&self, orders: u64) {
        while self.orders.load(Ordering::Relaxed) < orders {
            assert!(self.tasks.iter().all(|task| !task.is_finished()), "the load has broken down");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.expect("no surprise");
        }
    }
}

fn last(output: &str) -> Value {
    serde_json::from_str(output.lines().last().expect("a line")).expect("JSON")
}

fn complaint(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status().expect("it runs");
    assert!(copied.success());
}

/// A market with two patterns on sale, and a server of it.
fn open(shop: &Shop) -> Process {
    shop.place.said(&["demo", "--no-serve", "--patterns", "2"]);
    shop.place.serve(&["--workers", "1"])
}

async fn a_backup_under_load_is_the_market_at_one_moment(backend: Backend) {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let Some(shop) = Shop::nothing(backend, at("shop")).await else { return };
    let server = open(&shop);
    let backup = at("backup").display().to_string();
    let load = Load::begin(&server.address).await;
    load.until(4).await;
    let first = last(&shop.place.said(&["admin", "backup", &backup]));
    assert_eq!(first["copied"], first["blobs"], "everything is new to an empty folder");
    load.until(10).await;
    let second = last(&shop.place.said(&["admin", "backup", &backup]));
    let count = |said: &Value, name: &str| said[name].as_u64().expect("a count");
    assert!(count(&second, "copied") < count(&second, "blobs"), "{second}");
    assert!(count(&second, "blobs") > count(&first, "blobs"), "files came in meanwhile: {first} {second}");
    load.until(14).await;
    load.end().await;

    // What was taken in the middle: a market of that moment, sound in itself.
    let Some(other) = Shop::nothing(backend, at("other")).await else { return };
    let restored = last(&other.place.said(&["admin", "restore", &backup]));
    assert_eq!(restored["blobs"], second["blobs"]);
    let checked = other.place.said(&["admin", "fsck"]);
    assert!(checked.contains("0 unsound") && checked.contains("ledger: balanced"), "{checked}");
    let (whole, then) = (chain(&shop.rows(backend).await).await, chain(&other.rows(backend).await).await);
    assert!(then.len() < whole.len() && whole[..then.len()] == then[..], "the same audit log up to that moment");
    assert!(complaint(&other.place.run(&["admin", "restore", &backup])).contains("there is a market already"));
}

async fn what_is_put_back_elsewhere_is_the_same_market_and_goes_on(backend: Backend) {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let Some(shop) = Shop::nothing(backend, at("shop")).await else { return };
    let server = open(&shop);
    let (mut buyer, mut creator) = (Client::visitor(&server.address), Client::visitor(&server.address));
    buyer.sign_in("mira@example.org", "READ, BUY").await.expect("a token");
    creator.sign_in("orla@example.org", "READ, SELL").await.expect("a token");
    let what = buyer.on_sale().await.expect("answered").swap_remove(0);
    buyer.take(&what).await.expect("taken");
    let bought = buyer.check_out("once", what.price_minor, "paid").await.expect("answered").expect("an order");
    let link = buyer.download().await.expect("a link");
    let bytes = buyer.fetch(&link).await.expect("its bytes");
    assert!(server.terminate().success());
    let backup = at("backup").display().to_string();
    shop.place.said(&["admin", "backup", &backup]);
    let again = last(&shop.place.said(&["admin", "backup", &backup]));
    assert_eq!(again["copied"], 0, "nothing is new");

    let Some(other) = Shop::nothing(backend, at("other")).await else { return };
    other.place.said(&["admin", "restore", &backup]);
    other.place.said(&["admin", "fsck"]);
    assert_eq!(chain(&other.rows(backend).await).await, chain(&shop.rows(backend).await).await);
    let moved = other.place.serve(&["--workers", "1"]);
    let (buyer, creator) = (buyer.at(&moved.address), creator.at(&moved.address));
    assert!(buyer.orders().await.expect("their token opens it").contains(&bought));
    assert!(buyer.fetch(&link).await.expect("a link of before works on") == bytes, "the same bytes");
    // Sent again, the attempt is the order that it was.
    assert_eq!(buyer.check_out("once", what.price_minor, "paid").await, Ok(Some(bought)));
    let listing = creator.upload("Rhombicuboctahedral paperweight", "weight.stl", &tetrahedron(61.0)).await;
    creator.publish(&listing.expect("uploaded"), "Rhombicuboctahedral paperweight", 450).await.expect("published");
    let mut found = Vec::new();
    for _ in 0..100 {
        found = buyer.search("rhombicuboctahedral").await.expect("answered");
        if !found.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(found, ["Rhombicuboctahedral paperweight"], "consumers of events go on with what is told there");
    assert!(moved.terminate().success());
    other.place.said(&["admin", "fsck"]);
}

/// Makes `…::sqlite` and `…::postgres` of a test on shops that it makes by itself.
macro_rules! on_both {
    ($($name:ident)*) => { $(mod $name {
        #[tokio::test(flavor = "multi_thread")]
        async fn sqlite() {
            super::$name(store::Backend::Sqlite).await;
        }

        #[tokio::test(flavor = "multi_thread")]
        async fn postgres() {
            super::$name(store::Backend::Postgres).await;
        }
    })* };
}

on_both! {
    a_backup_under_load_is_the_market_at_one_moment
    what_is_put_back_elsewhere_is_the_same_market_and_goes_on
    one_that_is_killed_is_never_taken_for_a_whole_one
}

async fn one_that_is_killed_is_never_taken_for_a_whole_one(backend: Backend) {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let Some(shop) = Shop::nothing(backend, at("shop")).await else { return };
    shop.place.said(&["demo", "--no-serve", "--patterns", "2"]);
    let backup = at("backup").display().to_string();
    let (mut refused, mut delay) = (0, Duration::from_millis(5));
    // Killed later and later, until one comes to its end.
    loop {
        let mut taking = shop.place.command(&["admin", "backup", &backup]).spawn().expect("it starts");
        tokio::time::sleep(delay).await;
        let ended = taking.try_wait().expect("asked");
        taking.kill().ok();
        taking.wait().expect("it ends");
        if ended.is_some() {
            break;
        }
        if at("backup/maquette-backup.json").exists() {
            break; // It was whole, and was killed while it tidied up.
        }
        std::fs::create_dir_all(at("backup")).expect("made");
        let target = Place { data: at("never"), ..shop.place.clone() };
        assert!(complaint(&target.run(&["admin", "restore", &backup])).contains("holds no whole backup"));
        refused += 1;
        delay = delay * 3 / 2;
    }
    assert!(refused > 0, "at least the first one was killed early");

    let Some(other) = Shop::nothing(backend, at("other")).await else { return };
    let mut delay = Duration::from_millis(5);
    loop {
        let mut restoring = other.place.command(&["admin", "restore", &backup]).spawn().expect("it starts");
        tokio::time::sleep(delay).await;
        let ended = restoring.try_wait().expect("asked");
        restoring.kill().ok();
        restoring.wait().expect("it ends");
        if let Some(status) = ended {
            assert!(status.success());
            break;
        }
        if at("other/restore-unfinished").exists() {
            assert!(complaint(&other.place.run(&["admin", "fsck"])).contains("that was broken off"));
        }
        delay = delay * 3 / 2;
    }
    other.place.said(&["admin", "fsck"]);
    assert_eq!(chain(&other.rows(backend).await).await, chain(&shop.rows(backend).await).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_backup_is_refused_and_leaves_no_market() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let shop = Place::new(&at("shop"));
    shop.said(&["demo", "--no-serve", "--patterns", "1"]);
    std::fs::create_dir(at("used")).expect("made");
    std::fs::write(at("used/thesis.odt"), "years of work").expect("written");
    let used = shop.run(&["admin", "backup", &at("used").display().to_string()]);
    assert!(complaint(&used).contains("holds something else than backups"));
    shop.said(&["admin", "backup", &at("backup").display().to_string()]);

    let in_folder = |folder: &Path, start: &str| {
        let mut entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        entries.find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start)))
    };
    let flip = |path: &Path| {
        let mut bytes = std::fs::read(path).expect("read");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(path, bytes).expect("written");
    };
    type InBackup<'a> = &'a dyn Fn(&Path) -> PathBuf;
    let flips: [(&str, InBackup<'_>); 3] = [
        ("is damaged", &|backup| in_folder(backup, "rows-").expect("rows").join("maquette.db")),
        ("missing or damaged", &|backup| {
            let shards = backup.join("blobs");
            let full = std::fs::read_dir(shards).expect("shards").map(|entry| entry.expect("an entry").path());
            full.filter_map(|shard| in_folder(&shard, "")).next().expect("a blob")
        }),
        ("is damaged", &|backup| backup.join("maquette-backup.json")),
    ];
    for (index, (words, which)) in flips.into_iter().enumerate() {
        let spoilt = at(&format!("backup-{index}"));
        copy(&at("backup"), &spoilt);
        let path = which(&spoilt);
        if index == 2 {
            std::fs::write(&path, &std::fs::read(&path).expect("read")[..100]).expect("torn");
        } else {
            flip(&path);
        }
        let target = Place::new(&at(&format!("target-{index}")));
        let said = complaint(&target.run(&["admin", "restore", &spoilt.display().to_string()]));
        assert!(said.contains(words), "{said}");
        assert!(!target.data.join("maquette.db").exists(), "no market is left");
    }
}
