//! `maquette admin`: what an operator does on the machine itself.

mod fsck;
mod payout;
mod reindex;
mod user;

use std::process::ExitCode;

use anyhow::Result;

use crate::config::Place;

/// Looks after the market on its own machine.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    User(user::Arguments),
    Fsck(fsck::Arguments),
    Payout(payout::Arguments),
    Reindex(reindex::Arguments),
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    match arguments.command {
        Command::User(arguments) => user::run(arguments, place),
        Command::Fsck(arguments) => fsck::run(arguments, place),
        Command::Payout(arguments) => payout::run(arguments, place),
        Command::Reindex(arguments) => reindex::run(arguments, place),
    }
}
