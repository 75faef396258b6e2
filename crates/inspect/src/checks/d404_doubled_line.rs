//! D404 doubled-line: a stretch that lies on an earlier one.
//! Why it matters: a laser cuts it twice and burns the edge; a plotter tears the paper; it takes longer for nothing.

use pattern::{Code, Finding, Severity};

use crate::{drawing::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "D404", name: "doubled-line", severity: Severity::Warn };

pub(super) fn doubled_line(survey: &Survey) -> Option<Finding> {
    let lines = survey.doubles.len() as u64;
    let message = format!(
        "{} on another, so a machine goes over it twice.",
        count(lines, "stretch of line lies", "stretches of line lie")
    );
    let fix = "Remove the doubles. LightBurn: Edit, Delete Duplicates. AutoCAD: OVERKILL. Inkscape: Edit, select same \
               stroke and delete the copies. For parts side by side, draw the shared edge once.";
    let places = survey.doubles.iter().take(PLACES_MAX).map(|&at| survey.place(at));
    (lines > 0).then(|| Finding::new(CODE, message, fix).times(lines).at(places))
}
