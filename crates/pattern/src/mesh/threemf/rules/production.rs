//! The production extension: UUIDs, and objects in other parts.

use super::Rule;
use super::attributes::Attributes;
use super::kinds;
use super::seen::label;
use super::space::Space;
use super::watch::Watch;

impl Watch<'_> {
    /// Whether the reference leads to another part. The reader follows a path without its namespace, too.
    pub(super) fn has_path(&self, attributes: &Attributes) -> bool {
        attributes.0.iter().any(|one| one.local == "path")
    }

    pub(super) fn look_at_production(&mut self, name: &str, attributes: &Attributes) {
        if !["build", "item", "object", "component"].contains(&name) {
            return;
        }
        let what = match name {
            "object" => label(name, attributes.id("id")),
            "build" => name.to_owned(),
            _ => label(&format!("{name} of object"), attributes.id("objectid")),
        };
        match attributes.get_in(&self.scopes, Space::Production, "UUID") {
            Some(uuid) if !kinds::is_uuid(uuid) => self.note(Rule::ProductionUuidForm, &what),
            Some(_) => {}
            // Builds of other parts count for nothing.
            None if self.requires(Space::Production) && (self.is_root || name == "object") => {
                self.note(Rule::ProductionUuid, &what);
            }
            None => {}
        }
        if self.has_path(attributes) {
            if !self.requires(Space::Production) {
                self.note(Rule::ProductionRequired, &what);
            }
            if name == "component" && !self.is_root {
                self.note(Rule::ProductionDepth, &what);
            }
        }
    }
}
