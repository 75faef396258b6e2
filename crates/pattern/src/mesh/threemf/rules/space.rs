//! Namespaces: what a prefix stands for at a place.

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

/// Declarations that hold where the reader stands.
#[derive(Default)]
pub(super) struct Scopes {
    /// Prefix, what it stands for, and the depth of the element that declares it.
    declared: Vec<(String, Space, usize)>,
}

impl Scopes {
    /// Declares `prefix`, which is empty for what has none, on an element at `depth`.
    pub(super) fn declare(&mut self, prefix: &str, address: &str, depth: usize) {
        self.declared.push((prefix.to_owned(), Space::of(address), depth));
    }

    /// Forgets what elements deeper than `depth` declared.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.declared.last().is_some_and(|(.., at)| *at > depth) {
            self.declared.pop();
        }
    }

    /// What `prefix` stands for; nothing declared for no prefix is no space at all.
    pub(super) fn space(&self, prefix: &str) -> Space {
        let found = self.declared.iter().rev().find(|(known, ..)| known == prefix);
        match (found, prefix) {
            (Some((_, space, _)), _) => *space,
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
