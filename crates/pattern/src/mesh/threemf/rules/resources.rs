//! Resources: their numbers, objects, and what asks for what.

use super::Rule;
use super::attributes::Attributes;
use super::kinds;
use super::seen::{Open, Resource, label};
use super::watch::Watch;

impl Watch<'_> {
    pub(super) fn look_at_object(&mut self, name: &str, attributes: &Attributes) {
        match name {
            "object" => self.object(attributes),
            "mesh" => {
                self.mesh.begin();
                if let Some(open) = &mut self.resources.open {
                    open.mesh_count += 1;
                }
            }
            "components" => {
                if let Some(open) = &mut self.resources.open {
                    open.list_count += 1;
                }
            }
            "component" => self.component(attributes),
            "item" => self.transform(attributes, attributes.id("objectid")),
            _ => {}
        }
        self.look_at_production(name, attributes);
    }

    fn object(&mut self, attributes: &Attributes) {
        let id = attributes.id("id");
        if id.is_some_and(|id| self.resources.get(id).is_some()) {
            self.note(Rule::ResourceIdTwice, &format!("object {}", id.unwrap_or_default()));
        }
        let pid = attributes.id("pid");
        let has_index = attributes.get("pindex").is_some();
        if has_index && attributes.get("pid").is_none() {
            self.note(Rule::ObjectPropertyGroup, &label("object", id));
        }
        if let Some(pid) = pid
            && self.resources.get(pid).is_none()
        {
            self.note(Rule::PropertyForward, &format!("pid {pid} of {}", label("object", id)));
        }
        let kind = attributes.get("type").unwrap_or("model").to_owned();
        self.resources.has_foreign_shape = false;
        self.resources.open = Some(Open { id, kind, pid, has_default: pid.is_some(), ..Open::default() });
        self.look_at_sliced_object(attributes, id);
    }

    fn component(&mut self, attributes: &Attributes) {
        let asked = attributes.id("objectid");
        if let Some(open) = &mut self.resources.open {
            open.component_count += 1;
        }
        let is_here = !self.has_path(attributes);
        let is_object = |resource| matches!(resource, Some(Resource::Object { .. }));
        if let Some(id) = asked.filter(|_| is_here)
            && !is_object(self.resources.get(id))
        {
            self.note(Rule::ReferenceForward, &format!("component of object {id}"));
        }
        self.transform(attributes, asked.filter(|_| is_here));
        if let Some(id) = asked.filter(|id| is_here && self.resources.sliced.contains(id)) {
            let own = self.resources.open.as_ref().and_then(|open| open.id);
            self.resources.sliced.extend(own.filter(|own| *own != id));
        }
    }

    pub(super) fn look_back_at_object(&mut self) {
        let Some(open) = self.resources.open.take() else {
            return;
        };
        let what = label("object", open.id);
        let is_empty = open.list_count == 1 && open.component_count == 0;
        let is_one = open.mesh_count + open.list_count == 1
            || (self.resources.has_foreign_shape && open.mesh_count + open.list_count == 0);
        if !is_one || is_empty {
            self.note(Rule::ObjectShape, &what);
        }
        if open.list_count > 0 && open.has_default {
            self.note(Rule::ComponentsProperty, &what);
        }
        if let Some(id) = open.id {
            let is_model_mesh = open.is_model() && open.mesh_count == 1 && !open.has_lattice;
            self.resources.set(id, Resource::Object { is_model_mesh });
        }
    }

    /// The transform of an item or component, and what it does to slices.
    fn transform(&mut self, attributes: &Attributes, object: Option<u32>) {
        let Some(text) = attributes.get("transform") else {
            return;
        };
        let what = label("transform of object", object);
        let Some(values) = kinds::matrix(text) else {
            self.note(Rule::Transform, &what);
            return;
        };
        if glam::DAffine3::from_cols_array(&values).matrix3.determinant() == 0.0 {
            self.note(Rule::TransformSingular, &what);
        }
        if object.is_some_and(|id| self.resources.sliced.contains(&id)) {
            self.look_at_sliced_transform(text, &what);
        }
    }
}
