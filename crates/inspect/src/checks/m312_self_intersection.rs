//! M312 self-intersection: the surface of one body cuts through itself, or lies on itself.
//! Why it matters: where two skins cross, inside and outside trade places; a slicer may leave a gap there or fill what
//! should be hollow. Slicers that unite what overlaps print it well, which is why it only warns.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::count};

use super::largest;

pub(super) const CODE: Code = Code { id: "M312", name: "self-intersection", severity: Severity::Warn };

pub(super) fn self_intersection(survey: &Survey) -> Option<Finding> {
    // Where bodies meet one another is told by M318 and M319.
    let cuts = survey.between.as_ref().map(|between| between.own.as_slice()).filter(|cuts| !cuts.is_empty())?;
    let triangles = count(cuts.len() as u64, "triangle cuts", "triangles cut");
    let share = 100.0 * cuts.len() as f64 / survey.facts.triangles.max(1) as f64;
    let message = match share {
        0.05.. => format!("The surface runs through itself: {triangles} into others, {share:.1} % of all."),
        _ => format!("The surface runs through itself: {triangles} into others."),
    };
    let fix = "Unite the parts that overlap before you export. Blender: Boolean modifier, Union, with Self Intersection \
               ticked. OpenSCAD: union(). Fusion: Combine, Join. PrusaSlicer: Fix model; what remains is sliced as one body.";
    let places = largest(cuts, |triangle| survey.area_mm2(triangle));
    Some(
        Finding::new(CODE, message, fix)
            .times(cuts.len() as u64)
            .at(places.into_iter().map(|triangle| survey.face(triangle))),
    )
}
