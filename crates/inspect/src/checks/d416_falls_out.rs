//! D416 falls-out: closed contours inside of others, so that pieces fall out when they are cut.
//! Why it matters: an opening leaves scrap in the machine; what lies inside an opening, like the middle of an O in a
//! stencil, is a loose piece that is lost unless a bridge holds it. Counted by layer and colour.

use pattern::{Code, Finding, Severity};

use crate::{drawing::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "D416", name: "falls-out", severity: Severity::Info };

pub(super) fn falls_out(survey: &Survey) -> Option<Finding> {
    let (openings, islands) = (survey.facts.openings, survey.facts.islands);
    let loose = match islands {
        0 => String::new(),
        1 => " 1 contour lies inside such an opening and is a loose piece.".to_owned(),
        _ => format!(" {} inside such an opening and are loose pieces.", count(islands, "", "contours lie")),
    };
    let message = format!(
        "{} inside of another of the same layer and colour: cut through, what is inside falls out.{loose}",
        count(openings, "contour lies", "contours lie")
    );
    let fix = "Nothing to do for holes. In a stencil, draw bridges to what must stay. Cut from the inside out: \
               LightBurn: Optimization Settings, Cut inner shapes first.";
    let places = survey.islands.iter().take(PLACES_MAX).map(|&at| survey.place(at));
    (openings > 0).then(|| Finding::new(CODE, message, fix).times(openings + islands).at(places))
}
