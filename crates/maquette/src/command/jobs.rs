//! `maquette jobs`: what was given up, trying it again, and cancelling what waits or runs.

use std::process::ExitCode;

use anyhow::{Result, bail};
use basis::Actor;
use market::{
    Market,
    work::{self, RetryOutcome},
};
use uuid::Uuid;

use super::with_market;
use crate::config::Place;

/// Shows the jobs that were given up, tries one again, or cancels one.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  maquette jobs dead --data ./shop\n  maquette jobs retry --data ./shop 0198c2f0-8a4e-7c11-9d3e-5b1f0a6c2e77"
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Lists the jobs that were given up, newest first: identifier, kind, attempts, reason.
    Dead {
        /// Jobs at most.
        #[arg(long, value_name = "COUNT", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=10_000))]
        limit: u64,
    },
    /// Queues a job that was given up again, from its first attempt.
    Retry {
        /// The job.
        job: Uuid,
    },
    /// Cancels a job that waits, or stops one that runs.
    Cancel {
        /// The job.
        job: Uuid,
    },
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, _| {
        match arguments.command {
            Command::Dead { limit } => print_dead(&market, limit).await?,
            Command::Retry { job } => match work::retry_job(&market, &Actor::System, job).await? {
                RetryOutcome::NotFound => bail!("job {job} was not given up; `maquette jobs dead` lists what was"),
                done => println!("{}", done.sentence()),
            },
            Command::Cancel { job } => {
                if !work::cancel_job(&market, &Actor::System, job).await? {
                    bail!("job {job} neither waits nor runs");
                }
                println!("job {job} is cancelled");
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn print_dead(market: &Market, limit: u64) -> Result<()> {
    for job in jobs::dead(market.store(), limit).await? {
        println!("{} {} ({} attempts): {}", job.id, job.kind, job.attempts, job.error);
    }
    Ok(())
}
