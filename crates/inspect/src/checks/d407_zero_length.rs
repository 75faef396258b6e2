//! D407 zero-length: a stroke that ends where it begins without having been anywhere.
//! Why it matters: a laser stops there and burns a dot; a plotter sets its pen down for nothing. A point that stands
//! twice in a row inside of a longer line only makes the machine wait; it is counted, and no fault.

use pattern::{Code, Finding, Severity};

use crate::{drawing::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "D407", name: "zero-length", severity: Severity::Warn };

pub(super) fn zero_length(survey: &Survey) -> Vec<Finding> {
    [dots(survey), still(survey)].into_iter().flatten().collect()
}

fn dots(survey: &Survey) -> Option<Finding> {
    let strokes = survey.dots.len() as u64;
    let message = format!("{} no length. A laser burns a dot there.", count(strokes, "stroke has", "strokes have"));
    let fix = "Delete them. Inkscape: Path, Simplify removes most; LightBurn: Edit, Select Open Shapes, then delete. \
               Where a dot is meant, draw a small circle.";
    let places = survey.dots.iter().take(PLACES_MAX).map(|&at| survey.place(at));
    (strokes > 0).then(|| Finding::new(CODE, message, fix).times(strokes).at(places))
}

fn still(survey: &Survey) -> Option<Finding> {
    let points = survey.still.len() as u64;
    let message = format!(
        "{} twice in a row, so a segment has no length. A machine may stop there for a moment.",
        count(points, "point stands", "points stand")
    );
    let fix = "Nothing to do in most programs. Inkscape: Path, Simplify. AutoCAD: OVERKILL. LightBurn: Edit, Optimize \
               Selected Shapes.";
    let places = survey.still.iter().take(PLACES_MAX).map(|&at| survey.place(at));
    let finding = || Finding::new(CODE, message, fix).severity(Severity::Info).times(points).at(places);
    (points > 0).then(finding)
}
