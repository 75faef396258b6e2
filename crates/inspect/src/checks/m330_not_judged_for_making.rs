//! M330 not-judged-for-making: it was asked how the part is made, and its surface does not tell what is inside.
//! Why it matters: walls, overhangs, weight and time are measured from the surface inwards; with holes or faces that
//! point the wrong way every such figure would be a guess.

use pattern::{Code, Finding, Severity};

use crate::{Options, mesh::Survey};

pub(super) const CODE: Code = Code { id: "M330", name: "not-judged-for-making", severity: Severity::Info };

pub(super) fn not_judged(survey: &Survey, options: &Options) -> Option<Finding> {
    let process = options.process?;
    if survey.print.is_some() || survey.facts.triangles == 0 || survey.is_flat() {
        return None;
    }
    let message = format!(
        "Whether it can be made ({}) was not judged: the surface does not tell inside from outside.",
        process.way.word()
    );
    let fix =
        "Mend the holes and the faces that point the wrong way first (the other findings say where), then ask again.";
    Some(Finding::new(CODE, message, fix))
}
