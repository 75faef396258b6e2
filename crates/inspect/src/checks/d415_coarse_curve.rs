//! D415 coarse-curve: a curve drawn as straight pieces that are so long that they are seen.
//! Why it matters: a circle comes out as a polygon; a round part does not run smoothly in a round hole.
//! Eight pieces or more that turn the same way by at most 20° each are taken for a curve.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing::Survey,
    words::{count, length},
};

pub(super) const CODE: Code = Code { id: "D415", name: "coarse-curve", severity: Severity::Info };

pub(super) fn coarse_curve(survey: &Survey) -> Option<Finding> {
    let curves = &survey.steps.coarse;
    let off = curves.iter().fold(0.0, |off: f64, curve| off.max(curve.off_mm));
    let message = format!(
        "{} drawn as straight pieces that are up to {} off.",
        count(curves.len() as u64, "curve is", "curves are"),
        length(off)
    );
    let fix = "Export with arcs or splines, or with a finer tolerance (0.02 mm). Fusion and Onshape: export the sketch \
               as DXF with splines. OpenSCAD: raise $fn. Nothing to do for a polygon.";
    let places = super::largest(curves, |curve| curve.off_mm);
    let places = places.into_iter().map(|curve| {
        let mut place = survey.place((curve.at, curve.path));
        let pieces = count(curve.pieces, "piece", "pieces");
        place.element = Some(place.element.map_or(pieces.clone(), |name| format!("{name}, {pieces}")));
        place
    });
    (!curves.is_empty()).then(|| Finding::new(CODE, message, fix).times(curves.len() as u64).at(places))
}
