//! D406 raster-inside: a picture of pixels placed in the drawing.
//! Why it matters: a cutter and a plotter follow lines only, so what the picture shows is not made.

use pattern::{Code, Finding, Severity};

use crate::{drawing::Survey, words::count};

pub(super) const CODE: Code = Code { id: "D406", name: "raster-inside", severity: Severity::Warn };

pub(super) fn raster_inside(survey: &Survey) -> Option<Finding> {
    let pictures = survey.drawing.raster_count;
    let message = format!(
        "The drawing holds {}. A machine that follows lines skips it.",
        count(pictures, "picture of pixels", "pictures of pixels")
    );
    let fix = "Trace it into paths if it is to be made (Inkscape: Path, Trace Bitmap), or take it out.";
    (pictures > 0).then(|| Finding::new(CODE, message, fix).times(pictures))
}
