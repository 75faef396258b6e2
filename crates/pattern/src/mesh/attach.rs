//! Gives corners their colours and texture coordinates; a vertex that has several is copied, one copy for each.

use std::collections::HashMap;

use super::Mesh;

/// What one corner of a triangle carries besides its position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Corner {
    /// sRGB with alpha.
    pub(crate) color: [u8; 4],
    /// v up.
    pub(crate) uv: [f32; 2],
}

impl Corner {
    /// White, and the picture's lower left.
    pub(crate) const PLAIN: Self = Self { color: [255; 4], uv: [0.0; 2] };
}

/// What of the corners is to be kept.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Carried {
    pub(crate) colors: bool,
    pub(crate) uvs: bool,
}

/// Gives each vertex what its corners carry, three corners for each triangle.
///
/// The first corner keeps the vertex; further ones that differ get a copy at the end of the list.
pub(crate) fn attach(mesh: &mut Mesh, corners: &[Corner], carried: Carried) {
    if !carried.colors && !carried.uvs {
        return;
    }
    let vertex_count = mesh.positions.len();
    let mut own: Vec<Option<Corner>> = vec![None; vertex_count];
    let mut copies: HashMap<(u32, [u8; 4], [u32; 2]), u32> = HashMap::new();
    for (index, corner) in mesh.triangles.as_flattened_mut().iter_mut().zip(corners) {
        let vertex = *index;
        match own.get(vertex as usize) {
            Some(Some(first)) if first == corner => {}
            Some(Some(_)) => {
                let key = (vertex, corner.color, corner.uv.map(f32::to_bits));
                *index = *copies.entry(key).or_insert_with(|| {
                    mesh.positions.push(mesh.positions[vertex as usize]);
                    own.push(Some(*corner));
                    (mesh.positions.len() - 1) as u32
                });
            }
            Some(None) => own[vertex as usize] = Some(*corner),
            None => {}
        }
    }
    let corner = |own: &Option<Corner>| own.unwrap_or(Corner::PLAIN);
    if carried.colors {
        mesh.colors = own.iter().map(|own| corner(own).color).collect();
    } else if !mesh.colors.is_empty() {
        copy_colors(mesh, vertex_count, &copies);
    }
    if carried.uvs {
        mesh.uvs = own.iter().map(|own| corner(own).uv).collect();
    }
}

/// Colours that vertices had before follow the copies.
fn copy_colors(mesh: &mut Mesh, vertex_count: usize, copies: &HashMap<(u32, [u8; 4], [u32; 2]), u32>) {
    mesh.colors.resize(vertex_count, [255; 4]);
    mesh.colors.resize(mesh.positions.len(), [255; 4]);
    for ((vertex, ..), copy) in copies {
        mesh.colors[*copy as usize] = mesh.colors[*vertex as usize];
    }
}

/// One colour all over needs no list by vertex: it is given back instead.
pub(crate) fn single_color(corners: &[Corner]) -> Option<[u8; 4]> {
    let first = corners.first()?.color;
    corners.iter().all(|corner| corner.color == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vertex_with_two_colours_is_copied_once() {
        let mut mesh =
            Mesh { positions: vec![[0.0; 3]; 4], triangles: vec![[0, 1, 2], [2, 1, 3], [0, 2, 3]], ..Mesh::default() };
        let red = Corner { color: [255, 0, 0, 255], ..Corner::PLAIN };
        let blue = Corner { color: [0, 0, 255, 255], ..Corner::PLAIN };
        attach(&mut mesh, &[red, red, red, blue, blue, blue, blue, blue, blue], Carried { colors: true, uvs: false });
        assert_eq!(mesh.triangles, [[0, 1, 2], [4, 5, 3], [6, 4, 3]]);
        assert_eq!(mesh.colors.len(), mesh.positions.len());
        assert_eq!((mesh.colors[2], mesh.colors[4]), (red.color, blue.color));
    }
}
