//! `maquette admin restore`: a market out of a backup, where there is none yet.

use std::{io::Write, path::PathBuf, process::ExitCode};

use anyhow::Result;

use crate::{
    backup,
    command::block_on,
    config::{Place, Settings},
    logs,
};

/// Makes a market out of a backup. There must be none yet where it goes.
#[derive(clap::Args)]
#[command(
    after_help = "Everything is held against its hash. The rows come last: one that is broken off leaves no market, and can be begun\nagain with the same words. Run `maquette admin fsck` afterwards. The market that the backup was taken of must not stay\nopen beside this one: both would charge, and write e-mails, for the same orders.\n\nThe last line on standard output counts what was done:\n  {\"blobs\",\"bytes\",\"rows_bytes\",\"taken_at\"}\n\nExamples:\n  maquette admin restore --data ./elsewhere /var/backups/maquette\n  MAQUETTE_DATABASE_URL=postgres://shop@host/empty maquette admin restore --config /etc/maquette.toml /var/backups/maquette"
)]
pub struct Arguments {
    /// The folder of the backup.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    let settings = Settings::load(place)?;
    logs::begin(&settings)?;
    let restored = block_on(backup::restore(&settings, &arguments.folder))?;
    for hash in &restored.missing {
        eprintln!("blob {hash}: the backup was taken without it; put the file in again where you have it");
    }
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&restored)?)?;
    Ok(if restored.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
