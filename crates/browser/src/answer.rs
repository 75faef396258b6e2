//! What is said of one file.

use askama::Template;
use inspect::{Options, Process, Report, Way};
use locale::Locale;
use pattern::{Budget, Pattern, Reading, mesh};
use views::{
    pages::{InspectedRow, InspectedStand},
    reported, words,
};

use crate::{sheet::Sheet, stand};

/// What a browser can take: a tab has at most 4 GiB, and a report on less is better than none.
const BYTES_MAX: u64 = 512 << 20;
const TRIANGLES_MAX: u64 = 8_000_000;
/// Triangles that are shown turning; of more there is only the report.
const SHOWN_TRIANGLES_MAX: usize = 600_000;

/// What is said of one file.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The report as JSON, as `maquette inspect --format json` prints it beside the path.
    pub report: String,
    /// The file's row for the page, HTML.
    pub row: String,
    /// What the row's frame shows.
    pub model: Model,
}

/// What a frame shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Model {
    /// Nothing: it could not be read, or there is too much of it.
    None,
    /// A mesh, as GLB.
    Mesh(Vec<u8>),
    /// A drawing, as SVG without anything that runs.
    Drawing(String),
}

/// Reads and inspects `bytes`, a file called `name`; where a way of making it is named, for that way as people usually have
/// it set. The row has its figures as a reader of `locale` writes them; the report is the same for everyone.
pub fn answer(name: &str, bytes: &[u8], way: Option<Way>, locale: &Locale) -> Answer {
    let reading = read(name, bytes);
    let options = Options { process: way.map(Process::usual), ..Options::default() };
    let report = inspect::inspect_watched(&reading, &options, &mut |_| {});
    let (stand, model) = shown(reading.pattern.as_ref(), &report);
    let row = InspectedRow {
        name: name.to_owned(),
        facts_words: facts_words(locale, &report, bytes.len() as u64),
        verdict: reported::verdict(&report),
        findings: reported::findings(locale, &report),
        facts: reported::facts(locale, &report),
        stand,
        is_mendable: report.findings.iter().any(|finding| mend::helps(&finding.code)),
    };
    Answer { report: serde_json::to_string(&report).unwrap_or_default(), row: row.render().unwrap_or_default(), model }
}

/// What a reader makes of `bytes`, a file called `name`.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Reading {
    let budget = Budget { bytes_max: BYTES_MAX, triangles_max: TRIANGLES_MAX, ..Budget::default() };
    pattern::read(bytes, Some(name), &budget)
}

fn shown(pattern: Option<&Pattern>, report: &Report) -> (InspectedStand, Model) {
    match pattern {
        Some(Pattern::Mesh(solid)) if (1..=SHOWN_TRIANGLES_MAX).contains(&solid.triangles.len()) => {
            (InspectedStand::Mesh(stand::viewer(solid, report)), Model::Mesh(mesh::gltf::write(solid)))
        }
        Some(Pattern::Drawing(drawing)) => match Sheet::of(drawing) {
            Some(sheet) => (InspectedStand::Drawing(sheet.marks(report)), Model::Drawing(sheet.svg())),
            None => (InspectedStand::None, Model::None),
        },
        _ => (InspectedStand::None, Model::None),
    }
}

/// `STL, 14 MB, 230,400 triangles`.
fn facts_words(locale: &Locale, report: &Report, bytes: u64) -> String {
    let mut parts = Vec::new();
    parts.extend(report.format.map(|format| format.title().to_owned()));
    parts.push(words::bytes(locale, bytes));
    parts.extend(report.mesh.as_ref().map(|mesh| words::some(locale, mesh.triangles, "triangle", "triangles")));
    parts.join(", ")
}
