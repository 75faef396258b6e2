//! The faults, one function each: a market is opened, used while it breaks, and held against the journal.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use store::{
    Backend, BlobSettings, DatabaseSettings,
    testing::{self, BlobPlace, TestBlobs, TestStore},
};

use super::{
    cluster::Cluster,
    load::Plan,
    proxy::{Line, Proxy},
    site::{Disk, Parts, Site},
    table::Row,
    verdict::files_of,
};

/// How long and how often.
#[derive(Clone, Copy)]
pub struct Scale {
    /// Processes killed in a run.
    pub kills: usize,
    /// Times that PostgreSQL is restarted.
    pub restarts: usize,
    /// How long something is gone.
    pub gone: Duration,
    /// Orders while something is slow or full.
    pub orders: u64,
    /// Files that are imported meanwhile.
    pub imported: usize,
    /// Whether an operator asks the bank about orders that a full disk left open, instead of waiting for the job that is due
    /// two minutes later.
    pub operator_asks: bool,
}

/// What a test run does.
pub const SHORT: Scale =
    Scale { kills: 4, restarts: 1, gone: Duration::from_secs(3), orders: 6, imported: 3, operator_asks: true };
/// What `cargo xtask bench faults` does.
pub const LONG: Scale =
    Scale { kills: 50, restarts: 10, gone: Duration::from_secs(60), orders: 60, imported: 60, operator_asks: false };

/// Parts that go with the test.
#[allow(dead_code, reason = "they are held, and nobody looks at them")]
pub struct Kept(Option<TestStore>, Option<TestBlobs>);

/// Places for a market of `processes` on `backend`; on PostgreSQL its blobs are in a bucket where one is offered.
pub async fn parts(backend: Backend, processes: usize) -> Option<(Parts, Kept)> {
    if backend == Backend::Sqlite {
        // Several processes share one file.
        let parts = Parts { database: None, bucket: None, processes: 1 };
        return Some((parts, Kept(None, None)));
    }
    let store = testing::fresh_with(backend, 0).await?;
    let blobs = testing::fresh_blobs(BlobPlace::S3).await;
    let processes = if blobs.is_some() { processes } else { 1 };
    let bucket = blobs.as_ref().map(|blobs| (blobs.settings.clone(), None));
    Some((Parts { database: Some(store.settings.clone()), bucket, processes }, Kept(Some(store), blobs)))
}

fn plan(import: Option<PathBuf>) -> Plan {
    Plan { import, ..Plan::default() }
}

/// So few files to import are plates, whether there is a corpus or not.
const PLATES_MAX: usize = 10;

/// Files to import: the smaller ones of the corpus, where it is there (`MAQUETTE_CORPUS`, or `shared/corpus` beside the
/// repository), and plates otherwise.
fn patterns(folder: PathBuf, count: usize) -> PathBuf {
    std::fs::create_dir(&folder).expect("a folder");
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let corpus = std::env::var_os("MAQUETTE_CORPUS").map_or(beside, PathBuf::from);
    let mut files = if count > PLATES_MAX { walk(corpus) } else { Vec::new() };
    files.retain(|(bytes, _)| *bytes < 200_000);
    files.sort();
    for (index, (_, path)) in files.iter().take(count).enumerate() {
        let name = path.file_name().expect("a name").to_string_lossy();
        std::fs::copy(path, folder.join(format!("{index}-{name}"))).expect("copied");
    }
    for index in files.len()..count {
        let side_mm = 30 + index;
        let plate = format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{side_mm}mm" height="20mm" viewBox="0 0 40 20"><path d="M5 5H35V15H5Z" fill="none" stroke="#000"/></svg>"##
        );
        std::fs::write(folder.join(format!("plate-{index}.svg")), plate).expect("written");
    }
    folder
}

fn walk(folder: PathBuf) -> Vec<(u64, PathBuf)> {
    let mut found = Vec::new();
    for path in files_of(&folder, "") {
        let Ok(metadata) = std::fs::metadata(&path) else { continue };
        if metadata.is_dir() {
            found.extend(walk(path));
        } else if path
            .extension()
            .is_some_and(|extension| ["stl", "3mf", "svg", "dxf"].iter().any(|known| extension == *known))
        {
            found.push((metadata.len(), path));
        }
    }
    found
}

/// Servers and workers killed in turn while people buy, upload and import.
pub async fn killed(backend: Backend, scale: Scale) -> Option<Row> {
    let (parts, _kept) = parts(backend, 2).await?;
    let processes = parts.processes;
    let mut site = Site::open(parts);
    let folder = patterns(site.folder().join("patterns"), scale.imported);
    let load = site.load(&plan(Some(folder))).await;
    load.sell(2).await;
    for kill in 0..scale.kills {
        // Never at the same place twice: the pauses walk through everything that is going on.
        tokio::time::sleep(Duration::from_millis(120 + (kill as u64 * 137) % 900)).await;
        let index = (kill / 2) % processes;
        if kill % 2 == 0 {
            site.kill_server(index);
            site.start_server(index);
        } else {
            site.kill_worker(index);
            site.start_worker(index);
        }
        if kill % 5 == 4 {
            load.sell(1).await;
        }
    }
    load.sell(2).await;
    let verdict = site.verdict(load.end().await).await;
    let fault = format!("servers and workers killed, {backend:?}, {processes} of each");
    Some(Row { fault, times: scale.kills.to_string(), verdict, note: String::new() })
}

/// PostgreSQL restarted, crashed, and gone.
pub async fn postgres(scale: Scale) -> Vec<Row> {
    let Some(cluster) = Cluster::start() else { return Vec::new() };
    let database = DatabaseSettings::Postgres { url: cluster.database(), connections_max: 10 };
    let mut rows = Vec::new();
    let site = Site::open(Parts { database: Some(database), bucket: None, processes: 1 });
    let load = site.load(&plan(None)).await;
    for turn in 0..scale.restarts * 2 {
        load.sell(2).await;
        cluster.down(if turn % 2 == 0 { "fast" } else { "immediate" });
        cluster.up();
    }
    load.sell(2).await;
    cluster.down("fast");
    tokio::time::sleep(scale.gone).await;
    cluster.up();
    load.sell(2).await;
    let verdict = site.verdict(load.end().await).await;
    let fault = format!("PostgreSQL restarted and crashed in turn, then gone for {} s", scale.gone.as_secs());
    rows.push(Row { fault, times: format!("{} + 1", scale.restarts * 2), verdict, note: String::new() });
    rows
}

/// A bucket behind a bad line.
pub async fn bucket(scale: Scale) -> Option<Row> {
    let (mut parts, _kept) = parts(Backend::Postgres, 1).await?;
    let (settings, _) = parts.bucket.take()?;
    let BlobSettings::S3 { endpoint, .. } = &settings else { return None };
    let proxy = Proxy::start(endpoint.as_deref().expect("an address")).await;
    parts.bucket = Some((settings, Some(proxy.address.clone())));
    let site = Site::open(parts);
    let load = site.load(&plan(None)).await;
    proxy.set(Line::FailsOneInFive);
    load.sell(scale.orders).await;
    load.store_files(3).await;
    proxy.set(Line::Hangs);
    load.sell(2).await; // Who only buys asks the bucket for nothing.
    tokio::time::sleep(scale.gone).await;
    proxy.set(Line::Whole);
    load.store_files(2).await;
    let verdict = site.verdict(load.end().await).await;
    let fault = format!("a bucket that fails one request in five, then hangs for {} s", scale.gone.as_secs());
    Some(Row { fault, times: format!("{} requests", proxy.failed()), verdict, note: String::new() })
}

/// What lies on the disk that is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// Blobs, and uploads under way.
    Blobs,
    /// The database.
    Rows,
}

/// A disk without a byte left, and room again.
pub async fn disk_full(full: Full, scale: Scale) -> Option<Row> {
    let outer = tempfile::tempdir().expect("a folder");
    let database = match full {
        Full::Blobs => outer.path().join("rows.db"),
        Full::Rows => outer.path().join("disk/rows.db"),
    };
    let rows_disk = if full == Full::Rows { Some(Disk::mount(outer.path().join("disk"), 64)?) } else { None };
    let parts = Parts { database: Some(DatabaseSettings::Sqlite(database)), bucket: None, processes: 1 };
    let site = Site::open_with(parts, |data| match full {
        Full::Blobs => Disk::mount(data, 64),
        Full::Rows => None,
    });
    let disk = site.disk().or(rows_disk.as_ref())?;
    let load = site.load(&Plan { upload_bytes: 100_000, ..plan(None) }).await;
    load.sell(2).await;
    let (times, full_for) = (scale.restarts.min(3), scale.gone / 3);
    for _ in 0..times {
        let ballast = disk.fill();
        tokio::time::sleep(full_for).await;
        std::fs::remove_file(ballast).expect("room again");
        load.sell(2).await;
        load.store_files(2).await;
    }
    let buyers = load.end().await;
    if scale.operator_asks {
        site.ask_about_open_orders(&buyers).await;
    }
    let verdict = site.verdict(buyers).await;
    let what = if full == Full::Blobs { "blobs" } else { "rows" };
    let fault = format!("disk of {what} full for {} s (tmpfs)", full_for.as_secs());
    Some(Row { fault, times: times.to_string(), verdict, note: String::new() })
}

/// The clock a day ahead, a day behind, and right again.
pub async fn clock(scale: Scale) -> Option<Row> {
    let library =
        ["/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"];
    let Some(library) = library.into_iter().find(|path| std::fs::exists(path).is_ok_and(|there| there)) else {
        eprintln!("left out: the package `faketime` is not installed, so that no clock can be wrong");
        return None;
    };
    let (parts, _kept) = parts(Backend::Sqlite, 1).await?;
    let mut site = Site::open(parts);
    // The bank's own clock is right: nobody pays by what takes the bank a while.
    let load = site.load(&Plan { cards: &["paid"], ..plan(None) }).await;
    load.sell(2).await;
    for off in ["+1d", "-1d"] {
        site.stop();
        site.environment = vec![("LD_PRELOAD".to_owned(), library.to_owned()), ("FAKETIME".to_owned(), off.to_owned())];
        site.start();
        load.sell(scale.orders / 2).await;
    }
    site.stop();
    site.environment.clear();
    site.start();
    load.sell(2).await;
    let verdict = site.verdict(load.end().await).await;
    let fault = "the clock of every process a day ahead, then a day behind".to_owned();
    Some(Row { fault, times: "2".to_owned(), verdict, note: String::new() })
}

/// A blob cut short and one with a flipped bit: `fsck` names both, and the same upload mends them.
pub async fn damaged(scale: Scale) -> Option<Row> {
    let (parts, _kept) = parts(Backend::Sqlite, 1).await?;
    let site = Site::open(parts);
    let load = site.load(&plan(None)).await;
    load.sell(scale.orders.min(6)).await;
    load.store_files(2).await;
    let buyers = load.end().await;
    let before = site.verdict(buyers.clone()).await;
    assert!(before.is_clean(), "{before:?}");
    let hashes = site.acknowledged_files();
    let [torn, flipped] = [&hashes[0], &hashes[1]];
    let path = |hash: &str| site.data(0).join("blobs").join(&hash[..2]).join(&hash[2..]);
    let (whole, mut bent) = (std::fs::read(path(torn)).expect("read"), std::fs::read(path(flipped)).expect("read"));
    std::fs::write(path(torn), &whole[..whole.len() / 2]).expect("torn");
    let straight = bent.clone();
    bent[100] ^= 1;
    std::fs::write(path(flipped), bent).expect("flipped");
    let named = site.verdict(buyers.clone()).await;
    for hash in [torn, flipped] {
        assert!(named.fsck.iter().any(|line| line.contains(hash.as_str())), "{named:?}");
        assert!(named.lost.iter().any(|line| line.contains(hash.as_str())), "{named:?}");
    }
    for bytes in [whole, straight] {
        site.upload_again(&bytes).await;
    }
    let mut verdict = site.verdict(buyers).await;
    // They are in a second listing now, since they were sent again by hand.
    verdict.doubled.retain(|line| !line.contains(torn.as_str()) && !line.contains(flipped.as_str()));
    let note = "named, then mended by the same upload: clean".to_owned();
    Some(Row { fault: "a torn blob and a flipped bit".to_owned(), times: "2".to_owned(), verdict, note })
}
