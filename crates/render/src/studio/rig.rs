//! The lights: a large warm key from the left and above, a cool fill from the right, a rim behind, and the sky.

use std::f32::consts::TAU;

use glam::Vec3;
use serde::Serialize;

/// The golden angle, radians: points turned by it fill a disc or a dome evenly.
const GOLDEN: f32 = 2.399_963_2;

/// Directions that the sky is made of.
const SKY_COUNT: usize = 64;

/// Which light of the studio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LightKind {
    /// Large and warm, from the left and above: it throws the shadow.
    Key,
    /// Cool and weak, from the right.
    Fill,
    /// From behind, so that the outline stands out.
    Rim,
    /// From everywhere above the ground.
    Sky,
}

/// One light as a viewer needs it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Light {
    /// Which one.
    pub kind: LightKind,
    /// Towards the light, unit length, in the mesh's own axes.
    pub direction: [f32; 3],
    /// Its colour, linear RGB, brightest channel 1.
    pub color: [f32; 3],
    /// Irradiance of a surface that faces it, in the units of the still's exposure.
    pub intensity: f32,
    /// Half its width seen from the object, as a tangent; 0 for the sky, which is all round.
    pub spread: f32,
}

/// A large light: where it stands as seen from the camera, and how it shines.
pub(super) struct Lamp {
    pub kind: LightKind,
    /// Round from the camera, degrees; negative is left.
    pub azimuth_deg: f32,
    pub elevation_deg: f32,
    /// Half its width as a tangent.
    pub spread: f32,
    /// Directions that it is made of.
    pub count: usize,
    pub color: Vec3,
    pub intensity: f32,
}

pub(super) const KEY: Lamp = Lamp {
    kind: LightKind::Key,
    azimuth_deg: -55.0,
    elevation_deg: 39.0,
    spread: 0.22,
    count: 20,
    color: Vec3::new(1.0, 0.955, 0.90),
    intensity: 0.95,
};

pub(super) const FILL: Lamp = Lamp {
    kind: LightKind::Fill,
    azimuth_deg: 70.0,
    elevation_deg: 22.0,
    spread: 0.35,
    count: 6,
    color: Vec3::new(0.90, 0.95, 1.0),
    intensity: 0.22,
};

pub(super) const RIM: Lamp = Lamp {
    kind: LightKind::Rim,
    azimuth_deg: 165.0,
    elevation_deg: 40.0,
    spread: 0.2,
    count: 6,
    color: Vec3::new(1.0, 0.98, 0.95),
    intensity: 0.20,
};

/// Colour of the sky.
pub(super) const SKY_COLOR: Vec3 = Vec3::new(1.0, 0.985, 0.96);

/// Irradiance that an open sky gives a level surface.
pub(super) const SKY_INTENSITY: f32 = 0.44;

/// Towards the light; `weight` is its share of the whole lamp or sky.
#[derive(Clone, Copy)]
pub(super) struct Ray {
    pub direction: Vec3,
    pub weight: f32,
    /// How far its map is turned about it, radians: the steps of maps that lie askew to each other even out.
    pub turn: f32,
}

/// How high the key stands for what lies flat, degrees. Its light rakes over the top, so that the top is darker than the
/// page, what is engraved is seen, and the shadow is longer than the object is high.
const KEY_FLAT_DEG: f32 = 20.0;

impl Lamp {
    /// This lamp as it stands for an object that lies as flat as `flatness` says, 0 to 1.
    pub fn at_flat(&self, flatness: f32) -> Self {
        match self.kind {
            LightKind::Key => {
                Self { elevation_deg: self.elevation_deg + (KEY_FLAT_DEG - self.elevation_deg) * flatness, ..*self }
            }
            _ => Self { ..*self },
        }
    }

    /// Towards the middle of the lamp, for a camera at `azimuth_deg`.
    pub fn direction(&self, azimuth_deg: f32) -> Vec3 {
        let (sin, cos) = (azimuth_deg + self.azimuth_deg).to_radians().sin_cos();
        let (rise, level) = self.elevation_deg.to_radians().sin_cos();
        Vec3::new(level * sin, -level * cos, rise)
    }

    /// The directions that stand for the lamp, even over its disc.
    pub fn rays(&self, azimuth_deg: f32) -> Vec<Ray> {
        let middle = self.direction(azimuth_deg);
        let (u, v) = across(middle);
        let ray = |index: usize| {
            let radius = ((index as f32 + 0.5) / self.count as f32).sqrt() * self.spread;
            let (sin, cos) = (index as f32 * GOLDEN).sin_cos();
            let direction = (middle + u * (radius * cos) + v * (radius * sin)).normalize();
            Ray { direction, weight: 1.0 / self.count as f32, turn: index as f32 * GOLDEN }
        };
        (0..self.count).map(ray).collect()
    }

    /// This lamp as a viewer needs it; `direction` is already in the mesh's axes.
    pub fn light(&self, direction: [f32; 3]) -> Light {
        let Self { kind, color, intensity, spread, .. } = *self;
        Light { kind, direction, color: color.to_array(), intensity, spread }
    }
}

/// Directions even over the half dome; the weights are solid angles, so that a level open surface gathers one.
pub(super) fn sky_rays() -> Vec<Ray> {
    let ray = |index: usize| {
        let z = (index as f32 + 0.5) / SKY_COUNT as f32;
        let level = (1.0 - z * z).sqrt();
        let (sin, cos) = (index as f32 * GOLDEN % TAU).sin_cos();
        Ray {
            direction: Vec3::new(level * cos, level * sin, z),
            weight: 2.0 / SKY_COUNT as f32,
            turn: index as f32 * GOLDEN,
        }
    };
    (0..SKY_COUNT).map(ray).collect()
}

/// Two directions at right angles to `direction` and to each other.
pub(super) fn across(direction: Vec3) -> (Vec3, Vec3) {
    let aside = if direction.z.abs() > 0.9 { Vec3::X } else { Vec3::Z };
    let u = aside.cross(direction).normalize();
    (u, direction.cross(u))
}
