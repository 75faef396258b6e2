//! M343 undercut: a mill of three axes does not reach some of the surface from above or from below.
//! Why it matters: the cutter would have to go through the part; what it does not reach stays full.

use pattern::{Code, Finding, Place, Severity};

use super::{PLACES_MAX, making::square};
use crate::{
    Way,
    mesh::{Survey, rounded},
};

/// Rays graze edges: so much of the surface is not yet an undercut.
const UNDERCUT_SHARE_MAX: f64 = 0.002;

pub(super) const CODE: Code = Code { id: "M343", name: "undercut", severity: Severity::Warn };

pub(super) fn undercut(survey: &Survey) -> Option<Finding> {
    let print = survey.print.as_ref().filter(|print| print.process.way == Way::Cnc)?;
    let unreached = &print.unreached;
    if unreached.undercut_mm2 <= UNDERCUT_SHARE_MAX * survey.facts.area_mm2 {
        return None;
    }
    let message = format!(
        "{} of the surface are reached neither from above nor from below, however it is laid.",
        square(unreached.undercut_mm2)
    );
    let fix = "Split it into parts that are screwed or glued together, mill it on more axes, or open the undercut.";
    let places = unreached.points.iter().take(PLACES_MAX).map(|&point| Place::point(point.to_array().map(rounded)));
    Some(Finding::new(CODE, message, fix).at(places))
}
