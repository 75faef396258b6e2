//! D403 self-crossing: a contour that crosses itself.
//! Why it matters: it has no clear inside, so offsets and fills come out wrong, and a cut loop falls out or burns. That
//! is so of closed contours that are drawn as lines. A fill without a line is printed or engraved as it is seen, and a
//! line that stays open has no inside: where these cross themselves, as in ornaments and handwriting, it is only told.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing::{Crossing, Survey},
    words::count,
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "D403", name: "self-crossing", severity: Severity::Warn };

pub(super) fn self_crossing(survey: &Survey) -> Vec<Finding> {
    let is_wrong = |crossing: &&Crossing| {
        let path = &survey.drawing.paths[crossing.path];
        crossing.closed && (path.stroke.is_some() || path.fill.is_none())
    };
    let (wrong, meant): (Vec<&Crossing>, Vec<&Crossing>) = survey.crossings.iter().partition(is_wrong);
    let fix = "Divide the shape there and join what belongs together. Inkscape: Path, Union cleans a closed shape. \
               Illustrator: Pathfinder, Unite. LightBurn: Edit, Break Apart, then Weld.";
    let wrong = found(&wrong, survey, |points| {
        let message = format!("A contour crosses itself at {}.", count(points, "point", "points"));
        Finding::new(CODE, message, fix)
    });
    let meant = found(&meant, survey, |points| {
        let points = count(points, "point", "points");
        let message =
            format!("An open line or a fill without a line crosses itself at {points}. No harm in a print or a plot.");
        let fix = "Nothing to do for ornaments, writing and prints. If it is cut through, divide it there: the loops fall out.";
        Finding::new(CODE, message, fix).severity(Severity::Info)
    });
    wrong.into_iter().chain(meant).collect()
}

fn found(crossings: &[&Crossing], survey: &Survey, finding: impl FnOnce(u64) -> Finding) -> Option<Finding> {
    let points = crossings.len() as u64;
    let places = crossings.iter().take(PLACES_MAX).map(|crossing| survey.place((crossing.at, crossing.path)));
    (points > 0).then(|| finding(points).times(points).at(places))
}
