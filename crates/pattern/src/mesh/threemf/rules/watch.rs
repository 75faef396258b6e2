//! What a walk over one model part carries along, and how it notes what breaks a rule.

use std::collections::HashSet;

use super::attributes::Attributes;
use super::schema::Element;
use super::seen::{Lattice, MeshSeen, Resource, Resources, Slices};
use super::space::{Scopes, Space};
use super::{Breaches, Rule};
use crate::mesh::text::name;

/// What one model part has shown so far.
pub(in crate::mesh::threemf) struct Watch<'a> {
    pub(super) breaches: &'a mut Breaches,
    part: &'a str,
    text: &'a str,
    /// Whether the package starts from this part.
    pub(super) is_root: bool,
    pub(super) scopes: Scopes,
    /// Elements that are open; none for those that the schemas do not have.
    pub(super) stack: Vec<Option<&'static Element>>,
    at: usize,
    /// A place in the text, and its line.
    counted: (usize, usize),
    /// Names of metadata in the model, and in the group that is open.
    pub(super) metadata: [HashSet<String>; 2],
    /// Sections of the model and of the mesh that have been there.
    pub(super) sections: Vec<&'static str>,
    /// Extensions that the model needs, each once.
    pub(super) required: Vec<Space>,
    pub(super) resources: Resources,
    pub(super) mesh: MeshSeen,
    pub(super) lattice: Lattice,
    pub(super) slices: Slices,
}

impl<'a> Watch<'a> {
    /// Begins with a part, whose text is `text`.
    pub(in crate::mesh::threemf) fn new(
        breaches: &'a mut Breaches,
        part: &'a str,
        text: &'a str,
        is_root: bool,
    ) -> Self {
        Self {
            breaches,
            part,
            text,
            is_root,
            scopes: Scopes::default(),
            stack: Vec::new(),
            at: 0,
            counted: (0, 1),
            metadata: Default::default(),
            sections: Vec::new(),
            required: Vec::new(),
            resources: Resources::default(),
            mesh: MeshSeen::default(),
            lattice: Lattice::default(),
            slices: Slices::default(),
        }
    }

    /// Where the next event begins, in bytes of the text.
    pub(in crate::mesh::threemf) fn stand(&mut self, at: u64) {
        self.at = at as usize;
    }

    /// Notes that `rule` is broken by `what`, at the line where the parser stands.
    pub(super) fn note(&mut self, rule: Rule, what: &str) {
        let (part, is_root, text, at) = (self.part, self.is_root, self.text, self.at);
        let counted = &mut self.counted;
        self.breaches.note(rule, || {
            let passed = text.as_bytes().get(counted.0..at).unwrap_or_default();
            *counted = (at.max(counted.0), counted.1 + memchr::memchr_iter(b'\n', passed).count());
            let line = format!("line {}: {}", counted.1, name(what.as_bytes()));
            if is_root { line } else { format!("{} {line}", name(part.trim_start_matches('/').as_bytes())) }
        });
    }

    /// Whether the model says that it needs the extension.
    pub(super) fn requires(&self, space: Space) -> bool {
        self.required.contains(&space)
    }

    /// A resource that has this number.
    pub(super) fn add_resource(&mut self, attributes: &Attributes, what: &str, resource: Resource) -> Option<u32> {
        let id = attributes.id("id")?;
        if self.resources.get(id).is_some() || self.resources.open.as_ref().is_some_and(|open| open.id == Some(id)) {
            self.note(Rule::ResourceIdTwice, &format!("{what} {id}"));
        }
        self.resources.set(id, resource);
        Some(id)
    }
}
