//! The real binary wherever its data live: a folder, or a database server and a bucket.

#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, QueryOrder};
use serde_json::Value;
use store::{
    DatabaseSettings,
    entities::{listing, step},
    testing::{self, BlobPlace, TestStore},
};

/// How long a process may take to do what it was asked.
const PATIENCE: Duration = Duration::from_secs(60);

/// Settings by the environment, for a market whose rows are in `database`.
fn environment(database: &DatabaseSettings) -> Vec<(&'static str, String)> {
    let address = match database {
        DatabaseSettings::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseSettings::Postgres { url, .. } => url.clone(),
    };
    let secret = "5a".repeat(32);
    vec![("MAQUETTE_DATABASE_URL", address), ("MAQUETTE_SECRET", secret), ("MAQUETTE_LOG_LEVEL", "warn".to_owned())]
}

fn command(folder: &Path, environment: &[(&'static str, String)], arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maquette"));
    command.args(arguments).args(["--data", "shop"]).current_dir(folder);
    command.envs(environment.iter().map(|(name, value)| (*name, value.as_str())));
    command
}

/// The last line on standard output, as JSON.
fn totals(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let last = text.lines().last().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    serde_json::from_str(last).expect("JSON")
}

fn plate(side_mm: u32) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{side_mm}mm" height="20mm" viewBox="0 0 40 20"><path d="M5 5H35V15H5Z" fill="none" stroke="#000"/></svg>"##
    )
}

async fn words(store: &TestStore) -> i64 {
    let sql = "SELECT COUNT(*) AS count FROM listing_text";
    let statement = sea_orm::Statement::from_string(store.store.read().get_database_backend(), sql);
    let row = store.store.read().query_one_raw(statement).await.expect("the database answers").expect("a row");
    row.try_get("", "count").expect("a count")
}

/// All listings, by their identifiers: without an order PostgreSQL gives rows as they lie, and an update moves them.
async fn rows(store: &TestStore) -> Vec<listing::Model> {
    let query = listing::Entity::find().order_by_asc(listing::Column::Id);
    query.all(store.store.read()).await.expect("the database answers")
}

store::on_both_databases! {
    async fn reindex_writes_anew_what_is_derived_and_goes_on_where_it_stopped(store: TestStore) {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("models")).expect("made");
        for side_mm in [40, 50] {
            std::fs::write(folder.path().join(format!("models/{side_mm}.svg")), plate(side_mm)).expect("written");
        }
        let environment = environment(&store.settings);
        let run = |arguments: &[&str]| command(folder.path(), &environment, arguments).output().expect("it runs");
        let imported = run(&["import", "models"]);
        assert_eq!(totals(&imported)["published"], 2, "{}", String::from_utf8_lossy(&imported.stderr));
        let before = rows(&store).await;
        let tx = store.store.begin().await.expect("a transaction");
        for sql in ["DELETE FROM listing_text", "UPDATE listings SET summary = '{}', kind = ''", "UPDATE steps SET version = 0"] {
            tx.execute_unprepared(sql).await.expect("spoilt");
        }
        tx.commit().await.expect("committed");

        let output = run(&["admin", "reindex"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let said = totals(&output);
        assert_eq!((&said["listings"], &said["on_sale"], &said["examined"]), (&2.into(), &2.into(), &0.into()));
        let after = rows(&store).await;
        assert_eq!(after, before, "everything is derived as it was at first");
        assert_eq!(words(&store).await, 2);

        let examined = totals(&run(&["admin", "reindex", "--examine"]));
        assert_eq!(examined["examined"], 2);
        assert_eq!(step::Entity::find().count(store.store.read()).await.expect("the database answers"), 6, "superseded steps go");
        assert_eq!(totals(&run(&["admin", "reindex", "--examine"]))["examined"], 0, "they are up to date now");

        assert_eq!(run(&["admin", "reindex", "--batches", "0"]).status.code(), Some(1), "it was ended early");
        let mut places: Vec<_> = before.iter().map(|row| row.id).collect();
        places.sort_unstable();
        std::fs::write(folder.path().join("shop/reindex"), places[0].to_string()).expect("written");
        assert_eq!(totals(&run(&["admin", "reindex"]))["listings"], 1, "it goes on behind the first");
        assert_eq!(totals(&run(&["admin", "reindex"]))["listings"], 2, "and begins anew after its end");
    }
}

/// A process of the market, ended when the test ends.
struct Running(Child);

impl Running {
    fn start(mut command: Command) -> Self {
        Self(command.stdout(Stdio::piped()).spawn().expect("it starts"))
    }

    /// Presses Ctrl-C and waits for the end; its exit code.
    fn interrupt(mut self) -> Option<i32> {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().expect("it runs").success());
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if let Some(status) = self.0.try_wait().expect("it can be asked") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it does not end");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill(); // It has ended already, most of the time.
        let _ = self.0.wait();
    }
}

fn get(address: &str, path: &str) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n").expect("asked");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("answered");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("a status");
    (status, answer.split_off(end + 4))
}

/// The market with its rows on PostgreSQL and its blobs in a bucket, served by one process, worked for by another.
mod a_market_beyond_one_machine_is_served_worked_for_and_drained {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        let Some(store) = testing::fresh(store::Backend::Postgres).await else { return };
        let Some(blobs) = testing::fresh_blobs(BlobPlace::S3).await else { return };
        let store::BlobSettings::S3 { bucket, endpoint, .. } = blobs.settings else { panic!("it is a bucket") };
        let folder = tempfile::tempdir().expect("a folder");
        let mut environment = environment(&store.settings);
        environment.extend([
            ("MAQUETTE_BLOBS_BUCKET", bucket),
            ("MAQUETTE_BLOBS_ENDPOINT", endpoint.expect("an address")),
            ("MAQUETTE_BLOBS_KEY", "test".to_owned()),
            ("MAQUETTE_BLOBS_SECRET_KEY", "test".to_owned()),
        ]);
        let demo = command(folder.path(), &environment, &["demo", "--no-serve", "--patterns", "2"]).output();
        let demo = demo.expect("it runs");
        assert_eq!(demo.status.code(), Some(0), "{}", String::from_utf8_lossy(&demo.stderr));

        let worker = Running::start(command(folder.path(), &environment, &["worker", "--workers", "1"]));
        let serve = ["serve", "--workers", "0", "--listen", "127.0.0.1:0"];
        let mut server = Running::start(command(folder.path(), &environment, &serve));
        let mut line = String::new();
        BufReader::new(server.0.stdout.take().expect("its output")).read_line(&mut line).expect("it says where");
        let address = line.trim().rsplit_once("http://").expect("an address").1.to_owned();
        let (status, page) = get(&address, "/browse");
        let page = String::from_utf8_lossy(&page).into_owned();
        assert_eq!(status, 200);
        let picture = page.split('"').find(|part| part.starts_with("/media/")).expect("a picture of what is on sale");
        let (status, bytes) = get(&address, picture);
        assert_eq!((status, &bytes[..4]), (200, b"RIFF".as_slice()), "{picture}");
        assert_eq!(get(&address, "/readyz").0, 200);

        let models = folder.path().join("models");
        std::fs::create_dir(&models).expect("made");
        std::fs::write(models.join("plate.svg"), plate(70)).expect("written");
        let imported = command(folder.path(), &environment, &["import", "models"]).output().expect("it runs");
        assert_eq!(totals(&imported)["published"], 1, "{}", String::from_utf8_lossy(&imported.stderr));
        let fsck = command(folder.path(), &environment, &["admin", "fsck"]).output().expect("it runs");
        assert_eq!(fsck.status.code(), Some(0), "{}", String::from_utf8_lossy(&fsck.stdout));
        assert_eq!((server.interrupt(), worker.interrupt()), (Some(0), Some(0)));
        let kept: Vec<_> =
            ["maquette.db", "blobs"].iter().filter(|name| folder.path().join("shop").join(name).exists()).collect();
        assert!(kept.is_empty(), "rows and blobs are elsewhere: {kept:?}");
    }
}
