//! M301 no-triangles: the file is a mesh format, but no surface is in it.
//! Why it matters: there is nothing to print; the export kept only points, curves or an empty scene.

use pattern::{Code, Finding, Severity};

use crate::mesh::Survey;

pub(super) const CODE: Code = Code { id: "M301", name: "no-triangles", severity: Severity::Fail };

pub(super) fn no_triangles(survey: &Survey) -> Option<Finding> {
    let message = "The file holds no surface.";
    let fix = "Select the body itself in your program and export it again as a mesh (in Blender: Selection Only \
               off; in Fusion: Save as Mesh on the body).";
    (survey.facts.triangles == 0).then(|| Finding::new(CODE, message, fix))
}
