//! `maquette admin reindex`: deriving again what is derived from the store.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use market::{Market, catalog, ingest};
use serde::Serialize;
use uuid::Uuid;

use crate::{command::with_market, config::Place, workers};

/// Writes the words by which listings are found, and the facts on their tiles, anew from the store.
#[derive(clap::Args)]
#[command(
    after_help = "A run that was ended early goes on where it stopped; the place is kept in the data folder.\n\nThe last line on standard output counts what was done:\n  {\"listings\",\"on_sale\",\"examined\",\"seconds\"}\n\nExamples:\n  maquette admin reindex --data ./shop\n  maquette admin reindex --data ./shop --examine"
)]
pub struct Arguments {
    /// First examines the files again that an older version of a check or of the camera has looked at.
    #[arg(long)]
    examine: bool,
    /// Batches at most, then ends as if it had been stopped.
    #[arg(long, value_name = "COUNT", hide = true)]
    batches: Option<usize>,
}

/// What was done.
#[derive(Default, Serialize)]
struct Totals {
    /// Listings looked at.
    listings: u64,
    /// Of these on sale, and so written anew.
    on_sale: u64,
    /// Files examined again.
    examined: u64,
    seconds: f64,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, settings| {
        let begun = Instant::now();
        let mut totals = Totals::default();
        if arguments.examine {
            totals.examined = examine_again(&market).await?;
            workers::drain(&market, settings.worker_count()).await?;
        }
        let whole = write_anew(&market, &settings.data, arguments.batches, &mut totals).await?;
        totals.seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        writeln!(std::io::stdout(), "{}", serde_json::to_string(&totals)?)?;
        Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

async fn examine_again(market: &Market) -> Result<u64> {
    let (mut queued, mut after) = (0, None);
    loop {
        let (count, last) = ingest::examine_outdated(market, after).await?;
        if last.is_none() {
            return Ok(queued);
        }
        queued += count;
        after = last;
    }
}

/// Goes through all listings, from where an earlier run was ended; false where this one ends early, too.
async fn write_anew(market: &Market, data: &Path, batches: Option<usize>, totals: &mut Totals) -> Result<bool> {
    let bookmark = Bookmark(data.join("reindex"));
    let mut after = bookmark.read()?;
    let bar = progress(catalog::left_to_reindex(market, after).await?);
    for batch in 0.. {
        if batches.is_some_and(|most| batch >= most) {
            bar.abandon();
            return Ok(false);
        }
        let done = catalog::reindex(market, after).await?;
        let Some(last) = done.last else { break };
        totals.listings += done.listings;
        totals.on_sale += done.on_sale;
        bar.inc(done.listings);
        bookmark.write(last)?;
        after = Some(last);
    }
    bar.finish_and_clear();
    bookmark.remove()?;
    Ok(true)
}

/// Hidden by itself where standard error is no terminal.
fn progress(listings: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(listings), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} listings, {elapsed} of about {duration}") {
        bar.set_style(style);
    }
    bar
}

/// The listing at which a run that was ended early goes on.
struct Bookmark(PathBuf);

impl Bookmark {
    fn read(&self) -> Result<Option<Uuid>> {
        if !self.0.exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&self.0).with_context(|| format!("{} cannot be read", self.0.display()))?;
        // One that was cut short by a crash is no place to go on from: begin anew.
        Ok(text.trim().parse().ok())
    }

    fn write(&self, last: Uuid) -> Result<()> {
        std::fs::write(&self.0, last.to_string()).with_context(|| format!("{} cannot be written", self.0.display()))
    }

    fn remove(&self) -> Result<()> {
        match std::fs::remove_file(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("{} cannot be removed", self.0.display()))
            }
            _ => Ok(()),
        }
    }
}
