//! D405 text-not-outlined: text that is still text.
//! Why it matters: a cutter skips it, and a computer without the font sets it in another.

use pattern::{Code, Finding, Place, Severity};

use crate::{Use, drawing::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "D405", name: "text-not-outlined", severity: Severity::Warn };

pub(super) fn text_not_outlined(survey: &Survey) -> Option<Finding> {
    let texts = survey.drawing.texts.len() as u64;
    let why = match survey.facts.used_for {
        Use::Plot => "A computer without the font shows another.",
        Use::Cut | Use::Engrave | Use::Sew => "A cutter skips it.",
    };
    let message = format!("{} not turned into paths. {why}", count(texts, "text is", "texts are"));
    let fix = "Turn text into paths before you save. Inkscape: Path, Object to Path. Illustrator: Type, Create \
               Outlines. AutoCAD: TXTEXP.";
    let places = survey.drawing.texts.iter().take(PLACES_MAX).map(|text| Place {
        mm: Some([text.at[0], text.at[1], 0.0]).filter(|mm| mm.iter().all(|value| value.is_finite())),
        element: Some(text.source.clone()).filter(|source| !source.is_empty()),
    });
    (texts > 0).then(|| Finding::new(CODE, message, fix).times(texts).at(places))
}
