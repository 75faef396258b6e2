//! `maquette render`: pictures of patterns, without a market.

use std::{
    collections::BTreeSet,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use ::render::{Image, Still, Studio};
use anyhow::{Context, Result};
use pattern::{Budget, Pattern};
use serde::Serialize;

use super::{OutputFormat, shown};

/// Quality of the pictures, 0 to 100.
const WEBP_QUALITY: f32 = 85.0;

/// Takes pictures of patterns: WebP with a transparent ground.
#[derive(clap::Args)]
#[command(
    after_help = "Exit code: 0 where every file gave a picture, 1 where one did not, 2 where one cannot be opened.\n\nExamples:\n  maquette render -o pictures vase.stl\n  maquette render --size 256 --turntable 12 --format json -o pictures *.stl"
)]
pub struct Arguments {
    /// Side of the square picture, pixels.
    #[arg(long, value_name = "PIXELS", default_value_t = 512, value_parser = clap::value_parser!(u32).range(16..=4096))]
    size: u32,
    /// Views from all round a mesh, beside the one picture.
    #[arg(long, value_name = "VIEWS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=360))]
    turntable: u32,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: OutputFormat,
    /// Where the pictures go; the folder is made.
    #[arg(short, value_name = "DIR")]
    out: PathBuf,
    /// Patterns.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// One line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    out: Vec<String>,
    triangles: u64,
    ms: u64,
}

pub fn run(arguments: Arguments) -> Result<ExitCode> {
    std::fs::create_dir_all(&arguments.out)
        .with_context(|| format!("the folder {} cannot be made", arguments.out.display()))?;
    let mut out = std::io::stdout().lock();
    let mut taken = BTreeSet::new();
    let mut all = true;
    for path in &arguments.files {
        let begun = Instant::now();
        let bytes = std::fs::read(path).with_context(|| format!("{} cannot be read", shown(path)))?;
        let name = path.file_name().map(|name| name.to_string_lossy());
        let reading = pattern::read(&bytes, name.as_deref(), &Budget::default());
        let stem = free_stem(&mut taken, path);
        let written = match &reading.pattern {
            Some(pattern) => write(&arguments, &stem, &pictures(pattern, &arguments))?,
            None => Vec::new(),
        };
        all &= !written.is_empty();
        let triangles = match &reading.pattern {
            Some(Pattern::Mesh(mesh)) => mesh.triangles.len() as u64,
            _ => 0,
        };
        let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let line = Line { path: &path.to_string_lossy(), out: written, triangles, ms };
        let why = reading.findings.first().map(|finding| finding.message.as_str());
        print(&mut out, arguments.format, &line, why)?;
    }
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The one picture, then the views of the turntable, each with what its name ends in.
fn pictures(pattern: &Pattern, arguments: &Arguments) -> Vec<(String, Image)> {
    let size_px = arguments.size;
    let Pattern::Mesh(mesh) = pattern else {
        return ::render::picture(pattern, size_px).map(|image| (String::new(), image)).into_iter().collect();
    };
    let Some(studio) = Studio::new(mesh) else { return Vec::new() };
    let still = studio.still(&Still { size_px, ..Still::default() });
    let views = studio.turntable(size_px, arguments.turntable).into_iter().enumerate();
    let turned = views.map(|(view, image)| (format!("-{view:02}"), image));
    std::iter::once((String::new(), still)).chain(turned).collect()
}

fn write(arguments: &Arguments, stem: &str, pictures: &[(String, Image)]) -> Result<Vec<String>> {
    let mut written = Vec::new();
    for (ending, image) in pictures {
        let path = arguments.out.join(format!("{stem}{ending}.webp"));
        std::fs::write(&path, image.webp(WEBP_QUALITY)?)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        written.push(path.to_string_lossy().into_owned());
    }
    Ok(written)
}

/// The file's name without its extension; two of the same name in one run get two names.
fn free_stem(taken: &mut BTreeSet<String>, path: &Path) -> String {
    let wanted = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut stem = wanted.clone();
    let mut number = 2;
    while !taken.insert(stem.clone()) {
        stem = format!("{wanted}-{number}");
        number += 1;
    }
    stem
}

fn print(out: &mut impl Write, format: OutputFormat, line: &Line<'_>, why: Option<&str>) -> Result<()> {
    if line.out.is_empty() {
        eprintln!(
            "maquette: no picture of {}: {}",
            shown(Path::new(line.path)),
            why.unwrap_or("there is nothing to show")
        );
    }
    if format == OutputFormat::Json {
        writeln!(out, "{}", serde_json::to_string(line)?)?;
    } else if !line.out.is_empty() {
        let out_paths: Vec<String> = line.out.iter().map(|path| shown(Path::new(path))).collect();
        let path = shown(Path::new(line.path));
        writeln!(out, "{path}: {} triangles, {} ms, {}", line.triangles, line.ms, out_paths.join(" "))?;
    }
    Ok(())
}
