//! `maquette serve`: the pages and, in the same process, the background work.

use std::{net::SocketAddr, process::ExitCode};

use anyhow::{Context, Result};
use market::{Market, payments::TestBank};
use tokio::{net::TcpListener, task::JoinSet};
use web::Doors;

use super::with_market;
use crate::{config::Place, open, test_bank, workers};

/// Serves the market: pages, uploads, downloads, and the background work in the same process.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  maquette serve --data ./shop\n  maquette serve --config /etc/maquette.toml --listen 0.0.0.0:8080\n  maquette serve --config /etc/maquette.toml --workers 0   (pages only; `maquette worker` elsewhere)"
)]
pub struct Arguments {
    /// Address and port, instead of the setting `listen`; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Jobs at the same time, instead of the setting `workers`; 0 does none here.
    #[arg(long, value_name = "COUNT")]
    workers: Option<usize>,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, settings| {
        let doors = settings.doors()?;
        let address = arguments.listen.map_or_else(|| settings.listen.clone(), |address| address.to_string());
        let count = arguments.workers.unwrap_or_else(|| settings.worker_count());
        serve(market, doors, open::test_bank(&settings)?, &address, count).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Serves until somebody asks it to stop; requests and jobs under way are finished first. The test bank's pages and
/// notices are served and sent beside it, where there is one.
pub async fn serve(
    market: Market,
    doors: Doors,
    bank: Option<TestBank>,
    address: &str,
    worker_count: usize,
) -> Result<()> {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on; is something else running there?"))?;
    let running = workers::start(&market, worker_count);
    let mut programs = graphql::router(market.clone());
    let mut post = JoinSet::new(); // Dropping it ends what it holds.
    if let Some(bank) = bank {
        programs = programs.merge(test_bank::router(bank.clone(), &market.settings().site_name));
        post.spawn(test_bank::send_notices(bank, listener.local_addr()?));
    }
    let site = web::router(market, programs, doors);
    println!("Maquette is open at http://{}", listener.local_addr()?);
    axum::serve(listener, site.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(asked_to_stop())
        .await?;
    tracing::info!("stopping: jobs under way are finished first");
    running.stop().await
}

/// Waits for Ctrl-C or SIGTERM. A second one ends the process at once: whoever asks twice means it.
pub async fn asked_to_stop() {
    stop_signal().await;
    tokio::spawn(async {
        stop_signal().await;
        std::process::exit(130);
    });
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return tokio::signal::ctrl_c().await.unwrap_or_default();
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
