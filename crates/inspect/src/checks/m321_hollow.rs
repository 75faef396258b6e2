//! M321 hollow: a closed space inside a solid, with no way out.
//! Why it matters: liquid resin and powder stay trapped in it, and so do supports. FDM prints it well where its roof
//! needs no support.

use pattern::{Code, Finding, Place, Severity};

use crate::{
    mesh::Survey,
    words::{count, volume},
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "M321", name: "hollow", severity: Severity::Info };

pub(super) fn hollow(survey: &Survey) -> Option<Finding> {
    let cavities = &survey.cavities;
    if cavities.is_empty() {
        return None;
    }
    let number = cavities.len() as u64;
    let message = format!(
        "{} inside, {} in all, with no way out: resin or powder stays trapped there.",
        count(number, "closed hollow", "closed hollows"),
        volume(survey.facts.cavities_volume_mm3)
    );
    let fix = "For resin and powder, give each hollow two holes of 3 mm or more (Lychee, Chitubox: Hollow, Hole; Meshmixer: \
               Make Solid, Hollow, Generate Holes), or fill it. For FDM nothing must be done.";
    let places = cavities.iter().take(PLACES_MAX).map(|&index| {
        let shell = &survey.shells[index];
        let element = format!("hollow of {}", volume(shell.volume_mm3.abs()));
        Place { element: Some(element), ..survey.vertex(shell.lowest) }
    });
    Some(Finding::new(CODE, message, fix).times(number).at(places))
}
