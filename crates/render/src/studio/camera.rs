//! The camera: a long lens, as far away as lets the object fill three quarters of the frame, and higher over what lies flat.

use glam::{DVec3, Vec3};
use serde::{Deserialize, Serialize};

/// Angle of view, degrees: an 85 mm lens on a 36 mm frame.
pub(super) const FIELD_DEG: f32 = 24.0;

/// Share of the frame that the object fills in its longer direction, and that of one that lies flat: it has little height.
const FILLS: [f32; 2] = [0.75, 0.82];

/// Up from the ground, degrees, for what stands and for what lies flat: a plate is seen by its top.
const ELEVATION_DEG: [f32; 2] = [24.0, 52.0];

/// How high the camera stands for an object that lies as flat as `flatness` says, 0 to 1.
pub(super) fn elevation_deg(flatness: f32) -> f32 {
    between(ELEVATION_DEG, flatness)
}

/// How much of the frame such an object fills.
pub(super) fn fills(flatness: f32) -> f32 {
    between(FILLS, flatness)
}

fn between([standing, flat]: [f32; 2], flatness: f32) -> f32 {
    standing + (flat - standing) * flatness
}

/// Where the picture is taken from, in the mesh's own axes and millimetres.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// Where the eye is, millimetres.
    pub eye: [f32; 3],
    /// The point in the middle of the picture, millimetres.
    pub target: [f32; 3],
    /// Which way is up; at a right angle to the line of sight.
    pub up: [f32; 3],
    /// Angle of view from edge to edge of the square picture, degrees.
    pub field_deg: f32,
}

impl Camera {
    /// Where a point in the mesh's own axes, millimetres, lies on the picture: percent of its side from the left and from
    /// above; none behind the camera.
    pub fn on_picture(&self, point_mm: [f64; 3]) -> Option<(f32, f32)> {
        let wide = |point: [f32; 3]| DVec3::from_array(point.map(f64::from));
        let (eye, up) = (wide(self.eye), wide(self.up));
        let forward = (wide(self.target) - eye).normalize_or_zero();
        let right = forward.cross(up).normalize_or_zero();
        let from_eye = DVec3::from_array(point_mm) - eye;
        let depth = from_eye.dot(forward);
        if depth <= 0.0 {
            return None;
        }
        let scale = 50.0 / (f64::from(self.field_deg).to_radians() / 2.0).tan() / depth;
        let (x, y) = (from_eye.dot(right), from_eye.dot(right.cross(forward)));
        Some(((50.0 + scale * x) as f32, (50.0 - scale * y) as f32))
    }
}

/// The camera in the studio's units.
#[derive(Clone, Copy)]
pub(super) struct View {
    pub eye: Vec3,
    pub target: Vec3,
    pub forward: Vec3,
    pub right: Vec3,
    pub up: Vec3,
    /// Half the frame at distance one.
    pub reach: f32,
}

/// Axes of a camera that looks from `azimuth_deg` round and `elevation_deg` up: forward, right and up.
fn axes(azimuth_deg: f32, elevation_deg: f32) -> [Vec3; 3] {
    let azimuth = if azimuth_deg.is_finite() { azimuth_deg.to_radians() } else { 0.0 };
    let elevation = if elevation_deg.is_finite() { elevation_deg.clamp(-89.9, 89.9).to_radians() } else { 0.0 };
    let (sin, cos) = azimuth.sin_cos();
    let right = Vec3::new(cos, sin, 0.0);
    let forward = Vec3::new(-elevation.cos() * sin, elevation.cos() * cos, -elevation.sin());
    [forward, right, right.cross(forward)]
}

impl View {
    /// Looks at `points` so that their outline fills this share of the frame, from at least `distance_min` away.
    ///
    /// A point at (x, y, z) in the camera's axes stays in the frame as long as |x - a| <= k (z + d), with the shift `a`
    /// and the distance `d`: both ends of that are linear, so the nearest d and its a follow at once.
    pub fn fit(points: &[Vec3], azimuth_deg: f32, elevation_deg: f32, fills: f32, distance_min: f32) -> Self {
        let [forward, right, up] = axes(azimuth_deg, elevation_deg);
        let reach = (FIELD_DEG / 2.0).to_radians().tan();
        let k = reach * fills;
        let mut most = [f32::MIN; 4];
        let mut nearest = f32::MAX;
        for &point in points {
            let (x, y, z) = (point.dot(right), point.dot(up), point.dot(forward));
            let outer = [x - k * z, -x - k * z, y - k * z, -y - k * z];
            for (most, outer) in most.iter_mut().zip(outer) {
                *most = most.max(outer);
            }
            nearest = nearest.min(z);
        }
        let needed = ((most[0] + most[1]) / (2.0 * k)).max((most[2] + most[3]) / (2.0 * k));
        let distance = needed.max(distance_min).max(0.05 - nearest);
        let (x, y) = ((most[0] - most[1]) / 2.0, (most[2] - most[3]) / 2.0);
        let axis = right * x + up * y;
        let eye = axis - forward * distance;
        // The middle of the object in depth, so that a viewer turns it about itself.
        let depth = points
            .iter()
            .map(|point| point.dot(forward))
            .fold((f32::MAX, f32::MIN), |(low, high), z| (low.min(z), high.max(z)));
        let target = axis + forward * ((depth.0 + depth.1) / 2.0);
        Self { eye, target, forward, right, up, reach }
    }

    /// How far the eye is from the plane through the studio's origin.
    pub fn distance(&self) -> f32 {
        -self.eye.dot(self.forward)
    }

    /// `point` on a picture of `size` samples a side, with one over its depth.
    #[inline]
    pub fn project(&self, point: Vec3, size: f32) -> Vec3 {
        let offset = point - self.eye;
        let depth = 1.0 / offset.dot(self.forward);
        let scale = depth * 0.5 / self.reach;
        Vec3::new((offset.dot(self.right) * scale + 0.5) * size, (0.5 - offset.dot(self.up) * scale) * size, depth)
    }

    /// The direction through (x, y) of a picture of `size` samples a side, one long in depth.
    #[inline]
    pub fn ray(&self, x: f32, y: f32, size: f32) -> Vec3 {
        let (u, v) = ((x / size - 0.5) * 2.0 * self.reach, (0.5 - y / size) * 2.0 * self.reach);
        self.forward + self.right * u + self.up * v
    }
}
