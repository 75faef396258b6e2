//! `maquette admin scrub`: reading every blob again.

use std::process::ExitCode;

use anyhow::Result;
use market::blobs::{self, Scrub};

use crate::{command::with_market, config::Place};

/// Reads every blob again and holds it against its name; names those that are damaged.
#[derive(clap::Args)]
#[command(
    after_help = "It may run beside a market that is open. It may take hours. A damaged\nblob is healed when the same file is uploaded or imported again, or when it is brought back from a backup.\n\nExit code: 0 where all are sound, 1 where one is not.\n\nExample:\n  maquette admin scrub --data ./shop"
)]
pub struct Arguments {
    /// Passes over what was read within so many days.
    #[arg(long, value_name = "DAYS", default_value_t = 0)]
    older_than: u16,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, _| {
        let before = market.now() - chrono::Duration::days(i64::from(arguments.older_than));
        let scrubbed = blobs::scrub(&market, Scrub { before, bytes_max: u64::MAX }).await?;
        for hash in &scrubbed.damaged {
            println!("blob {hash}: its bytes have changed or are gone");
        }
        println!("blobs: {} read, {} damaged", scrubbed.blobs, scrubbed.damaged.len());
        Ok(if scrubbed.damaged.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}
