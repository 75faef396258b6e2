//! Shutting in the process that reads a foreign file: it has no network, no file beside its input, and starts no other process.
//!
//! Landlock takes files and network away, seccomp every system call that reading, computing and writing do not need. Both are
//! Linux's. Where the kernel lacks one, the other one still holds, and [`Held`] says so.

#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod files;
mod probe;

use std::path::Path;

use serde::{Deserialize, Serialize};

pub use probe::{demand, probe, tell};

/// What holds a process that shut itself in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Landlock: it opens no file but its input, and makes files in one folder alone.
    pub files: bool,
    /// seccomp: it makes no socket and no process.
    pub calls: bool,
}

impl Held {
    /// Whether nothing is missing.
    pub fn is_whole(self) -> bool {
        self.files && self.calls
    }
}

/// Shuts this process in for good: from now on it may read `input` and make files in `out`. It is called while the process
/// has one thread; those that it starts later are shut in with it.
#[cfg(target_os = "linux")]
pub fn shut_in(input: &Path, out: &Path) -> Held {
    let held = |what: &str, done: anyhow::Result<bool>| {
        done.unwrap_or_else(|error| {
            eprintln!("{what} does not hold this process: {error:#}");
            false
        })
    };
    // The second one forbids to set up the first.
    let files = held("Landlock", files::hold(input, out));
    Held { files, calls: held("seccomp", calls::hold()) }
}

/// Other systems have nothing of the kind.
#[cfg(not(target_os = "linux"))]
pub fn shut_in(_input: &Path, _out: &Path) -> Held {
    Held::default()
}
