//! How many pages a second the site gives, and how long each takes, on both databases: `cargo xtask bench pages`.
//!
//! A market of ten thousand listings is written as rows, served by the real router in a process of its own on
//! loopback, and asked for pages over connections that stay open, as browsers keep them. Every answer is read to its
//! end and must be whole. Each page is measured beside a limit of the same run: a help page in the same frame, for the same
//! visitor, through the same stack, for which nothing else is looked up. The client works on the same cores as the server.

#![expect(clippy::expect_used, reason = "a measurement that cannot be made has failed")]

mod client;
mod server;
mod stock;
mod visits;
mod words;

use std::{path::PathBuf, time::Duration};

use anyhow::{Result, bail};
use clap::Parser;
use store::{Backend, testing};

use client::{Figures, Load};
use visits::Visit;

/// Measures the site's pages on SQLite and, where `MAQUETTE_TEST_POSTGRES` names a server, on PostgreSQL.
#[derive(Parser)]
struct Arguments {
    /// Listings on sale.
    #[arg(long, default_value_t = 10_000)]
    listings: usize,
    /// Connections that ask at the same time.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Seconds for each page, after one second of warming up.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Requests for each page at most.
    #[arg(long, default_value_t = 50_000)]
    requests: usize,
    /// Only pages whose name holds this.
    #[arg(long, default_value = "")]
    only: String,
    /// What answers may be encoded in; a browser says `gzip, deflate, br, zstd`.
    #[arg(long, default_value = "gzip, deflate, br, zstd")]
    encoding: String,
    /// Serves the database at this address until standard input closes: the second process.
    #[arg(long, hide = true, requires = "blobs")]
    serve: Option<String>,
    /// Where the second process finds the blobs.
    #[arg(long, hide = true)]
    blobs: Option<PathBuf>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let (Some(place), Some(blobs)) = (&arguments.serve, &arguments.blobs) {
        return runtime.block_on(server::serve(place, blobs));
    }
    let blobs = tempfile::tempdir()?;
    println!(
        "{} listings, {} connections, {} s a page\n",
        arguments.listings, arguments.connections, arguments.seconds
    );
    println!("| database | page | requests/s | p50 ms | p99 ms | kB | of the limit |");
    println!("|---|---|---|---|---|---|---|");
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Some(database) = runtime.block_on(testing::fresh(backend)) else { continue };
        let shelf = runtime.block_on(stock::fill(&database.store, blobs.path(), arguments.listings))?;
        let server = server::start(&database.settings, blobs.path())?;
        measure(backend, &server.address, visits::all(&shelf), &arguments)?;
    }
    Ok(())
}

/// Prints one line a page; the first one is the limit that the others are compared with.
fn measure(backend: Backend, address: &str, visits: Vec<Visit>, arguments: &Arguments) -> Result<()> {
    let mut limit: Option<f64> = None;
    for visit in visits {
        if limit.is_some() && !visit.name.contains(&arguments.only) {
            continue;
        }
        client::try_once(address, &visit)?;
        let load = |seconds: u64, requests: usize| Load {
            connections: arguments.connections,
            time: Duration::from_secs(seconds),
            requests,
            encoding: arguments.encoding.clone(),
        };
        client::drive(address, &visit, &load(1, usize::MAX))?;
        let figures = client::drive(address, &visit, &load(arguments.seconds, arguments.requests))?;
        let limit = *limit.get_or_insert(figures.per_second());
        print_line(backend, &visit, &figures, figures.per_second() / limit);
    }
    if limit.is_none() {
        bail!("nothing was measured");
    }
    Ok(())
}

fn print_line(backend: Backend, visit: &Visit, figures: &Figures, share: f64) {
    println!(
        "| {backend:?} | {} | {:.0} | {:.2} | {:.2} | {:.1} | {:.0} % |",
        visit.name,
        figures.per_second(),
        figures.percentile_ms(50.0),
        figures.percentile_ms(99.0),
        figures.mean_bytes() / 1e3,
        100.0 * share,
    );
}
