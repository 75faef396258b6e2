//! M331 thin-wall: a wall is thinner than the process makes it.
//! Why it matters: a slicer leaves out what is narrower than one line, resin and powder tear, a mill breaks it: the part
//! comes out with holes, or breaks in the hand.

use pattern::{Code, Finding, Severity};

use crate::{
    mesh::Survey,
    process::is_below,
    words::{capital, length, some},
};

use super::making::{name, remedy, spots};

pub(super) const CODE: Code = Code { id: "M331", name: "thin-wall", severity: Severity::Warn };

pub(super) fn thin_wall(survey: &Survey) -> Option<Finding> {
    let print = survey.print.as_ref()?;
    let limits = print.process.limits();
    let first = print.walls.walls.first()?;
    let lost = print.walls.walls.iter().filter(|spot| is_below(spot.least_mm, limits.wall_lost_mm)).count() as u64;
    let count = if lost > 0 { lost } else { print.walls.walls.len() as u64 };
    let message = if lost > 0 {
        format!(
            "{}: down to {}. {} makes walls from {}.",
            capital(&some(lost, "wall is too thin", "walls are too thin")),
            length(first.least_mm),
            name(&print.process),
            length(limits.wall_lost_mm)
        )
    } else {
        format!(
            "{}: down to {}. It comes out, but it breaks easily; {} or more holds.",
            capital(&some(count, "wall is thin", "walls are thin")),
            length(first.least_mm),
            length(limits.wall_weak_mm)
        )
    };
    let fix = format!(
        "Make the wall {} or thicker in the CAD program (Solidify in Blender, Offset or Thicken elsewhere), or scale the \
         part up; {}.",
        length(limits.wall_weak_mm),
        remedy(&print.process)
    );
    let severity = if lost > 0 { Severity::Warn } else { Severity::Info };
    Some(Finding::new(CODE, message, fix).times(count).severity(severity).at(spots(&print.walls.walls)))
}
