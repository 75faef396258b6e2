//! S605 allowance-uneven: along a seam the allowance grows or shrinks.
//! Why it matters: whoever sews keeps one distance from the edge, so the seam comes out where it was not drawn. Steps from one
//! width to another, as at a hem, and what corners do are no fault. Measured where an allowance is drawn apart from its seam.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing, sewing,
    words::{count, length},
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "S605", name: "allowance-uneven", severity: Severity::Warn };

pub(super) fn allowance_uneven(drawing: &drawing::Survey, survey: &sewing::Survey) -> Option<Finding> {
    let worst = survey.uneven.first()?;
    let [least, most] = worst.widths_mm.map(length);
    let places_in_all = survey.uneven.len() as u64;
    let message = format!(
        "The seam allowance is not even in {}: it goes from {least} to {most} along {}.",
        count(places_in_all, "place", "places"),
        length(worst.length_mm)
    );
    let fix = "Draw the allowance anew as an offset of the seam. Inkscape: Path, Linked offset. Illustrator: Object, Path, \
               Offset Path.";
    let places = survey.uneven.iter().take(PLACES_MAX).map(|uneven| {
        let mut place = drawing.place((uneven.at, uneven.path));
        let [least, most] = uneven.widths_mm.map(length);
        let words = format!("{least} to {most} along {}", length(uneven.length_mm));
        place.element = Some(place.element.map_or(words.clone(), |name| format!("{name}, {words}")));
        place
    });
    Some(Finding::new(CODE, message, fix).times(places_in_all).at(places))
}
