//! S606 size-missing: a piece lacks a size that the others have.
//! Why it matters: whoever sews that size finds out when the cloth is cut. Sizes are told by the names of layers and labels;
//! a piece that is drawn once fits all of them.

use pattern::{Code, Finding, Severity};

use crate::{drawing, sewing};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "S606", name: "size-missing", severity: Severity::Warn };

pub(super) fn size_missing(drawing: &drawing::Survey, survey: &sewing::Survey) -> Option<Finding> {
    let (piece, sizes) = survey.lacking.first()?;
    let sizes_words = if sizes.len() == 1 { "size" } else { "sizes" };
    let others = match survey.lacking.len() {
        1 => String::new(),
        2 => " Another piece lacks some, too.".to_owned(),
        more => format!(" {} other pieces lack some, too.", more - 1),
    };
    let message =
        format!("The piece {} has no {sizes_words} {}.{others}", survey.pieces[*piece].words(), sizes.join(", "));
    let fix = "Draw the missing outline on the layer of its size. A piece that fits all sizes is drawn once.";
    let places = survey.lacking.iter().take(PLACES_MAX).map(|(index, _)| {
        let piece = &survey.pieces[*index];
        drawing.place((piece.middle(), piece.path))
    });
    Some(Finding::new(CODE, message, fix).times(survey.lacking.len() as u64).at(places))
}
