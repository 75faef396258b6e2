//! `maquette examine`: the child process that looks at one foreign file within limits of its own.

use std::{io::Read, net::SocketAddr, process::ExitCode};

use anyhow::{Context, Result};
use market::ingest::{ExamineRequest, Limits, NOT_SHUT_IN};
use rlimit::Resource;
use tokio::signal::unix::{SignalKind, signal};

use crate::sandbox;

/// Looks at one file and answers on standard output; the workers call it.
#[derive(clap::Args)]
pub struct Arguments {
    /// What is asked, as JSON.
    #[arg(required_unless_present = "probe")]
    request: Option<String>,
    /// Examines nothing, tries to get out of the room that a file is examined in, and says as JSON what was possible. The
    /// address is one that listens.
    #[arg(long, value_name = "ADDRESS:PORT")]
    probe: Option<SocketAddr>,
    /// Ends when standard input does: whoever holds its other end is gone then.
    #[arg(long)]
    with_parent: bool,
}

pub fn run(arguments: Arguments) -> Result<ExitCode> {
    if let Some(address) = arguments.probe {
        println!("{}", serde_json::to_string(&sandbox::probe(address))?);
        return Ok(ExitCode::SUCCESS);
    }
    let request = arguments.request.unwrap_or_default();
    let request: ExamineRequest = serde_json::from_str(&request).context("the request cannot be read")?;
    restrain(&request.limits)?;
    let quiet = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let _inside = quiet.enter();
    // Ctrl-C in a terminal reaches the whole group. The worker waits for what is under way, so this goes on:
    // a file must not be called unreadable because the server was stopped. The worker ends it by SIGKILL.
    let _unheard = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    // All that this process opens beside its input is open by now; threads that begin later are held like this one.
    let held = sandbox::shut_in(&request.path, &request.out);
    if request.limits.sandbox_required && !held.is_whole() {
        return Ok(ExitCode::from(NOT_SHUT_IN));
    }
    if arguments.with_parent {
        std::thread::Builder::new().stack_size(64 * 1024).spawn(end_with_parent)?;
    }
    market::ingest::examine(&request, &mut std::io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}

/// Waits for the end of standard input, into which nobody ever writes, and ends the process.
fn end_with_parent() {
    let mut nothing = [0; 1];
    // An error means the same as an end: there is nobody to answer to.
    while matches!(std::io::stdin().read(&mut nothing), Ok(1)) {}
    std::process::exit(ORPHANED);
}

/// The exit code of a process whose parent is gone.
const ORPHANED: i32 = 3;

/// Sets the limits that the kernel holds this process to; what goes over them ends it.
fn restrain(limits: &Limits) -> Result<()> {
    let (memory, seconds) = (limits.memory_bytes_max, limits.seconds_max);
    Resource::AS.set(memory, memory).context("the memory limit cannot be set")?;
    Resource::CPU.set(seconds, seconds).context("the time limit cannot be set")?;
    Resource::CORE.set(0, 0).context("the limit of core dumps cannot be set")
}
