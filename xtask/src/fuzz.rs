//! The `fuzz` command: every reader of foreign bytes under libFuzzer, with the compiler that the house is built with.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Where the targets are; each has a folder of its name under `seeds`, and under `found` once it found something.
const FOLDER: &str = "crates/pattern/fuzz";

/// Seconds that a target runs unless the command says otherwise.
const SECONDS: u64 = 60;

/// Bytes of an input at most.
const INPUT_BYTES_MAX: usize = 64 << 10;

/// Seconds after which one input counts as a hang: the promise is one, and counting coverage on a busy machine takes its share.
const HANG_SECONDS: u64 = 5;

/// What a target may take, MiB.
const MEMORY_MIB_MAX: usize = 2048;

/// Counters for every edge and every comparison. They are flags of the stable compiler: only sanitizers need another one.
const FLAGS: [&str; 7] = [
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// Runs the command `fuzz`: targets and seconds in any order; without a target all of them, one after the other.
pub fn run(arguments: &[String]) -> Result<()> {
    let root = shell::repository_root()?;
    let folder = root.join(FOLDER);
    let all = targets(&folder)?;
    let mut chosen: Vec<&str> = Vec::new();
    let mut seconds = SECONDS;
    for argument in arguments {
        match (argument.parse(), all.iter().find(|target| *target == argument)) {
            (Ok(number), _) => seconds = number,
            (Err(_), Some(target)) => chosen.push(target),
            (Err(_), None) => bail!("there is no target `{argument}`; choose some of: {}", all.join(", ")),
        }
    }
    if chosen.is_empty() {
        chosen.extend(all.iter().map(String::as_str));
    }
    let programs = build(&root, &folder)?;
    let mut broken = Vec::new();
    for target in chosen {
        println!("fuzz: {target}, {seconds} s");
        if let Err(error) = run_target(&folder, &programs, target, seconds) {
            eprintln!("fuzz: {target}: {error:#}");
            broken.push(target);
        }
    }
    if broken.is_empty() {
        return Ok(());
    }
    bail!(
        "{} broke. Each input lies in {FOLDER}/artifacts: mend the reader, then keep the input in {FOLDER}/found/TARGET, where a test reads it",
        broken.join(", ")
    )
}

/// The targets' names, in the order of the alphabet.
fn targets(folder: &Path) -> Result<Vec<String>> {
    let sources = folder.join("fuzz_targets");
    let entries = std::fs::read_dir(&sources).with_context(|| format!("{} cannot be read", sources.display()))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    Ok(names)
}

/// Builds all targets; gives the folder of the programs.
fn build(root: &Path, folder: &Path) -> Result<PathBuf> {
    let version = shell::output_of(shell::program("rustc", root).arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc does not say its host")?;
    let target_folder =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("fuzz");
    // With the target named, the flags do not reach build scripts and macros, which run without libFuzzer.
    let mut command = shell::cargo(folder, &["build", "--release", "--target", host]);
    command.env("RUSTFLAGS", FLAGS.join(" ")).env("CARGO_TARGET_DIR", &target_folder);
    shell::succeed(&mut command).context("the fuzz targets (a C++ compiler builds libFuzzer)")?;
    Ok(target_folder.join(host).join("release"))
}

fn run_target(folder: &Path, programs: &Path, target: &str, seconds: u64) -> Result<()> {
    let [corpus, artifacts] = ["corpus", "artifacts"].map(|name| folder.join(name).join(target));
    for made in [&corpus, &artifacts] {
        std::fs::create_dir_all(made).with_context(|| format!("{} cannot be made", made.display()))?;
    }
    let mut command = Command::new(programs.join(target));
    command.current_dir(folder).arg(&corpus);
    command.args(beginnings(folder, target)?);
    command.arg(format!("-artifact_prefix={}/", artifacts.display())).args([
        format!("-max_total_time={seconds}"),
        format!("-max_len={INPUT_BYTES_MAX}"),
        format!("-timeout={HANG_SECONDS}"),
        format!("-rss_limit_mb={MEMORY_MIB_MAX}"),
        "-print_final_stats=1".to_owned(),
        "-verbosity=0".to_owned(),
    ]);
    // libFuzzer ends by itself; what it is given on top is for a target that hangs at its end.
    let mut child = command.spawn().with_context(|| format!("{target} cannot be started"))?;
    let limit = Duration::from_secs(seconds + 10 * HANG_SECONDS + 60);
    match shell::wait_at_most(&mut child, limit)? {
        Some(status) if status.success() => Ok(()),
        Some(status) => bail!("it ended badly ({status})"),
        None => bail!("it did not end"),
    }
}

/// The folders whose files a target begins with; the door of all readers begins with those of all.
fn beginnings(folder: &Path, target: &str) -> Result<Vec<PathBuf>> {
    let names = if target == "read" { targets(folder)? } else { vec![target.to_owned()] };
    let folders = names.iter().flat_map(|name| ["seeds", "found"].map(|kind| folder.join(kind).join(name)));
    Ok(folders.filter(|path| path.is_dir()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_seeds_and_a_program() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(FOLDER);
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let all = targets(&folder).unwrap();
        assert!(all.len() >= 10, "{all:?}");
        for target in all {
            assert!(!beginnings(&folder, &target).unwrap().is_empty(), "no seeds for {target}");
            assert!(manifest.contains(&format!("name = \"{target}\"")), "no program for {target}");
        }
    }

    #[test]
    fn an_unknown_target_is_answered_with_the_list() {
        let error = run(&["slt".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("`slt`") && error.contains("threemf"), "{error}");
    }
}
