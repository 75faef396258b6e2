//! What the market bears, and how that grows with its catalogue, on both databases: `cargo xtask bench load`.
//!
//! A market of so many listings is written as rows and opened by the real binary in a process of its own. Then
//! - each page is asked for over connections that stay open, as browsers keep them, by different addresses in turn, beside a
//!   limit of the same run: a help page in the same frame, for the same visitor, for which nothing else is looked up;
//! - buyers sign in and buy;
//! - five hundred readers look around while files are imported;
//! - three times as many connections as the house has places ask without a pause, while buyers go on.
//!
//! Every answer is read to its end. The clients work on the same cores as the server.

#![expect(clippy::expect_used, reason = "a measurement that cannot be made has failed")]

mod client;
mod crowd;
mod import;
mod place;
mod samples;
mod server;
mod stock;
mod tables;
mod trade;
mod visits;
mod words;

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Result, bail, ensure};
use clap::Parser;
use store::{Backend, Store};

use client::Load;
use crowd::Crowd;
use place::Place;
use server::Server;
use stock::Shelf;
use tables::Growth;
use visits::Visit;

/// Measures the site on SQLite and, where `MAQUETTE_TEST_POSTGRES` names a server, on PostgreSQL.
#[derive(Parser)]
struct Arguments {
    /// Listings on sale, one market after the other.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000])]
    listings: Vec<usize>,
    /// Connections that ask for a page at the same time.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Seconds for each page, after one second of warming up.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Readers in the crowd; 0 leaves the crowds out.
    #[arg(long, default_value_t = 500)]
    readers: usize,
    /// Seconds that the crowd reads.
    #[arg(long, default_value_t = 60)]
    crowd_seconds: u64,
    /// Only pages whose name holds this.
    #[arg(long, default_value = "")]
    only: String,
    /// Only this database: sqlite or postgres.
    #[arg(long)]
    database: Option<String>,
    /// A folder to keep the markets in, and to find them in again.
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// Connections that ask without a pause: three times the places there are.
const TOO_MANY: usize = 1_500;
/// For so long.
const TOO_MANY_FOR: Duration = Duration::from_secs(15);
/// Buyers who go on meanwhile.
const BUYERS: usize = 4;
/// How long a reader looks at a page.
const PAUSE: Duration = Duration::from_secs(1);

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let temporary = tempfile::tempdir()?;
    let folder = arguments.keep.as_deref().unwrap_or(temporary.path());
    import::write_files(&folder.join("files"))?;
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let name = format!("{backend:?}").to_lowercase();
        if arguments.database.as_ref().is_some_and(|wanted| *wanted != name) {
            continue;
        }
        let mut growth = Growth::default();
        for &listings in &arguments.listings {
            let Some(place) = runtime.block_on(Place::make(folder, backend, listings))? else { break };
            println!("\n{backend:?}, {listings} listings\n");
            let shelf = runtime.block_on(fill(&place, listings))?;
            let server = Server::start(&place)?;
            let visits = visits::all(&shelf);
            measure(&server, &visits, &arguments, &mut growth)?;
            if arguments.readers > 0 {
                // Whoever bought something at an earlier run does not buy it again.
                let first = (basis::token(&basis::SystemRandom, "").bytes().map(usize::from).sum::<usize>() * 61)
                    % (stock::BUYERS - 64);
                buying(&server, &shelf, first, &arguments, &mut growth)?;
                reading(&server, &place, &visits, &folder.join("files"), &arguments)?;
                too_many(&server, &visits, &shelf, first + arguments.connections)?;
            }
            growth.next(listings);
        }
        growth.print(backend);
    }
    Ok(())
}

async fn fill(place: &Place, listings: usize) -> Result<Shelf> {
    let begun = Instant::now();
    let store = Store::open(&place.database).await?;
    let shelf = stock::fill(&store, &place.data, listings).await?;
    place.learn().await?;
    println!("filled in {:.0} s, {} MB\n", begun.elapsed().as_secs_f64(), place.bytes().await? / 1_000_000);
    Ok(shelf)
}

/// One line a page; the first one is the limit that the others are compared with.
fn measure(server: &Server, visits: &[Visit], arguments: &Arguments, growth: &mut Growth) -> Result<()> {
    let mut limit: Option<f64> = None;
    tables::head("page", &["requests/s", "p50 ms", "p99 ms", "kB", "of the limit"]);
    for visit in visits {
        if limit.is_some() && !visit.name.contains(&arguments.only) {
            continue;
        }
        client::try_once(&server.address, visit)?;
        let load = |seconds: u64| Load { connections: arguments.connections, time: Duration::from_secs(seconds) };
        client::drive(&server.address, visit, &load(1))?;
        let figures = client::drive(&server.address, visit, &load(arguments.seconds))?;
        let limit = *limit.get_or_insert(figures.per_second());
        growth.note(visit.name, figures.percentile_ms(50.0));
        let share = format!("{:.0} %", 100.0 * figures.per_second() / limit);
        tables::line(visit.name, &figures, &[format!("{:.1}", figures.mean_bytes() / 1e3), share]);
    }
    if limit.is_none() {
        bail!("nothing was measured");
    }
    Ok(())
}

fn buying(server: &Server, shelf: &Shelf, first: usize, arguments: &Arguments, growth: &mut Growth) -> Result<()> {
    let over = AtomicBool::new(false);
    let trade = std::thread::scope(|scope| {
        let buyers = scope.spawn(|| trade::buy(&server.address, shelf, first, arguments.connections, &over));
        std::thread::sleep(Duration::from_secs(arguments.seconds));
        over.store(true, Ordering::Relaxed);
        buyers.join().expect("no thread breaks")
    })?;
    ensure!(trade.checkouts.per_second() > 0.0, "nobody bought anything");
    growth.note("checkout", trade.checkouts.percentile_ms(50.0));
    tables::line("checkout, paid", &trade.checkouts, &[String::new(), String::new()]);
    Ok(())
}

/// Five hundred readers while files come in.
fn reading(server: &Server, place: &Place, visits: &[Visit], files: &Path, arguments: &Arguments) -> Result<()> {
    let crowd = Crowd { readers: arguments.readers, pause: PAUSE };
    let over = AtomicBool::new(false);
    let import = import::Import::begin(place, files)?;
    let outcome = std::thread::scope(|scope| {
        let readers = scope.spawn(|| crowd::read(&server.address, visits, &crowd, &over));
        std::thread::sleep(Duration::from_secs(arguments.crowd_seconds));
        over.store(true, Ordering::Relaxed);
        readers.join().expect("no thread breaks")
    })?;
    import.end()?;
    let (now, most) = server.memory_mib()?;
    println!();
    tables::head("crowd", &["pages/s", "p50 ms", "p99 ms", "sent away", "errors", "MiB now", "MiB at most"]);
    let name = format!("{} readers, a page a second each, beside an import", crowd.readers);
    let rest = [outcome.refused.to_string(), outcome.errors.to_string(), now.to_string(), most.to_string()];
    tables::line(&name, &outcome.shown, &rest);
    Ok(())
}

/// More than there are places for, and how soon it is over.
fn too_many(server: &Server, visits: &[Visit], shelf: &Shelf, first: usize) -> Result<()> {
    let Some(home) = visits.iter().find(|visit| visit.name == "home") else { bail!("there is no home page") };
    let alone = Load { connections: 1, time: Duration::from_secs(1) };
    let before = client::drive(&server.address, home, &alone)?.percentile_ms(50.0);
    let crowd = Crowd { readers: TOO_MANY, pause: Duration::ZERO };
    let over = AtomicBool::new(false);
    let (outcome, trade) = std::thread::scope(|scope| {
        let readers = scope.spawn(|| crowd::read(&server.address, visits, &crowd, &over));
        let buyers = scope.spawn(|| trade::buy(&server.address, shelf, first, BUYERS, &over));
        std::thread::sleep(TOO_MANY_FOR);
        over.store(true, Ordering::Relaxed);
        let buyers = buyers.join().expect("no thread breaks");
        (readers.join().expect("no thread breaks"), buyers)
    });
    let (outcome, trade, ended) = (outcome?, trade?, Instant::now());
    let mut again = f64::INFINITY;
    while again > 2.0 * before && ended.elapsed() < Duration::from_secs(60) {
        again = client::drive(&server.address, home, &Load { time: Duration::from_millis(100), ..alone })?
            .percentile_ms(50.0);
    }
    let (now, most) = server.memory_mib()?;
    let rest = [outcome.refused.to_string(), outcome.errors.to_string(), now.to_string(), most.to_string()];
    tables::line(&format!("{TOO_MANY} connections without a pause"), &outcome.shown, &rest);
    let rest = [trade.refused.to_string(), "0".to_owned(), String::new(), String::new()];
    tables::line(&format!("{BUYERS} buyers beside them: checkouts"), &trade.checkouts, &rest);
    println!(
        "\nThe home page took {before:.2} ms before and {again:.2} ms {:.1} s after the last of them.",
        ended.elapsed().as_secs_f64()
    );
    Ok(())
}
