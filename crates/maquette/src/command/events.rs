//! `maquette events`: what was told, who has read it, and reading it again.

use std::{io::Write, process::ExitCode};

use anyhow::{Context, Result, bail};
use basis::{Actor, Time};
use events::{Mark, Replay};
use market::{
    Market,
    outbox::{self, OutboxOutcome},
};
use serde_json::json;

use super::{OutputFormat, with_market};
use crate::config::Place;

/// Lists what was told, shows how far consumers are, and lets them act again.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    List(List),
    Lag(Lag),
    Replay(ReplayArguments),
    Parked(ParkedArguments),
}

/// Prints events as CloudEvents, one a line, oldest first.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  maquette events list --data ./shop --after 1200 --limit 50")]
struct List {
    /// Begins after the event with this number.
    #[arg(long, value_name = "SEQ", default_value_t = 0)]
    after: i64,
    /// Events at most.
    #[arg(long, value_name = "COUNT", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    limit: u64,
}

/// Shows how far each consumer is behind.
#[derive(clap::Args)]
struct Lag {
    #[arg(long, value_enum, default_value = "text")]
    format: OutputFormat,
}

/// Lets a consumer act again on events that it has read; it then goes on where it stood.
#[derive(clap::Args)]
#[command(
    after_help = "A place is the number of an event or a moment such as 2026-11-29T12:00:00Z; both ends are included.\nA running `maquette serve` or `maquette worker` does the work.\n\nExamples:\n  maquette events replay --data ./shop --consumer search_text\n  maquette events replay --data ./shop --consumer search_text --from 2026-11-28T00:00:00Z --to 2026-11-29T00:00:00Z"
)]
struct ReplayArguments {
    /// The consumer; `maquette events lag` names all.
    #[arg(long, value_name = "NAME")]
    consumer: String,
    /// The first event; everything that is kept, if left out.
    #[arg(long, value_name = "SEQ|TIME", value_parser = mark)]
    from: Option<Mark>,
    /// The last event; up to where the consumer stands, if left out.
    #[arg(long, value_name = "SEQ|TIME", value_parser = mark)]
    to: Option<Mark>,
}

/// Shows the events that a consumer could not act on, and tries or drops one.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  maquette events parked --data ./shop\n  maquette events parked retry --data ./shop --consumer search_text --seq 1207"
)]
struct ParkedArguments {
    #[command(subcommand)]
    command: Option<ParkedCommand>,
}

#[derive(clap::Subcommand)]
enum ParkedCommand {
    /// Lets the consumer try it again.
    Retry(Which),
    /// Forgets it: the consumer never acts on it.
    Drop(Which),
}

#[derive(clap::Args)]
struct Which {
    /// The consumer.
    #[arg(long, value_name = "NAME")]
    consumer: String,
    /// The event's number.
    #[arg(long, value_name = "SEQ")]
    seq: i64,
}

/// Parked events that are listed at most.
const PARKED_LINES: u64 = 1_000;

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, settings| {
        match arguments.command {
            Command::List(list) => print_events(&market, &settings.base_url, &list).await?,
            Command::Lag(lag) => print_lag(&market, lag.format).await?,
            Command::Replay(replay) => send_back(&market, replay).await?,
            Command::Parked(ParkedArguments { command: None }) => print_parked(&market).await?,
            Command::Parked(ParkedArguments { command: Some(command) }) => change_parked(&market, command).await?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn print_events(market: &Market, source: &str, list: &List) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for event in events::list(market.store(), list.after, list.limit).await? {
        let mut line = event.to_cloud_event(source);
        line["sequence"] = event.seq.into();
        writeln!(out, "{line}")?;
    }
    Ok(())
}

async fn print_lag(market: &Market, format: OutputFormat) -> Result<()> {
    let held_back = outbox::held_back(market).await?;
    for lag in outbox::lag(market).await? {
        match format {
            OutputFormat::Json => println!(
                "{}",
                json!({
                    "consumer": lag.consumer, "events": lag.events, "seconds": lag.seconds, "parked": lag.parked,
                    "attempts": lag.attempts, "error": lag.error,
                })
            ),
            OutputFormat::Text => {
                println!("{}: {} events behind ({} s), {} parked", lag.consumer, lag.events, lag.seconds, lag.parked);
                if lag.attempts > 0 {
                    println!("  its next event failed {} times: {}", lag.attempts, lag.error);
                }
            }
        }
    }
    if let Some(held) = held_back {
        eprintln!(
            "A transaction of process {} ({}) has run for {} seconds; no consumer reads past its beginning. End it if it hangs.",
            held.pid, held.application, held.seconds
        );
    }
    Ok(())
}

async fn send_back(market: &Market, arguments: ReplayArguments) -> Result<()> {
    let replay = Replay { from: arguments.from, to: arguments.to };
    match outbox::replay(market, &Actor::System, &arguments.consumer, replay).await? {
        OutboxOutcome::Done { events } => println!("{} acts again on {events} events", arguments.consumer),
        _ => bail!("there is no consumer `{}`; `maquette events lag` names all", arguments.consumer),
    }
    Ok(())
}

async fn print_parked(market: &Market) -> Result<()> {
    for parked in outbox::parked(market, PARKED_LINES).await? {
        println!(
            "{} {} {} ({} times, {}): {}",
            parked.consumer,
            parked.seq,
            parked.kind,
            parked.attempts,
            parked.parked_at.to_rfc3339(),
            parked.reason
        );
    }
    Ok(())
}

async fn change_parked(market: &Market, command: ParkedCommand) -> Result<()> {
    let (which, outcome, done) = match command {
        ParkedCommand::Retry(which) => {
            let outcome = outbox::retry_parked(market, &Actor::System, &which.consumer, which.seq).await?;
            (which, outcome, "will be tried again")
        }
        ParkedCommand::Drop(which) => {
            let outcome = outbox::drop_parked(market, &Actor::System, &which.consumer, which.seq).await?;
            (which, outcome, "is dropped")
        }
    };
    if !matches!(outcome, OutboxOutcome::Done { .. }) {
        bail!("event {} is not parked for `{}`; `maquette events parked` lists all", which.seq, which.consumer);
    }
    println!("event {} {done}", which.seq);
    Ok(())
}

fn mark(text: &str) -> Result<Mark> {
    if let Ok(seq) = text.parse() {
        return Ok(Mark::Seq(seq));
    }
    let time = text.parse::<Time>().ok();
    time.map(Mark::Time).context("write the number of an event, or a moment such as 2026-11-29T12:00:00Z")
}
