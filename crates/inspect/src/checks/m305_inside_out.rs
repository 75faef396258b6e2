//! M305 inside-out: a closed body whose faces all point inward, and which is no cavity of another.
//! Why it matters: strictly read it is a hole in nothing; some slicers print nothing, others turn it round.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "M305", name: "inside-out", severity: Severity::Fail };

pub(super) fn inside_out(survey: &Survey) -> Option<Finding> {
    let bodies = survey.inverted.len() as u64;
    let message = match (bodies, survey.shells.len()) {
        (0, _) => return None,
        (_, 1) => "The body is inside out: all its faces point inward.".to_owned(),
        (_, all) => format!("{} of {all} inside out: the faces point inward.", count(bodies, "body is", "bodies are")),
    };
    let fix = "Turn the faces round and export again. Blender: edit mode, select all, Mesh, Normals, Flip. A mirrored \
               or negatively scaled part is the usual cause: apply its scale first (Ctrl+A).";
    let places = survey.inverted.iter().take(PLACES_MAX).map(|&index| survey.vertex(survey.shells[index].lowest));
    Some(Finding::new(CODE, message, fix).times(bodies).at(places))
}
