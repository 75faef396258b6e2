//! Normals: smooth where faces meet at less than the crease angle, flat where they do not.

use std::collections::{BTreeMap, HashMap};

use glam::Vec3;

use super::model::Model;

/// Faces that meet at less than this are one smooth surface, degrees.
const CREASE_DEG: f32 = 35.0;

/// A vertex with more faces than this is asked about bundles of them: round the hub of a fan of thousands, each pixel would
/// walk through all of them.
const RING_MAX: usize = 64;

/// Unit normals of one bundle are in the same cell of a grid with so many steps to one.
const BUNDLE_STEPS: f32 = 16.0;

/// What is needed to tell the normal of any corner; the corners themselves are only worked out where they are seen.
pub(super) struct Normals {
    /// Normal of each face, as long as twice its area.
    faces: Vec<Vec3>,
    /// Sum of the faces round each vertex, unit length; zero where a crease runs through it.
    vertices: Vec<Vec3>,
    /// Where each vertex's faces begin in `ring`; only creased vertices have any.
    ring_start: Vec<u32>,
    ring: Vec<u32>,
    /// For each vertex with a long ring the sums of its faces' normals, by where they point.
    bundles: HashMap<u32, Vec<Vec3>>,
    crease_cos: f32,
}

impl Normals {
    pub fn new(model: &Model) -> Self {
        let crease = CREASE_DEG.to_radians();
        let faces: Vec<Vec3> = (0..model.triangles.len())
            .map(|index| {
                let [a, b, c] = model.corners(index);
                (b - a).cross(c - a)
            })
            .collect();
        let vertices = smooth(model, &faces, (crease / 2.0).cos());
        let (ring_start, ring) = rings(model, &vertices);
        let mut normals = Self { faces, vertices, ring_start, ring, bundles: HashMap::new(), crease_cos: crease.cos() };
        normals.bundles = (0..model.positions.len() as u32)
            .filter(|vertex| normals.ring(*vertex).len() > RING_MAX)
            .map(|vertex| (vertex, normals.bundled(vertex)))
            .collect();
        normals
    }

    /// The faces round a creased vertex.
    #[inline]
    fn ring(&self, vertex: u32) -> &[u32] {
        &self.ring[self.ring_start[vertex as usize] as usize..self.ring_start[vertex as usize + 1] as usize]
    }

    fn bundled(&self, vertex: u32) -> Vec<Vec3> {
        let mut bundles: BTreeMap<[i8; 3], Vec3> = BTreeMap::new();
        for &face in self.ring(vertex) {
            let cell = (self.face(face as usize) * BUNDLE_STEPS).round().to_array().map(|step| step as i8);
            *bundles.entry(cell).or_default() += self.faces[face as usize];
        }
        bundles.into_values().collect()
    }

    /// The unit normal of triangle `index` itself; zero where it has no area.
    #[inline]
    pub fn face(&self, index: usize) -> Vec3 {
        self.faces[index].normalize_or_zero()
    }

    /// The normal of triangle `index`, whose own unit normal is `face`, at its corner `vertex`.
    #[inline]
    pub fn corner(&self, face: Vec3, vertex: u32) -> Vec3 {
        let smooth = self.vertices[vertex as usize];
        if smooth != Vec3::ZERO {
            return smooth;
        }
        let ring = self.ring(vertex);
        let joins = |normal: &Vec3| normal.dot(face) >= self.crease_cos * normal.length();
        let sum: Vec3 = if ring.len() <= RING_MAX {
            ring.iter().map(|&other| self.faces[other as usize]).filter(joins).sum()
        } else {
            self.bundles.get(&vertex).into_iter().flatten().copied().filter(joins).sum()
        };
        sum.normalize_or(face)
    }
}

/// Vertex normals by area; zero where some face leans away from the mean by more than half the crease angle, because
/// only then can two faces meet at more than the whole.
fn smooth(model: &Model, faces: &[Vec3], half_crease_cos: f32) -> Vec<Vec3> {
    let mut sums = vec![Vec3::ZERO; model.positions.len()];
    for (triangle, face) in model.triangles.iter().zip(faces) {
        for &vertex in triangle {
            sums[vertex as usize] += *face;
        }
    }
    for sum in &mut sums {
        *sum = sum.normalize_or_zero();
    }
    let mut creased = vec![false; sums.len()];
    for (triangle, face) in model.triangles.iter().zip(faces) {
        let least = half_crease_cos * face.length();
        for &vertex in triangle {
            creased[vertex as usize] |= sums[vertex as usize].dot(*face) < least;
        }
    }
    for (sum, creased) in sums.iter_mut().zip(creased) {
        if creased {
            *sum = Vec3::ZERO;
        }
    }
    sums
}

/// The faces round each vertex that has no smooth normal.
fn rings(model: &Model, smooth: &[Vec3]) -> (Vec<u32>, Vec<u32>) {
    let creased = |vertex: u32| smooth[vertex as usize] == Vec3::ZERO;
    let mut start = vec![0u32; model.positions.len() + 1];
    for &vertex in model.triangles.as_flattened() {
        start[vertex as usize + 1] += u32::from(creased(vertex));
    }
    for index in 1..start.len() {
        start[index] += start[index - 1];
    }
    let mut next = start.clone();
    let mut ring = vec![0u32; start[start.len() - 1] as usize];
    for (index, triangle) in model.triangles.iter().enumerate() {
        for &vertex in triangle.iter().filter(|vertex| creased(**vertex)) {
            ring[next[vertex as usize] as usize] = index as u32;
            next[vertex as usize] += 1;
        }
    }
    (start, ring)
}

#[cfg(test)]
mod tests {
    use pattern::Mesh;

    use super::*;

    /// A steep cone without a floor: at its tip `sides` faces meet, which look in all directions round it.
    fn cone(sides: u32) -> Mesh {
        let on_rim = |index: u32| {
            let (sin, cos) = (index as f32 / sides as f32 * std::f32::consts::TAU).sin_cos();
            [10.0 * cos, 10.0 * sin, 0.0]
        };
        Mesh {
            positions: [[0.0, 0.0, 40.0]].into_iter().chain((0..sides).map(on_rim)).collect(),
            triangles: (0..sides).map(|index| [1 + index, 1 + (index + 1) % sides, 0]).collect(),
            ..Mesh::default()
        }
    }

    #[test]
    fn the_tip_of_a_thousand_faces_is_as_smooth_as_if_each_were_asked() {
        let model = Model::new(&cone(1_000)).expect("it has an area");
        let normals = Normals::new(&model);
        let tip = (0..model.positions.len() as u32).find(|vertex| normals.ring(*vertex).len() > RING_MAX);
        let tip = tip.expect("all faces meet there");
        assert!(normals.bundles[&tip].len() < 150, "{} bundles", normals.bundles[&tip].len());
        for index in (0..1_000).step_by(37) {
            let face = normals.face(index);
            let least = CREASE_DEG.to_radians().cos();
            let near =
                (0..1_000).map(|other| normals.faces[other]).filter(|normal| normal.normalize().dot(face) >= least);
            let each = near.sum::<Vec3>().normalize();
            let off_deg = normals.corner(face, tip).dot(each).clamp(-1.0, 1.0).acos().to_degrees();
            assert!(off_deg < 2.0, "face {index} is off by {off_deg} degrees");
        }
    }
}
