//! D412 filled-only: shapes that are filled and have no line.
//! Why it matters: programs differ. Cricut Design Space, Silhouette Studio and LightBurn cut round a filled shape;
//! Glowforge and most drivers that print to a laser engrave its area; a program that sorts by lines skips it.

use pattern::{Code, Finding, Severity};

use crate::{drawing::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "D412", name: "filled-only", severity: Severity::Info };

pub(super) fn filled_only(survey: &Survey) -> Option<Finding> {
    let filled = || {
        let paths = survey.drawing.paths.iter().enumerate();
        paths.filter(|(_, path)| {
            path.fill.is_some() && path.stroke.is_none() && path.geometry.segments().next().is_some()
        })
    };
    let shapes = filled().count() as u64;
    let message = format!(
        "{} filled and without a line. Some programs cut round such a shape, others engrave its area.",
        count(shapes, "shape is", "shapes are")
    );
    let fix = "Say in the description what is cut and what is engraved, or give what is to be cut a line and no fill.";
    let start = |path: &pattern::drawing::Path| {
        let point = path.geometry.segments().next().map(|segment| kurbo::ParamCurve::start(&segment));
        point.map_or([0.0; 2], |point| [point.x, point.y])
    };
    let places = filled().take(PLACES_MAX).map(|(index, path)| survey.place((start(path), index)));
    // One repeat of a printed surface is all fills, and nobody cuts it.
    (shapes > 0 && !survey.drawing.repeat).then(|| Finding::new(CODE, message, fix).times(shapes).at(places))
}
