//! A solid under construction: points and outward faces in millimetres, welded into a mesh at the end.

use std::{collections::HashMap, ops::Range};

use glam::{DMat3, DVec3};
use pattern::{Mesh, mesh::Part};

/// Points and triangles, counter-clockwise seen from outside.
#[derive(Clone, Debug, Default)]
pub(crate) struct Solid {
    pub points: Vec<DVec3>,
    pub faces: Vec<[u32; 3]>,
    pub parts: Vec<(String, Range<usize>, Option<[u8; 4]>)>,
}

impl Solid {
    /// Adds a point and gives its index.
    pub fn point(&mut self, point: DVec3) -> u32 {
        self.points.push(point);
        self.points.len() as u32 - 1
    }

    /// Adds a triangle, counter-clockwise from outside.
    pub fn face(&mut self, a: u32, b: u32, c: u32) {
        self.faces.push([a, b, c]);
    }

    /// Adds four corners in order as two triangles.
    pub fn quad(&mut self, a: u32, b: u32, c: u32, d: u32) {
        self.face(a, b, c);
        self.face(a, c, d);
    }

    /// Signed volume, cubic millimetres: positive where faces look outward.
    pub fn volume(&self) -> f64 {
        let volume = |face: &[u32; 3]| {
            let [a, b, c] = face.map(|index| self.points[index as usize]);
            a.dot(b.cross(c)) / 6.0
        };
        self.faces.iter().map(volume).sum()
    }

    /// Turns every face round where they look inward.
    #[must_use]
    pub fn outward(mut self) -> Self {
        if self.volume() < 0.0 {
            self.faces.iter_mut().for_each(|face| face.swap(1, 2));
        }
        self
    }

    /// This and `other`, side by side in one file. They must not touch.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        let (points, faces) = (self.points.len() as u32, self.faces.len());
        self.points.extend(other.points);
        self.faces.extend(
            other
                .faces
                .iter()
                .map(|face| face.map(|index| index + points)),
        );
        self.parts.extend(
            other
                .parts
                .into_iter()
                .map(|(name, range, color)| (name, range.start + faces..range.end + faces, color)),
        );
        self
    }

    /// All of it as one part with a name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.parts = vec![(name.to_owned(), 0..self.faces.len(), None)];
        self
    }

    /// Every point sent through `place`, which must not mirror.
    #[must_use]
    pub fn placed(mut self, place: impl Fn(DVec3) -> DVec3) -> Self {
        self.points
            .iter_mut()
            .for_each(|point| *point = place(*point));
        self
    }

    /// Moved.
    #[must_use]
    pub fn moved(self, x: f64, y: f64, z: f64) -> Self {
        self.placed(|point| point + DVec3::new(x, y, z))
    }

    /// Turned about an axis through the origin, counter-clockwise, radians.
    #[must_use]
    pub fn turned(self, axis: DVec3, angle: f64) -> Self {
        let matrix = DMat3::from_axis_angle(axis, angle);
        self.placed(|point| matrix * point)
    }

    /// The finished mesh, standing on z = 0. Equal points are welded and faces that collapse are left out.
    pub fn mesh(self) -> Mesh {
        let ground = self
            .faces
            .as_flattened()
            .iter()
            .map(|&index| self.points[index as usize].z)
            .fold(f64::INFINITY, f64::min);
        let mut seen: HashMap<[u32; 3], u32> = HashMap::with_capacity(self.points.len());
        let mut mesh = Mesh::default();
        let mut weld = |index: u32, positions: &mut Vec<[f32; 3]>| {
            let point = self.points[index as usize] - DVec3::Z * ground;
            let position = [point.x, point.y, point.z].map(|value| value as f32 + 0.0);
            *seen.entry(position.map(f32::to_bits)).or_insert_with(|| {
                positions.push(position);
                positions.len() as u32 - 1
            })
        };
        let mut kept = Vec::with_capacity(self.faces.len() + 1);
        for face in &self.faces {
            kept.push(mesh.triangles.len());
            let welded = face.map(|index| weld(index, &mut mesh.positions));
            if welded[0] != welded[1] && welded[1] != welded[2] && welded[2] != welded[0] {
                mesh.triangles.push(welded);
            }
        }
        kept.push(mesh.triangles.len());
        let part = |(index, (name, range, color)): (usize, (String, Range<usize>, _))| Part {
            name,
            triangles: kept[range.start]..kept[range.end],
            color,
            source: format!("object {}", index + 1),
        };
        mesh.parts = self.parts.into_iter().enumerate().map(part).collect();
        mesh
    }
}

/// Several solids in one file.
pub(crate) fn all(solids: impl IntoIterator<Item = Solid>) -> Solid {
    solids.into_iter().fold(Solid::default(), Solid::and)
}
