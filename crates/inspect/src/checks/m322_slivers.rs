//! M322 slivers: many triangles are needles or caps, a thousand times as long as they are high.
//! Why it matters: slicers do not mind. Rounding turns their sides at random, so that pictures show streaks, and repairs,
//! unions and smoothing go wrong at them.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::count};

use super::largest;

pub(super) const CODE: Code = Code { id: "M322", name: "slivers", severity: Severity::Info };

/// Fewer are in every export of round shapes from CAD.
const SLIVERS_MIN: u64 = 10;
const SHARE_MIN: f64 = 0.01;

pub(super) fn slivers(survey: &Survey) -> Option<Finding> {
    let slivers = &survey.thin.as_ref()?.slivers;
    let number = slivers.len() as u64;
    let share = number as f64 / survey.facts.triangles.max(1) as f64;
    if number < SLIVERS_MIN || share < SHARE_MIN {
        return None;
    }
    let message = format!(
        "{} more than a thousand times as long as high, {:.1} % of all.",
        count(number, "triangle is", "triangles are"),
        100.0 * share
    );
    let fix = "Nothing must be done to print it. To make it clean: Blender, modifier Remesh, or Mesh, Clean Up, Limited \
               Dissolve. MeshLab: Isotropic Explicit Remeshing. CAD: export with a finer tolerance.";
    let longest = |triangle: u32| {
        let [a, b, c] = survey.mesh.triangles[triangle as usize];
        [[a, b], [b, c], [c, a]].into_iter().map(|edge| survey.edge_length_mm(edge)).fold(0.0, f64::max)
    };
    let places = largest(slivers, longest).into_iter().map(|triangle| survey.face(triangle));
    Some(Finding::new(CODE, message, fix).times(number).at(places))
}
