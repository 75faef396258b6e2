//! M336 long-bridge: a ceiling between two walls is wider than can be bridged.
//! Why it matters: the lines sag or fall in the middle, and the inside of the opening comes out rough or closed.

use pattern::{Code, Finding, Severity};

use crate::{
    mesh::Survey,
    words::{capital, length, some},
};

use super::{PLACES_MAX, making::named};

pub(super) const CODE: Code = Code { id: "M336", name: "long-bridge", severity: Severity::Warn };

pub(super) fn long_bridge(survey: &Survey) -> Option<Finding> {
    let print = survey.print.as_ref()?;
    let bridges = &print.hanging.bridges;
    let widest = bridges.first()?.span_mm?;
    let limit = length(print.process.limits().bridge_mm);
    let message = format!(
        "{} too wide to print without supports: {}, up to {limit} hold by themselves.",
        capital(&some(bridges.len() as u64, "ceiling between two walls is", "ceilings between two walls are")),
        length(widest)
    );
    let fix = "Switch supports on for it, give the opening a pointed or round top, or put a rib in the middle that is \
               broken out afterwards.";
    let places = bridges.iter().take(PLACES_MAX).map(|ledge| named(ledge.point, length(ledge.span_mm.unwrap_or(0.0))));
    Some(Finding::new(CODE, message, fix).times(bridges.len() as u64).at(places))
}
