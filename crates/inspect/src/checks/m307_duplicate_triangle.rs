//! M307 duplicate-triangle: a triangle on the same three corners as another.
//! Why it matters: the surface lies double there, and a slicer that counts crossings takes solid for empty.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "M307", name: "duplicate-triangle", severity: Severity::Warn };

pub(super) fn duplicate_triangle(survey: &Survey) -> Option<Finding> {
    let triangles = survey.copies.len() as u64;
    if triangles == 0 {
        return None;
    }
    let message = format!("{} on top of another.", count(triangles, "triangle lies", "triangles lie"));
    let fix = "Remove the doubles and export again. Blender: Mesh, Clean Up, Merge by Distance. MeshLab: Filters, \
               Cleaning and Repairing, Remove Duplicate Faces.";
    let places = survey.copies.iter().take(PLACES_MAX).map(|&copy| survey.triangle(copy));
    Some(Finding::new(CODE, message, fix).times(triangles).at(places))
}
