//! Maquette on the command line: settings, wiring, and one module per command.

mod backup;
mod command;
mod config;
mod data_folder;
mod demo;
mod import;
mod logs;
mod open;
mod sandbox;
mod test_bank;
mod walk;
mod workers;

use std::process::ExitCode;

use clap::Parser;

/// The exit code where a command could not be carried out; 1 is for an answer that is no.
const MISUSE: u8 = 2;

fn main() -> ExitCode {
    match command::run(command::CommandLine::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("maquette: {error:#}");
            ExitCode::from(MISUSE)
        }
    }
}
