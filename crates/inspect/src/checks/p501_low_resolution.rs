//! P501 low-resolution: a picture of fewer than a thousand pixels on its longer side.
//! Why it matters: at the 300 pixels to the inch that print asks for, it is sharp up to 8 cm only.

use pattern::{Code, Finding, Severity};

use crate::report::RasterFacts;

pub(super) const CODE: Code = Code { id: "P501", name: "low-resolution", severity: Severity::Warn };

/// Pixels on the longer side that print as large as a hand.
const PIXELS_MIN: u32 = 1000;

pub(super) fn low_resolution(facts: &RasterFacts) -> Option<Finding> {
    let longer = facts.width.max(facts.height);
    let sharp_mm = f64::from(longer) / 300.0 * 25.4;
    let message = format!(
        "The picture has {} x {} pixels. In print it is sharp up to {sharp_mm:.0} mm on its longer side.",
        facts.width, facts.height
    );
    let fix = "Export it larger from the original, or sell the vector file; enlarging the pixels adds nothing.";
    (longer < PIXELS_MIN).then(|| Finding::new(CODE, message, fix))
}
