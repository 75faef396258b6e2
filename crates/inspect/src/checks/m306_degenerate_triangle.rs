//! M306 degenerate-triangle: three corners on one line, or two in one place, so it has no area.
//! Why it matters: it has no side that faces out. Slicers drop it, and may tear a hairline crack where it was.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::count};

use super::largest;

pub(super) const CODE: Code = Code { id: "M306", name: "degenerate-triangle", severity: Severity::Warn };

pub(super) fn degenerate_triangle(survey: &Survey) -> Option<Finding> {
    let triangles = survey.degenerate.len() as u64;
    if triangles == 0 {
        return None;
    }
    let message = format!("{} no area.", count(triangles, "triangle has", "triangles have"));
    let fix = "Dissolve them and export again. Blender: Mesh, Clean Up, Degenerate Dissolve. MeshLab: Filters, \
               Cleaning and Repairing, Remove Zero Area Faces.";
    let vertices = |index: u32| survey.mesh.triangles[index as usize];
    let length = |index| {
        let [a, b, c] = vertices(index);
        survey.edge_length_mm([a, b]).max(survey.edge_length_mm([b, c]))
    };
    let places = largest(&survey.degenerate, length).into_iter().map(|index| {
        let mut place = survey.triangle(vertices(index));
        place.element = Some(format!("triangle {index}"));
        place
    });
    Some(Finding::new(CODE, message, fix).times(triangles).at(places))
}
