//! Trying, from inside, what a process that is shut in must not be able to do.

use std::{
    fs::{self, File},
    io::{Error, ErrorKind},
    net::{SocketAddr, TcpListener, TcpStream, UdpSocket},
    os::unix::net::UnixStream,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::{Held, shut_in};

/// What a process that is shut in found when it tried.
#[derive(Debug, Serialize, Deserialize)]
pub struct Probed {
    /// What the kernel has.
    pub held: Held,
    /// What was not refused; nothing where all is well.
    pub possible: Vec<String>,
}

/// Shuts this process in and tries to get out: at files, sockets, processes, from its first thread and from another one.
/// `address` is one that listens.
pub fn probe(address: SocketAddr) -> Probed {
    let nothing = Path::new("/dev/null");
    // A folder in which nothing can be made.
    let held = shut_in(nothing, Path::new("/proc"));
    let mut possible = tries(address, "");
    let other = std::thread::spawn(move || tries(address, " by another thread"));
    possible.extend(other.join().unwrap_or_else(|_| vec!["a thread broke".to_owned()]));
    if File::open(nothing).is_err() {
        possible.push("not even the input can be read".to_owned());
    }
    Probed { held, possible }
}

fn tries(address: SocketAddr, who: &str) -> Vec<String> {
    let connected = TcpStream::connect(address).map(drop);
    let program = Command::new("/bin/true").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let tries = [
        ("reading /etc/passwd", File::open("/etc/passwd").map(drop)),
        ("reading what this process was given", File::open("/proc/self/environ").map(drop)),
        ("listing a folder", fs::read_dir("/").map(drop)),
        ("making a file", File::create("/tmp/maquette-was-here").map(drop)),
        ("removing a file", fs::remove_file("/tmp/no-such-file-at-all")),
        ("making a folder", fs::create_dir("/tmp/no-such-folder/at-all")),
        ("connecting to a server", connected),
        ("listening to others", TcpListener::bind("127.0.0.1:0").map(drop)),
        ("sending a datagram", UdpSocket::bind("127.0.0.1:0").map(drop)),
        ("connecting to a local socket", UnixStream::connect("/run/no-such-socket").map(drop)),
        ("starting a process", program.map(drop)),
    ];
    let is_refused =
        |done: &Result<(), Error>| matches!(done, Err(error) if error.kind() == ErrorKind::PermissionDenied);
    tries.into_iter().filter(|(_, done)| !is_refused(done)).map(|(what, _)| format!("{what}{who}")).collect()
}

/// Asks a child process, as the workers start one, what it can do.
///
/// # Errors
/// It does not answer.
async fn asked() -> Result<Probed> {
    let program = std::env::current_exe().context("this program does not know where it is")?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let child = tokio::process::Command::new(program)
        .args(["examine", "--probe", &listener.local_addr()?.to_string()])
        .env_clear()
        .stdin(Stdio::null())
        .output();
    serde_json::from_slice(&child.await?.stdout).context("the probe does not answer")
}

/// Says in the log what holds the processes that read foreign files.
pub async fn tell() {
    match asked().await {
        Ok(probed) if probed.held.is_whole() && probed.possible.is_empty() => {
            tracing::info!("foreign files are read without network, other files and further processes");
        }
        Ok(probed) => tracing::warn!(
            landlock = probed.held.files,
            seccomp = probed.held.calls,
            possible = probed.possible.join(", "),
            "the process that reads foreign files is not shut in as it should be: a newer kernel (Linux 6.12) can do it"
        ),
        Err(error) => tracing::warn!(%error, "it is not known how the process that reads foreign files is held"),
    }
}

/// Refuses to go on where foreign files cannot be read behind bars.
///
/// # Errors
/// The kernel has no Landlock or no seccomp.
pub async fn demand() -> Result<()> {
    let probed = asked().await?;
    ensure!(
        probed.held.is_whole() && probed.possible.is_empty(),
        "examine_sandbox_required is set, and this kernel cannot shut in the process that reads foreign files \
         (Landlock: {}, seccomp: {}, possible: {}). Run Linux 6.12 or newer with both, or leave the setting out.",
        probed.held.files,
        probed.held.calls,
        probed.possible.join(", ")
    );
    Ok(())
}
