//! S608 notch-astray: a notch stands on a piece and touches neither its edge nor a seam.
//! Why it matters: what it marks cannot be found on the other piece. Marks inside a piece, such as a dart's point, belong on
//! a layer of another name.

use pattern::{Code, Finding, Severity};

use crate::{drawing, sewing, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "S608", name: "notch-astray", severity: Severity::Info };

pub(super) fn notch_astray(drawing: &drawing::Survey, survey: &sewing::Survey) -> Option<Finding> {
    let astray = &survey.astray;
    let message = format!("{} no edge and no seam.", count(astray.len() as u64, "notch touches", "notches touch"));
    let fix = "Move it onto the seam that it marks. Nothing to do where it marks a point inside a piece.";
    let places = astray.iter().take(PLACES_MAX).map(|place| drawing.place(*place));
    (!astray.is_empty()).then(|| Finding::new(CODE, message, fix).times(astray.len() as u64).at(places))
}
