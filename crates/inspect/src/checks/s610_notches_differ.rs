//! S610 notches-differ: the notches on two sides of a named seam do not meet.
//! Why it matters: whoever matches them stretches one side or loses the other. Positions are measured along the seam from the
//! end that suits better.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing,
    sewing::{self, Mismatch, Seam},
    words::{count, length},
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "S610", name: "notches-differ", severity: Severity::Warn };

pub(super) fn notches_differ(drawing: &drawing::Survey, survey: &sewing::Survey) -> Option<Finding> {
    let words = |seam: &Seam| {
        seam.mismatches.iter().find_map(|mismatch| match mismatch {
            Mismatch::Length => None,
            Mismatch::NotchCount([a, b]) => {
                Some(format!("{} on one side and {b} on the other", count(*a as u64, "notch", "notches")))
            }
            Mismatch::Notches(mm) => Some(format!("notches that lie {} apart", length(*mm))),
        })
    };
    let wrong: Vec<(&Seam, String)> = survey.seams.iter().filter_map(|seam| Some((seam, words(seam)?))).collect();
    let (first, what) = wrong.first()?;
    let more = if wrong.len() > 1 { format!(" {} seams are like that.", wrong.len()) } else { String::new() };
    let message = format!("The seam “{}” has {what}.{more}", first.name);
    let fix = "Draw each notch on both pieces, as far from the same end of the seam.";
    let places = wrong.iter().take(PLACES_MAX).map(|(seam, _)| drawing.place(seam.at));
    Some(Finding::new(CODE, message, fix).times(wrong.len() as u64).at(places))
}
