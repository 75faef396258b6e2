//! M320 body-in-body: a closed body lies wholly inside another and faces outward, as a solid does.
//! Why it matters: there is material already, so it adds nothing. Some slicers ignore it, others print a hollow in its place.

use pattern::{Code, Finding, Place, Severity};

use crate::{
    mesh::Survey,
    words::{count, volume},
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "M320", name: "body-in-body", severity: Severity::Warn };

pub(super) fn body_in_body(survey: &Survey) -> Option<Finding> {
    let swallowed = &survey.swallowed;
    if swallowed.is_empty() {
        return None;
    }
    let number = swallowed.len() as u64;
    let bodies = count(number, "body lies", "bodies lie");
    let each = if number == 1 { "it" } else { "each" };
    let message =
        format!("{bodies} wholly inside another solid. A slicer ignores {each} or prints a hollow in its place.");
    // A part inside a part is how two materials are told.
    let are_parts = swallowed.iter().all(|inner| inner.is_part);
    let severity = if are_parts { Severity::Info } else { CODE.severity };
    let fix = "Delete what is inside. Where a hollow is meant, turn its faces inward (Blender: select it with L, Mesh, \
               Normals, Flip). A part of another colour or material may stay.";
    let places = swallowed.iter().take(PLACES_MAX).map(|inner| {
        let shell = &survey.shells[inner.shell];
        Place { element: Some(format!("body of {}", volume(shell.volume_mm3))), ..survey.vertex(shell.lowest) }
    });
    Some(Finding::new(CODE, message, fix).severity(severity).times(number).at(places))
}
