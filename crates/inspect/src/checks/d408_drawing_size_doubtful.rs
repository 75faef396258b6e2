//! D408 drawing-size-doubtful: smaller than a millimetre or larger than five metres, so the unit is probably another.
//! Why it matters: a drawing in inches that is read as millimetres is cut 25 times too small.

use pattern::{Code, Finding, Severity, Units};

use crate::{drawing::Survey, words::length};

pub(super) const CODE: Code = Code { id: "D408", name: "drawing-size-doubtful", severity: Severity::Warn };

/// The longer side of what makers cut, plot and sew, mm.
const USUAL_MM: std::ops::RangeInclusive<f64> = 10.0..=1500.0;
const SIZE_MIN_MM: f64 = 1.0;
const SIZE_MAX_MM: f64 = 5000.0;
/// Factors by which units are mistaken for one another, and what was drawn in then. The likelier ones first.
const MISTAKES: [(f64, &str); 6] = [
    (25.4, "in inches"),
    (1000.0, "in metres"),
    (10.0, "in centimetres"),
    (1.0 / 25.4, "in millimetres and taken for inches"),
    (25.4 / 96.0, "in pixels"),
    (0.001, "in millimetres and taken for metres"),
];

pub(super) fn size_doubtful(survey: &Survey, units: Option<Units>) -> Option<Finding> {
    let size = survey.facts.size_mm[0].max(survey.facts.size_mm[1]);
    if survey.facts.paths == 0 || (SIZE_MIN_MM..=SIZE_MAX_MM).contains(&size) {
        return None;
    }
    let guess = MISTAKES.iter().find(|(factor, _)| USUAL_MM.contains(&(size * factor)));
    let guess = guess.map(|(factor, drawn)| format!(" Drawn {drawn} it would be {}.", length(size * factor)));
    let message = format!("The longer side is {}.{}", length(size), guess.unwrap_or_default());
    let fix = "State the unit and save again. Inkscape: Document Properties, Display units and Scale. AutoCAD: UNITS, \
               then save as DXF.";
    let severity = if units.is_some_and(|units| units.stated) { Severity::Info } else { CODE.severity };
    Some(Finding::new(CODE, message, fix).severity(severity))
}
