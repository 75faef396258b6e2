//! `maquette completions`: what a shell needs to complete what is typed.

use std::process::ExitCode;

use anyhow::Result;
use clap::CommandFactory;

/// Prints a completion script for a shell.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  maquette completions bash > /etc/bash_completion.d/maquette\n  maquette completions fish > ~/.config/fish/completions/maquette.fish"
)]
pub struct Arguments {
    /// Which shell.
    shell: clap_complete::Shell,
}

pub fn run(arguments: Arguments) -> Result<ExitCode> {
    let mut command = super::CommandLine::command();
    clap_complete::generate(arguments.shell, &mut command, "maquette", &mut std::io::stdout());
    Ok(ExitCode::SUCCESS)
}
