//! The command line: one module per command, each with its help beside its effect.

mod admin;
mod completions;
mod config;
mod demo;
mod events;
mod examine;
mod import;
mod inspect;
mod jobs;
mod migrate;
mod render;
mod serve;
mod worker;

use std::{future::Future, process::ExitCode, time::Duration};

use anyhow::Result;
use clap::{Parser, Subcommand};
use market::Market;

use crate::{
    config::{Place, Settings},
    logs, open,
};

/// Runs a marketplace of digital patterns, and looks at patterns on its own.
#[derive(Parser)]
#[command(name = "maquette", version, max_term_width = 100)]
pub struct CommandLine {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Arguments),
    Demo(demo::Arguments),
    Worker(worker::Arguments),
    Migrate(migrate::Arguments),
    Import(import::Arguments),
    Inspect(inspect::Arguments),
    Render(render::Arguments),
    Admin(admin::Arguments),
    Events(events::Arguments),
    Jobs(jobs::Arguments),
    Config(config::Arguments),
    Completions(completions::Arguments),
    #[command(hide = true)]
    Examine(examine::Arguments),
}

/// How answers are printed.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum OutputFormat {
    /// For people.
    Text,
    /// One object a line.
    Json,
}

/// Carries out what was typed.
///
/// # Errors
/// It cannot be carried out.
pub fn run(line: CommandLine) -> Result<ExitCode> {
    let place = &line.place;
    match line.command {
        Command::Serve(arguments) => serve::run(arguments, place),
        Command::Demo(arguments) => demo::run(arguments, place),
        Command::Worker(arguments) => worker::run(arguments, place),
        Command::Migrate(arguments) => migrate::run(arguments, place),
        Command::Import(arguments) => import::run(arguments, place),
        Command::Inspect(arguments) => inspect::run(arguments),
        Command::Render(arguments) => render::run(arguments),
        Command::Admin(arguments) => admin::run(arguments, place),
        Command::Events(arguments) => events::run(arguments, place),
        Command::Jobs(arguments) => jobs::run(arguments, place),
        Command::Config(arguments) => config::run(arguments, place),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Examine(arguments) => examine::run(arguments),
    }
}

/// Stack of a thread that serves: what goes in depth is bounded where it is read, and this leaves each bound room.
const STACK_BYTES: usize = 8 << 20;
/// How long the end of a command waits for threads that still do something.
const LAST_WAIT: Duration = Duration::from_secs(2);

/// Runs `work` to its end on as many threads as the machine has cores.
fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK_BYTES).build()?;
    let done = runtime.block_on(work);
    // A thread that still waits for a slow disk or a child must not keep the process from ending.
    runtime.shutdown_timeout(LAST_WAIT);
    done
}

/// Opens the market of `place` with its logs, and runs `work` on it.
fn with_market(place: &Place, work: impl AsyncFnOnce(Market, Settings) -> Result<ExitCode>) -> Result<ExitCode> {
    let settings = Settings::load(place)?;
    logs::begin(&settings)?;
    block_on(async {
        let market = open::open(&settings).await?;
        work(market, settings).await
    })
}

/// A path as it may be printed on one line of a terminal: characters that break a line, steer the terminal or turn the
/// writing direction show as `?`. JSON has the name as it is.
fn shown(path: &std::path::Path) -> String {
    let turns = |letter: char| matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let show = |letter: char| if letter.is_control() || turns(letter) { '?' } else { letter };
    path.to_string_lossy().chars().map(show).collect()
}
