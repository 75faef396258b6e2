//! The model on the table: a mesh turned z up, stood on the ground, centred, and brought to one size.

use glam::{DVec3, Vec3};
use pattern::Mesh;
use pattern::mesh::Up;

use super::paint::Paint;

/// Height over the longest side from which on an object lies rather than stands.
const FLAT_FROM: f32 = 0.33;
/// Below this it lies as flat as can be.
const FLAT_TO: f32 = 0.08;

/// A mesh in the studio's axes: z up, standing on z = 0, centred over the origin, the diagonal of its box 2 long.
pub(super) struct Model {
    /// Corners in studio units.
    pub positions: Vec<Vec3>,
    /// Indices into `positions`; corners at the same place share one index.
    pub triangles: Vec<[u32; 3]>,
    /// The middle of the box round it, in studio units.
    pub centre: Vec3,
    /// Half of the box's sides.
    pub half: Vec3,
    /// What the surface is made of.
    pub paint: Paint,
    /// Millimetres in one studio unit.
    mm: f64,
    /// Where the studio's origin lies in the file, millimetres, z up.
    origin_mm: DVec3,
    pub up: Up,
}

impl Model {
    /// Prepares `mesh`; none where no triangle has an area.
    pub fn new(mesh: &Mesh) -> Option<Self> {
        let kept = kept_triangles(mesh);
        let (low, high) = bounds(mesh, &kept)?;
        let diagonal = (high - low).length();
        if !(diagonal > 0.0 && diagonal.is_finite()) {
            return None;
        }
        let scale = 2.0 / diagonal;
        let origin_mm = DVec3::new((low.x + high.x) / 2.0, (low.y + high.y) / 2.0, low.z);
        let place = |vertex: u32| ((z_up(mesh.positions[vertex as usize], mesh.up) - origin_mm) * scale).as_vec3();
        let positions: Vec<Vec3> = used_vertices(mesh, &kept).into_iter().map(place).collect();
        let same = welded(&positions);
        let weld = |&index: &u32| mesh.triangles[index as usize].map(|vertex| same[vertex as usize]);
        let triangles: Vec<[u32; 3]> = kept.iter().map(weld).collect();
        let half = ((high - low) * (scale / 2.0)).as_vec3();
        let paint = Paint::new(mesh, kept);
        let model = Self {
            positions,
            triangles,
            centre: Vec3::Z * half.z,
            half,
            paint,
            mm: 1.0 / scale,
            origin_mm,
            up: mesh.up,
        };
        model.has_area().then_some(model)
    }

    /// How flat it lies, 0 to 1: 0 is what is at least a third as high as it is long, 1 at most a twelfth.
    pub fn flatness(&self) -> f32 {
        let t = ((FLAT_FROM - self.half.z / self.half.max_element()) / (FLAT_FROM - FLAT_TO)).clamp(0.0, 1.0);
        t * t * (3.0 - 2.0 * t)
    }

    /// The corners of triangle `index`.
    #[inline]
    pub fn corners(&self, index: usize) -> [Vec3; 3] {
        self.triangles[index].map(|vertex| self.positions[vertex as usize])
    }

    /// A point of the studio in the file's own axes, millimetres.
    pub fn point_mm(&self, point: Vec3) -> [f32; 3] {
        from_z_up(point.as_dvec3() * self.mm + self.origin_mm, self.up).map(|value| value as f32)
    }

    /// A direction of the studio in the file's own axes.
    pub fn direction(&self, direction: Vec3) -> [f32; 3] {
        from_z_up(direction.as_dvec3(), self.up).map(|value| value as f32)
    }

    fn has_area(&self) -> bool {
        (0..self.triangles.len()).any(|index| {
            let [a, b, c] = self.corners(index);
            (b - a).cross(c - a).length_squared() > 0.0
        })
    }
}

/// Triangles whose corners exist and are finite: a mesh made elsewhere than by a reader may break that promise.
fn kept_triangles(mesh: &Mesh) -> Vec<u32> {
    let sound = |vertex: &u32| {
        mesh.positions.get(*vertex as usize).is_some_and(|position| position.iter().all(|value| value.is_finite()))
    };
    let count = mesh.triangles.len().min(u32::MAX as usize - 1) as u32;
    (0..count).filter(|&index| mesh.triangles[index as usize].iter().all(sound)).collect()
}

/// Each vertex, or one that is shown in place of a vertex that no kept triangle uses.
fn used_vertices(mesh: &Mesh, kept: &[u32]) -> Vec<u32> {
    let shown = kept.first().map_or(0, |&index| mesh.triangles[index as usize][0]);
    let mut used = vec![shown; mesh.positions.len()];
    for &index in kept {
        for vertex in mesh.triangles[index as usize] {
            used[vertex as usize] = vertex;
        }
    }
    used
}

/// The box round all kept triangles, millimetres, z up.
fn bounds(mesh: &Mesh, kept: &[u32]) -> Option<(DVec3, DVec3)> {
    let (mut low, mut high) = ([f32::MAX; 3], [f32::MIN; 3]);
    for &index in kept {
        for vertex in mesh.triangles[index as usize] {
            let position = mesh.positions[vertex as usize];
            for axis in 0..3 {
                low[axis] = low[axis].min(position[axis]);
                high[axis] = high[axis].max(position[axis]);
            }
        }
    }
    let (one, other) = (z_up(low, mesh.up), z_up(high, mesh.up));
    (!kept.is_empty()).then(|| (one.min(other), one.max(other)))
}

fn z_up([x, y, z]: [f32; 3], up: Up) -> DVec3 {
    let [x, y, z] = [x, y, z].map(f64::from);
    match up {
        Up::Z => DVec3::new(x, y, z),
        Up::Y => DVec3::new(x, -z, y),
    }
}

pub(super) fn from_z_up(point: DVec3, up: Up) -> [f64; 3] {
    match up {
        Up::Z => [point.x, point.y, point.z],
        Up::Y => [point.x, point.z, -point.y],
    }
}

/// For each corner the first one at the same place: formats that split a corner by colour or texture meet again here.
fn welded(positions: &[Vec3]) -> Vec<u32> {
    let bytes = meshopt::typed_to_bytes(positions);
    match meshopt::VertexDataAdapter::new(bytes, size_of::<Vec3>(), 0) {
        Ok(vertices) => meshopt::generate_position_remap(&vertices),
        Err(_) => (0..positions.len() as u32).collect(),
    }
}
