//! Writes binary little-endian PLY.

use crate::Mesh;

/// The mesh as PLY with colours and texture coordinates by vertex, z up. Parts and pictures are left out: PLY has no place for them.
pub fn write(mesh: &Mesh) -> Vec<u8> {
    let mut bytes = header(mesh).into_bytes();
    for (index, position) in mesh.positions.iter().enumerate() {
        let position = mesh.up.to_z(*position);
        position.iter().for_each(|value| bytes.extend_from_slice(&value.to_le_bytes()));
        if let Some(color) = mesh.colors.get(index) {
            bytes.extend_from_slice(color);
        }
        if let Some(uv) = mesh.uvs.get(index) {
            uv.iter().for_each(|value| bytes.extend_from_slice(&value.to_le_bytes()));
        }
    }
    for corners in &mesh.triangles {
        bytes.push(3);
        corners.iter().for_each(|index| bytes.extend_from_slice(&index.to_le_bytes()));
    }
    bytes
}

fn header(mesh: &Mesh) -> String {
    let mut text =
        format!("ply\nformat binary_little_endian 1.0\ncomment millimetres\nelement vertex {}\n", mesh.positions.len());
    text += "property float x\nproperty float y\nproperty float z\n";
    if !mesh.colors.is_empty() {
        text += "property uchar red\nproperty uchar green\nproperty uchar blue\nproperty uchar alpha\n";
    }
    if !mesh.uvs.is_empty() {
        text += "property float s\nproperty float t\n";
    }
    text += &format!("element face {}\nproperty list uchar uint vertex_indices\nend_header\n", mesh.triangles.len());
    text
}
