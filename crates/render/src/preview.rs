//! A lighter mesh for the viewer, so that the original is not given away before it is bought.

use meshopt::SimplifyOptions;
use pattern::Mesh;
use pattern::mesh::Part;

/// How far the lighter surface may lie from the true one, as a share of the mesh's size; beyond it, count yields.
const ERROR_MAX: f32 = 0.02;

/// How far it may lie where the count was still not reached, and shape must yield.
const ERROR_LAST: f32 = 0.1;

/// `mesh` with at most `triangles_max` triangles, parts, colours and texture kept; parts that vanish are left out.
///
/// A mesh that is light already keeps its shape, but loses what a viewer does not show: unused vertices.
pub fn preview_mesh(mesh: &Mesh, triangles_max: usize) -> Mesh {
    let parts = whole_parts(mesh);
    let total: usize = parts.iter().map(|part| part.triangles.len()).sum();
    let mut light = Mesh { triangles: Vec::new(), parts: Vec::new(), ..mesh.clone() };
    for part in parts {
        let triangles = &mesh.triangles[part.triangles.clone()];
        let share = triangles_max as u128 * triangles.len() as u128 / total.max(1) as u128;
        let kept = simplify(mesh, triangles, share as usize);
        let start = light.triangles.len();
        light.triangles.extend(kept);
        if light.triangles.len() > start {
            light.parts.push(Part { triangles: start..light.triangles.len(), ..part });
        }
    }
    if mesh.parts.is_empty() {
        light.parts.clear();
    }
    without_unused(light)
}

/// The mesh's parts as far as they lie within its triangles, or all of it as one.
fn whole_parts(mesh: &Mesh) -> Vec<Part> {
    let count = mesh.triangles.len();
    if mesh.parts.is_empty() {
        return vec![Part { name: String::new(), triangles: 0..count, color: None, source: String::new() }];
    }
    let within = |part: &Part| part.triangles.start <= part.triangles.end && part.triangles.end <= count;
    mesh.parts.iter().filter(|part| within(part)).cloned().collect()
}

/// `triangles` thinned to `count`: by shape as long as that suffices, then by any means.
fn simplify(mesh: &Mesh, triangles: &[[u32; 3]], count: usize) -> Vec<[u32; 3]> {
    let vertices = mesh.positions.len() as u32;
    let sound = |triangle: &&[u32; 3]| triangle.iter().all(|vertex| *vertex < vertices);
    let triangles: Vec<[u32; 3]> = triangles.iter().filter(sound).copied().collect();
    if triangles.len() <= count {
        return triangles;
    }
    let (indices, positions) = (triangles.as_flattened(), mesh.positions.as_slice());
    let options = SimplifyOptions::Sparse | SimplifyOptions::Prune;
    let kept = meshopt::simplify_decoder(indices, positions, count * 3, ERROR_MAX, options, None);
    if kept.len() <= count * 3 {
        return kept.as_chunks().0.to_vec();
    }
    let kept = meshopt::simplify_sloppy_decoder(indices, positions, count * 3, ERROR_LAST, None);
    let kept = kept.as_chunks().0;
    kept[..kept.len().min(count)].to_vec()
}

/// The mesh without vertices that no triangle uses.
fn without_unused(mesh: Mesh) -> Mesh {
    let mut place = vec![u32::MAX; mesh.positions.len()];
    let mut used: Vec<usize> = Vec::new();
    let mut triangles = mesh.triangles;
    for vertex in triangles.as_flattened_mut() {
        let index = *vertex as usize;
        if place[index] == u32::MAX {
            place[index] = used.len() as u32;
            used.push(index);
        }
        *vertex = place[index];
    }
    Mesh {
        positions: used.iter().map(|&index| mesh.positions[index]).collect(),
        colors: used.iter().filter_map(|&index| mesh.colors.get(index).copied()).collect(),
        uvs: used.iter().filter_map(|&index| mesh.uvs.get(index).copied()).collect(),
        triangles,
        texture: mesh.texture,
        parts: mesh.parts,
        up: mesh.up,
    }
}
