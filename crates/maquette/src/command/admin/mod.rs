//! `maquette admin`: what an operator does on the machine itself.

mod backup;
mod fsck;
mod gc;
mod payout;
mod reindex;
mod restore;
mod scrub;
mod take_down;
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
    Gc(gc::Arguments),
    Payout(payout::Arguments),
    Backup(backup::Arguments),
    Restore(restore::Arguments),
    Reindex(reindex::Arguments),
    Scrub(scrub::Arguments),
    TakeDown(take_down::Arguments),
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    match arguments.command {
        Command::User(arguments) => user::run(arguments, place),
        Command::Fsck(arguments) => fsck::run(arguments, place),
        Command::Gc(arguments) => gc::run(arguments, place),
        Command::Payout(arguments) => payout::run(arguments, place),
        Command::Backup(arguments) => backup::run(arguments, place),
        Command::Restore(arguments) => restore::run(arguments, place),
        Command::Reindex(arguments) => reindex::run(arguments, place),
        Command::Scrub(arguments) => scrub::run(arguments, place),
        Command::TakeDown(arguments) => take_down::run(arguments, place),
    }
}
