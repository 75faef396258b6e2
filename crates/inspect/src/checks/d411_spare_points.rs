//! D411 spare-points: a contour with many times more points than its shape needs.
//! Why it matters: the file is slow to open and to send, and some controllers slow down where points come too fast.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing::Survey,
    words::{count, grouped},
};

pub(super) const CODE: Code = Code { id: "D411", name: "spare-points", severity: Severity::Info };

pub(super) fn spare_points(survey: &Survey) -> Option<Finding> {
    let contours = &survey.steps.spare;
    let (points, needed) =
        contours.iter().fold((0, 0), |sum, contour| (sum.0 + contour.points, sum.1 + contour.needed));
    let message = format!(
        "{} {} points where {} would do to a hundredth of a millimetre.",
        count(contours.len() as u64, "contour has", "contours have"),
        grouped(points),
        grouped(needed)
    );
    let fix = "Simplify if it is slow to open or to cut. Inkscape: Path, Simplify. Illustrator: Object, Path, \
               Simplify. LightBurn: Edit, Optimize Selected Shapes.";
    let places = super::largest(contours, |contour| contour.points as f64);
    let places = places.into_iter().map(|contour| survey.place((contour.at, contour.path)));
    (!contours.is_empty()).then(|| Finding::new(CODE, message, fix).times(contours.len() as u64).at(places))
}
