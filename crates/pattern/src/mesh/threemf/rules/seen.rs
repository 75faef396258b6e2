//! What has been seen of one model part so far: of the mesh, lattice, stack of slices, group and object that are open,
//! and every resource that others may ask for.

use std::collections::{HashMap, HashSet};

/// The lattice that is open.
#[derive(Default)]
pub(super) struct Lattice {
    pub(super) beam_count: u32,
    pub(super) ball_count: u32,
}

/// The stack that is open.
#[derive(Default)]
pub(super) struct Slices {
    pub(super) slice_count: u32,
    pub(super) reference_count: u32,
    pub(super) top: Option<f64>,
    pub(super) vertex_count: u32,
    /// The vertex that the polygon has come to.
    pub(super) corner: Option<u32>,
    pub(super) segment_count: u32,
}

/// The mesh that is open.
#[derive(Default)]
pub(super) struct MeshSeen {
    pub(super) vertex_count: u32,
    pub(super) triangle_count: u32,
    /// Triangles that name a property, and those that name none.
    pub(super) coloured_count: u32,
    pub(super) plain_count: u32,
    /// The last group that was looked up, and whether it is one of base materials.
    pub(super) group: Option<(u32, bool)>,
}

impl MeshSeen {
    pub(super) fn begin(&mut self) {
        *self = Self::default();
    }
}

/// The group that is open.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) id: u32,
    pub(super) name: &'static str,
    pub(super) count: u32,
}

/// What a resource is, as far as others may ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resource {
    BaseMaterials {
        count: u32,
    },
    Colors,
    Picture,
    PicturePlaces,
    Composites,
    Multi,
    Object {
        is_model_mesh: bool,
    },
    SliceStack,
    /// Anything else that has a number.
    Other,
}

/// The object that is open.
#[derive(Clone, Debug, Default)]
pub(super) struct Open {
    pub(super) id: Option<u32>,
    /// Its type, where it says one.
    pub(super) kind: String,
    pub(super) pid: Option<u32>,
    pub(super) has_default: bool,
    pub(super) mesh_count: u32,
    pub(super) list_count: u32,
    pub(super) component_count: u32,
    pub(super) has_lattice: bool,
}

impl Open {
    /// Whether it is to be a solid body.
    pub(super) fn is_model(&self) -> bool {
        self.kind == "model"
    }
}

/// All resources of a part.
#[derive(Default)]
pub(super) struct Resources {
    known: HashMap<u32, Resource>,
    pub(super) open: Option<Open>,
    /// The group of properties that is open.
    pub(super) group: Option<Group>,
    /// Whether the open object has a shape of an extension, which replaces mesh and components.
    pub(super) has_foreign_shape: bool,
    /// Objects that are given as slices, themselves or in what they are put together of.
    pub(super) sliced: HashSet<u32>,
}

impl Resources {
    /// The resource of this number, where one stands before.
    pub(super) fn get(&self, id: u32) -> Option<Resource> {
        self.known.get(&id).copied()
    }

    /// Says what the resource is, once that is clear.
    pub(super) fn set(&mut self, id: u32, resource: Resource) {
        self.known.insert(id, resource);
    }
}

/// `object 7`; `object` where it has no number.
pub(super) fn label(what: &str, id: Option<u32>) -> String {
    id.map_or_else(|| what.to_owned(), |id| format!("{what} {id}"))
}
