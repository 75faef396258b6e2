//! M315 t-junction: a corner of one triangle lies in the middle of another's edge.
//! Why it matters: the two sides share no edge, so the surface is open along it though no gap is seen; rounding tears it.

use pattern::{Code, Finding, Place, Severity};

use crate::{mesh::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "M315", name: "t-junction", severity: Severity::Warn };

pub(super) fn t_junction(survey: &Survey) -> Option<Finding> {
    let found = &survey.seams.on_edge;
    if found.is_empty() {
        return None;
    }
    let corners = count(found.len() as u64, "corner lies", "corners lie");
    let message = format!("{corners} in the middle of another triangle's edge, so that the surface is open there.");
    let fix = "Split the edge at the corner. Blender: 3D Print Toolbox, Make Manifold, or Knife and Merge. CAD: export the \
               body as one solid, or as STEP and mesh it anew. PrusaSlicer: Fix model.";
    let places = found.iter().take(PLACES_MAX).map(|&(vertex, edge)| Place {
        element: Some(format!("on an edge of {}", crate::words::length(survey.edge_length_mm(edge)))),
        ..survey.vertex(vertex)
    });
    Some(Finding::new(CODE, message, fix).times(found.len() as u64).at(places))
}
