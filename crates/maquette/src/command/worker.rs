//! `maquette worker`: doing the background work without serving pages.

use std::process::ExitCode;

use anyhow::Result;
use tokio::time::Instant;

use super::{
    serve::{StopSignals, in_time},
    with_market,
};
use crate::{config::Place, sandbox, workers};

/// Does the background work: examines files, settles orders.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  maquette worker --config /etc/maquette.toml --workers 8\n  maquette worker --data ./shop --until-empty"
)]
pub struct Arguments {
    /// Jobs at the same time, instead of the setting `workers`.
    #[arg(long, value_name = "COUNT")]
    workers: Option<usize>,
    /// Ends when the queue is empty.
    #[arg(long)]
    until_empty: bool,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, settings| {
        let count = arguments.workers.unwrap_or_else(|| settings.worker_count());
        if settings.examine_sandbox_required {
            sandbox::demand().await?;
        }
        if arguments.until_empty {
            workers::drain(&market, count).await?;
            return Ok(ExitCode::SUCCESS);
        }
        let signals = StopSignals::listen()?;
        let running = workers::start(&market, count);
        tracing::info!(workers = count, "waiting for work");
        signals.asked().await;
        in_time(Instant::now() + settings.doors()?.grace, running.stop()).await?;
        Ok(ExitCode::SUCCESS)
    })
}
