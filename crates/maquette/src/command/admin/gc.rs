//! `maquette admin gc`: taking away the blobs that nothing names.

use std::process::ExitCode;

use anyhow::Result;
use market::blobs::{self, Collect};

use crate::{command::with_market, config::Place};

/// Removes blobs that no file and no picture names, such as those of uploads that were refused at the last moment.
#[derive(clap::Args)]
#[command(
    after_help = "It may run beside a market that is open: what came within the last hours is left alone, and who uploads and who\nremoves the same bytes wait for each other.\n\nThe last line on standard output counts what was done:\n  {\"blobs\",\"removed\",\"removed_bytes\",\"dry_run\"}\n\nExamples:\n  maquette admin gc --data ./shop --dry-run\n  maquette admin gc --data ./shop"
)]
pub struct Arguments {
    /// Only counts what would be removed.
    #[arg(long)]
    dry_run: bool,
    /// Leaves alone what came within so many hours.
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(u16).range(1..))]
    older_than: u16,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, _| {
        let before = market.now() - chrono::Duration::hours(i64::from(arguments.older_than));
        let dry_run = arguments.dry_run;
        let collected = blobs::collect(&market, Collect { before, dry_run }).await?;
        let (blobs, removed, removed_bytes) = (collected.blobs, collected.removed, collected.removed_bytes);
        println!(
            "{}",
            serde_json::json!({ "blobs": blobs, "removed": removed, "removed_bytes": removed_bytes, "dry_run": dry_run })
        );
        Ok(ExitCode::SUCCESS)
    })
}
