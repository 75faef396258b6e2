//! D401 no-paths: the file is a drawing, but no line or shape is in it.
//! Why it matters: there is nothing to cut, plot or sew; text and pictures are no paths.

use pattern::{Code, Finding, Severity};

use crate::drawing::Survey;

pub(super) const CODE: Code = Code { id: "D401", name: "no-paths", severity: Severity::Fail };

pub(super) fn no_paths(survey: &Survey) -> Option<Finding> {
    let only = match (survey.drawing.texts.is_empty(), survey.drawing.raster_count) {
        (false, _) => " Its text is not turned into paths.",
        (true, 1..) => " A picture is not traced by placing it.",
        (true, 0) => "",
    };
    let message = format!("The drawing holds no line and no shape.{only}");
    let fix =
        "Turn text into paths and trace pictures (Inkscape: Path, Object to Path, or Trace Bitmap), then save again.";
    let empty = survey.facts.paths == 0 && survey.dots.is_empty();
    empty.then(|| Finding::new(CODE, message, fix))
}
