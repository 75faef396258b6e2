//! The studio: one mesh on a table, lit and photographed from any side.

mod camera;
mod casters;
mod ground;
mod model;
mod normals;
mod paint;
mod rig;
mod samples;
mod scan;
mod shade;
mod shadow;
mod visible;

use glam::Vec3;
use pattern::{Mesh, mesh::Up};
use rayon::prelude::*;

pub use camera::Camera;
pub use rig::{Light, LightKind};

use crate::Image;
use camera::{FIELD_DEG, View};
use casters::Casters;
use ground::Shadow;
use model::Model;
use normals::Normals;
use rig::{FILL, KEY, RIM, SKY_COLOR, SKY_INTENSITY};
use samples::Finder;
use shade::{Film, LAMPS, LampMaps, Lighting};
use shadow::ShadowMap;
use visible::{Visible, lit_rows};

/// Width of a texel in the lamps' maps, studio units: the object's box is at most 2 long.
const LAMP_TEXEL: f32 = 2.0 / 176.0;

/// Width of a texel in the sky's maps.
const SKY_TEXEL: f32 = 2.0 / 112.0;

/// Colour of shadow on the ground, sRGB.
const SHADOW_COLOR: Vec3 = Vec3::new(0.012, 0.010, 0.008);

/// Longest side of a picture, pixels.
const SIZE_PX_MAX: u32 = 4096;

/// Where a picture is taken from.
#[derive(Clone, Debug, PartialEq)]
pub struct Still {
    /// Pixels a side; at most 4096.
    pub size_px: u32,
    /// Round the object, degrees: 0 looks along +y, negative moves the camera left.
    pub azimuth_deg: f32,
    /// Up from the ground, degrees; none is as high as suits the object: 24 for what stands, and steeper the flatter it lies.
    pub elevation_deg: Option<f32>,
}

impl Default for Still {
    /// The view of every still.
    fn default() -> Self {
        Self { size_px: 512, azimuth_deg: -35.0, elevation_deg: None }
    }
}

/// A mesh prepared once for any number of pictures: stood on the ground, with its normals and the sky's shadows.
///
/// The lamps turn with the camera, so that every side is seen in the same light; the sky does not, so its maps serve
/// every view.
pub struct Studio {
    model: Model,
    normals: Normals,
    casters: Casters,
    sky: Vec<ShadowMap>,
}

impl Studio {
    /// Prepares `mesh`; none where there is nothing to show: no triangle with an area.
    pub fn new(mesh: &Mesh) -> Option<Self> {
        let model = Model::new(mesh)?;
        let (normals, (casters, sky)) = rayon::join(
            || Normals::new(&model),
            || {
                let casters = Casters::new(&model, LAMP_TEXEL);
                let coarse = casters.thinned(&model, SKY_TEXEL);
                let sky = rig::sky_rays().into_par_iter().map(|ray| ShadowMap::new(ray, &coarse)).collect();
                (casters, sky)
            },
        );
        Some(Self { model, normals, casters, sky })
    }

    /// One picture.
    pub fn still(&self, still: &Still) -> Image {
        self.picture(still, &self.view(still, 0.0))
    }

    /// The picture of `still` in several sizes, pixels, each from 1 to its own: it is lit once, and the smaller ones are made of
    /// it.
    pub fn stills(&self, still: &Still, sizes_px: &[u32]) -> Vec<Image> {
        let whole = self.still(still);
        sizes_px.iter().map(|&size_px| whole.shrunk(size_px, size_px)).collect()
    }

    /// `views` pictures from all round, evenly; the first is the default still.
    ///
    /// The camera keeps the still's distance, and only steps back where a side is too wide for it.
    pub fn turntable(&self, size_px: u32, views: u32) -> Vec<Image> {
        let still = Still { size_px, ..Still::default() };
        let distance = self.view(&still, 0.0).distance();
        let picture = |index: u32| {
            let azimuth_deg = still.azimuth_deg + 360.0 * index as f32 / views as f32;
            let still = Still { azimuth_deg, ..still.clone() };
            self.picture(&still, &self.view(&still, distance))
        };
        (0..views).map(picture).collect()
    }

    /// The camera of [`Studio::still`], so that a viewer can start on exactly the same view.
    pub fn camera(&self, still: &Still) -> Camera {
        let view = self.view(still, 0.0);
        Camera {
            eye: self.model.point_mm(view.eye),
            target: self.model.point_mm(view.target),
            up: self.model.direction(view.up),
            field_deg: FIELD_DEG,
        }
    }

    /// The lights of [`Studio::still`]: key, fill, rim and sky. They stand where they do for the camera of `still`.
    pub fn lights(&self, still: &Still) -> Vec<Light> {
        lights_low(self.model.up, still.azimuth_deg, self.model.flatness())
    }

    fn view(&self, still: &Still, distance_min: f32) -> View {
        let flatness = self.model.flatness();
        let elevation_deg = still.elevation_deg.map_or_else(|| camera::elevation_deg(flatness), finite);
        let fills = camera::fills(flatness);
        View::fit(&self.model.positions, finite(still.azimuth_deg), elevation_deg, fills, distance_min)
    }

    fn picture(&self, still: &Still, view: &View) -> Image {
        let size = still.size_px.clamp(1, SIZE_PX_MAX) as usize;
        let visible = Visible::new(&self.model, view, size);
        let lighting = self.lighting(finite(still.azimuth_deg));
        let shadow = Shadow::new(view, &visible, &lighting);
        let finder = Finder { model: &self.model, normals: &self.normals, view, visible: &visible };
        let mut image = Image::clear(size as u32, size as u32);
        let rows = lit_rows(size);
        image.pixels.par_chunks_mut(rows * size).enumerate().for_each(|(band, pixels)| {
            let first = band * rows;
            let object = self.object(&finder, &lighting, first..first + pixels.len() / size);
            for (at, (pixel, (color, cover))) in pixels.iter_mut().zip(object).enumerate() {
                *pixel = over_ground(color, cover, || shadow.at(at % size, first + at / size));
            }
        });
        image
    }

    /// Colour (weighed by cover) and cover of each pixel of `rows`.
    fn object(&self, finder: &Finder<'_>, lighting: &Lighting<'_>, rows: std::ops::Range<usize>) -> Vec<(Vec3, f32)> {
        let mut pixels = vec![(Vec3::ZERO, 0.0); rows.len() * finder.visible.size];
        let samples = finder.samples(rows);
        let colors = lighting.shade(&samples, finder.visible.size);
        for ((color, &pixel), &share) in colors.iter().zip(&samples.pixel).zip(&samples.share) {
            let (sum, cover) = &mut pixels[pixel as usize];
            *sum += *color * share;
            *cover += share;
        }
        pixels
    }

    /// The lamps as they stand for a camera at `azimuth_deg`, and the sky.
    fn lighting(&self, azimuth_deg: f32) -> Lighting<'_> {
        let maps = |lamp: &'static rig::Lamp| {
            let rays = lamp.at_flat(self.model.flatness()).rays(azimuth_deg);
            LampMaps { lamp, maps: rays.into_par_iter().map(|ray| ShadowMap::new(ray, &self.casters)).collect() }
        };
        Lighting { sky: &self.sky, lamps: LAMPS.into_iter().map(maps).collect(), film: Film::new() }
    }
}

/// The lights of every picture of a mesh that stands `up`, for a camera `azimuth_deg` round it.
pub fn lights(up: Up, azimuth_deg: f32) -> Vec<Light> {
    lights_low(up, azimuth_deg, 0.0)
}

/// The same for an object that lies as flat as `flatness` says.
fn lights_low(up: Up, azimuth_deg: f32, flatness: f32) -> Vec<Light> {
    let own = |towards: Vec3| model::from_z_up(towards.as_dvec3(), up).map(|value| value as f32);
    let lamps = [&KEY, &FILL, &RIM].map(|lamp| {
        let lamp = lamp.at_flat(flatness);
        lamp.light(own(lamp.direction(finite(azimuth_deg))))
    });
    let sky = Light {
        kind: LightKind::Sky,
        direction: own(Vec3::Z),
        color: SKY_COLOR.to_array(),
        intensity: SKY_INTENSITY,
        spread: 0.0,
    };
    lamps.into_iter().chain([sky]).collect()
}

/// The object's colour over the ground's shadow, with straight alpha.
fn over_ground(color: Vec3, cover: f32, shadow: impl Fn() -> f32) -> [u8; 4] {
    let cover = cover.min(1.0);
    let shadow = if cover < 1.0 { shadow() * (1.0 - cover) } else { 0.0 };
    let alpha = cover + shadow;
    let color = if alpha > 0.0 { (color + SHADOW_COLOR * shadow) / alpha } else { SHADOW_COLOR };
    [color.x, color.y, color.z, alpha].map(|value| (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8)
}

fn finite(value: f32) -> f32 {
    if value.is_finite() { value } else { 0.0 }
}
