//! D413 wide-line: lines drawn wider than a tool.
//! Why it matters: a machine follows the middle of a line. What looks like a bar of two millimetres is one cut.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing::Survey,
    words::{count, length},
};

pub(super) const CODE: Code = Code { id: "D413", name: "wide-line", severity: Severity::Info };

/// Drawing programs begin with a line of up to 0.35 mm; wider ones were chosen, mm.
const WIDTH_MAX_MM: f64 = 0.5;

pub(super) fn wide_line(survey: &Survey) -> Option<Finding> {
    let paths = survey.drawing.paths.iter();
    let lines = paths.filter(|path| path.stroke.is_some() && path.geometry.segments().next().is_some());
    let widths = lines.map(|path| path.stroke_width_mm).filter(|width| width.is_finite());
    let wide: Vec<f64> = widths.filter(|width| *width > WIDTH_MAX_MM).collect();
    let lines = wide.len() as u64;
    let message = format!(
        "{} up to {} wide. A machine follows the middle of a line, so the width is not made.",
        count(lines, "line is", "lines are"),
        length(wide.iter().copied().fold(0.0, f64::max))
    );
    let fix = "Nothing to do if the middle is what is to be cut. Else turn the lines into shapes. Inkscape: Path, \
               Stroke to Path. Illustrator: Object, Path, Outline Stroke.";
    (lines > 0 && !survey.drawing.repeat).then(|| Finding::new(CODE, message, fix).times(lines))
}
