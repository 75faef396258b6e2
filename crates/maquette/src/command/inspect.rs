//! `maquette inspect`: what is wrong with files, without a market.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use ::inspect::{Report, Verdict};
use anyhow::{Context, Result};
use pattern::Budget;
use serde::Serialize;

use super::{OutputFormat, shown};
use crate::walk;

/// Reads patterns and says what is wrong with them.
#[derive(clap::Args)]
#[command(
    after_help = "Exit code: 0 where every file passes or warns, 1 where one fails, 2 where one cannot be opened.\n\nExamples:\n  maquette inspect vase.stl\n  maquette inspect --format json models/ | jq .verdict"
)]
pub struct Arguments {
    /// How the answer is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: OutputFormat,
    /// Files, or folders of them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// One line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    #[serde(flatten)]
    report: &'a Report,
}

pub fn run(arguments: Arguments) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    let (mut failed, mut unreadable) = (false, false);
    for path in arguments.paths.iter() {
        let files = if path.is_dir() {
            walk::files(path)?.into_iter().map(|relative| path.join(relative)).collect()
        } else {
            vec![path.clone()]
        };
        for file in files {
            match report(&file) {
                Ok(report) => {
                    failed |= report.verdict == Verdict::Fail;
                    print(&mut out, arguments.format, &file, &report)?;
                }
                Err(error) => {
                    unreadable = true;
                    eprintln!("maquette: {error:#}");
                }
            }
        }
    }
    Ok(match (unreadable, failed) {
        (true, _) => ExitCode::from(crate::MISUSE),
        (false, true) => ExitCode::FAILURE,
        (false, false) => ExitCode::SUCCESS,
    })
}

fn report(path: &Path) -> Result<Report> {
    let bytes = std::fs::read(path).with_context(|| format!("{} cannot be read", shown(path)))?;
    let name = path.file_name().map(|name| name.to_string_lossy());
    Ok(::inspect::inspect(&pattern::read(&bytes, name.as_deref(), &Budget::default())))
}

fn print(out: &mut impl Write, format: OutputFormat, path: &Path, report: &Report) -> Result<()> {
    if format == OutputFormat::Json {
        let path = path.to_string_lossy();
        writeln!(out, "{}", serde_json::to_string(&Line { path: &path, report })?)?;
        return Ok(());
    }
    let path = shown(path);
    let format = report.format.map(|format| format.title()).unwrap_or("not a pattern");
    writeln!(out, "{:<5} {path} ({format}): {}", report.verdict.word(), report.sentence())?;
    for finding in &report.findings {
        let (severity, code) = (finding.severity.word(), &finding.code);
        writeln!(out, "      {severity} {code} {} x{}: {}", finding.name, finding.count, finding.message)?;
        writeln!(out, "           {}", finding.fix)?;
    }
    Ok(())
}
