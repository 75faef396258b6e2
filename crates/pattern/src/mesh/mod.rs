//! Triangles in space.
//!
//! One folder or file per format; each has `read(bytes, budget, findings) -> Option<(Mesh, Units)>` and, where
//! it is written here too, `write(mesh) -> Vec<u8>`.

mod attach;
mod normals;
mod polygon;
mod purpose;
mod seal;
mod soup;
pub(crate) mod text;
mod texture;
pub(crate) mod trouble;
mod weld;
mod xml;

pub mod amf;
pub mod gltf;
pub mod obj;
pub mod off;
pub mod ply;
pub mod stl;
pub mod threemf;

use std::ops::Range;

use crate::{Budget, Findings, Format, Raster, Units};

/// Triangles over shared vertices, in millimetres, in the file's own axes and order.
///
/// Vertices are as the file gives them; formats that repeat a corner for every triangle (STL) are
/// welded where the coordinates are bit for bit equal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mesh {
    /// Corners, millimetres. Every value is finite.
    pub positions: Vec<[f32; 3]>,
    /// Three indices into `positions` each, counter-clockwise seen from outside. Every index is in range.
    pub triangles: Vec<[u32; 3]>,
    /// Colours by vertex, sRGB with alpha; empty or as long as `positions`.
    pub colors: Vec<[u8; 4]>,
    /// Texture coordinates by vertex, v up; every value is finite. Empty or as long as `positions`.
    pub uvs: Vec<[f32; 2]>,
    /// The picture that `uvs` points into.
    pub texture: Option<Box<Raster>>,
    /// The file's parts in order: objects, groups, meshes. They cover `triangles` without overlap; empty means one part.
    pub parts: Vec<Part>,
    /// Which way is up in the file's axes.
    pub up: Up,
}

/// A named stretch of a mesh's triangles.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The file's own name for it, or an empty string.
    pub name: String,
    /// The range of the mesh's triangles that it is.
    pub triangles: Range<usize>,
    /// One colour for the whole part, sRGB with alpha, where the file gives one.
    pub color: Option<[u8; 4]>,
    /// Where it stands in the file: `line 12`, `object 3`.
    pub source: String,
}

/// Which axis points up. Print formats say z; glTF says y.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Up {
    /// z, as slicers have it.
    #[default]
    Z,
    /// y, as glTF has it.
    Y,
}

impl Up {
    /// `position` turned so that z points up, as print formats have it.
    pub(crate) fn to_z(self, [x, y, z]: [f32; 3]) -> [f32; 3] {
        match self {
            Self::Z => [x, y, z],
            Self::Y => [x, -z, y],
        }
    }

    /// `position` turned so that y points up, as glTF has it.
    pub(crate) fn to_y(self, [x, y, z]: [f32; 3]) -> [f32; 3] {
        match self {
            Self::Z => [x, z, -y],
            Self::Y => [x, y, z],
        }
    }
}

/// Reads `bytes` as the mesh format `format`.
pub(crate) fn read(format: Format, bytes: &[u8], budget: &Budget, findings: &mut Findings) -> Option<(Mesh, Units)> {
    match format {
        Format::Stl => stl::read(bytes, budget, findings),
        Format::Obj => obj::read(bytes, budget, findings),
        Format::Off => off::read(bytes, budget, findings),
        Format::Ply => ply::read(bytes, budget, findings),
        Format::Amf => amf::read(bytes, budget, findings),
        Format::ThreeMf => threemf::read(bytes, budget, findings),
        Format::Glb | Format::Gltf => gltf::read(bytes, budget, findings),
        Format::Svg | Format::Dxf | Format::Png | Format::Jpeg | Format::Webp => None,
    }
}

impl Mesh {
    /// The smallest box that holds every vertex that a triangle uses: `[x0, y0, z0, x1, y1, z1]`, or none without triangles.
    pub fn bounds(&self) -> Option<[f32; 6]> {
        let mut bounds = [f32::MAX, f32::MAX, f32::MAX, f32::MIN, f32::MIN, f32::MIN];
        for &index in self.triangles.as_flattened() {
            let position = self.positions[index as usize];
            for axis in 0..3 {
                bounds[axis] = bounds[axis].min(position[axis]);
                bounds[axis + 3] = bounds[axis + 3].max(position[axis]);
            }
        }
        (!self.triangles.is_empty()).then_some(bounds)
    }

    /// The three corners of triangle `index`.
    pub fn corners(&self, index: usize) -> [[f32; 3]; 3] {
        self.triangles[index].map(|vertex| self.positions[vertex as usize])
    }
}
