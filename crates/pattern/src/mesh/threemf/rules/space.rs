//! Namespaces: what a prefix stands for at a place.

use std::collections::HashMap;

/// A namespace, as far as its elements are known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    Core,
    TriangleSets,
    Material,
    Production,
    Alternatives,
    Lattice,
    Balls,
    Slices,
    /// Of XML itself: `xml:`.
    Xml,
    /// Of XML Schema's instances: `xsi:`.
    Instance,
    /// Declared, but none of these: an extension of someone's.
    Other,
    /// The prefix is declared nowhere.
    Undeclared,
}

/// Where the namespaces of 3MF begin.
const FAMILY: &str = "http://schemas.microsoft.com/3dmanufacturing/";

impl Space {
    /// The space that `address` names.
    pub(super) fn of(address: &str) -> Self {
        match address.strip_prefix(FAMILY) {
            Some("core/2015/02") => Self::Core,
            Some("trianglesets/2021/07") => Self::TriangleSets,
            Some("material/2015/02") => Self::Material,
            Some("production/2015/06") => Self::Production,
            Some("production/alternatives/2021/04") => Self::Alternatives,
            Some("beamlattice/2017/02") => Self::Lattice,
            Some("beamlattice/balls/2020/07") => Self::Balls,
            Some("slice/2015/07") => Self::Slices,
            _ if address == "http://www.w3.org/2001/XMLSchema-instance" => Self::Instance,
            _ => Self::Other,
        }
    }

    /// Whether the elements of this space are listed here, so that one that is not listed is a mistake.
    pub(super) fn is_listed(self) -> bool {
        !matches!(self, Self::Xml | Self::Instance | Self::Other | Self::Undeclared | Self::Alternatives)
    }
}

/// Declarations that hold where the reader stands. However many a file makes, looking one up takes the same time.
#[derive(Default)]
pub(super) struct Scopes {
    /// By prefix: what it stands for, the innermost meaning last.
    meanings: HashMap<String, Vec<Space>>,
    /// Prefixes in the order in which they were declared, with the depth of the element that says so.
    declared: Vec<(String, usize)>,
}

impl Scopes {
    /// Declares `prefix`, which is empty for what has none, on an element at `depth`.
    pub(super) fn declare(&mut self, prefix: &str, address: &str, depth: usize) {
        self.meanings.entry(prefix.to_owned()).or_default().push(Space::of(address));
        self.declared.push((prefix.to_owned(), depth));
    }

    /// Forgets what elements deeper than `depth` declared.
    pub(super) fn leave(&mut self, depth: usize) {
        while let Some((prefix, _)) = self.declared.pop_if(|(_, at)| *at > depth) {
            if let Some(meanings) = self.meanings.get_mut(&prefix) {
                meanings.pop();
            }
        }
    }

    /// What `prefix` stands for; nothing declared for no prefix is no space at all.
    pub(super) fn space(&self, prefix: &str) -> Space {
        let found = self.meanings.get(prefix).and_then(|meanings| meanings.last());
        match (found, prefix) {
            (Some(space), _) => *space,
            (None, "xml") => Space::Xml,
            (None, "") => Space::Other,
            (None, _) => Space::Undeclared,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_holds_inside_its_element_only() {
        let mut scopes = Scopes::default();
        scopes.declare("", "http://schemas.microsoft.com/3dmanufacturing/core/2015/02", 1);
        scopes.declare("m", "http://example.org/mine", 2);
        scopes.declare("m", "http://schemas.microsoft.com/3dmanufacturing/material/2015/02", 3);
        assert_eq!(
            [scopes.space(""), scopes.space("m"), scopes.space("p")],
            [Space::Core, Space::Material, Space::Undeclared]
        );
        scopes.leave(2);
        assert_eq!(scopes.space("m"), Space::Other);
        scopes.leave(1);
        assert_eq!(scopes.space("m"), Space::Undeclared);
    }
}
