//! The ground: invisible but for the shadow on it, which becomes alpha.

use glam::Vec3;
use rayon::prelude::*;

use super::camera::View;
use super::rig::{KEY, SKY_INTENSITY};
use super::samples::{Point, Samples};
use super::shade::Lighting;
use super::shadow::ShadowMap;
use super::visible::{Visible, lit_rows};

/// Pixels of the picture to one of the shadow, a side: it is smooth.
const STEP: usize = 2;

/// The ground ends here, studio units from the object's middle.
const RADIUS: f32 = 4.0;

/// How dark the darkest shadow is.
const DENSITY: f32 = 0.98;

/// Shadow fainter than this is left out: it would show as a veil with the picture's edge.
const VEIL: f32 = 0.025;

/// Shadow fades over this share of the picture towards its left, upper and lower edge; to the right it runs out of the frame.
const FADE: f32 = 0.10;

/// Points are moved this many texels off the ground before a map is asked.
const OFFSET_TEXELS: f32 = 0.6;

/// One of so many of the sky's maps is asked: the blur hides what the others would add.
const SKY_EVERY: usize = 2;

/// A separable blur, seven taps.
const BLUR: [f32; 7] = [0.06, 0.12, 0.20, 0.24, 0.20, 0.12, 0.06];

/// Shadow over the picture, 0 to 1, one value to `STEP` by `STEP` pixels.
pub(super) struct Shadow {
    side: usize,
    values: Vec<f32>,
}

impl Shadow {
    pub fn new(view: &View, visible: &Visible, lighting: &Lighting<'_>) -> Self {
        let side = visible.size.div_ceil(STEP);
        let rows = lit_rows(side);
        let mut values = vec![0.0; side * side];
        values.par_chunks_mut(rows * side).enumerate().for_each(|(band, values)| {
            let points = ground_points(view, visible, side, band * rows..band * rows + values.len() / side);
            let shadows = darkness(&points, lighting);
            for (&pixel, shadow) in points.pixel.iter().zip(shadows) {
                values[pixel as usize] = shadow;
            }
        });
        let mut shadow = Self { side, values };
        shadow.blur();
        shadow
    }

    /// Shadow on the ground behind pixel (x, y), from 0 to `DENSITY`.
    pub fn at(&self, x: usize, y: usize) -> f32 {
        let (u, v) = ((x as f32 + 0.5) / STEP as f32 - 0.5, (y as f32 + 0.5) / STEP as f32 - 0.5);
        let last = self.side - 1;
        let (i, j) = (u.max(0.0) as usize, v.max(0.0) as usize);
        let (x, y) = ((u - i as f32).clamp(0.0, 1.0), (v - j as f32).clamp(0.0, 1.0));
        let value = |i: usize, j: usize| self.values[j.min(last) * self.side + i.min(last)];
        let top = value(i, j) * (1.0 - x) + value(i + 1, j) * x;
        let bottom = value(i, j + 1) * (1.0 - x) + value(i + 1, j + 1) * x;
        let shadow = (top * (1.0 - y) + bottom * y - VEIL) / (1.0 - VEIL);
        (shadow * DENSITY * self.fade(u, v)).clamp(0.0, 1.0)
    }

    /// How much of the shadow shows at (u, v).
    fn fade(&self, u: f32, v: f32) -> f32 {
        let (u, v) = (u / self.side as f32, v / self.side as f32);
        let ease = |place: f32, width: f32| {
            let t = (place / width).clamp(0.0, 1.0);
            t * t * (3.0 - 2.0 * t)
        };
        ease(u, FADE) * ease(v, FADE) * ease(1.0 - v, FADE)
    }

    fn blur(&mut self) {
        let side = self.side;
        for along in [1, side] {
            let sharp = self.values.clone();
            for (at, value) in self.values.iter_mut().enumerate() {
                let place = if along == 1 { at % side } else { at / side };
                let first = at - place * along;
                let tap = |(tap, weight): (usize, &f32)| {
                    let place = (place + tap).saturating_sub(BLUR.len() / 2).min(side - 1);
                    weight * sharp[first + place * along]
                };
                *value = BLUR.iter().enumerate().map(tap).sum();
            }
        }
    }
}

/// Points of the ground that may be seen, `rows` of the shadow's picture.
fn ground_points(view: &View, visible: &Visible, side: usize, rows: std::ops::Range<usize>) -> Samples {
    let mut points = Samples::default();
    for (at, (x, y)) in rows.flat_map(|y| (0..side).map(move |x| (x, y))).enumerate() {
        if is_hidden(visible, x, y) {
            continue;
        }
        let ray = view.ray(x as f32 + 0.5, y as f32 + 0.5, side as f32);
        if ray.z > -1e-3 {
            continue;
        }
        let position = view.eye - ray * (view.eye.z / ray.z);
        if position.truncate().length_squared() < RADIUS * RADIUS {
            points.push(Point { position, face: Vec3::Z, normal: Vec3::Z, albedo: Vec3::ONE }, at, 1.0);
        }
    }
    points.fill_up();
    points
}

/// Whether the object covers all pixels round (x, y) of the shadow's picture, as far as the blur reaches.
fn is_hidden(visible: &Visible, x: usize, y: usize) -> bool {
    let reach = STEP * (BLUR.len() / 2 + 1);
    let (x, y) = (x * STEP, y * STEP);
    let last = visible.size - 1;
    let whole = |x: usize, y: usize| visible.is_whole(y.min(last) * visible.size + x.min(last));
    let (left, top, right, bottom) = (x.saturating_sub(reach), y.saturating_sub(reach), x + reach, y + reach);
    whole(x, y) && whole(left, top) && whole(right, top) && whole(left, bottom) && whole(right, bottom)
}

/// The share of light that the object keeps from each point. Only key and sky draw on the ground.
fn darkness(points: &Samples, lighting: &Lighting<'_>) -> Vec<f32> {
    let mut lit = vec![0.0; points.len()];
    let mut add = |maps: &[ShadowMap], every: usize, intensity: f32| {
        let maps = || maps.iter().step_by(every);
        let mut sums = vec![0.0; points.len()];
        maps().for_each(|map| map.add_light(&points.lit(), OFFSET_TEXELS, &mut sums));
        lit.iter_mut().zip(&sums).for_each(|(lit, sum)| *lit += sum * intensity);
        maps().map(|map| map.ray.direction.z * map.ray.weight * intensity).sum::<f32>()
    };
    let mut bare = add(lighting.sky, SKY_EVERY, SKY_INTENSITY);
    for lamp in lighting.lamps.iter().filter(|lamp| lamp.lamp.kind == KEY.kind) {
        bare += add(&lamp.maps, 1, KEY.intensity);
    }
    // What is left of the light, as a page shows it: sRGB is close to a power of 1 / 2.2.
    lit.iter().map(|lit| 1.0 - (lit / bare).clamp(0.0, 1.0).powf(1.0 / 2.2)).collect()
}
