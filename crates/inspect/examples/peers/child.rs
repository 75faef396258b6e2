//! A program of its own, measured from outside: how long it ran and how much memory it held at most.

use std::{
    fs, io,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How often a child's memory is looked at.
const LOOK: Duration = Duration::from_millis(2);

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub seconds: f64,
    /// Peak of memory held, MiB, as Linux tells it (VmHWM).
    pub memory_mib: f64,
}

/// Runs `command` to its end; it must succeed.
pub fn run(command: &mut Command) -> io::Result<Run> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0;
    let ended = loop {
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        peak = held(&status).unwrap_or(peak);
        thread::sleep(LOOK);
    };
    let run = Run { seconds: start.elapsed().as_secs_f64(), memory_mib: peak };
    // PrusaSlicer and admesh tell faults by other codes than zero; only what was killed did not answer.
    if ended.code().is_some() { Ok(run) } else { Err(io::Error::other(format!("{command:?} was killed: {ended}"))) }
}

fn held(status: &str) -> Option<f64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1024.0)
}
