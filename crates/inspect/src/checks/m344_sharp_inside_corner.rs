//! M344 sharp-inside-corner: two upright walls meet inside without a rounding.
//! Why it matters: a cutter is round: the corner comes out with its radius, and a square part does not go in.

use pattern::{Code, Finding, Severity};

use crate::{
    Way,
    mesh::Survey,
    words::{capital, length, some},
};

use super::{PLACES_MAX, making::named};

pub(super) const CODE: Code = Code { id: "M344", name: "sharp-inside-corner", severity: Severity::Info };

pub(super) fn sharp_inside_corner(survey: &Survey) -> Option<Finding> {
    let print = survey.print.as_ref().filter(|print| print.process.way == Way::Cnc)?;
    let corners = &print.unreached.corners;
    if corners.is_empty() {
        return None;
    }
    let radius = length(print.process.tool_mm / 2.0);
    let message = format!(
        "{} sharp inside: the cutter leaves a radius of {radius}.",
        capital(&some(corners.len() as u64, "upright corner is", "upright corners are"))
    );
    let fix = format!("Round them by {radius} or a little more, or add dog-bones where a square part must go in.");
    let places = corners.iter().take(PLACES_MAX).map(|&(mm, point)| named(point, length(mm)));
    Some(Finding::new(CODE, message, fix).times(corners.len() as u64).at(places))
}
