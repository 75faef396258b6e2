//! M302 open-edge: an edge with a triangle on one side only, so the surface has a hole.
//! Why it matters: a slicer closes it by guessing, and two slicers print two different parts.

use pattern::{Code, Finding, Place, Severity};

use super::PLACES_MAX;
use crate::{
    mesh::{Hole, Survey},
    words::{count, length},
};

pub(super) const CODE: Code = Code { id: "M302", name: "open-edge", severity: Severity::Fail };

/// A flat sheet is all rim; M311 says what is wrong with it.
pub(super) fn open_edge(survey: &Survey) -> Option<Finding> {
    let longest = survey.holes.first().filter(|_| !survey.is_flat())?;
    let edges = survey.facts.boundary_edges;
    let holes = count(survey.holes.len() as u64, "hole", "holes");
    let rim = length(longest.length_mm);
    let extent = match survey.holes.len() {
        1 => format!("with {} and a rim of {rim}", count(edges, "open edge", "open edges")),
        _ => format!("{} in all, the longest rim {rim}", count(edges, "open edge", "open edges")),
    };
    let message = format!("The surface has {holes}, {extent}. A slicer closes it by guessing.");
    let fix = "Fill the holes and export again. Blender: select the rim and press F, or 3D Print Toolbox, Make Manifold. \
               PrusaSlicer and Bambu Studio: Fix model. Fusion: Mesh, Repair.";
    Some(Finding::new(CODE, message, fix).times(edges).at(survey.holes.iter().take(PLACES_MAX).map(place)))
}

fn place(hole: &Hole) -> Place {
    let element = format!("rim of {}, {}", count(hole.edges, "edge", "edges"), length(hole.length_mm));
    Place { mm: Some(hole.centre.to_array().map(|value| (value * 1e6).round() / 1e6)), element: Some(element) }
}
