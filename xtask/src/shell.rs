//! Running other programs: where the repository is, cargo without our own cargo's traces, and output kept as it passes.

use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The root of the repository: the folder that holds `xtask/`.
pub fn repository_root() -> Result<PathBuf> {
    if let Some(manifest_folder) = std::env::var_os("CARGO_MANIFEST_DIR")
        && let Some(root) = Path::new(&manifest_folder).parent()
    {
        return Ok(root.to_owned());
    }
    let here = std::env::current_dir().context("the current folder cannot be read")?;
    here.ancestors()
        .find(|folder| folder.join("xtask/Cargo.toml").is_file())
        .map(Path::to_owned)
        .with_context(|| format!("{} is not inside the repository: go there first", here.display()))
}

/// A program, run in the repository's root.
///
/// `cargo run` leaves variables about the package `xtask` behind. Build scripts of some
/// dependencies watch them, so that the same build from inside and outside of the door would
/// compile those crates twice: they are taken away.
pub fn program(name: &str, root: &Path) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root);
    for (variable, _) in std::env::vars_os() {
        let text = variable.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&variable);
        }
    }
    command
}

/// `cargo` with arguments, coloured when a person watches.
pub fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = program("cargo", root);
    command.args(arguments);
    if std::io::stderr().is_terminal() && std::env::var_os("CARGO_TERM_COLOR").is_none() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    command
}

/// Whether a program of this name is found on `PATH`.
pub fn is_on_path(name: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else {
        return false;
    };
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// Runs a command to its end; anything but success is an error that names the command.
pub fn succeed(command: &mut Command) -> Result<()> {
    let line = line_of(command);
    let status = command.status().with_context(|| format!("`{line}` cannot be started"))?;
    ensure_success(&line, status)
}

/// Runs a command and returns its standard output as text.
pub fn output_of(command: &mut Command) -> Result<String> {
    let line = line_of(command);
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("`{line}` cannot be started"))?;
    ensure_success(&line, output.status)?;
    String::from_utf8(output.stdout).with_context(|| format!("`{line}` answered in no known text"))
}

/// Which of a program's two streams is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

/// What was kept of a watched command's output, and how it ended.
pub struct Watched {
    /// The lines that were wanted.
    pub lines: Vec<String>,
    /// An error when the command failed.
    pub result: Result<()>,
}

/// Runs a command, passes one stream on line by line, and keeps the lines that `keep` wants.
pub fn watch(command: &mut Command, stream: Stream, mut keep: impl FnMut(&str) -> bool) -> Result<Watched> {
    let line = line_of(command);
    match stream {
        Stream::Output => command.stdout(Stdio::piped()),
        Stream::Error => command.stderr(Stdio::piped()),
    };
    let mut child = command.spawn().with_context(|| format!("`{line}` cannot be started"))?;
    let pipe: Option<Box<dyn Read>> = match stream {
        Stream::Output => child.stdout.take().map(|pipe| Box::new(pipe) as _),
        Stream::Error => child.stderr.take().map(|pipe| Box::new(pipe) as _),
    };
    let mut lines = Vec::new();
    for raw in BufReader::new(pipe.context("the output is not connected")?).split(b'\n') {
        let raw = raw.with_context(|| format!("the output of `{line}` broke off"))?;
        let text = String::from_utf8_lossy(&raw).into_owned();
        eprintln!("{text}");
        if keep(&text) {
            lines.push(text);
        }
    }
    let status = child.wait().with_context(|| format!("`{line}` cannot be waited for"))?;
    Ok(Watched { lines, result: ensure_success(&line, status) })
}

/// Waits for a child at most so long; a child that takes longer is ended and `None` returned.
pub fn wait_at_most(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().context("a child cannot be waited for")? {
            return Ok(Some(status));
        }
        if start.elapsed() > limit {
            child.kill().context("a child cannot be ended")?;
            child.wait().context("a child cannot be waited for")?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A command as a person would type it.
pub fn line_of(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

fn ensure_success(line: &str, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// The folder that cargo builds into, wherever the settings put it.
pub fn target_folder(root: &Path) -> Result<PathBuf> {
    let text = output_of(&mut cargo(root, &["metadata", "--format-version", "1", "--no-deps", "--locked"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&text).context("cargo metadata answered no JSON")?;
    let folder = metadata["target_directory"].as_str().context("cargo metadata names no target folder")?;
    Ok(PathBuf::from(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_command_is_named_with_its_arguments() {
        let error = succeed(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        assert!(error.to_string().contains("sh -c exit 3"), "{error}");
    }

    #[test]
    fn watching_keeps_only_the_lines_that_are_wanted() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two"]);
        let watched = watch(&mut command, Stream::Output, |line| line == "two").unwrap();
        assert_eq!(watched.lines, ["two"]);
        assert!(watched.result.is_ok());
    }

    #[test]
    fn a_child_over_its_time_is_ended() {
        let mut child = Command::new("sleep").arg("30").spawn().unwrap();
        let status = wait_at_most(&mut child, Duration::from_millis(20)).unwrap();
        assert!(status.is_none());
    }
}
