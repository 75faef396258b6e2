//! M312 self-intersection: the surface of one body cuts through itself, or lies on itself.
//! Why it matters: where two skins cross, inside and outside trade places; a slicer may leave a gap there or fill what
//! should be hollow. Slicers that unite what overlaps print it well, which is why it only warns.

use pattern::{Code, Finding, Place, Severity};

use crate::{
    mesh::Survey,
    words::{count, length},
};

pub(super) const CODE: Code = Code { id: "M312", name: "self-intersection", severity: Severity::Warn };

pub(super) fn self_intersection(survey: &Survey) -> Option<Finding> {
    // Where bodies meet one another is told by M318 and M319.
    let between = survey.between.as_ref().filter(|between| !between.own.is_empty())?;
    let cuts = &between.own;
    let triangles = count(cuts.len() as u64, "triangle cuts", "triangles cut");
    let share = 100.0 * cuts.len() as f64 / survey.facts.triangles.max(1) as f64;
    let deepest = length(between.own_depths.iter().fold(0.0, |deepest, (_, depth)| deepest.max(*depth)));
    let message = match share {
        0.05.. => {
            format!(
                "The surface runs through itself: {triangles} into others, {share:.1} % of all, each by up to {deepest}."
            )
        }
        _ => format!("The surface runs through itself: {triangles} into others, each by up to {deepest}."),
    };
    let fix = "Unite the parts that overlap before you export. Blender: Boolean modifier, Union, with Self Intersection \
               ticked. OpenSCAD: union(). Fusion: Combine, Join. PrusaSlicer: Fix model; what remains is sliced as one body.";
    let places = between.own_depths.iter().map(|&(triangle, depth_mm)| Place {
        element: Some(format!("triangle {triangle}, {} deep", length(depth_mm))),
        ..survey.face(triangle)
    });
    Some(Finding::new(CODE, message, fix).times(cuts.len() as u64).at(places))
}
