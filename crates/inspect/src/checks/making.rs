//! Words that the findings about making share.

use glam::DVec3;
use pattern::Place;

use super::PLACES_MAX;
use crate::{
    Process, Way,
    mesh::rounded,
    print::Spot,
    words::{self, length},
};

/// `A nozzle of 0.4 mm`.
pub(super) fn name(process: &Process) -> String {
    match process.way {
        Way::Fdm => format!("A nozzle of {}", length(process.tool_mm)),
        Way::Resin => "Resin".to_owned(),
        Way::Sls => "Sintered powder".to_owned(),
        Way::Cnc => format!("Milling {}", process.material.name),
    }
}

/// What can be done without changing the model.
pub(super) fn remedy(process: &Process) -> &'static str {
    match process.way {
        Way::Fdm => "a finer nozzle, or thin-wall detection in the slicer, saves some of it",
        Way::Resin => "a finer layer and slower lifting save some of it",
        Way::Sls => "resin makes finer parts than powder does",
        Way::Cnc => "a stiffer material stands more",
    }
}

/// The worst spots, each with its measure.
pub(super) fn spots(spots: &[Spot]) -> impl Iterator<Item = Place> {
    spots.iter().take(PLACES_MAX).map(|spot| named(spot.point, length(spot.least_mm)))
}

/// A point with a figure beside it.
pub(super) fn named(point: DVec3, figure: String) -> Place {
    Place { element: Some(figure), ..Place::point(point.to_array().map(rounded)) }
}

/// `4.2 mm²`, `12.5 cm²`.
pub(super) fn square(mm2: f64) -> String {
    if mm2 < 100.0 {
        format!("{} mm²", words::decimal(mm2, 1))
    } else {
        format!("{} cm²", words::decimal(mm2 / 100.0, 1))
    }
}

/// `40 mm³`, `12.5 ml`.
pub(super) fn cubic(mm3: f64) -> String {
    if mm3 < 1000.0 {
        format!("{} mm³", words::decimal(mm3, 0))
    } else {
        format!("{} ml", words::decimal(mm3 / 1000.0, 1))
    }
}

/// `its +x side`, or the direction itself where no axis is near.
pub(super) fn direction(up: DVec3) -> String {
    let axis = (0..3).max_by(|&a, &b| up[a].abs().total_cmp(&up[b].abs())).unwrap_or(2);
    if up[axis].abs() > 0.9999 {
        format!("its {}{} side", if up[axis] > 0.0 { '+' } else { '-' }, ["x", "y", "z"][axis])
    } else {
        format!("({})", up.to_array().map(|value| words::decimal(value, 2)).join(", "))
    }
}
