//! `maquette import`: a folder of files becomes listings.

use std::{io::Write, path::PathBuf, process::ExitCode};

use anyhow::{Result, ensure};

use super::{block_on, with_market};
use crate::{
    config::Place,
    import::{Import, Server, Totals, import_here, import_there},
};

/// Imports a folder of patterns: one listing per file, or per Data Package. Run again, nothing doubles.
#[derive(clap::Args)]
#[command(
    after_help = "A line of the manifest is {\"file\",\"title\",\"description\",\"tags\":[],\"category\",\"license\",\"price_minor\",\"currency\",\"creator\",\"photos\":[{\"file\",\"alt\",\"cover\"}]};\nonly `file` is needed, relative to DIR. With a manifest, only the files it names are imported.\nA zip becomes one listing of the files that it holds, unpacked as on the upload page; so does a folder\nwith a datapackage.json, whose words are taken. Photographs show what was made: JPEG, PNG or WebP, 12 at\nmost, relative to DIR; one that lies in the zip is named by its path in there.\nA licence that is sold needs a price; what names neither is offered free, under CC BY.\n\nThe last line on standard output counts the ends:\n  {\"files\",\"published\",\"held\",\"refused\",\"skipped\",\"unchanged\",\"seconds\"}\nExit code: 0 where every file reached one of them, 1 where one did not; run again then.\n\nExamples:\n  maquette import --data ./shop models/\n  maquette import --data ./shop --manifest models.ndjson models/\n  MAQUETTE_TOKEN=mq_... maquette import --server https://example.org models/"
)]
pub struct Arguments {
    /// What the files' names cannot say: one line of JSON per file.
    #[arg(long, value_name = "FILE.ndjson")]
    manifest: Option<PathBuf>,
    /// A market behind an address, in place of the data folder.
    #[arg(long, value_name = "URL", conflicts_with_all = ["data", "config"], requires = "token")]
    server: Option<String>,
    /// A token of that market with the scopes READ and SELL; better given in the environment, where `ps` does not show it.
    #[arg(long, value_name = "TOKEN", env = "MAQUETTE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// E-mail address or name of whoever made the files, where nothing else says it; an account is opened.
    #[arg(long, default_value = "import@creators.invalid", conflicts_with = "server")]
    creator: String,
    /// Files examined at the same time, instead of the setting `workers`.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..), conflicts_with = "server")]
    workers: Option<u16>,
    /// The folder.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    ensure!(arguments.folder.is_dir(), "there is no folder {}", arguments.folder.display());
    let input = Import { folder: arguments.folder, manifest: arguments.manifest };
    if let Some((address, token)) = arguments.server.zip(arguments.token) {
        return block_on(async { tell(import_there(Server { address, token }, &input).await?) });
    }
    with_market(place, async |market, settings| {
        let workers = arguments.workers.map_or_else(|| settings.worker_count(), usize::from);
        tell(import_here(&market, &input, &arguments.creator, workers).await?)
    })
}

fn tell((totals, unfinished): (Totals, u64)) -> Result<ExitCode> {
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&totals)?)?;
    Ok(if unfinished == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
