//! The beam lattice extension: beams between vertices of the mesh they stand in.

use super::Rule;
use super::attributes::Attributes;
use super::seen::{Lattice, Resource, label};
use super::space::Space;
use super::watch::Watch;

impl Watch<'_> {
    pub(super) fn look_at_lattice(&mut self, name: &str, attributes: &Attributes) {
        match name {
            "beamlattice" => self.lattice(attributes),
            "beam" => self.beam(attributes),
            "ball" => {
                self.lattice.ball_count += 1;
                if attributes.index("vindex").is_some_and(|vertex| vertex >= self.mesh.vertex_count) {
                    self.note(Rule::LatticeBeam, name);
                }
            }
            "ref" | "ballref" => {
                let count = if name == "ref" { self.lattice.beam_count } else { self.lattice.ball_count };
                if attributes.index("index").is_some_and(|index| index >= count) {
                    self.note(Rule::LatticeBeam, name);
                }
            }
            _ => {}
        }
    }

    fn lattice(&mut self, attributes: &Attributes) {
        self.lattice = Lattice::default();
        if !self.requires(Space::Lattice) {
            self.note(Rule::LatticeRequired, "beamlattice");
        }
        let Some(open) = &mut self.resources.open else {
            return;
        };
        open.has_lattice = true;
        let what = label("object", open.id);
        if !["model", "solidsupport"].contains(&open.kind.as_str()) {
            self.note(Rule::LatticeObject, &what);
        }
        let mode = attributes.get("clippingmode").or_else(|| attributes.get("clipping")).unwrap_or("none");
        let clip = attributes.id("clippingmesh");
        let is_mesh = |watch: &Self, id| watch.resources.get(id) == Some(Resource::Object { is_model_mesh: true });
        let named = [clip, attributes.id("representationmesh")];
        let is_sound = named.into_iter().flatten().all(|id| is_mesh(self, id));
        if !is_sound || (mode != "none" && clip.is_none()) {
            self.note(Rule::LatticeClipping, &what);
        }
    }

    fn beam(&mut self, attributes: &Attributes) {
        let ends = [attributes.index("v1"), attributes.index("v2")];
        let is_missing = ends.into_iter().flatten().any(|vertex| vertex >= self.mesh.vertex_count);
        let what = format!("beam {}", self.lattice.beam_count);
        if is_missing || (ends[0].is_some() && ends[0] == ends[1]) {
            self.note(Rule::LatticeBeam, &what);
        }
        if attributes.get("r2").is_some() && attributes.get("r1").is_none() {
            self.note(Rule::LatticeAttribute, &format!("{what}: r2 without r1"));
        }
        self.lattice.beam_count += 1;
    }
}
