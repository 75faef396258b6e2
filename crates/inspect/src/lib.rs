//! What there is to know about a pattern before it goes on sale: facts, and findings with their places.
//!
//! It takes what the reader gave and judges it. It is pure: no file, no clock, no network, the same
//! report for the same reading on every machine. It never mends and never draws.
//!
//! Start at [`inspect`]; a check is one file under `checks`, and its opening comment is its manual page.
//!
//! ```
//! use inspect::Verdict;
//! let off = b"OFF\n4 4 0\n0 0 0\n10 0 0\n0 10 0\n0 0 10\n3 0 2 1\n3 0 1 3\n3 1 2 3\n3 2 0 3\n";
//! let reading = pattern::read(off, Some("corner.off"), &pattern::Budget::default());
//! let report = inspect::inspect(&reading);
//! if let Some(mesh) = &report.mesh {
//!     assert_eq!((mesh.triangles, mesh.watertight, report.verdict), (4, true, Verdict::Pass));
//! }
//! ```

mod boxes;
mod checks;
mod drawing;
mod mesh;
mod options;
mod places;
mod print;
mod process;
mod raster;
mod report;
mod sewing;
mod sheet;
mod signs;
mod text;
mod union_find;
mod usage;
mod vector;
pub mod words;

pub use checks::codes;
pub use options::Options;
pub use places::PLACES_MAX;
pub use process::{Limits, Material, Process, Way};
pub use report::{
    DrawingFacts, MeshFacts, OperationFacts, PoseFacts, PrintFacts, RasterFacts, Report, SewingFacts, VERSION, Verdict,
};
pub use sheet::{Sheet, Tool};
pub use text::text;
pub use usage::Use;

use pattern::{Findings, Pattern, Reading};

/// Judges what a reader gave. The reader's own findings come along; the verdict is the worst of all.
pub fn inspect(reading: &Reading) -> Report {
    inspect_watched(reading, &Options::default(), &mut |_| {})
}

/// [`inspect`] as `options` say, and `done` hears the name of each step when it is over: for progress, and for measuring.
pub fn inspect_watched(reading: &Reading, options: &Options, done: &mut dyn FnMut(&'static str)) -> Report {
    let mut report = Report::empty(reading.format);
    report.units = reading.units;
    let mut findings = Findings::new(PLACES_MAX);
    findings.extend(reading.findings.iter().cloned());
    match &reading.pattern {
        Some(Pattern::Mesh(mesh)) => {
            let survey = mesh::survey(mesh, options, done);
            findings.extend(checks::mesh(&survey, reading.units, options));
            report.mesh = Some(survey.facts);
        }
        Some(Pattern::Drawing(drawing)) => {
            let mut survey = drawing::survey(drawing, options, done);
            survey.facts.used_for = options.used_for.unwrap_or_else(|| usage::guess(drawing));
            survey.facts.use_was_said = options.used_for.is_some();
            let sewing = (survey.facts.used_for == Use::Sew).then(|| sewing::survey(drawing, &survey.contours));
            done("sewing");
            findings.extend(checks::drawing(&survey, reading.units, options));
            findings.extend(sewing.iter().flat_map(|sewing| checks::sewing(&survey, sewing)));
            report.drawing = Some(DrawingFacts { sewing: sewing.map(|sewing| sewing.facts), ..survey.facts });
        }
        Some(Pattern::Raster(raster)) => {
            let facts = raster::facts(raster);
            findings.extend(checks::raster(&facts));
            report.raster = Some(facts);
        }
        None => {}
    }
    report.conclude(checks::without_repeats(findings.into_vec()), reading.pattern.as_ref());
    report
}
