//! STL, binary and ASCII (3D Systems, StereoLithography Interface Specification, 1988).
//!
//! ```text
//! binary   80 bytes header | u32 triangle count | per triangle: 12 f32 (normal, three corners), u16 attribute
//! ASCII    solid NAME / facet normal x y z / outer loop / vertex x y z (three times) / endloop / endfacet / endsolid
//! ```
//!
//! All numbers are little-endian. STL has no unit; makers' programs take it to be millimetres.
//! Stored normals are not kept: the order of the corners says which side is out. Those that disagree are told.

mod ascii;
mod binary;
mod write;

pub use write::write;

use super::{Mesh, trouble::settle};
use crate::{Budget, Findings, Unit, Units};

/// Bytes before the first record of a binary file.
const HEADER_BYTES: usize = 84;
/// Bytes of one triangle in a binary file.
const RECORD_BYTES: usize = 50;

/// Reads either kind of STL.
pub fn read(bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Option<(Mesh, Units)> {
    let outcome = if is_ascii(bytes) && !is_exact_binary(bytes) {
        ascii::read(bytes, budget, findings)
    } else {
        binary::read(bytes, budget, findings)
    };
    settle(outcome, findings).map(|mesh| (mesh, Units::assumed(Unit::Millimetre)))
}

/// Whether the size is exactly what the count in the header asks for: only a binary STL is so by more than chance.
pub(crate) fn is_exact_binary(bytes: &[u8]) -> bool {
    binary::announced(bytes)
        .is_some_and(|count| count * RECORD_BYTES as u64 + HEADER_BYTES as u64 == bytes.len() as u64)
}

/// Whether the bytes look like records even though the size is not what the header asks for.
pub(crate) fn is_plausible_binary(bytes: &[u8]) -> bool {
    binary::is_plausible(bytes)
}

/// Whether the words are those of an ASCII STL.
pub(crate) fn is_ascii(bytes: &[u8]) -> bool {
    ascii::is_ascii(bytes)
}
