//! M316 unused-vertex: points that no triangle uses.
//! Why it matters: nothing prints of them, but a program that measures by points places or scales the part wrongly.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "M316", name: "unused-vertex", severity: Severity::Info };

pub(super) fn unused_vertex(survey: &Survey) -> Option<Finding> {
    let unused = &survey.unused;
    if unused.is_empty() {
        return None;
    }
    let message = format!("{} to no triangle.", count(unused.len() as u64, "point belongs", "points belong"));
    let fix = "Nothing must be done. Blender: Mesh, Clean Up, Delete Loose removes them.";
    let places = unused.iter().take(PLACES_MAX).map(|&vertex| survey.vertex(vertex));
    Some(Finding::new(CODE, message, fix).times(unused.len() as u64).at(places))
}
