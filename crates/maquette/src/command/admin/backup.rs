//! `maquette admin backup`: everything that the market is, into a folder, while it is open.

use std::{io::Write, path::PathBuf, process::ExitCode};

use anyhow::Result;

use crate::{
    backup,
    command::block_on,
    config::{Place, Settings},
    logs,
};

/// Copies the whole market into a folder: rows as they stand at one moment, and every file and picture that they name.
#[derive(clap::Args)]
#[command(
    after_help = "It may run beside a market that is open; nobody waits for it. Into a folder that holds an earlier backup, only files\nand pictures that are new are copied, and then it takes that one's place. One that is broken off leaves the earlier one\nas it was. The folder holds everything that is secret in the market: keep it as safe.\n\nThe last line on standard output counts what was done:\n  {\"blobs\",\"copied\",\"copied_bytes\",\"removed\",\"rows_bytes\"}\nExit code: 0 where it is whole, 1 where it was not taken, or lacks a file that could not be read; `admin fsck` says more.\n\nExample:\n  maquette admin backup --config /etc/maquette.toml /var/backups/maquette"
)]
pub struct Arguments {
    /// The folder: empty, missing, or with an earlier backup.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    let settings = Settings::load(place)?;
    logs::begin(&settings)?;
    let taken = block_on(backup::take(&settings, &arguments.folder))?;
    for hash in &taken.missing {
        eprintln!("blob {hash}: a row names it, and it is not there or its bytes have changed; the backup lacks it");
    }
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&taken)?)?;
    Ok(if taken.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
