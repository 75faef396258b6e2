//! Bodies that overlap made one, and walls between them dissolved: by winding numbers, in exact arithmetic.

use std::{collections::HashMap, panic::AssertUnwindSafe};

use glam::DVec3;
use manifold_rust::{
    manifold::Manifold,
    types::{Error, MeshGL64, WindingRule},
};

use super::{
    triangle::normal,
    work::{Face, Work},
};

/// The surface round everything that the faces wind round at least once. Every edge must have as many faces one way as
/// the other. None where it cannot be made.
pub(crate) fn unite(work: &Work) -> Option<Work> {
    // The library has assertions of its own about what exact arithmetic cannot give; a body that breaks one is left apart.
    let united = std::panic::catch_unwind(AssertUnwindSafe(|| rebuilt(&given(work)))).ok().flatten()?;
    taken(work, &united)
}

fn rebuilt(mesh: &MeshGL64) -> Option<MeshGL64> {
    let solid = Manifold::from_mesh_gl64_robust(mesh);
    if solid.status() != Error::NoError {
        return None;
    }
    let united = solid.rebuild_solid(WindingRule::Positive);
    let is_made = united.status() == Error::NoError && !united.is_empty();
    is_made.then(|| united.get_mesh_gl64(-1))
}

/// The faces as the library takes them, each named by its place.
fn given(work: &Work) -> MeshGL64 {
    MeshGL64 {
        num_prop: 3,
        vert_properties: work.positions.as_flattened().iter().map(|&value| f64::from(value)).collect(),
        tri_verts: work.faces.iter().flat_map(|face| face.vertices.map(u64::from)).collect(),
        face_id: (0..work.faces.len() as u64).collect(),
        ..MeshGL64::default()
    }
}

/// What the library gave, in single precision; each corner wears what the face wears that it lies on.
fn taken(work: &Work, mesh: &MeshGL64) -> Option<Work> {
    let count = mesh.num_prop as usize;
    let mut united = Work { colors: work.colors.clone(), uvs: work.uvs.clone(), ..Work::default() };
    let mut known: HashMap<[u32; 3], u32> = HashMap::new();
    let vertex_of: Vec<u32> = mesh
        .vert_properties
        .chunks_exact(count)
        .map(|values| {
            let position = [0, 1, 2].map(|axis| values[axis] as f32 + 0.0);
            *known.entry(position.map(f32::to_bits)).or_insert_with(|| {
                united.positions.push(position);
                united.positions.len() as u32 - 1
            })
        })
        .collect();
    for (index, corners) in mesh.tri_verts.chunks_exact(3).enumerate() {
        let source = *work.faces.get(*mesh.face_id.get(index)? as usize)?;
        let vertices = [corners[0], corners[1], corners[2]].map(|corner| vertex_of[corner as usize]);
        let mut face = Face { vertices, ..source };
        if !work.is_plain() {
            face.wears = vertices.map(|vertex| worn(work, &source, &mut united, vertex));
        }
        if !face.is_folded() {
            united.faces.push(face);
        }
    }
    Some(united)
}

fn worn(work: &Work, source: &Face, united: &mut Work, vertex: u32) -> u32 {
    let point = united.point(vertex);
    let corners = work.corners(source);
    match corners.iter().position(|&corner| corner == point) {
        Some(at) => source.wears[at],
        None => united.mixed(source.wears, shares(corners, point)),
    }
}

/// A point's shares of a triangle's corners.
fn shares(corners: [DVec3; 3], point: DVec3) -> [f64; 3] {
    let up = normal(corners);
    let square = up.dot(up);
    if square == 0.0 {
        return [1.0, 0.0, 0.0];
    }
    let share = |a: DVec3, b: DVec3| (up.dot((b - a).cross(point - a)) / square).clamp(0.0, 1.0);
    let [a, b, c] = corners;
    let shares = [share(b, c), share(c, a), share(a, b)];
    let sum: f64 = shares.iter().sum();
    if sum > 0.0 { shares.map(|share| share / sum) } else { [1.0, 0.0, 0.0] }
}
