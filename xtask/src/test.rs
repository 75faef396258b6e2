//! The `test` command: every check in order, on both databases and in the browser, with the time of each.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::shell::{self, Stream};
use crate::{assets, lint, postgres, s3, tools};

/// Tests that the quick run leaves out: those on PostgreSQL or S3, and those that drive a browser.
const QUICK_FILTER: &str = "not (test(/(^|::)(postgres|s3)$/) or test(/(^|::)browser(_|::)/))";

/// How long the advisory database may take to arrive before it counts as out of reach.
const ADVISORY_FETCH_LIMIT: Duration = Duration::from_secs(60);

/// What a run does: the steps that have ended, and the lines that its runners closed with.
struct Run {
    root: PathBuf,
    steps: Vec<Step>,
    closing_lines: Vec<String>,
}

/// One step that has ended.
struct Step {
    name: &'static str,
    seconds: f64,
    error: Option<String>,
}

/// Runs the command `test`.
pub fn run(arguments: &[String]) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut run = Run { root: shell::repository_root()?, steps: Vec::new(), closing_lines: Vec::new() };
    match arguments.as_slice() {
        [] => everything(&mut run),
        ["--quick"] => quick(&mut run),
        other => bail!("`test` takes nothing or `--quick`, and got `{}`", other.join(" ")),
    }
    run.finish()
}

/// Everything. A step that fails does not stop the next ones: one run says all there is to say.
fn everything(run: &mut Run) {
    run.step("tools", |run| {
        tools::ensure_system_tools(&run.root)?;
        tools::MOTO.ensure(&run.root)?;
        tools::ensure_cargo_tool(&run.root, "cargo-nextest")?;
        tools::ensure_cargo_tool(&run.root, "cargo-deny")
    });
    run.step("assets", |run| assets::ensure_assets(&run.root));
    static_checks(run);
    run.step("tests", tests_on_both_databases);
    run.step("doc tests", doc_tests);
    run.step("docs", docs);
    run.step("licences, bans, sources", |run| deny(&run.root, &[], &["licenses", "bans", "sources"]));
    run.step("advisories", advisories);
}

/// What an hour's work needs: under three minutes once everything is built.
fn quick(run: &mut Run) {
    run.step("tools", |run| {
        tools::ensure_system_tools(&run.root)?;
        tools::ensure_cargo_tool(&run.root, "cargo-nextest")
    });
    static_checks(run);
    println!("PostgreSQL, S3, the browser and the docs are left out: `cargo xtask test` runs them");
    run.step("tests", |run| {
        let mut command = nextest(&run.root);
        command.args(["--filterset", QUICK_FILTER]).env_remove(postgres::VARIABLE).env_remove(s3::VARIABLE);
        run.watch_tests(&mut command, Stream::Error)
    });
}

fn static_checks(run: &mut Run) {
    run.step("format", |run| shell::succeed(&mut shell::cargo(&run.root, &["fmt", "--all", "--check"])));
    run.step("lint", |_| lint::run(&[]));
    run.step("clippy", |run| {
        let arguments = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
        shell::succeed(&mut shell::cargo(&run.root, &arguments))
    });
}

fn nextest(root: &Path) -> std::process::Command {
    shell::cargo(root, &["nextest", "run", "--workspace", "--locked"])
}

fn tests_on_both_databases(run: &mut Run) -> Result<()> {
    let cluster = postgres::start(&run.root)?;
    let buckets = s3::start(&run.root)?;
    let mut command = nextest(&run.root);
    command.env(postgres::VARIABLE, &cluster.url).env(s3::VARIABLE, &buckets.url);
    run.watch_tests(&mut command, Stream::Error)
}

fn doc_tests(run: &mut Run) -> Result<()> {
    let mut command = shell::cargo(&run.root, &["test", "--doc", "--workspace", "--locked"]);
    run.watch_tests(&mut command, Stream::Output)
}

fn docs(run: &mut Run) -> Result<()> {
    let mut command = shell::cargo(&run.root, &["doc", "--workspace", "--no-deps", "--locked", "--quiet"]);
    shell::succeed(command.env("RUSTDOCFLAGS", "-D warnings"))
}

fn deny(root: &Path, options: &[&str], checks: &[&str]) -> Result<()> {
    let mut command = shell::cargo(root, &["deny"]);
    command.args(options).args(["check", "--hide-inclusion-graph"]).args(checks);
    shell::succeed(&mut command)
}

/// Advisories need a database from outside; where it is out of reach that is said and is no failure.
fn advisories(run: &mut Run) -> Result<()> {
    let mut command = shell::cargo(&run.root, &["deny", "fetch", "db"]);
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().context("cargo deny cannot be started")?;
    match shell::wait_at_most(&mut child, ADVISORY_FETCH_LIMIT)? {
        Some(status) if status.success() => deny(&run.root, &["--offline"], &["advisories"]),
        _ => {
            let sentence = "advisories: not checked, their database is out of reach from here";
            run.closing_lines.push(sentence.to_owned());
            Ok(())
        }
    }
}

impl Run {
    /// Runs one step, times it, and keeps its failure for the end.
    fn step(&mut self, name: &'static str, work: impl FnOnce(&mut Run) -> Result<()>) {
        println!("\n== {name}");
        let start = Instant::now();
        let error = work(self).err().map(|error| format!("{error:#}"));
        if let Some(error) = &error {
            eprintln!("{name} failed: {error}");
        }
        self.steps.push(Step { name, seconds: start.elapsed().as_secs_f64(), error });
    }

    /// Runs a test runner and keeps the lines that it closes with, also when it fails.
    fn watch_tests(&mut self, command: &mut std::process::Command, stream: Stream) -> Result<()> {
        let mut closes = ClosingLines::default();
        let watched = shell::watch(command, stream, |line| closes.wants(line))?;
        self.closing_lines.extend(watched.lines);
        watched.result
    }

    fn finish(self) -> Result<()> {
        println!("\n== closing lines");
        for line in &self.closing_lines {
            println!("{line}");
        }
        println!();
        for step in &self.steps {
            let verdict = if step.error.is_some() { "FAILED" } else { "ok" };
            println!("{:>8.1} s  {:<24} {verdict}", step.seconds, step.name);
        }
        let seconds: f64 = self.steps.iter().map(|step| step.seconds).sum();
        println!("{seconds:>8.1} s  in all");
        let failed: Vec<&str> = self.steps.iter().filter(|step| step.error.is_some()).map(|step| step.name).collect();
        if !failed.is_empty() {
            bail!("failed: {}", failed.join(", "));
        }
        Ok(())
    }
}

/// Tells a runner's closing lines from the rest: nextest's from its summary on, doc tests' results.
#[derive(Default)]
struct ClosingLines {
    in_summary: bool,
}

impl ClosingLines {
    fn wants(&mut self, line: &str) -> bool {
        if line.contains("Summary") && line.contains("tests run") {
            self.in_summary = true;
        }
        self.in_summary || line.contains("test result:")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_begin_with_the_summary() {
        let mut closes = ClosingLines::default();
        let output = [
            "PASS [0.1s] house a_test",
            "     Summary [   0.2s] 2 tests run: 1 passed, 1 failed, 0 skipped",
            "        FAIL [0.1s] house another_test",
        ];
        let kept: Vec<&str> = output.into_iter().filter(|line| closes.wants(line)).collect();
        assert_eq!(kept, output[1..]);
    }

    #[test]
    fn the_result_of_doc_tests_is_a_closing_line() {
        let mut closes = ClosingLines::default();
        assert!(!closes.wants("running 3 tests"));
        assert!(closes.wants("test result: ok. 3 passed"));
        assert!(!closes.wants("Doc-tests house"));
    }

    #[test]
    fn a_failed_step_fails_the_run_and_lets_the_next_ones_run() {
        let mut run = Run { root: PathBuf::from("."), steps: Vec::new(), closing_lines: Vec::new() };
        run.step("first", |_| bail!("no"));
        run.step("second", |_| Ok(()));
        assert_eq!(run.steps.len(), 2);
        assert!(run.finish().unwrap_err().to_string().contains("first"));
    }
}
