//! S609 seams-differ: two sides of a named seam are not equally long.
//! Why it matters: sewn together, one is left over. A seam is a line that is drawn once more along an outline and named the
//! same on both pieces, such as “seam side”; a name with ease, gathers or pleats in it may differ.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing,
    sewing::{self, Mismatch, Seam},
    words::length,
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "S609", name: "seams-differ", severity: Severity::Warn };

pub(super) fn seams_differ(drawing: &drawing::Survey, survey: &sewing::Survey) -> Vec<Finding> {
    let differs = |seam: &&Seam| seam.mismatches.contains(&Mismatch::Length);
    let (eased, wrong): (Vec<_>, Vec<_>) = survey.seams.iter().filter(differs).partition(|seam| seam.is_eased);
    let wrong = found(&wrong, drawing, survey);
    let eased = found(&eased, drawing, survey).map(|finding| finding.severity(Severity::Info));
    wrong.into_iter().chain(eased).collect()
}

fn found(seams: &[&Seam], drawing: &drawing::Survey, survey: &sewing::Survey) -> Option<Finding> {
    let apart = |seam: &&&Seam| (seam.lengths_mm[0] - seam.lengths_mm[1]).abs();
    let worst = seams.iter().max_by(|a, b| apart(a).total_cmp(&apart(b)))?;
    let [one, other] = [0, 1].map(|side| {
        let piece = worst.pieces[side].map_or(String::new(), |piece| format!(" on {}", survey.pieces[piece].words()));
        format!("{}{piece}", length(worst.lengths_mm[side]))
    });
    let more = match seams.len() {
        1 => String::new(),
        more => format!(" {} differ in all.", more),
    };
    let message = format!("The seam “{}” is {one} and {other}: {} apart.{more}", worst.name, length(apart(&worst)));
    let fix =
        "Make both sides equally long. Where one is eased in or gathered, say so in its name: “seam sleeve ease”.";
    let places = seams.iter().take(PLACES_MAX).map(|seam| drawing.place(seam.at));
    Some(Finding::new(CODE, message, fix).times(seams.len() as u64).at(places))
}
