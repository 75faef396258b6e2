//! M310 mesh-size-doubtful: smaller than a millimetre or larger than two metres, so the unit is probably another.
//! Why it matters: most mesh formats carry no unit. A part drawn in inches prints 25 times too small, one in
//! metres vanishes.

use pattern::{Code, Finding, Severity, Units};

use crate::{mesh::Survey, words::length};

pub(super) const CODE: Code = Code { id: "M310", name: "mesh-size-doubtful", severity: Severity::Warn };

/// The longest side of what makers print, mm.
const USUAL_MM: std::ops::RangeInclusive<f64> = 5.0..=600.0;
const SIZE_MIN_MM: f64 = 1.0;
const SIZE_MAX_MM: f64 = 2000.0;
/// Factors by which units are mistaken for one another, and what was drawn in then. The likelier ones first.
const MISTAKES: [(f64, &str); 6] = [
    (25.4, "in inches"),
    (1000.0, "in metres"),
    (10.0, "in centimetres"),
    (0.001, "in thousandths of a millimetre"),
    (1.0 / 25.4, "in millimetres and taken for inches"),
    (0.1, "in millimetres and taken for centimetres"),
];

pub(super) fn size_doubtful(survey: &Survey, units: Option<Units>) -> Option<Finding> {
    let size = survey.facts.size_mm.into_iter().fold(0.0, f64::max);
    if survey.facts.triangles == 0 || (SIZE_MIN_MM..=SIZE_MAX_MM).contains(&size) {
        return None;
    }
    let guess = MISTAKES.iter().find(|(factor, _)| USUAL_MM.contains(&(size * factor)));
    let guess = guess.map(|(factor, drawn)| format!(" Drawn {drawn} it would be {}.", length(size * factor)));
    let message = format!("The longest side is {}.{}", length(size), guess.unwrap_or_default());
    let fix = "Export in millimetres, or as 3MF, which states its unit. Blender: Scene, Units, then STL export with \
               Scene Unit on.";
    let stated = units.is_some_and(|units| units.stated);
    let severity = if stated { Severity::Info } else { CODE.severity };
    Some(Finding::new(CODE, message, fix).severity(severity))
}
