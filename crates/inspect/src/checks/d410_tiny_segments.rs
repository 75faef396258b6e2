//! D410 tiny-segments: several segments in a row that are each shorter than 0.02 mm.
//! Why it matters: a machine brakes for every one of them, so a laser burns there, and a plotter shakes.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing::Survey,
    words::{count, length},
};

pub(super) const CODE: Code = Code { id: "D410", name: "tiny-segments", severity: Severity::Warn };

pub(super) fn tiny_segments(survey: &Survey) -> Option<Finding> {
    let runs = &survey.steps.tiny;
    let segments = survey.facts.tiny_segments;
    let message = format!(
        "{} shorter than 0.02 mm, {} in all, in {}. A machine stutters there.",
        count(segments, "segment is", "segments are"),
        length(runs.iter().map(|run| run.length_mm).sum()),
        count(runs.len() as u64, "place", "places")
    );
    let fix = "Simplify those stretches. Inkscape: select the nodes, Delete keeps the shape; or Path, Simplify. \
               Illustrator: Object, Path, Simplify. LightBurn: Edit, Optimize Selected Shapes.";
    let places = super::largest(runs, |run| run.segments as f64);
    let places = places.into_iter().map(|run| survey.place((run.at, run.path)));
    (segments > 0).then(|| Finding::new(CODE, message, fix).times(segments).at(places))
}
