//! AMF (ISO/ASTM 52915:2020): XML, plain or alone in a zip.
//!
//! ```text
//! amf unit="millimeter"
//!   object id="1":         metadata, color, mesh: vertices (vertex: coordinates, normal, color; edge),
//!                          volume materialid="2": metadata, color, triangle (v1, v2, v3, color)
//!   material id="2":       metadata, color
//!   constellation id="3":  instance objectid="1": deltax, deltay, deltaz, rx, ry, rz
//! ```
//!
//! Objects, and constellations of them, are unrolled into one mesh; each volume becomes a part. Triangles that normals
//! or edges bend are read flat.

mod flatten;
mod model;
mod package;
mod parse;

use super::{Mesh, seal::seal, trouble::settle};
use crate::{Budget, Findings, Units};

/// Reads as much of an AMF as is there.
pub fn read(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Option<(Mesh, Units)> {
    let outcome = package::open(bytes, budget)
        .and_then(|text| parse::parse(&text, budget, findings))
        .and_then(|model| Ok((flatten::flatten(&model, budget, findings)?, model.units)));
    let (mesh, units) = settle(outcome, findings)?;
    Some((seal(mesh, budget, findings), units))
}
