//! D403 self-crossing: a contour that crosses itself.
//! Why it matters: it has no clear inside, so offsets and fills come out wrong, and a cut loop falls out or burns.

use pattern::{Code, Finding, Severity};

use crate::{drawing::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "D403", name: "self-crossing", severity: Severity::Warn };

pub(super) fn self_crossing(survey: &Survey) -> Option<Finding> {
    let points = survey.crossings.len() as u64;
    let message = format!("A contour crosses itself at {}.", count(points, "point", "points"));
    let fix = "Divide the shape there and join what belongs together. Inkscape: Path, Union cleans a closed shape. \
               Illustrator: Pathfinder, Unite. LightBurn: Edit, Break Apart, then Weld.";
    let places = survey.crossings.iter().take(PLACES_MAX).map(|&at| survey.place(at));
    (points > 0).then(|| Finding::new(CODE, message, fix).times(points).at(places))
}
