//! M317 rounding: corners of the surface differ from others in the last digit only, and were taken as one with them.
//! Why it matters: it does not to slicers, which do the same. A program that compares exactly sees holes here.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "M317", name: "rounding", severity: Severity::Info };

pub(super) fn rounding(survey: &Survey) -> Option<Finding> {
    let corners = &survey.rounded_apart;
    if corners.is_empty() {
        return None;
    }
    let message = format!(
        "{} from another in the last digit only and {} taken as one with it.",
        count(corners.len() as u64, "corner differs", "corners differ"),
        if corners.len() == 1 { "is" } else { "are" }
    );
    let fix = "Nothing must be done. Merging close vertices before the export makes the file clean: Blender: Mesh, Merge, By \
               Distance.";
    let places = corners.iter().take(PLACES_MAX).map(|&[corner, _]| survey.vertex(corner));
    Some(Finding::new(CODE, message, fix).times(corners.len() as u64).at(places))
}
