//! 3MF (3MF Consortium: core specification 1.3, production extension 1.1, materials extension 1.2).
//!
//! A zip in the layout of Open Packaging Conventions: `_rels/.rels` names the part to start from, usually
//! `3D/3dmodel.model`. A model part holds resources (objects, properties) and what of them is to be built. Objects
//! are meshes, or put other objects together, which may lie in other parts; all is unrolled into one mesh.
//!
//! Reading is lenient; what breaks the standard is noted on the way by `rules` and told at the end.

mod flatten;
mod look;
mod model;
mod package;
mod parse;
mod project;
mod property;
mod relationships;
mod rules;
mod write;

pub use write::write;

use super::{Mesh, seal::seal, trouble::settle};
use crate::{Budget, Findings, Units};

/// Reads as much of a 3MF as is there.
pub fn read(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Option<(Mesh, Units)> {
    let mut breaches = rules::Breaches::new(budget.places_max);
    let outcome = package::open(bytes, budget, findings)
        .and_then(|package| flatten::flatten(package, budget, findings, &mut breaches));
    breaches.tell(findings);
    let (mesh, unit) = settle(outcome, findings)?;
    Some((seal(mesh, budget, findings), Units::stated(unit)))
}
