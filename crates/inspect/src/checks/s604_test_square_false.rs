//! S604 test-square-false: the test square does not measure what is written beside it.
//! Why it matters: whoever trusts it prints everything at a wrong size. Either the square is wrong, or the file was scaled
//! after it was drawn, and then all pieces are wrong with it.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing, sewing,
    words::{decimal, length},
};

pub(super) const CODE: Code = Code { id: "S604", name: "test-square-false", severity: Severity::Fail };

pub(super) fn test_square_false(drawing: &drawing::Survey, survey: &sewing::Survey) -> Option<Finding> {
    let wrong: Vec<_> = survey.squares.iter().filter(|square| !square.is_true()).collect();
    let square = wrong.first()?;
    let side = square.sides_mm[0];
    let (message, severity) = match square.claimed_mm {
        Some(claimed) => {
            let percent = decimal(100.0 * side / claimed, 1);
            let message =
                format!("The test square says {} and is {} wide: {percent} % of it.", length(claimed), length(side));
            (message, CODE.severity)
        }
        None => {
            let message =
                format!("The test square is {} wide, which is no length that anybody would measure.", length(side));
            (message, Severity::Warn)
        }
    };
    let fix = "Measure a piece whose size you know. If it is right, draw the square anew; if it is wrong by as much, scale the \
               whole drawing.";
    let at = |square: &&&sewing::TestSquare| {
        let start = drawing.contours[square.contour].points[0];
        drawing.place((start, square.path))
    };
    let places: Vec<_> = wrong.iter().map(|square| at(&square)).collect();
    Some(Finding::new(CODE, message, fix).severity(severity).times(wrong.len() as u64).at(places))
}
