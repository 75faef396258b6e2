//! M332 thin-feature: a pin, a strand or a stroke of lettering is thinner than the process makes it.
//! Why it matters: it is left out, melts to a blob or snaps off when supports are taken away; small raised lettering
//! becomes unreadable.

use pattern::{Code, Finding, Severity};

use crate::{
    mesh::Survey,
    process::is_below,
    words::{capital, length, some},
};

use super::making::{name, remedy, spots};

pub(super) const CODE: Code = Code { id: "M332", name: "thin-feature", severity: Severity::Warn };

pub(super) fn thin_feature(survey: &Survey) -> Option<Finding> {
    let print = survey.print.as_ref()?;
    let limits = print.process.limits();
    let pins = &print.walls.pins;
    let first = pins.first()?;
    let lost = pins.iter().filter(|spot| is_below(spot.least_mm, limits.wall_lost_mm)).count() as u64;
    let count = if lost > 0 { lost } else { pins.len() as u64 };
    let what =
        some(count, "detail such as a pin or a letter's stroke is", "details such as pins or letters' strokes are");
    let message = format!(
        "{} {} thick{}",
        capital(&what),
        length(first.least_mm),
        if lost > 0 {
            format!(". {} makes them from {}.", name(&print.process), length(limits.wall_lost_mm))
        } else {
            format!(": they come out, but break easily; {} or more holds.", length(limits.wall_weak_mm))
        }
    );
    let fix = format!(
        "Make it {} or thicker, choose bolder and larger lettering, or scale the part up; {}.",
        length(limits.wall_weak_mm),
        remedy(&print.process)
    );
    let severity = if lost > 0 { Severity::Warn } else { Severity::Info };
    Some(Finding::new(CODE, message, fix).times(count).severity(severity).at(spots(pins)))
}
