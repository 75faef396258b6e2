//! M317 rounding: corners of the surface differ from others in the last digit only and were taken as one with them, or
//! faces run into others by no more than that.
//! Why it matters: it does not to slicers, which do the same. A program that compares exactly sees holes and cuts here.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::count};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "M317", name: "rounding", severity: Severity::Info };

pub(super) fn rounding(survey: &Survey) -> Option<Finding> {
    let corners = &survey.rounded_apart;
    let grazing = survey.between.as_ref().map(|between| between.own_grazing.as_slice()).unwrap_or_default();
    let mut told = Vec::new();
    if !corners.is_empty() {
        let is_one = corners.len() == 1;
        told.push(format!(
            "{} from another in the last digit only and {} taken as one with it.",
            count(corners.len() as u64, "corner differs", "corners differ"),
            if is_one { "is" } else { "are" }
        ));
    }
    if !grazing.is_empty() {
        told.push(format!(
            "{} others by no more than the rounding of the file's numbers, which is not counted.",
            count(grazing.len() as u64, "triangle meets", "triangles meet")
        ));
    }
    if told.is_empty() {
        return None;
    }
    let fix = if corners.is_empty() {
        "Nothing must be done: programs round their numbers, and slicers look less closely."
    } else {
        "Nothing must be done. Merging close vertices before the export makes the corners one. Blender: Mesh, Merge, By Distance."
    };
    let places = corners.iter().map(|&[corner, _]| survey.vertex(corner));
    let places = places.chain(grazing.iter().map(|&triangle| survey.face(triangle))).take(PLACES_MAX);
    Some(Finding::new(CODE, told.join(" "), fix).times((corners.len() + grazing.len()) as u64).at(places))
}
