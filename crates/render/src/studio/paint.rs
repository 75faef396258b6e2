//! What a surface is made of: plaster, or the colours and the texture that the file gives it.

use std::array;

use glam::Vec3;
use pattern::{Mesh, Raster};

/// Albedo of the plaster, linear.
pub(super) const PLASTER: Vec3 = Vec3::new(0.82, 0.78, 0.72);

/// No surface throws back more light than this: pure white in a file would lose its shading.
const ALBEDO_MAX: f32 = 0.86;

/// Colours of a model's triangles.
pub(super) struct Paint {
    cover: Cover,
    /// Each kept triangle's index in the mesh.
    source: Vec<u32>,
    /// The mesh's own triangles, where `cover` is given by vertex.
    triangles: Vec<[u32; 3]>,
    /// sRGB values in linear light.
    linear: [f32; 256],
}

enum Cover {
    Plaster,
    Parts(Vec<(usize, [u8; 4])>),
    Vertices(Vec<[u8; 4]>),
    Texture(Vec<[f32; 2]>, Box<Raster>),
}

impl Paint {
    /// The paint of `mesh`, of which the triangles `source` are shown.
    pub fn new(mesh: &Mesh, source: Vec<u32>) -> Self {
        let cover = cover(mesh);
        let by_vertex = matches!(cover, Cover::Vertices(_) | Cover::Texture(..));
        let triangles = if by_vertex { mesh.triangles.clone() } else { Vec::new() };
        Self { cover, source, triangles, linear: array::from_fn(|value| linear(value as f32 / 255.0)) }
    }

    /// Albedo, linear, of triangle `index` where its corners weigh `weights`.
    #[inline]
    pub fn albedo(&self, index: usize, weights: [f32; 3]) -> Vec3 {
        match &self.cover {
            Cover::Plaster => PLASTER,
            Cover::Parts(ends) => {
                let source = self.source[index] as usize;
                let part = ends.partition_point(|(end, _)| *end <= source);
                ends.get(part).map_or(PLASTER, |(_, color)| self.paint(*color))
            }
            Cover::Vertices(colors) => {
                let vertices = self.triangles[self.source[index] as usize];
                (0..3).map(|corner| self.paint(colors[vertices[corner] as usize]) * weights[corner]).sum()
            }
            Cover::Texture(uvs, picture) => {
                let vertices = self.triangles[self.source[index] as usize];
                let uv: glam::Vec2 =
                    (0..3).map(|corner| glam::Vec2::from(uvs[vertices[corner] as usize]) * weights[corner]).sum();
                self.texel(picture, uv)
            }
        }
    }

    /// The paint of an sRGB colour; what is see-through is shown as plaster shining through it.
    fn paint(&self, color: [u8; 4]) -> Vec3 {
        let [red, green, blue] = [color[0], color[1], color[2]].map(|value| self.linear[value as usize]);
        let opaque = f32::from(color[3]) / 255.0;
        PLASTER.lerp(Vec3::new(red, green, blue).min(Vec3::splat(ALBEDO_MAX)), opaque)
    }

    /// The texture at `uv` (v up, wrapped), between its four nearest pixels.
    fn texel(&self, picture: &Raster, uv: glam::Vec2) -> Vec3 {
        let (width, height) = (picture.width as usize, picture.height as usize);
        let wrap = |value: f32| {
            if value.is_finite() { value - value.floor() } else { 0.0 }
        };
        let (x, y) = (wrap(uv.x) * width as f32 - 0.5, (1.0 - wrap(uv.y)) * height as f32 - 0.5);
        let (column, row) = (x.floor(), y.floor());
        let pixel = |dx: f32, dy: f32| {
            let (i, j) = ((column + dx).rem_euclid(width as f32), (row + dy).rem_euclid(height as f32));
            let at = (j as usize).min(height - 1) * width + (i as usize).min(width - 1);
            self.paint(picture.pixels[at])
        };
        let (top, bottom) =
            (pixel(0.0, 0.0).lerp(pixel(1.0, 0.0), x - column), pixel(0.0, 1.0).lerp(pixel(1.0, 1.0), x - column));
        top.lerp(bottom, y - row)
    }
}

/// The finest cover that the file gives: texture before vertex colours before part colours.
fn cover(mesh: &Mesh) -> Cover {
    let count = mesh.positions.len();
    if let Some(picture) = &mesh.texture
        && mesh.uvs.len() == count
        && picture.width > 0
        && picture.pixels.len() == picture.width as usize * picture.height as usize
        && !picture.pixels.is_empty()
    {
        return Cover::Texture(mesh.uvs.clone(), picture.clone());
    }
    if mesh.colors.len() == count {
        return Cover::Vertices(mesh.colors.clone());
    }
    if mesh.parts.iter().any(|part| part.color.is_some()) {
        return Cover::Parts(part_ends(mesh));
    }
    Cover::Plaster
}

/// Where each part ends, and its colour, in the order of the triangles; gaps are clear, which shows as plaster.
fn part_ends(mesh: &Mesh) -> Vec<(usize, [u8; 4])> {
    let mut parts: Vec<_> = mesh.parts.iter().filter(|part| !part.triangles.is_empty()).collect();
    parts.sort_by_key(|part| part.triangles.start);
    let mut ends: Vec<(usize, [u8; 4])> = Vec::new();
    for part in parts {
        let start = part.triangles.start;
        if ends.last().map_or(0, |(end, _)| *end) < start {
            ends.push((start, [0; 4]));
        }
        ends.push((part.triangles.end, part.color.unwrap_or([0; 4])));
    }
    ends
}

fn linear(value: f32) -> f32 {
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}
