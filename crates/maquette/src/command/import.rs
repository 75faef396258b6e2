//! `maquette import`: a folder of files becomes listings.

use std::{io::Write, path::PathBuf, process::ExitCode};

use anyhow::{Result, ensure};

use super::with_market;
use crate::{
    config::Place,
    import::{Import, import},
};

/// Imports a folder of patterns: one listing per file. Run again, nothing doubles.
#[derive(clap::Args)]
#[command(
    after_help = "A line of the manifest is {\"file\",\"title\",\"description\",\"tags\":[],\"category\",\"license\",\"price_minor\",\"currency\",\"creator\"};\nonly `file` is needed, relative to DIR. With a manifest, only the files it names are imported.\n\nThe last line on standard output counts the ends:\n  {\"files\",\"published\",\"held\",\"refused\",\"skipped\",\"unchanged\",\"seconds\"}\nExit code: 0 where every file reached one of them, 1 where one did not; run again then.\n\nExamples:\n  maquette import --data ./shop models/\n  maquette import --data ./shop --manifest models.ndjson models/"
)]
pub struct Arguments {
    /// What the files' names cannot say: one line of JSON per file.
    #[arg(long, value_name = "FILE.ndjson")]
    manifest: Option<PathBuf>,
    /// E-mail address or name of whoever made the files, where the manifest does not say it; an account is opened.
    #[arg(long, default_value = "import@creators.invalid")]
    creator: String,
    /// Files examined at the same time, instead of the setting `workers`.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..))]
    workers: Option<u16>,
    /// The folder.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    ensure!(arguments.folder.is_dir(), "there is no folder {}", arguments.folder.display());
    with_market(place, async |market, settings| {
        let input = Import {
            folder: arguments.folder,
            manifest: arguments.manifest,
            creator: arguments.creator,
            workers: arguments.workers.map_or_else(|| settings.worker_count(), usize::from),
        };
        let (totals, unfinished) = import(&market, input).await?;
        writeln!(std::io::stdout(), "{}", serde_json::to_string(&totals)?)?;
        Ok(if unfinished == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}
