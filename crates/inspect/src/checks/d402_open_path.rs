//! D402 open-path: a contour whose ends do not meet.
//! Why it matters: the part stays attached where the gap is, and a program that fills or offsets shapes skips it.
//! Four sorts are told apart: ends that all but meet, which look closed on any screen; shapes that only their fill
//! closes; contours that are plainly open; and lines that are open on purpose (folds, slits, marks, grain lines:
//! straight or dashed lines, and layers or colours of which nothing closes while others do), which are only counted.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing::{Opening, Openness, Survey},
    words::{count, length},
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "D402", name: "open-path", severity: Severity::Warn };

const JOIN: &str = "Join the ends if the shape is to be cut out. Inkscape: select both end nodes, Join. Illustrator: \
                    Object, Path, Join. LightBurn: Edit, Auto-Join. A line that is to stay open needs nothing.";

pub(super) fn open_path(survey: &Survey) -> Vec<Finding> {
    let sort =
        |openness| -> Vec<&Opening> { survey.openings.iter().filter(|opening| opening.openness == openness).collect() };
    let found = [
        near_ends(&sort(Openness::Near), survey),
        filled_shut(&sort(Openness::Filled), survey),
        wrong_ends(&sort(Openness::Open), survey),
        free_ends(&sort(Openness::Meant), survey),
    ];
    found.into_iter().flatten().collect()
}

fn near_ends(openings: &[&Opening], survey: &Survey) -> Option<Finding> {
    let message = format!("{} That looks closed on the screen and is not.", extent(openings)?);
    Some(found(Finding::new(CODE, message, JOIN), openings, survey))
}

fn filled_shut(openings: &[&Opening], survey: &Survey) -> Option<Finding> {
    let shapes = count(openings.len() as u64, "filled shape is", "filled shapes are");
    let gap = length(openings.first()?.gap_mm);
    let message = format!(
        "{shapes} closed by the fill only: the line has a gap of {gap}{}. A cutter leaves it uncut.",
        if openings.len() > 1 { " or more" } else { "" }
    );
    let fix = "Close the paths. Inkscape: select both end nodes, Join with segment. Illustrator: Object, Path, Join. \
               LightBurn: Edit, Close Path.";
    let line = |opening: &&Opening| opening.paths.iter().any(|&path| survey.drawing.paths[path].stroke.is_some());
    let severity = if openings.iter().any(line) { CODE.severity } else { Severity::Info };
    Some(found(Finding::new(CODE, message, fix).severity(severity), openings, survey))
}

fn wrong_ends(openings: &[&Opening], survey: &Survey) -> Option<Finding> {
    Some(found(Finding::new(CODE, extent(openings)?, JOIN), openings, survey))
}

fn free_ends(openings: &[&Opening], survey: &Survey) -> Option<Finding> {
    let lines = openings.len() as u64;
    let message = format!(
        "{} open and {} meant to be: straight, dashed, or on a layer or in a colour of their own.",
        count(lines, "line is", "lines are"),
        if lines == 1 { "seems" } else { "seem" }
    );
    let fix = "Nothing to do for folds, slits, marks and grain lines. Join the ends of what is to be cut out.";
    (lines > 0).then(|| found(Finding::new(CODE, message, fix).severity(Severity::Info), openings, survey))
}

/// `2 contours are open, the smallest gap 0.3 mm.`
fn extent(openings: &[&Opening]) -> Option<String> {
    let gap = length(openings.first()?.gap_mm);
    let extent = match openings.len() {
        1 => format!("with a gap of {gap}"),
        _ => format!("the smallest gap {gap}"),
    };
    Some(format!("{}, {extent}.", count(openings.len() as u64, "contour is open", "contours are open")))
}

fn found(finding: Finding, openings: &[&Opening], survey: &Survey) -> Finding {
    let places = openings.iter().take(PLACES_MAX / 2).flat_map(|opening| {
        [0, 1].map(|end| {
            let mut place = survey.place((opening.ends[end], opening.paths[end]));
            let gap = format!("gap of {}", length(opening.gap_mm));
            place.element = Some(place.element.map_or(gap.clone(), |name| format!("end of {name}, {gap}")));
            place
        })
    });
    finding.times(openings.len() as u64).at(places)
}
