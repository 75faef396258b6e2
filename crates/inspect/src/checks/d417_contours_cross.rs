//! D417 contours-cross: closed contours of one layer and colour that cross one another.
//! Why it matters: both are cut as they are, so the parts cut into one another and fall to pieces. Open lines may
//! cross contours, and contours that touch are no fault. Where most contours of a layer cross, it is a drawing of
//! lines, a rosette or a net, and only counted; so it is where all are fills, which may be a print.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing::{Between, Survey},
    words::count,
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "D417", name: "contours-cross", severity: Severity::Warn };

pub(super) fn contours_cross(survey: &Survey) -> Vec<Finding> {
    let (art, wrong): (Vec<&Between>, Vec<&Between>) = survey.between.iter().partition(|between| between.art);
    let fix = "Unite the shapes, or move them apart. Inkscape: Path, Union. Illustrator: Pathfinder, Unite. LightBurn: \
               Tools, Weld Shapes.";
    let wrong_message = |pairs: &str| format!("{pairs} one another. A machine cuts both lines all the way.");
    let art_message =
        |pairs: &str| format!("{pairs} one another, as most on that layer do: a drawing of lines, it seems.");
    let severity = if survey.has_lines { CODE.severity } else { Severity::Info };
    [
        found(&wrong, severity, wrong_message, fix, survey),
        found(
            &art,
            Severity::Info,
            art_message,
            "Nothing to do for a drawing of lines. Unite the shapes to cut them out.",
            survey,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn found(
    pairs: &[&Between],
    severity: Severity,
    message: impl Fn(&str) -> String,
    fix: &str,
    survey: &Survey,
) -> Option<Finding> {
    let number = pairs.len() as u64;
    let words = message(&count(number, "pair of contours crosses", "pairs of contours cross"));
    let places = pairs.iter().take(PLACES_MAX).map(|pair| {
        let mut place = survey.place((pair.at, pair.path));
        let crossings = count(pair.places, "crossing", "crossings");
        place.element = Some(place.element.map_or(crossings.clone(), |name| format!("{name}, {crossings}")));
        place
    });
    (number > 0).then(|| Finding::new(CODE, words, fix).severity(severity).times(number).at(places))
}
