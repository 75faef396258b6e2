//! D420 off-bed: the drawing is larger than the space in which the maker's machine works.
//! Why it matters: the machine stops at its end, or leaves out what is beyond. Asked only where the bed is known; a
//! drawing that fits when it is turned is told with the angle.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing::{Fit, Survey},
    words::length,
};

pub(super) const CODE: Code = Code { id: "D420", name: "off-bed", severity: Severity::Warn };

pub(super) fn off_bed(survey: &Survey) -> Option<Finding> {
    let (bed_mm, fit) = survey.bed?;
    let [w, h] = survey.facts.size_mm.map(length);
    let [bed_w, bed_h] = bed_mm.map(length);
    let size = format!("The drawing is {w} x {h} and the bed {bed_w} x {bed_h}.");
    let turned = |angle: &str| {
        Finding::new(CODE, format!("{size} It fits when it is turned by {angle}°."), "Turn it before you cut.")
            .severity(Severity::Info)
    };
    match fit {
        Fit::AsItLies => None,
        Fit::Quarter => Some(turned("90")),
        Fit::Turned(degrees) => Some(turned(&format!("{degrees:.1}"))),
        Fit::Not => {
            let parts = match survey.parts_fit {
                Some(true) => " Each of its contours fits by itself.",
                _ => "",
            };
            let fix = "Lay the parts out on several sheets, divide what is too large with a joint, or make it smaller.";
            Some(Finding::new(CODE, format!("{size} It fits in no direction.{parts}"), fix))
        }
    }
}
