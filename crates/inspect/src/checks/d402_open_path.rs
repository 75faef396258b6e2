//! D402 open-path: a contour whose ends do not meet.
//! Why it matters: the part stays attached where the gap is, and a program that fills or offsets shapes skips it.
//! Folds, marks and grain lines are open on purpose: dashed lines, and layers or colours of which nothing closes
//! while others do, are only counted.

use pattern::{Code, Finding, Severity};

use crate::{
    drawing::{Opening, Survey},
    words::{count, length},
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "D402", name: "open-path", severity: Severity::Warn };

pub(super) fn open_path(survey: &Survey) -> Vec<Finding> {
    let (meant, wrong): (Vec<&Opening>, Vec<&Opening>) = survey.openings.iter().partition(|opening| opening.meant);
    [wrong_ends(&wrong, survey), free_ends(&meant, survey)].into_iter().flatten().collect()
}

fn wrong_ends(openings: &[&Opening], survey: &Survey) -> Option<Finding> {
    let gap = length(openings.first()?.gap_mm);
    let extent = match openings.len() {
        1 => format!("with a gap of {gap}"),
        _ => format!("the smallest gap {gap}"),
    };
    let message = format!("{}, {extent}.", count(openings.len() as u64, "contour is open", "contours are open"));
    let fix = "Join the ends if the shape is to be cut out. Inkscape: select both end nodes, Join. Illustrator: Object, \
               Path, Join. LightBurn: Edit, Auto-Join. A line that is to stay open needs nothing.";
    Some(found(Finding::new(CODE, message, fix), openings, survey))
}

fn free_ends(openings: &[&Opening], survey: &Survey) -> Option<Finding> {
    let lines = openings.len() as u64;
    let message = format!(
        "{} open and {} meant to be: dashed, or on a layer or in a colour of their own.",
        count(lines, "line is", "lines are"),
        if lines == 1 { "seems" } else { "seem" }
    );
    let fix = "Nothing to do for folds, marks and grain lines. Join the ends of what is to be cut out.";
    (lines > 0).then(|| found(Finding::new(CODE, message, fix).severity(Severity::Info), openings, survey))
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
