//! M303 non-manifold-edge: an edge where three or more triangles meet.
//! Why it matters: inside and outside cannot be told apart there. A wall inside the body prints as a gap or
//! a seam; where two solids only touch along a line, they print joined or apart as the slicer likes.

use pattern::{Code, Finding, Severity};

use crate::{mesh::Survey, words::count};

use super::largest;

pub(super) const CODE: Code = Code { id: "M303", name: "non-manifold-edge", severity: Severity::Fail };

/// Edges that are non-manifold only because triangles repeat are left to M307.
pub(super) fn non_manifold_edge(survey: &Survey) -> Option<Finding> {
    let edges = survey.non_manifold_edges.len() as u64;
    if edges == 0 {
        return None;
    }
    let at_edges = count(edges, "edge", "edges");
    let (severity, message) = if survey.non_manifold_balanced == edges {
        (
            Severity::Warn,
            format!("Bodies touch along {at_edges} without being joined. They may print as one or fall apart."),
        )
    } else {
        (
            Severity::Fail,
            format!("At {at_edges} three or more faces meet, so a slicer cannot tell inside from outside."),
        )
    };
    let fix = "Join the bodies by a Boolean union, or move them apart, and delete walls inside. Blender: Select, \
               All by Trait, Non Manifold shows them. Fusion: Mesh, Repair, Rebuild.";
    let places = largest(&survey.non_manifold_edges, |edge| survey.edge_length_mm(edge));
    let places = places.into_iter().map(|edge| survey.edge(edge));
    Some(Finding::new(CODE, message, fix).severity(severity).times(edges).at(places))
}
