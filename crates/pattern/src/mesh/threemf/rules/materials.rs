//! Colours, base materials, textures, mixtures and layers: what a group may name.

use super::Rule;
use super::attributes::Attributes;
use super::kinds;
use super::seen::{Group, Resource};
use super::watch::Watch;

impl Watch<'_> {
    pub(super) fn look_at_material(&mut self, name: &'static str, attributes: &Attributes) {
        let group = match name {
            "basematerials" => Resource::BaseMaterials { count: 0 },
            "colorgroup" => Resource::Colors,
            "texture2dgroup" => Resource::PicturePlaces,
            "compositematerials" => Resource::Composites,
            "multiproperties" => Resource::Multi,
            "texture2d" => {
                self.add_resource(attributes, name, Resource::Picture);
                return;
            }
            "base" | "color" | "tex2coord" | "multi" | "composite" => return self.entry(name, attributes),
            _ if name.ends_with("displayproperties") => {
                self.add_resource(attributes, name, Resource::Other);
                return;
            }
            _ => return,
        };
        match group {
            Resource::PicturePlaces => self.texture_group(attributes),
            Resource::Composites => self.composites(attributes),
            Resource::Multi => self.layers(attributes),
            _ => {}
        }
        // Its own number stands for it only after it: no group may ask for itself.
        let id = self.add_resource(attributes, name, group).unwrap_or_default();
        self.resources.group = Some(Group { id, name, count: 0 });
    }

    /// Something in the open group; in the wrong namespace it is told as such, and the group is not called empty.
    pub(super) fn count_entry(&mut self) {
        if let Some(group) = &mut self.resources.group {
            group.count += 1;
        }
    }

    fn entry(&mut self, name: &str, attributes: &Attributes) {
        self.count_entry();
        if name == "composite" {
            let is_share = |word: &str| word.parse().is_ok_and(|share: f64| (0.0..=1.0).contains(&share));
            let values = attributes.get("values").unwrap_or_default();
            if !values.split_ascii_whitespace().all(is_share) {
                self.note(Rule::CompositeIndices, values);
            }
        }
    }

    pub(super) fn look_back_at_group(&mut self) {
        let Some(group) = self.resources.group.take() else {
            return;
        };
        if group.count == 0 {
            self.note(Rule::MaterialEmpty, &format!("{} {}", group.name, group.id));
        }
        if group.name == "basematerials" && group.id > 0 {
            self.resources.set(group.id, Resource::BaseMaterials { count: group.count });
        }
    }

    fn texture_group(&mut self, attributes: &Attributes) {
        if let Some(id) = attributes.id("texid")
            && self.resources.get(id) != Some(Resource::Picture)
        {
            self.note(Rule::ReferenceForward, &format!("texture {id}"));
        }
    }

    fn composites(&mut self, attributes: &Attributes) {
        let Some(id) = attributes.id("matid") else {
            return;
        };
        let Some(Resource::BaseMaterials { count }) = self.resources.get(id) else {
            self.note(Rule::CompositeBase, &format!("matid {id}"));
            return;
        };
        let indices = attributes.get("matindices").unwrap_or_default();
        let mut indices = indices.split_ascii_whitespace().filter_map(kinds::index);
        if indices.any(|index| index >= count) {
            self.note(Rule::CompositeIndices, &format!("matindices of matid {id}"));
        }
    }

    fn layers(&mut self, attributes: &Attributes) {
        let own = attributes.id("id").unwrap_or_default();
        let ids = attributes.get("pids").unwrap_or_default();
        let (mut materials, mut colors) = (0, 0);
        for (layer, id) in ids.split_ascii_whitespace().filter_map(kinds::id).enumerate() {
            let what = format!("multiproperties {own}, layer {id}");
            match self.resources.get(id) {
                Some(Resource::BaseMaterials { .. } | Resource::Composites) => {
                    materials += 1;
                    if layer > 0 && materials == 1 {
                        self.note(Rule::MultiMaterialFirst, &what);
                    }
                    if materials == 2 {
                        self.note(Rule::MultiMaterials, &what);
                    }
                }
                Some(Resource::Colors) => {
                    colors += 1;
                    if colors == 2 {
                        self.note(Rule::MultiColors, &what);
                    }
                }
                Some(Resource::Multi) => self.note(Rule::MultiOfMulti, &what),
                Some(Resource::PicturePlaces) => {}
                _ => self.note(Rule::MultiGroup, &what),
            }
        }
    }
}
