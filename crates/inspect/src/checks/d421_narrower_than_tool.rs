//! D421 narrower-than-tool: a closed contour that is nowhere as wide as what the tool takes away.
//! Why it matters: a cutter does not fit into the hole or the slot, so it is left out or comes out too wide; a beam
//! burns all of it away. Asked only where the sheet and its machine are known.

use pattern::{Code, Finding, Severity};

use crate::{
    Sheet,
    drawing::Survey,
    sheet::Tool,
    words::{count, length},
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "D421", name: "narrower-than-tool", severity: Severity::Warn };

pub(super) fn narrower_than_tool(survey: &Survey, sheet: Option<&Sheet>) -> Option<Finding> {
    let (sheet, narrow) = (sheet?, &survey.narrow);
    let contours = count(narrow.len() as u64, "contour is", "contours are");
    let least = length(narrow.iter().map(|narrow| narrow.width_mm).fold(f64::INFINITY, f64::min));
    let kerf = length(sheet.kerf_mm);
    let message = match sheet.tool {
        Tool::Router => format!(
            "{contours} narrower than the cutter of {kerf}, the narrowest {least}. It does not fit into a hole so narrow."
        ),
        Tool::Laser | Tool::Blade => format!(
            "{contours} narrower than the cut of {kerf}, the narrowest {least}. All of it burns away: it becomes a slit."
        ),
    };
    let fix = "Make holes and slots wider than the tool, or take a thinner one; drill holes that are as wide as a drill. \
               Where a slit is meant, draw one open line.";
    let places = narrow.iter().take(PLACES_MAX).map(|narrow| {
        let mut place = survey.place((narrow.at, narrow.path));
        let width = format!("{} wide", length(narrow.width_mm));
        place.element = Some(place.element.map_or(width.clone(), |name| format!("{name}, {width}")));
        place
    });
    (!narrow.is_empty()).then(|| Finding::new(CODE, message, fix).times(narrow.len() as u64).at(places))
}
