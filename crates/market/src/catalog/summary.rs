//! The facts of a listing on sale, laid out once when it goes live, so that a tile costs one row.

use inspect::{Report, Verdict};
use serde::{Deserialize, Serialize};
use store::facts;

use super::FileLine;

/// Facts for the tile and the title block.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// The worst verdict of the files.
    #[serde(with = "verdict_word")]
    pub verdict: facts::Verdict,
    /// One line that says of all files what the verdict says: `Sound. Nothing to mend.`, `One of 3 files: one thing to look at.`
    pub sentence: String,
    /// A few words for the tile: `Prints without supports`.
    pub words: String,
    /// Sides in millimetres: three of a mesh, two of a drawing, none of a picture.
    pub size_mm: Vec<f64>,
    /// `68 × 68 × 150 mm`.
    pub dims: String,
    /// Extensions of the files' formats, each once; those of what goes along come last.
    pub formats: Vec<String>,
    /// Length of all files.
    pub bytes: u64,
    /// How many files.
    pub files: u32,
    /// Whether the picture is ink on a sheet: a drawing, unless it repeats and fills its tile from edge to edge.
    pub drawn: bool,
    /// Whether it needs supports, as its creator declares; none where they say nothing.
    pub supports_declared: Option<bool>,
    /// The main file's report. It stands with its file and not here a second time: a shelf of tiles would read it for
    /// nothing.
    #[serde(skip)]
    pub report: Option<Report>,
}

impl Summary {
    /// The facts as a listing's row keeps them; none before it was on sale, or where they cannot be read.
    pub(super) fn kept(row: serde_json::Value) -> Option<Self> {
        serde_json::from_value(row).ok()
    }

    /// The facts of `files`; the first file that can be shown is the main one. Of a mesh its creator may have declared whether
    /// it needs supports.
    pub fn of(files: &[FileLine], supports_declared: Option<bool>) -> Self {
        let main = main_file(files);
        let has_cover = cover(files).is_some();
        let files: Vec<&FileLine> = files.iter().filter(|file| !file.is_photo()).collect();
        let report = main.and_then(|file| file.report.clone());
        let reports: Vec<&Report> = files.iter().filter_map(|file| file.report.as_ref()).collect();
        let worst = reports.iter().map(|report| report.verdict).max();
        let mut formats: Vec<String> = Vec::new();
        let of_patterns = files.iter().filter_map(|file| file.format).map(pattern::Format::extension);
        let of_attachments = files.iter().filter_map(|file| file.attachment()?.extensions.first().copied());
        for format in of_patterns.chain(of_attachments) {
            if !formats.iter().any(|known| known == format) {
                formats.push(format.to_owned());
            }
        }
        let size_mm = report.as_ref().map(size_mm).unwrap_or_default();
        Self {
            verdict: worst.map_or(facts::Verdict::Unknown, stored_verdict),
            sentence: sentence(&reports, worst),
            words: match worst {
                Some(Verdict::Pass) => {
                    report.as_ref().map(|report| words(report, supports_declared)).unwrap_or_default()
                }
                _ => sentence(&reports, worst),
            },
            dims: dims(&size_mm, report.as_ref()),
            size_mm,
            formats,
            bytes: files.iter().map(|file| file.bytes).sum(),
            files: u32::try_from(files.len()).unwrap_or(u32::MAX),
            drawn: !has_cover && report.as_ref().is_some_and(is_drawn),
            supports_declared,
            report,
        }
    }

    /// Whether the main file will want supports; none where that is no question.
    pub fn needs_supports(&self) -> Option<bool> {
        let mesh = self.report.as_ref()?.mesh.as_ref()?;
        self.supports_declared.or(mesh.needs_supports)
    }
}

/// As it is stored.
pub(crate) fn stored_verdict(verdict: Verdict) -> facts::Verdict {
    match verdict {
        Verdict::Pass => facts::Verdict::Pass,
        Verdict::Warn => facts::Verdict::Warn,
        Verdict::Fail => facts::Verdict::Fail,
    }
}

/// A stored verdict in JSON: its word.
mod verdict_word {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use store::facts::Verdict;

    pub(super) fn serialize<S: Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(verdict.word())
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(deserializer: D) -> Result<Verdict, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Whether a file's picture is ink on a sheet: a drawing, unless it repeats and fills its tile from edge to edge.
pub fn is_drawn(report: &Report) -> bool {
    report.drawing.as_ref().is_some_and(|drawing| !drawing.repeat)
}

/// The file whose picture and facts stand for the whole listing: a mesh before a drawing before a picture.
pub fn main_file(files: &[FileLine]) -> Option<&FileLine> {
    let shown = [facts::Kind::Mesh, facts::Kind::Drawing, facts::Kind::Raster];
    shown.into_iter().find_map(|kind| files.iter().find(|file| file.kind == kind))
}

/// The photograph that stands for the listing, if its creator chose one.
pub(super) fn cover(files: &[FileLine]) -> Option<&FileLine> {
    files.iter().find(|file| file.is_photo() && file.is_cover && file.artifact("still-512.webp").is_some())
}

fn size_mm(report: &Report) -> Vec<f64> {
    match (&report.mesh, &report.drawing) {
        (Some(mesh), _) => mesh.size_mm.to_vec(),
        (_, Some(drawing)) => drawing.size_mm.to_vec(),
        _ => Vec::new(),
    }
}

fn dims(size_mm: &[f64], report: Option<&Report>) -> String {
    if !size_mm.is_empty() {
        return format!(
            "{} mm",
            size_mm.iter().map(|side| inspect::words::side(*side)).collect::<Vec<_>>().join(" × ")
        );
    }
    let raster = report.and_then(|report| report.raster.as_ref());
    raster.map(|raster| format!("{} × {} px", raster.width, raster.height)).unwrap_or_default()
}

/// What the worst of the files comes to; of several, how many are like that.
fn sentence(reports: &[&Report], worst: Option<Verdict>) -> String {
    let like_it: Vec<_> = reports.iter().filter(|report| Some(report.verdict) == worst).collect();
    let Some(first) = like_it.first() else { return String::new() };
    match (like_it.len(), reports.len(), worst) {
        (_, 1, _) | (_, _, Some(Verdict::Pass)) => first.sentence(),
        (1, all, _) => {
            format!("One of {all} files: {}", inspect::words::uncapital(&first.sentence()))
        }
        (some, all, Some(Verdict::Warn)) => format!("{some} of {all} files have something to look at."),
        (some, all, _) => format!("{some} of {all} files have something to mend."),
    }
}

/// A few words on a sound file.
fn words(report: &Report, supports_declared: Option<bool>) -> String {
    match (&report.mesh, &report.drawing) {
        (Some(mesh), _) => match supports_declared.or(mesh.needs_supports) {
            Some(true) => "Needs supports".to_owned(),
            Some(false) => "Prints without supports".to_owned(),
            None => "Sound".to_owned(),
        },
        (_, Some(drawing)) if drawing.repeat => {
            let [width, height] = drawing.size_mm.map(inspect::words::side);
            if width == height {
                format!("Repeats every {width} mm")
            } else {
                format!("Repeats {width} × {height} mm")
            }
        }
        (_, Some(inspect::DrawingFacts { sewing: Some(sewing), .. })) => inspect::words::capital(&sewing.words()),
        (_, Some(drawing)) if drawing.cut_length_mm > 0.0 => {
            format!("Lines of {:.1} m", drawing.cut_length_mm / 1000.0)
        }
        _ => "Sound".to_owned(),
    }
}
