//! `maquette inspect`: what is wrong with files, without a market.

mod html;
mod mended;
mod picture;
mod profile;
mod work;

use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use ::inspect::{Report, Verdict};
use anyhow::{Result, ensure};
use serde::Serialize;

use mended::Mended;
use work::{Asked, Inspected};

/// Reads patterns and says what is wrong with them, worst first.
#[derive(clap::Args)]
#[command(
    after_help = "Exit code: 0 where every file passes or warns, 1 where one fails, 2 where one cannot be opened.\n\nExamples:\n  maquette inspect vase.stl\n  maquette inspect --bed 220x220x250 --profile full models/\n  maquette inspect --profile fdm --nozzle 0.6 --material PETG bracket.stl\n  maquette inspect --format json models/ | jq .verdict\n  maquette inspect --format html vase.stl > vase.html\n  maquette inspect --use sew bodice.svg\n  maquette inspect --sheet plywood-3 --mend cut.dxf --arcs 0.05 --order panel.dxf\n  maquette inspect --mend mended.stl broken.stl\n  curl -s https://example.org/vase.stl | maquette inspect -"
)]
pub struct Arguments {
    #[command(flatten)]
    purpose: profile::Purpose,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    mending: mended::Mending,
    /// Files looked at side by side; 0 stands for as many as there are cores.
    #[arg(long, value_name = "N", default_value_t = 0)]
    jobs: usize,
    /// Files, folders of them, or - for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people; coloured on a terminal.
    Text,
    /// One object a line, in the order of the files.
    Json,
    /// One page for all files, with pictures and the places marked on them.
    Html,
}

/// One line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    mended: Option<&'a Mended>,
}

pub fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { purpose, format, mending, jobs, paths } = arguments;
    ensure!(
        paths.iter().filter(|path| path.as_os_str() == "-").count() < 2,
        "standard input can be read once only: write `-` once"
    );
    let options = purpose.options()?;
    let (files, mut unreadable) = work::files(&paths);
    let one_file = mending
        .out
        .as_deref()
        .is_some_and(|out| !out.is_dir() && pattern::Format::from_name(&out.to_string_lossy()).is_some());
    ensure!(!one_file || files.len() == 1, "--mend names one file, and there are {}: name a folder", files.len());
    let mut out = std::io::stdout().lock();
    let color = out.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut failed = false;
    let mut page = (format == Format::Html).then(html::Page::new);
    let asked = Asked { options, with_picture: page.is_some(), mending };
    work::inspect_all(&files, &asked, jobs, |inspected| {
        let inspected = match inspected {
            Ok(inspected) => inspected,
            Err(error) => {
                unreadable = true;
                eprintln!("maquette: {error:#}");
                return Ok(());
            }
        };
        failed |= inspected.report.verdict == Verdict::Fail;
        match &mut page {
            Some(page) => page.add(inspected),
            None => print(&mut out, format, color, &inspected)?,
        }
        Ok(())
    })?;
    if let Some(page) = page {
        writeln!(out, "{}", page.finish()?)?;
    }
    Ok(match (unreadable, failed) {
        (true, _) => ExitCode::from(crate::MISUSE),
        (false, true) => ExitCode::FAILURE,
        (false, false) => ExitCode::SUCCESS,
    })
}

fn print(out: &mut impl Write, format: Format, color: bool, inspected: &Inspected) -> Result<()> {
    if format == Format::Json {
        let line = Line { path: &inspected.path, report: &inspected.report, mended: inspected.mended.as_ref() };
        writeln!(out, "{}", serde_json::to_string(&line)?)?;
    } else {
        write!(out, "{}", ::inspect::text(&inspected.path, &inspected.report, color))?;
        write!(out, "{}", inspected.mended.as_ref().map(Mended::text).unwrap_or_default())?;
    }
    Ok(())
}
