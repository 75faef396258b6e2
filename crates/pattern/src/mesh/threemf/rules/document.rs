//! Walks along with the parser: namespaces, which element stands in which, and what each may carry.

use quick_xml::events::{BytesDecl, BytesStart};

use super::attributes::{Attributes, split};
use super::schema::{self, Element};
use super::space::Space;
use super::watch::Watch;
use super::{Rule, kinds};

impl Watch<'_> {
    /// The part's first line, which may say in what it is written.
    pub(in crate::mesh::threemf) fn declaration(&mut self, declaration: &BytesDecl) {
        if let Some(Ok(encoding)) = declaration.encoding()
            && !encoding.eq_ignore_ascii_case("utf-8")
        {
            self.note(Rule::NotUtf8, &encoding);
        }
    }

    /// A vertex or triangle begins, which the parser looks at itself.
    pub(in crate::mesh::threemf) fn open_plain(&mut self) {
        self.stack.push(None);
    }

    /// An element begins.
    pub(in crate::mesh::threemf) fn open(&mut self, element: &BytesStart) {
        let attributes = Attributes::of(element);
        let depth = self.stack.len() + 1;
        for one in &attributes.0 {
            match (one.prefix, one.local) {
                ("", "xmlns") => self.scopes.declare("", &one.value, depth),
                ("xmlns", prefix) => self.scopes.declare(prefix, &one.value, depth),
                _ => {}
            }
        }
        let (prefix, local) = split(element.name().into_inner());
        let space = self.scopes.space(prefix);
        let known = schema::find(space, local);
        if depth == 1 {
            self.root(known, &attributes);
        } else {
            self.place(space, known, local);
        }
        self.attributes(space, known, local, &attributes);
        if let Some(known) = known {
            self.look(known, &attributes);
        }
        self.stack.push(known);
    }

    /// An element ends.
    pub(in crate::mesh::threemf) fn close(&mut self) {
        let known = self.stack.pop().flatten();
        if let Some(known) = known {
            self.look_back(known);
        }
        self.scopes.leave(self.stack.len());
    }

    /// The part has been read to its end.
    pub(in crate::mesh::threemf) fn finish(&mut self) {
        let is_model = self.sections.contains(&"model");
        for (section, rule) in [("resources", Rule::ResourcesMissing), ("build", Rule::BuildMissing)] {
            if is_model && !self.sections.contains(&section) {
                self.note(rule, "model");
            }
        }
    }

    /// A second root; nothing of it is read.
    pub(in crate::mesh::threemf) fn second_root(&mut self) {
        self.note(Rule::RootTwice, "model");
    }

    fn root(&mut self, known: Option<&Element>, attributes: &Attributes) {
        if known.is_none_or(|known| known.name != "model") {
            self.note(Rule::RootUnknown, "root");
            return;
        }
        self.sections.push("model");
        for prefix in attributes.get("requiredextensions").unwrap_or_default().split_ascii_whitespace() {
            match self.scopes.space(prefix) {
                Space::Undeclared => self.note(Rule::ExtensionUndeclared, prefix),
                space if self.requires(space) => {}
                space => self.required.push(space),
            }
        }
    }

    /// Whether the element may stand where it stands.
    fn place(&mut self, space: Space, known: Option<&'static Element>, local: &str) {
        let parent = self.stack.last().copied().flatten();
        match (known, parent) {
            (Some(known), Some(parent)) => {
                if !known.inside.contains(&parent.name) {
                    self.note(Rule::ElementMisplaced, local);
                }
                self.section(known, parent);
            }
            (None, _) if space == Space::Undeclared => {
                self.count_entry();
                self.note(Rule::PrefixUndeclared, local);
            }
            (None, Some(_)) if space.is_listed() => {
                self.count_entry();
                self.note(Rule::ElementUnknown, local);
            }
            (None, Some(parent)) => {
                if parent.name == "object" {
                    self.resources.has_foreign_shape = true;
                }
                let takes_none = ["vertices", "triangles", "components", "build", "metadata", "metadatagroup"];
                if space == Space::Other && parent.space == Space::Core && takes_none.contains(&parent.name) {
                    self.note(Rule::ForeignMisplaced, local);
                }
            }
            _ => {}
        }
    }

    /// What there may be once only, in one order.
    fn section(&mut self, known: &'static Element, parent: &Element) {
        let order = match (parent.space, parent.name) {
            (Space::Core, "model") => ["metadata", "resources", "build"].as_slice(),
            (Space::Core, "mesh") => ["vertices", "triangles"].as_slice(),
            _ => return,
        };
        let Some(step) = order.iter().position(|section| *section == known.name) else {
            return;
        };
        if known.name == "metadata" {
            if self.sections.iter().any(|section| ["resources", "build"].contains(section)) {
                self.note(Rule::SectionOrder, known.name);
            }
            return;
        }
        if self.sections.contains(&known.name) {
            self.note(Rule::SectionTwice, known.name);
            return;
        }
        if order[step + 1..].iter().any(|later| self.sections.contains(later)) {
            self.note(Rule::SectionOrder, known.name);
        }
        self.sections.push(known.name);
    }

    fn attributes(&mut self, space: Space, known: Option<&'static Element>, local: &str, attributes: &Attributes) {
        for one in &attributes.0 {
            if one.prefix == "xmlns" || (one.prefix.is_empty() && one.local == "xmlns") {
                continue;
            }
            if !one.prefix.is_empty() {
                self.foreign_attribute(known, one.prefix, one.local);
                continue;
            }
            let Some(known) = known else { continue };
            match known.attributes.iter().find(|(name, ..)| *name == one.local) {
                Some((_, kinds::Kind::OwnId, _)) if kinds::id(&one.value).is_none() => {
                    self.note(Rule::ResourceId, &format!("{local} {}", one.value));
                }
                Some((_, kind, _)) if !kind.allows(&one.value) => {
                    self.note(known.rule, &format!("{}=\"{}\" of {local}", one.local, one.value));
                }
                Some(_) => {}
                None if space.is_listed() => self.note(Rule::AttributeUnknown, &format!("{} of {local}", one.local)),
                None => {}
            }
        }
        for (name, kind, is_required) in known.map(|known| known.attributes).unwrap_or_default() {
            if *is_required && attributes.get(name).is_none() {
                let rule = if *kind == kinds::Kind::OwnId {
                    Rule::ResourceId
                } else {
                    known.map_or(Rule::ResourceId, |known| known.rule)
                };
                self.note(rule, &format!("{local} without {name}"));
            }
        }
    }

    fn foreign_attribute(&mut self, known: Option<&Element>, prefix: &str, local: &str) {
        let rule = match self.scopes.space(prefix) {
            Space::Xml if local == "lang" => return,
            Space::Xml if local == "space" => Rule::XmlSpace,
            Space::Xml | Space::Instance => Rule::XmlForeign,
            Space::Undeclared => Rule::PrefixUndeclared,
            Space::Other if known.is_some_and(|known| !known.is_open) => Rule::ForeignMisplaced,
            _ => return,
        };
        self.note(rule, &format!("{prefix}:{local}"));
    }

    /// An attribute of a vertex or triangle that neither has.
    pub(in crate::mesh::threemf) fn odd_attribute(&mut self, key: &str, local: &str) {
        match split(key) {
            ("", "xmlns") | ("xmlns", _) => {}
            ("", own) => self.note(Rule::AttributeUnknown, &format!("{own} of {local}")),
            (prefix, own) => self.foreign_attribute(None, prefix, own),
        }
    }

    /// What each kind of element is looked at for, when it begins.
    fn look(&mut self, known: &'static Element, attributes: &Attributes) {
        match (known.space, known.name) {
            (Space::Core, "metadata") => self.metadata(attributes),
            (Space::Core, "metadatagroup") => self.metadata[1].clear(),
            (Space::Core, "build" | "item" | "object" | "component" | "mesh" | "components") => {
                self.look_at_object(known.name, attributes);
            }
            (Space::Core, "vertices" | "triangles") => {}
            (Space::TriangleSets, name) => self.look_at_triangle_set(name, attributes),
            (Space::Lattice | Space::Balls, name) => self.look_at_lattice(name, attributes),
            (Space::Slices, name) => self.look_at_slices(name, attributes),
            (Space::Core | Space::Material, name) => self.look_at_material(name, attributes),
            _ => {}
        }
    }

    /// What each kind of element is looked at for, when it ends: what it has to have in it by then.
    fn look_back(&mut self, known: &'static Element) {
        match (known.space, known.name) {
            (Space::Core, "mesh") => {
                self.look_back_at_mesh();
                self.sections.retain(|section| !["vertices", "triangles"].contains(section));
            }
            (Space::Core, "object") => self.look_back_at_object(),
            (Space::Core | Space::Material, "basematerials" | "colorgroup" | "texture2dgroup") => {
                self.look_back_at_group()
            }
            (Space::Material, "compositematerials" | "multiproperties") => self.look_back_at_group(),
            (Space::Slices, "polygon") => self.look_back_at_polygon(),
            _ => {}
        }
    }

    fn metadata(&mut self, attributes: &Attributes) {
        /// Table 3-1 of the core specification.
        const KNOWN: [&str; 9] = [
            "Title",
            "Designer",
            "Description",
            "Copyright",
            "LicenseTerms",
            "Rating",
            "CreationDate",
            "ModificationDate",
            "Application",
        ];
        let own = attributes.get("name").unwrap_or_default().trim();
        if own.is_empty() {
            self.note(Rule::MetadataNameMissing, "metadata");
            return;
        }
        let is_known = match own.split_once(':') {
            None => KNOWN.contains(&own),
            Some((prefix, _)) => self.scopes.space(prefix) != Space::Undeclared,
        };
        if !is_known {
            self.note(Rule::MetadataNameUnknown, own);
        }
        let in_group = self.stack.last().copied().flatten().is_some_and(|parent| parent.name == "metadatagroup");
        let names = &mut self.metadata[usize::from(in_group)];
        if !names.insert(own.to_owned()) {
            self.note(Rule::MetadataNameTwice, own);
        }
    }
}
