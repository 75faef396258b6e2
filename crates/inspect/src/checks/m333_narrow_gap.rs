//! M333 narrow-gap: a gap in one body is narrower than the process keeps open, or than the cutter.
//! Why it matters: it closes up: engraved lettering and vents vanish, slots grow together; a mill's cutter does not get in.

use pattern::{Code, Finding, Severity};

use crate::{
    Way,
    mesh::Survey,
    words::{capital, length, some},
};

use super::making::spots;

pub(super) const CODE: Code = Code { id: "M333", name: "narrow-gap", severity: Severity::Warn };

pub(super) fn narrow_gap(survey: &Survey) -> Option<Finding> {
    let print = survey.print.as_ref()?;
    let gaps = &print.walls.gaps;
    let first = gaps.first()?;
    let limit = length(print.process.limits().gap_mm);
    let count = gaps.len() as u64;
    let gap = capital(&some(count, "gap is", "gaps are"));
    let closes = if count == 1 { "it closes" } else { "they close" };
    let (message, fix) = if print.process.way == Way::Cnc {
        (
            format!("{gap} narrower than the cutter: down to {}, the cutter is {limit}.", length(first.least_mm)),
            format!("Widen it to {limit} or more, or take a thinner cutter for it."),
        )
    } else {
        (
            format!("{gap} so narrow that {closes} up: down to {}, {} is kept open.", length(first.least_mm), limit),
            format!(
                "Widen it to {limit} or more, or close it where it is not meant; a finer nozzle or layer keeps more open."
            ),
        )
    };
    Some(Finding::new(CODE, message, fix).times(count).at(spots(gaps)))
}
