//! The second process: the site as `maquette serve` opens it, over the rows that were written.

use std::{
    future::IntoFuture,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::Arc,
};

use anyhow::{Context, Result};
use basis::{SystemClock, SystemRandom};
use market::{Mail, MailSettings, Market, Parts, Settings, ingest::Examiner};
use store::{BlobSettings, Blobs, DatabaseSettings, Store};
use tokio::net::TcpListener;

/// Connections to PostgreSQL, as many as `maquette.default.toml` allows a process.
const CONNECTIONS_MAX: u32 = 10;

/// A server at work; it ends when this is dropped.
pub struct Server {
    /// Where it listens.
    pub address: String,
    process: Child,
    input: Option<ChildStdin>,
}

/// Starts this program a second time, as the server of `database`.
pub fn start(database: &DatabaseSettings, blobs: &Path) -> Result<Server> {
    let place = match database {
        DatabaseSettings::Sqlite(path) => path.display().to_string(),
        DatabaseSettings::Postgres { url, .. } => url.clone(),
    };
    let program = std::env::current_exe().context("this program does not know where it is")?;
    let mut process = Command::new(program)
        .args(["--serve", &place, "--blobs"])
        .arg(blobs)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("the server cannot be started")?;
    let input = process.stdin.take();
    let mut address = String::new();
    BufReader::new(process.stdout.take().context("the server has no output")?).read_line(&mut address)?;
    Ok(Server { address: address.trim().to_owned(), process, input })
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.process.wait(); // It ends by itself; how is told on its own standard error.
    }
}

/// Serves the database at `place` on a free port, says where, and ends when standard input closes.
pub async fn serve(place: &str, blobs: &Path) -> Result<()> {
    let database = if place.starts_with("postgres://") {
        DatabaseSettings::Postgres { url: place.to_owned(), connections_max: CONNECTIONS_MAX }
    } else {
        DatabaseSettings::Sqlite(place.into())
    };
    let letters = tempfile::tempdir()?;
    let market = Market::new(Parts {
        store: Store::open(&database).await?,
        blobs: Blobs::open(&BlobSettings::Folder(blobs.to_owned())).await?,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        mail: Mail::open(&MailSettings::Folder(letters.path().to_owned()), "Maquette <post@localhost.localdomain>")?,
        examiner: Examiner::InProcess,
        payments: None,
        secret: [7; 32],
        settings: Settings { rate_limits: false, ..Settings::default() },
    });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let closed = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    tokio::select! {
        served = axum::serve(listener, web::router(market.clone(), graphql::router(market), &web::Doors::default(), &web::Life::default())).into_future() => served?,
        _ = closed => {}
    }
    Ok(())
}
