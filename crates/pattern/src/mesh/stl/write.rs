//! Writes binary STL.

use super::{HEADER_BYTES, RECORD_BYTES};
use crate::Mesh;

/// The first 80 bytes. It does not begin with `solid`, which some programs take for ASCII.
const HEADER: &[u8] = b"binary STL, millimetres";

/// The mesh as binary STL, z up, normals computed, colours and names left out: STL has no agreed place for them.
///
/// A file holds at most `u32::MAX` triangles; any after that are left out.
pub fn write(mesh: &Mesh) -> Vec<u8> {
    let count = u32::try_from(mesh.triangles.len()).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(HEADER_BYTES + count as usize * RECORD_BYTES);
    bytes.extend_from_slice(HEADER);
    bytes.resize(HEADER_BYTES - 4, 0);
    bytes.extend_from_slice(&count.to_le_bytes());
    for index in 0..count as usize {
        let corners = mesh.corners(index).map(|corner| mesh.up.to_z(corner));
        for value in normal(corners).iter().chain(corners.as_flattened()) {
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        bytes.extend_from_slice(&[0, 0]);
    }
    bytes
}

/// The unit normal by the right-hand rule; zero for a triangle without area, as readers expect.
fn normal(corners: [[f32; 3]; 3]) -> [f32; 3] {
    let [a, b, c] = corners.map(|corner| glam::DVec3::from(corner.map(f64::from)));
    (b - a).cross(c - a).normalize_or_zero().as_vec3().to_array()
}
