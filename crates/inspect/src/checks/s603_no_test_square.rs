//! S603 no-test-square: nothing shows whether a print has its true size.
//! Why it matters: printers fit a page to the paper without asking, and 97 % of a size 40 is a size 38. A square whose side is
//! known is measured with a ruler before anything is cut. A file as garment CAD exchanges it (AAMA, ASTM D6673) states its unit,
//! and goes to no printer.

use pattern::{Code, Finding, Severity};

use crate::{drawing, sewing};

pub(super) const CODE: Code = Code { id: "S603", name: "no-test-square", severity: Severity::Warn };

pub(super) fn no_test_square(drawing: &drawing::Survey, survey: &sewing::Survey) -> Option<Finding> {
    let message = "There is no test square, so nobody sees whether a print has its true size.";
    let fix = "Draw a square of 5 cm or 2 inches beside the pieces, write its size next to it, and put it on a layer that is \
               named test square.";
    (survey.squares.is_empty() && !survey.pieces.is_empty() && !drawing.drawing.is_exchanged)
        .then(|| Finding::new(CODE, message, fix))
}
