//! The `build-report` command: which crates take longest to build, from cargo's own timings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::shell;

/// Crates that the table lists.
const ROWS_MAX: usize = 25;

/// What stands before the units in the report that cargo writes.
const UNITS_MARKER: &str = "const UNIT_DATA = ";

/// A crate and the seconds that its units took, build scripts included.
type Row = (String, f64);

/// Runs the command `build-report`.
pub fn run(arguments: &[String]) -> Result<()> {
    let root = shell::repository_root()?;
    let target = shell::target_folder(&root)?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let folder = match arguments.as_slice() {
        [] => target,
        ["--cold"] => build_cold(&root, &target)?,
        other => bail!("`build-report` takes nothing or `--cold`, and got `{}`", other.join(" ")),
    };
    let report = folder.join("cargo-timings").join("cargo-timing.html");
    if !report.is_file() {
        bail!("there are no timings yet: run `cargo xtask build-report --cold`, which builds everything anew");
    }
    let html = std::fs::read_to_string(&report).with_context(|| format!("{} cannot be read", report.display()))?;
    print_table(&seconds_by_crate(&html)?);
    println!("from {}", report.display());
    Ok(())
}

/// Builds everything into an empty folder of its own, so that every crate is timed.
fn build_cold(root: &Path, target: &Path) -> Result<PathBuf> {
    let folder = target.join("build-report");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    let mut command = shell::cargo(root, &["build", "--workspace", "--all-targets", "--locked", "--timings"]);
    shell::succeed(command.env("CARGO_TARGET_DIR", &folder))?;
    Ok(folder)
}

/// Seconds by crate, the slowest first, from the units that stand as JSON in the report.
fn seconds_by_crate(html: &str) -> Result<Vec<Row>> {
    let start = html.find(UNITS_MARKER).context("the report holds no units: cargo writes it differently now")?;
    let json = &html[start + UNITS_MARKER.len()..];
    let mut values = serde_json::Deserializer::from_str(json).into_iter::<Value>();
    let units = values.next().context("the report ends before its units")?.context("the units are no JSON")?;
    let mut seconds: BTreeMap<String, f64> = BTreeMap::new();
    for unit in units.as_array().context("the units are no list")? {
        let name = unit["name"].as_str().context("a unit has no name")?;
        let version = unit["version"].as_str().unwrap_or_default();
        let duration_s = unit["duration"].as_f64().context("a unit has no duration")?;
        *seconds.entry(format!("{name} {version}")).or_default() += duration_s;
    }
    let mut rows: Vec<Row> = seconds.into_iter().collect();
    rows.sort_by(|a, b| b.1.total_cmp(&a.1));
    Ok(rows)
}

fn print_table(rows: &[Row]) {
    let all_s: f64 = rows.iter().map(|row| row.1).sum();
    println!("{:>8}  {:>5}  crate", "seconds", "share");
    for (name, seconds) in rows.iter().take(ROWS_MAX) {
        println!("{seconds:>8.1}  {:>4.1}%  {name}", 100.0 * seconds / all_s.max(f64::MIN_POSITIVE));
    }
    println!("{all_s:>8.1}         all {} crates, summed over cores", rows.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_one_crate_are_summed_and_the_slowest_comes_first() {
        let html = r#"<script>const UNIT_DATA = [
            {"name": "glam", "version": "0.1.0", "duration": 1.5},
            {"name": "ring", "version": "0.2.0", "duration": 1.0},
            {"name": "ring", "version": "0.2.0", "duration": 2.0}
        ];
        const OTHER = 1;</script>"#;
        let rows = seconds_by_crate(html).unwrap();
        assert_eq!(rows, [("ring 0.2.0".to_owned(), 3.0), ("glam 0.1.0".to_owned(), 1.5)]);
    }

    #[test]
    fn a_report_without_units_is_an_error() {
        assert!(seconds_by_crate("<html></html>").is_err());
    }
}
