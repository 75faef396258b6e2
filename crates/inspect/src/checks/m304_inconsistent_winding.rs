//! M304 inconsistent-winding: neighbouring triangles that face opposite sides.
//! Why it matters: which side is solid changes along the surface, so parts of it print as holes.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::count};

use super::largest;

pub(super) const CODE: Code = Code { id: "M304", name: "inconsistent-winding", severity: Severity::Fail };

pub(super) fn inconsistent_winding(survey: &Survey) -> Option<Finding> {
    let edges = survey.flipped.len() as u64;
    if edges == 0 {
        return None;
    }
    let message = format!("Along {} the faces on both sides point opposite ways.", count(edges, "edge", "edges"));
    let fix = "Make all faces point outward and export again. Blender: edit mode, select all, Shift+N. MeshLab: \
               Filters, Normals, Re-Orient All Faces Coherently.";
    let places = largest(&survey.flipped, |edge| survey.edge_length_mm(edge));
    Some(Finding::new(CODE, message, fix).times(edges).at(places.into_iter().map(|edge| survey.edge(edge))))
}
