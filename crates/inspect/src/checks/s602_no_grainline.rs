//! S602 no-grainline: a piece does not say how it lies on the cloth.
//! Why it matters: cut across the grain a leg twists and a skirt hangs crooked. An edge on the fold says it, too. Found by
//! words (layer, label, text: grainline, Fadenlauf, droit fil, cut on fold) and by a straight line with an arrow.

use pattern::{Code, Finding, Severity};

use crate::{drawing, sewing, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "S602", name: "no-grainline", severity: Severity::Warn };

/// Pieces that are named in the sentence.
const NAMED_MAX: usize = 4;

pub(super) fn no_grainline(drawing: &drawing::Survey, survey: &sewing::Survey) -> Option<Finding> {
    let without: Vec<_> = survey.pieces.iter().filter(|piece| !piece.has_grain).collect();
    let named: Vec<String> = without.iter().take(NAMED_MAX).map(|piece| piece.words()).collect();
    let more = if without.len() > NAMED_MAX { " and more" } else { "" };
    let message = format!(
        "{} no grainline: {}{more}.",
        count(without.len() as u64, "piece has", "pieces have"),
        named.join(", ")
    );
    let fix = "Draw a line with an arrow along the warp on each piece, or put it on a layer that is named grainline. What may \
               lie as it likes, such as leather, needs none.";
    let places = without.iter().take(PLACES_MAX).map(|piece| drawing.place((piece.middle(), piece.path)));
    (!without.is_empty()).then(|| Finding::new(CODE, message, fix).times(without.len() as u64).at(places))
}
