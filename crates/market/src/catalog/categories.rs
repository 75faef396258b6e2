//! Where a pattern is filed. A fixed tree: an address that was shared keeps its meaning.

/// A place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Category {
    /// The word in addresses; a child's begins with its parent's.
    pub slug: &'static str,
    /// Its name.
    pub title: &'static str,
}

impl Category {
    /// The category above, if there is one.
    pub fn parent(self) -> Option<Category> {
        self.slug.rsplit_once('/').and_then(|(parent, _)| category(parent))
    }

    /// What drawings that are filed here are for; none where their own layers and texts have to say it.
    pub fn used_for(self) -> Option<inspect::Use> {
        match self.slug.split('/').next() {
            Some("sewing") => Some(inspect::Use::Sew),
            Some("laser-cnc") => Some(inspect::Use::Cut),
            Some("graphic") => Some(inspect::Use::Plot),
            _ => None,
        }
    }

    /// The categories right below.
    pub fn children(self) -> impl Iterator<Item = Category> {
        let prefix = format!("{}/", self.slug);
        CATEGORIES
            .into_iter()
            .filter(move |other| other.slug.strip_prefix(prefix.as_str()).is_some_and(|rest| !rest.contains('/')))
    }
}

const fn place(slug: &'static str, title: &'static str) -> Category {
    Category { slug, title }
}

/// All categories, a parent before its children.
pub const CATEGORIES: [Category; 22] = [
    place("3d-print", "3D print"),
    place("3d-print/home", "Home"),
    place("3d-print/vases", "Vases and planters"),
    place("3d-print/lighting", "Lighting"),
    place("3d-print/mechanical", "Mechanical"),
    place("3d-print/tools", "Workshop"),
    place("3d-print/toys", "Toys and games"),
    place("3d-print/art", "Art and mathematics"),
    place("3d-print/organisers", "Organisers"),
    place("laser-cnc", "Laser and CNC"),
    place("laser-cnc/boxes", "Boxes"),
    place("laser-cnc/ornaments", "Ornaments"),
    place("laser-cnc/plates", "Plates and jigs"),
    place("laser-cnc/puzzles", "Puzzles"),
    place("sewing", "Sewing"),
    place("sewing/garments", "Garments"),
    place("sewing/bags", "Bags"),
    place("graphic", "Graphic"),
    place("graphic/repeats", "Repeats"),
    place("graphic/ornament", "Ornament"),
    place("graphic/templates", "Templates"),
    place("other", "Everything else"),
];

/// The category with this slug.
pub fn category(slug: &str) -> Option<Category> {
    CATEGORIES.into_iter().find(|category| category.slug == slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_with_a_slash_has_its_parent() {
        for category in CATEGORIES {
            assert_eq!(category.slug.contains('/'), category.parent().is_some(), "{}", category.slug);
        }
    }

    #[test]
    fn what_is_filed_below_a_category_is_for_the_same() {
        for category in CATEGORIES {
            assert!(
                category.parent().is_none_or(|parent| parent.used_for() == category.used_for()),
                "{}",
                category.slug
            );
        }
        let used_for = |slug: &str| category(slug).expect("a category").used_for();
        assert_eq!(used_for("sewing/bags"), Some(inspect::Use::Sew));
        assert_eq!(used_for("3d-print/vases"), None);
    }
}
