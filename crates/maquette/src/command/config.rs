//! `maquette config`: looking at the settings before anything runs by them.

use std::{io::Write, process::ExitCode};

use anyhow::Result;

use crate::config::{Place, Settings};

/// Looks at the settings.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Checks the settings and prints those in force, secrets hidden.
    #[command(
        after_help = "Examples:\n  maquette config check --config /etc/maquette.toml\n  MAQUETTE_LISTEN=0.0.0.0:80 maquette config check"
    )]
    Check,
    /// Prints the default settings with what each means.
    #[command(after_help = "Example:\n  maquette config default > maquette.toml")]
    Default,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    match arguments.command {
        Command::Check => {
            for line in Settings::load(place)?.lines()? {
                writeln!(out, "{line}")?;
            }
        }
        Command::Default => write!(out, "{}", crate::config::DEFAULTS)?,
    }
    Ok(ExitCode::SUCCESS)
}
