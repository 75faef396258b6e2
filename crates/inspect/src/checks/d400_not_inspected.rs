//! D400 not-inspected: the drawing was read, but its contours were not looked at by this version.
//! Why it matters: no finding then means not looked at, and nobody may take it for sound.

use pattern::{Code, Finding, Severity};

pub(super) const CODE: Code = Code { id: "D400", name: "not-inspected", severity: Severity::Warn };

pub(super) fn not_inspected() -> Finding {
    let message = "The drawing was read, but this version does not look at its contours.";
    let fix = "Check by eye that contours are closed and no line lies double before it is cut.";
    Finding::new(CODE, message, fix)
}
