//! Parts of a slicer's project that are no material: they are left out and told.

use super::trouble::count_of;
use crate::{Code, Finding, Findings, Severity};

/// A part of a project is no material.
const NO_MATERIAL: Code = Code { id: "R144", name: "no-material", severity: Severity::Info };

/// What a part is for that is no material.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purpose {
    /// Changes settings where it lies.
    Modifier,
    /// Says where supports may or may not stand, or is one.
    Support,
    /// Is cut away from the model.
    Negative,
    /// Lies on the plate and is not printed.
    NotPrinted,
}

impl Purpose {
    /// What a slicer's word for a part's type means; none where the part is material.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "modifier_part" | "parametermodifier" => Self::Modifier,
            "support_blocker" | "support_enforcer" | "supportblocker" | "supportenforcer" => Self::Support,
            "negative_part" | "negativevolume" => Self::Negative,
            _ => return None,
        })
    }
}

/// What was left out, each purpose once.
pub(crate) fn tell(left_out: &[Purpose], findings: &mut Findings) {
    for (purpose, one, several, fix) in [
        (
            Purpose::Modifier,
            "modifier was",
            "modifiers were",
            "Nothing needs to be done: a slicer knows what it is for.",
        ),
        (
            Purpose::Support,
            "support or mark for supports was",
            "supports or marks for supports were",
            "Nothing needs to be done: a slicer knows what it is for.",
        ),
        (
            Purpose::Negative,
            "negative part was",
            "negative parts were",
            "A slicer cuts it away from the model, which is shown whole here. Cut it away in a modelling program for \
             those who use another slicer.",
        ),
        (
            Purpose::NotPrinted,
            "object was",
            "objects were",
            "It is on the plate, but marked as not to be printed. Remove it, or mark it as printable.",
        ),
    ] {
        let count = left_out.iter().filter(|left| **left == purpose).count() as u64;
        if count > 0 {
            let message = format!("{} left out: it is no material of the model.", count_of(count, one, several));
            let severity = if purpose == Purpose::Negative { Severity::Warn } else { Severity::Info };
            findings.push(Finding::new(NO_MATERIAL, message, fix).severity(severity).times(count));
        }
    }
}
