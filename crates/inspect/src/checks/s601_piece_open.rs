//! S601 piece-open: the outline of a piece does not close.
//! Why it matters: where it ends, nobody knows what to cut, a projector or plotter leaves it open, and programs that add an
//! allowance or grade sizes skip the piece. Lines on a piece, folds and marks may be open.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing, sewing,
    words::{count, length},
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "S601", name: "piece-open", severity: Severity::Warn };

pub(super) fn piece_open(drawing: &drawing::Survey, survey: &sewing::Survey) -> Option<Finding> {
    let open = &survey.open;
    let gap = length(open.first()?.2);
    let extent = if open.len() == 1 { format!("with a gap of {gap}") } else { format!("the smallest gap {gap}") };
    let message = format!("{} open, {extent}.", count(open.len() as u64, "outline is", "outlines are"));
    let fix = "Join the ends. Inkscape: select both end nodes, Join. Illustrator: Object, Path, Join. Half a piece that is cut \
               on the fold needs its fold drawn, too.";
    let places = open.iter().take(PLACES_MAX).map(|(at, path, _)| drawing.place((*at, *path)));
    Some(Finding::new(CODE, message, fix).times(open.len() as u64).at(places))
}
