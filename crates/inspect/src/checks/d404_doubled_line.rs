//! D404 doubled-line: a stretch that lies on an earlier one.
//! A stretch is a segment of the file, or the part of it that is doubled; lines that merely touch do not count.
//! Why it matters: a laser cuts it twice and burns the edge; a plotter tears the paper; it takes longer for nothing.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing::Survey,
    words::{count, length},
};

pub(super) const CODE: Code = Code { id: "D404", name: "doubled-line", severity: Severity::Warn };

pub(super) fn doubled_line(survey: &Survey) -> Option<Finding> {
    let lines = survey.doubles.len() as u64;
    let message = format!(
        "{} on another, {} in all, so a machine goes over it twice.",
        count(lines, "stretch of line lies", "stretches of line lie"),
        length(survey.facts.doubled_length_mm)
    );
    let fix = "Remove the doubles. LightBurn: Edit, Delete Duplicates. AutoCAD: OVERKILL. Inkscape: Edit, select same \
               stroke and delete the copies. For parts side by side, draw the shared edge once.";
    let places = super::largest(&survey.doubles, |double| double.length_mm);
    let places = places.into_iter().map(|double| survey.place((double.middle, double.path)));
    (lines > 0).then(|| Finding::new(CODE, message, fix).times(lines).at(places))
}
