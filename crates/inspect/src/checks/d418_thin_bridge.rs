//! D418 thin-bridge: two cuts with less between them than holds: half a millimetre, or what the sheet asks for and the
//! width of the cut, where the sheet is known.
//! Why it matters: a laser takes away 0.1 to 0.3 mm, and the heat of both cuts meets: what is left breaks off, burns or
//! is not there at all. Looked at between contours of one layer and colour, and across the narrow places of each.
//! Between parts of their own, or openings without an outline round them, it is only told; so it is where all are
//! fills, which may be a print.

use pattern::{Code, Finding, Severity};

use crate::{
    Sheet,
    drawing::{BRIDGE_MIN_MM, Bridge, BridgeOf, Survey},
    words::{count, length},
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "D418", name: "thin-bridge", severity: Severity::Warn };

pub(super) fn thin_bridge(survey: &Survey, sheet: Option<&Sheet>) -> Vec<Finding> {
    let of = |between| -> Vec<Bridge> {
        let mut found: Vec<Bridge> =
            survey.bridges.iter().filter(|bridge| bridge.between == between).copied().collect();
        found.sort_by(|a, b| a.width_mm.total_cmp(&b.width_mm));
        found
    };
    let limit = length(sheet.map_or(BRIDGE_MIN_MM, Sheet::apart_min_mm));
    let why = sheet.map_or(String::new(), |sheet| {
        let (bridge, kerf) = (length(sheet.bridge_min_mm), length(sheet.kerf_mm));
        format!(" In {} {bridge} have to be left, and the cut takes {kerf}.", sheet.words)
    });
    let part = of(BridgeOf::Part);
    let sheet = of(BridgeOf::Sheet);
    let extent = |bridges: &[Bridge]| length(bridges.first().map_or(0.0, |bridge| bridge.width_mm));
    let part_message = format!(
        "{} narrower than {limit}, the narrowest {}. It breaks or burns away.{why}",
        count(part.len() as u64, "bridge between two cuts is", "bridges between two cuts are"),
        extent(&part)
    );
    let sheet_message = format!(
        "{} closer than {limit} to one another, the closest {}. If they are openings in one part, what is between breaks.{why}",
        count(sheet.len() as u64, "pair of contours lies", "pairs of contours lie"),
        extent(&sheet)
    );
    let fix = "Move the cuts apart or make the bridge wider: at least as wide as the material is thick. Where both were \
               meant to be one cut, draw one line.";
    let severity = if survey.has_lines { CODE.severity } else { Severity::Info };
    let part = found(&part, survey, Finding::new(CODE, part_message, fix).severity(severity));
    let sheet = found(&sheet, survey, Finding::new(CODE, sheet_message, fix).severity(Severity::Info));
    part.into_iter().chain(sheet).collect()
}

fn found(bridges: &[Bridge], survey: &Survey, finding: Finding) -> Option<Finding> {
    let places = bridges.iter().take(PLACES_MAX).map(|bridge| {
        let mut place = survey.place((bridge.at, bridge.path));
        let width = format!("{} wide", length(bridge.width_mm));
        place.element = Some(place.element.map_or(width.clone(), |name| format!("{name}, {width}")));
        place
    });
    (!bridges.is_empty()).then(|| finding.times(bridges.len() as u64).at(places))
}
