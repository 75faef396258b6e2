//! M334 tight-clearance: two bodies are so near one another that they grow together.
//! Why it matters: parts that were to move, such as hinges and chains printed in place, come out as one piece.

use pattern::{Code, Finding, Severity};

use crate::{
    Way,
    mesh::Survey,
    words::{length, some, uncapital},
};

use super::making::{name, spots};

pub(super) const CODE: Code = Code { id: "M334", name: "tight-clearance", severity: Severity::Warn };

pub(super) fn tight_clearance(survey: &Survey) -> Option<Finding> {
    // A cutter joins nothing: parts that are milled are clamped and cut one by one.
    let print = survey.print.as_ref().filter(|print| print.process.way != Way::Cnc)?;
    let gaps = &print.walls.clearances;
    let first = gaps.first()?;
    let limit = length(print.process.limits().clearance_mm);
    let message = format!(
        "Bodies are {} apart in {}; {} joins what is nearer than {limit}.",
        length(first.least_mm),
        some(gaps.len() as u64, "place", "places"),
        uncapital(&name(&print.process))
    );
    let fix = format!(
        "Leave {limit} or more between parts that are to move; where they are to be one, join them by a Boolean union."
    );
    Some(Finding::new(CODE, message, fix).times(gaps.len() as u64).at(spots(gaps)))
}
