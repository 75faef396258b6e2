//! M309 non-manifold-vertex: a point where parts of the surface touch without sharing an edge.
//! Why it matters: a joint without width cannot be printed; it breaks or prints as a gap.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "M309", name: "non-manifold-vertex", severity: Severity::Warn };

pub(super) fn non_manifold_vertex(survey: &Survey) -> Option<Finding> {
    let vertices = survey.non_manifold_vertices.len() as u64;
    if vertices == 0 {
        return None;
    }
    let message = format!("The surface touches itself in {} only.", count(vertices, "point", "points"));
    let fix = "Let the parts overlap and join them by a Boolean union, or move them apart. Blender: Select, All by \
               Trait, Non Manifold, with vertices chosen.";
    let places = survey.non_manifold_vertices.iter().take(PLACES_MAX).map(|&vertex| survey.vertex(vertex));
    Some(Finding::new(CODE, message, fix).times(vertices).at(places))
}
