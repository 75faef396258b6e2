//! D409 lines-left-out: so many lines, or so many in one spot, that they were not compared with one another.
//! Why it matters: crossings, doubled lines and thin bridges may be there that the report does not name.

use pattern::{Code, Finding, Severity};

use crate::{drawing::Survey, words::count};

pub(super) const CODE: Code = Code { id: "D409", name: "lines-left-out", severity: Severity::Info };

pub(super) fn lines_left_out(survey: &Survey) -> Option<Finding> {
    let pieces = survey.left_out;
    let message = format!(
        "{} not compared with others for crossings, doubled lines, bridges and what lies in what: there are too many, or too many in one spot.",
        count(pieces, "piece of line was", "pieces of line were")
    );
    let fix = "Simplify or split the drawing to have it looked at in full. Inkscape: Path, Simplify.";
    (pieces > 0).then(|| Finding::new(CODE, message, fix).times(pieces))
}
