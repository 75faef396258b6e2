//! M314 near-vertices: corners of the surface lie so close together that they were meant to be one.
//! Why it matters: the surface looks closed and is not. Merging these corners closes it; filling would patch a hole that
//! is none.

use pattern::{Code, Finding, Place, Severity};

use crate::{
    mesh::Survey,
    words::{count, length},
};

use super::PLACES_MAX;

pub(super) const CODE: Code = Code { id: "M314", name: "near-vertices", severity: Severity::Warn };

/// The smallest distance worth typing in, mm.
const TOLERANCE_MIN_MM: f64 = 0.001;

pub(super) fn near_vertices(survey: &Survey) -> Option<Finding> {
    let near = &survey.seams.near;
    let widest = near.iter().map(|(_, gap)| *gap).reduce(f64::max)?;
    // A tolerance that is typed in: two digits, rounded up, and none that programs take for nothing.
    let digit = 10f64.powf(widest.max(TOLERANCE_MIN_MM).log10().floor() - 1.0);
    let tolerance = ((widest / digit).ceil() * digit).max(TOLERANCE_MIN_MM);
    let gap = if widest < TOLERANCE_MIN_MM { "less than 0.001 mm".to_owned() } else { length(widest) };
    let closes = match survey.seams.near_closes {
        all if all == survey.facts.boundary_edges => "closes the surface".to_owned(),
        some => format!("closes {some} of {} open edges", survey.facts.boundary_edges),
    };
    let message = format!(
        "{} within {} of another and should be one with it. Merging them {closes}.",
        count(near.len() as u64, "corner of the surface lies", "corners of the surface lie"),
        gap
    );
    let fix = format!(
        "Merge by distance with {}. Blender: Mesh, Merge, By Distance. MeshLab: Merge Close Vertices. CAD: export with a \
         finer tolerance, so that patches end in the same points.",
        length(tolerance)
    );
    let places = near
        .iter()
        .take(PLACES_MAX)
        .map(|&(vertex, gap)| Place { element: Some(format!("gap of {}", length(gap))), ..survey.vertex(vertex) });
    Some(Finding::new(CODE, message, fix).times(near.len() as u64).at(places))
}
