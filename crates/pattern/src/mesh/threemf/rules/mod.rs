//! The standard's rules: what a 3MF must be, beyond what can be read of it.
//!
//! The reader is lenient and goes on; what breaks a rule is noted on the way, in the same walk over the XML, and told
//! at the end. [`table`] is the list; every other file here looks at one corner of the format.

mod attributes;
mod document;
mod kinds;
mod lattice;
mod materials;
mod mesh;
pub(super) mod package;
mod production;
mod resources;
mod schema;
mod seen;
mod slices;
mod space;
mod table;
#[cfg(test)]
mod tests;
mod watch;

pub(super) use kinds::is_number;
pub(super) use mesh::TriangleMarks;
pub(super) use table::Rule;
pub(super) use watch::Watch;

use crate::{Finding, Findings, Place};
use table::TABLE;

/// Which rules were broken, how often, and where.
pub(super) struct Breaches {
    found: Vec<Found>,
    places_max: usize,
}

#[derive(Clone, Default)]
struct Found {
    count: u64,
    places: Vec<Place>,
}

impl Breaches {
    /// None yet; each rule keeps at most `places_max` places.
    pub(super) fn new(places_max: usize) -> Self {
        Self { found: vec![Found::default(); TABLE.len()], places_max }
    }

    /// Notes that `rule` is broken. The place is only worked out where it will be shown.
    pub(super) fn note(&mut self, rule: Rule, place: impl FnOnce() -> String) {
        let found = &mut self.found[rule as usize];
        found.count += 1;
        if found.places.len() < self.places_max {
            found.places.push(Place::element(place()));
        }
    }

    /// One finding for each rule that was broken, in the order of the table.
    pub(super) fn tell(self, findings: &mut Findings) {
        for (found, entry) in self.found.into_iter().zip(&TABLE).filter(|(found, _)| found.count > 0) {
            let message = format!("{} (3MF {}).", entry.says, entry.clause);
            let finding = Finding::new(entry.code, message, entry.fix).severity(entry.severity);
            findings.push(finding.times(found.count).at(found.places));
        }
    }
}
