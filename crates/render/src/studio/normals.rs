//! Normals: smooth where faces meet at less than the crease angle, flat where they do not.

use glam::Vec3;

use super::model::Model;

/// Faces that meet at less than this are one smooth surface, degrees.
const CREASE_DEG: f32 = 35.0;

/// What is needed to tell the normal of any corner; the corners themselves are only worked out where they are seen.
pub(super) struct Normals {
    /// Normal of each face, as long as twice its area.
    faces: Vec<Vec3>,
    /// Sum of the faces round each vertex, unit length; zero where a crease runs through it.
    vertices: Vec<Vec3>,
    /// Where each vertex's faces begin in `ring`; only creased vertices have any.
    ring_start: Vec<u32>,
    ring: Vec<u32>,
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
        Self { faces, vertices, ring_start, ring, crease_cos: crease.cos() }
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
        let (start, end) = (self.ring_start[vertex as usize] as usize, self.ring_start[vertex as usize + 1] as usize);
        let sum: Vec3 = self.ring[start..end]
            .iter()
            .map(|&other| self.faces[other as usize])
            .filter(|normal| normal.dot(face) >= self.crease_cos * normal.length())
            .sum();
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
