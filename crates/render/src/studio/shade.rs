//! From light that falls on plaster to what a picture shows.

use glam::Vec3;

use super::rig::{FILL, KEY, Lamp, RIM, SKY_COLOR, SKY_INTENSITY};
use super::samples::Samples;
use super::shadow::ShadowMap;

/// Points are moved this many texels off the surface before a map is asked.
const OFFSET_TEXELS: f32 = 1.3;

/// Light that the ground throws back at a surface that faces down, and that all things round throw at everything.
const GROUND_INTENSITY: f32 = 0.22;
const ROOM_INTENSITY: f32 = 0.05;
/// Lamp light that the walls of a hollow throw at each other.
const OWN_INTENSITY: f32 = 0.30;
const GROUND_COLOR: Vec3 = Vec3::new(1.0, 0.97, 0.93);

/// Exposure of the film.
const EXPOSURE: f32 = 1.35;

/// The maps of one lamp.
pub(super) struct LampMaps {
    pub lamp: &'static Lamp,
    pub maps: Vec<ShadowMap>,
}

/// All the light there is, for one direction of the camera.
pub(super) struct Lighting<'a> {
    pub sky: &'a [ShadowMap],
    pub lamps: Vec<LampMaps>,
    pub film: Film,
}

/// The three lamps, in the order of their sums.
pub(super) const LAMPS: [&Lamp; 3] = [&KEY, &FILL, &RIM];

impl Lighting<'_> {
    /// What the camera's film shows of each sample of a picture `size` pixels wide, sRGB from 0 to 1.
    pub fn shade(&self, samples: &Samples, size: usize) -> Vec<Vec3> {
        let gather = |maps: &[ShadowMap], samples: &Samples| {
            let mut sums = vec![0.0; samples.len()];
            maps.iter().for_each(|map| map.add_light(&samples.lit(), OFFSET_TEXELS, &mut sums));
            sums
        };
        let (few, stands) = samples.for_sky(size);
        let sky = gather(self.sky, &few);
        let lamps: Vec<(Vec3, Vec<f32>)> = self
            .lamps
            .iter()
            .map(|lamp| (lamp.lamp.color * lamp.lamp.intensity, gather(&lamp.maps, samples)))
            .collect();
        (0..samples.len())
            .map(|index| {
                let albedo = samples.albedo[index];
                let (stand, normal_z) = (stands[index] as usize, samples.normal_z(index));
                // An open sky gives a surface light by how far it faces up: that part is exact for every sample.
                let facing = (1.0 + normal_z).max(0.05) / (1.0 + few.normal_z(stand)).max(0.05);
                let mut light = sky_light(sky[stand] * facing, normal_z, albedo);
                for (color, sums) in &lamps {
                    light += *color * sums[index];
                }
                self.film.show(light * albedo)
            })
            .collect()
    }
}

/// Light of the sky, of which `seen` reaches the surface, and what comes back from the ground and from the object itself.
fn sky_light(seen: f32, normal_z: f32, albedo: Vec3) -> Vec3 {
    let down = 0.5 - 0.5 * normal_z;
    let open = (seen / (1.0 - down).max(0.05)).clamp(0.0, 1.0);
    let again = thrown_back(open, albedo) / open.max(0.02);
    let sky = SKY_COLOR * again * (seen * SKY_INTENSITY);
    let own = albedo * (OWN_INTENSITY * (1.0 - open) * open.sqrt());
    sky + own + GROUND_COLOR * (GROUND_INTENSITY * down + ROOM_INTENSITY) * (0.3 + 0.7 * open)
}

/// The share of an even sky's light that arrives where `open` of it is seen, counting what the walls of the hollow throw
/// back (Jimenez and others, Practical Realtime Strategies for Accurate Indirect Occlusion, 2016).
fn thrown_back(open: f32, albedo: Vec3) -> Vec3 {
    let (a, b, c) = (albedo * 2.0404 - 0.3324, albedo * -4.7951 + 0.6417, albedo * 2.7552 + 0.6903);
    (((a * open + b) * open + c) * open).max(Vec3::splat(open))
}

/// Film with a soft shoulder, to sRGB: worked out once for steps of the light's root, and read off between them.
pub(super) struct Film(Vec<f32>);

/// Steps of the film.
const FILM_STEPS: usize = 1024;

/// Root of the light at the last step; no plaster throws back half of that.
const FILM_ROOT_MAX: f32 = 2.5;

impl Film {
    pub fn new() -> Self {
        let value = |step: usize| {
            let root = step as f32 / FILM_STEPS as f32 * FILM_ROOT_MAX;
            let value = 1.0 - (root * root * -EXPOSURE).exp();
            if value <= 0.003_130_8 { 12.92 * value } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 }
        };
        Self((0..=FILM_STEPS + 1).map(value).collect())
    }

    fn show(&self, light: Vec3) -> Vec3 {
        let read = |light: f32| {
            let place = (light.max(0.0).sqrt() * (FILM_STEPS as f32 / FILM_ROOT_MAX)).min(FILM_STEPS as f32);
            let (step, share) = (place as usize, place.fract());
            self.0[step] + (self.0[step + 1] - self.0[step]) * share
        };
        Vec3::from(light.to_array().map(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_film_is_read_off_within_a_tenth_of_a_step_of_255() {
        let film = Film::new();
        for step in 0..5000 {
            let light = step as f32 / 1000.0;
            let value = 1.0 - (light * -EXPOSURE).exp();
            let exact = if value <= 0.003_130_8 { 12.92 * value } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 };
            let shown = film.show(Vec3::splat(light)).x;
            assert!((shown - exact).abs() < 0.1 / 255.0, "{light}: {shown} for {exact}");
        }
    }
}
