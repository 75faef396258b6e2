//! What a model part says, as it says it.

use std::collections::HashMap;

use glam::DAffine3;

use super::property::Property;
use crate::Unit;

/// One model part.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) unit: Unit,
    /// In the file's order.
    pub(super) objects: Vec<Object>,
    /// Where an object stands in `objects`, by its number.
    pub(super) object_of: HashMap<u32, usize>,
    /// Groups of colours, materials and texture coordinates, by number.
    pub(super) properties: HashMap<u32, Property>,
    /// The group that is being read.
    pub(super) open_group: Option<u32>,
    /// Parts that hold pictures, by number.
    pub(super) textures: HashMap<u32, String>,
    pub(super) build: Vec<Reference>,
    /// Beams of lattices, which have no triangles.
    pub(super) beam_count: u64,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            unit: Unit::Millimetre,
            objects: Vec::new(),
            object_of: HashMap::new(),
            properties: HashMap::new(),
            open_group: None,
            textures: HashMap::new(),
            build: Vec::new(),
            beam_count: 0,
        }
    }
}

/// What an object is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// A model, or a surface that is to be made like one.
    #[default]
    Model,
    /// A support: `support` and `solidsupport`.
    Support,
    /// `other`, which is never built.
    Other,
}

/// A mesh, or other objects put together.
#[derive(Debug, Default)]
pub(super) struct Object {
    pub(super) id: u32,
    pub(super) name: String,
    /// What its type says it is.
    pub(super) role: Role,
    /// The group of properties of triangles that name none, and the place in it.
    pub(super) default: Option<(u32, usize)>,
    pub(super) positions: Vec<[f32; 3]>,
    pub(super) triangles: Vec<[u32; 3]>,
    /// By triangle: the group, and the place in it for each corner. Empty while no triangle named one.
    pub(super) properties: Vec<Option<(u32, [usize; 3])>>,
    pub(super) components: Vec<Reference>,
}

/// An object to be put somewhere: a component, or an item of the build.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) object_id: u32,
    /// The part it lies in, where that is another one.
    pub(super) path: Option<String>,
    pub(super) transform: DAffine3,
    /// Not printed, as the item of a build may say.
    pub(super) is_left_out: bool,
}
