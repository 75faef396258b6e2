//! What an AMF says, as it says it.

use std::collections::HashMap;

use glam::DAffine3;

use crate::{Unit, Units, mesh::purpose::Purpose};

/// The file.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) units: Units,
    /// In the file's order.
    pub(super) objects: Vec<Object>,
    pub(super) constellations: Vec<Constellation>,
    /// By their numbers.
    pub(super) materials: HashMap<String, Material>,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            units: Units::assumed(Unit::Millimetre),
            objects: Vec::new(),
            constellations: Vec::new(),
            materials: HashMap::new(),
        }
    }
}

/// sRGB with alpha.
pub(super) type Color = [u8; 4];

/// One object: vertices that its volumes share.
#[derive(Debug, Default)]
pub(super) struct Object {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) color: Option<Color>,
    pub(super) positions: Vec<[f32; 3]>,
    /// By vertex; shorter where the last ones have none.
    pub(super) vertex_colors: Vec<Option<Color>>,
    pub(super) volumes: Vec<Volume>,
}

/// A body of one material.
#[derive(Debug, Default)]
pub(super) struct Volume {
    pub(super) name: String,
    pub(super) material: String,
    /// What it is for, where that is no material.
    pub(super) purpose: Option<Purpose>,
    pub(super) color: Option<Color>,
    pub(super) triangles: Vec<[u32; 3]>,
    /// By triangle; shorter where the last ones have none.
    pub(super) triangle_colors: Vec<Option<Color>>,
}

/// What a volume is made of.
#[derive(Debug, Default)]
pub(super) struct Material {
    pub(super) name: String,
    pub(super) color: Option<Color>,
}

/// Objects and other constellations, put somewhere.
#[derive(Debug, Default)]
pub(super) struct Constellation {
    pub(super) id: String,
    pub(super) instances: Vec<Instance>,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Instance {
    pub(super) object: String,
    pub(super) transform: DAffine3,
}
