//! Writing what was mended, with what was done and how far it lies from the original.

use std::path::{Path, PathBuf};

use ::mend::{Options, Outcome, Proof, Reason, Step};
use anyhow::{Context, Result, ensure};
use pattern::{Format, Pattern, Reading};
use serde::Serialize;

/// Whether files are mended, how far, and where they go.
#[derive(clap::Args)]
pub(super) struct Mending {
    /// Mends what can be mended, with a proof, and writes it here: a file for one file, a folder for more.
    #[arg(long = "mend", value_name = "OUT")]
    pub(super) out: Option<PathBuf>,
    /// Of a drawing: also replaces short chords by arcs that lie within so many mm of them.
    #[arg(long, value_name = "MM", requires = "out", value_parser = tolerance)]
    arcs: Option<f64>,
    /// Of a drawing: also leaves out points without which its lines lie within so many mm of where they were.
    #[arg(long, value_name = "MM", requires = "out", value_parser = tolerance)]
    simplify: Option<f64>,
    /// Of a drawing: also puts its contours in the best order for a machine, inner ones first, with short ways between.
    #[arg(long, requires = "out")]
    order: bool,
}

impl Mending {
    fn options(&self) -> Options {
        Options { arcs_mm: self.arcs, simplify_mm: self.simplify, order: self.order, ..Options::default() }
    }
}

/// How far lines may move, mm.
fn tolerance(text: &str) -> Result<f64, String> {
    let mm = text.trim().parse().ok().filter(|mm| *mm > 0.0 && *mm <= 1.0);
    mm.ok_or_else(|| "write how far lines may move, up to 1 mm, such as 0.05".to_owned())
}

/// What mending one file came to; in JSON under `mended`.
#[derive(Serialize)]
pub(super) struct Mended {
    /// Where the mended file is; none where there was nothing to mend, or it could not be mended.
    pub(super) out: Option<String>,
    /// What was done, in order.
    pub(super) steps: Vec<Step>,
    /// The mended pattern's own report, and the bounds of how far it lies from the original.
    pub(super) proof: Option<Proof>,
    /// Why it was not mended.
    pub(super) refused: Option<Refused>,
}

#[derive(Serialize)]
pub(super) struct Refused {
    reason: Reason,
    pub(super) sentence: String,
}

/// Mends what `reading` gave of the file at `path` and writes it to `out`: a file where that is named like one, or
/// into that folder under the file's own name. The original is never written over.
pub(super) fn mend(path: &Path, reading: &Reading, asked: &Mending, out: &Path) -> Result<Mended> {
    let Outcome { pattern, steps, proof, refused } = ::mend::mend(reading, &asked.options());
    let written = pattern.map(|pattern| write(path, reading.format, &pattern, out)).transpose()?;
    Ok(Mended {
        out: written.map(|path| path.to_string_lossy().into_owned()),
        steps,
        proof,
        refused: refused.map(|refusal| Refused { reason: refusal.reason, sentence: refusal.sentence }),
    })
}

fn write(path: &Path, format: Option<Format>, pattern: &Pattern, out: &Path) -> Result<PathBuf> {
    let named = out.file_name().and_then(|name| Format::from_name(&name.to_string_lossy()));
    let (target, format) = match named.filter(|_| !out.is_dir()) {
        Some(format) => (out.to_path_buf(), format),
        None => {
            let format = pattern::writable(pattern, format).context("a picture is not mended")?;
            std::fs::create_dir_all(out).with_context(|| format!("the folder {} cannot be made", out.display()))?;
            let stem = path.file_stem().map_or_else(|| "mended".into(), |stem| stem.to_string_lossy());
            let stem = if stem == "-" { "mended".into() } else { stem };
            (out.join(format!("{stem}.{}", format.extension())), format)
        }
    };
    let original = path.canonicalize().ok();
    ensure!(
        original.is_none() || target.canonicalize().ok() != original,
        "{} is the original itself: name another file or folder for what is mended",
        target.display()
    );
    let bytes = pattern::write(pattern, format).with_context(|| {
        format!(
            "what is mended cannot be written as {}: name a .stl, .obj, .ply, .3mf, .glb, .svg or .dxf",
            format.title()
        )
    })?;
    // Beside its place and then moved there, so that nobody finds half of it.
    let mut half = target.clone().into_os_string();
    half.push(".part");
    std::fs::write(&half, bytes).with_context(|| format!("{} cannot be written", target.display()))?;
    std::fs::rename(&half, &target).with_context(|| format!("{} cannot be written", target.display()))?;
    Ok(target)
}

impl Mended {
    /// For people, a few lines.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let line = |out: &mut String, text: &str| out.push_str(&format!("       {text}\n"));
        match (&self.out, &self.refused) {
            (Some(path), _) => out.push_str(&format!("  mended  {path}\n")),
            (None, Some(refused)) => out.push_str(&format!("  not mended  {}\n", refused.sentence)),
            (None, None) => out.push_str("  nothing to mend\n"),
        }
        for step in &self.steps {
            line(&mut out, &step.sentence);
        }
        if let Some(Proof { after, mesh, drawing }) = &self.proof {
            let bounds = (mesh.as_ref().map(|proof| proof.to_mended_mm.max(proof.to_original_mm)))
                .or(drawing.as_ref().map(|proof| proof.to_mended_mm.max(proof.to_original_mm)));
            let moved = bounds.map(|mm| match mm {
                0.0 => " What was there has not moved.".to_owned(),
                _ => format!(" What was there has moved by less than {:.4} mm.", (mm * 1e4).ceil() / 1e4),
            });
            line(&mut out, &format!("Inspected again: {}{}", after.sentence(), moved.unwrap_or_default()));
        }
        out
    }
}
