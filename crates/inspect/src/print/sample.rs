//! Points spread evenly over the surface (a low-discrepancy sequence), the same on every machine.

use glam::DVec3;

use super::solid::Solid;
use crate::vector::unit;

/// A point of the surface.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub point: DVec3,
    /// Outwards, length one.
    pub normal: DVec3,
    pub triangle: u32,
}

/// Where the samples of each stretch of triangles begin, and how much surface each stands for.
pub(super) struct Samples {
    /// The area up to each triangle, mm²: one entry more than triangles.
    sums: Vec<f64>,
    /// mm² of surface for each sample.
    pub share_mm2: f64,
}

/// The steps of a sequence that fills a square evenly (Roberts, 2018).
const STEPS: [f64; 2] = [0.754_877_666_246_692_8, 0.569_840_290_998_053_2];

impl Samples {
    /// About one sample for each square of `spacing_mm`, and no more than `count_max`.
    pub fn new(solid: &Solid, spacing_mm: f64, count_max: usize) -> Self {
        let mut sums = Vec::with_capacity(solid.triangles.len() + 1);
        let mut sum = 0.0;
        sums.push(0.0);
        for triangle in 0..solid.triangles.len() as u32 {
            sum += solid.area_vector(triangle).length() / 2.0;
            sums.push(sum);
        }
        Self { sums, share_mm2: (spacing_mm * spacing_mm).max(sum / count_max as f64).max(f64::MIN_POSITIVE) }
    }

    /// How far samples are apart, mm.
    pub fn spacing_mm(&self) -> f64 {
        self.share_mm2.sqrt()
    }

    /// The samples of some triangles.
    pub fn of(&self, solid: &Solid, triangles: std::ops::Range<usize>, mut each: impl FnMut(Sample)) {
        for triangle in triangles {
            let [from, to] = [triangle, triangle + 1].map(|at| (self.sums[at] / self.share_mm2 - 0.5).ceil().max(0.0));
            let Some(normal) = (from < to).then(|| solid.normal(triangle as u32)).flatten() else { continue };
            let [a, b, c] = solid.corners(triangle as u32);
            for number in from as u64..to as u64 {
                let [mut u, mut v] = STEPS.map(|step| (0.5 + number as f64 * step).fract());
                if u + v > 1.0 {
                    (u, v) = (1.0 - u, 1.0 - v);
                }
                let point = a + u * (b - a) + v * (c - a);
                each(Sample { point, normal: unit(normal).unwrap_or(normal), triangle: triangle as u32 });
            }
        }
    }
}
