//! M308 many-shells: the file holds several bodies that do not hang together.
//! Why it matters: it is right for a plate of parts and for moving parts printed in place; where one solid
//! was meant, a part was not joined and falls off.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "M308", name: "many-shells", severity: Severity::Info };

pub(super) fn many_shells(survey: &Survey) -> Option<Finding> {
    let bodies = survey.shells.len() as u64;
    if bodies < 2 {
        return None;
    }
    let message = format!("The file holds {} that do not hang together.", count(bodies, "body", "bodies"));
    let fix = "Nothing, where parts are meant to be separate; say so in the description. Otherwise join them by a \
               Boolean union before exporting.";
    let mut by_size: Vec<_> = survey.shells.iter().collect();
    by_size.sort_by_key(|shell| std::cmp::Reverse(shell.triangles));
    let places = by_size.into_iter().take(PLACES_MAX).map(|shell| {
        let mut place = survey.vertex(shell.lowest);
        place.element = Some(format!("body of {}", count(shell.triangles, "triangle", "triangles")));
        place
    });
    Some(Finding::new(CODE, message, fix).times(bodies).at(places))
}
