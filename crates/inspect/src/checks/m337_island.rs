//! M337 island: something begins in mid-air while the part is built.
//! Why it matters: its first layer has nothing to lie on: it is dragged away, or drops into the vat and ruins the print.

use pattern::{Code, Finding, Place, Severity};

use super::PLACES_MAX;
use crate::{
    mesh::{Survey, rounded},
    words::{capital, some},
};

pub(super) const CODE: Code = Code { id: "M337", name: "island", severity: Severity::Warn };

pub(super) fn island(survey: &Survey) -> Option<Finding> {
    let print = survey.print.as_ref()?;
    let islands = &print.hanging.islands;
    if islands.is_empty() {
        return None;
    }
    let message = format!(
        "{} in mid-air as it is built upwards.",
        capital(&some(islands.len() as u64, "piece begins", "pieces begin"))
    );
    let fix = "Put a support under each (switch supports on, and look that each of these places has one), or turn the part \
               so that it grows out of what is below.";
    let places = islands.iter().take(PLACES_MAX).map(|&point| Place::point(point.to_array().map(rounded)));
    Some(Finding::new(CODE, message, fix).times(islands.len() as u64).at(places))
}
