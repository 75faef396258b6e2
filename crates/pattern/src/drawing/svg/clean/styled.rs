//! What the cascade says of an element, and the sizes that it has from elsewhere.

use std::{collections::HashMap, rc::Rc};

use quick_xml::{Reader, events::Event};

use super::{Cleaner, attribute};
use crate::drawing::svg::{
    size::Root,
    style::{Inherited, Tag, Transform},
};

/// What the cascade says of an element beside its attributes.
pub(super) struct Styled {
    pub tag: Tag,
    pub inherited: Inherited,
    pub transform: Transform,
}

/// The width and height that symbols give themselves (SVG 2), by id; usvg knows only those of a `use`.
pub(super) type SymbolSizes = HashMap<String, [Option<String>; 2]>;

/// Goes through the file for them: a `use` may stand before its symbol.
pub(super) fn symbol_sizes(text: &str) -> SymbolSizes {
    let mut sizes = HashMap::new();
    if !text.contains("symbol") {
        return sizes;
    }
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) if start.local_name().into_inner() == "symbol" => {
                let find = |key| attribute(&start, key);
                if let Some(id) = find("id") {
                    sizes.entry(id).or_insert([find("width"), find("height")]);
                }
            }
            Ok(Event::Eof) | Err(_) => return sizes,
            Ok(_) => {}
        }
    }
}

impl Cleaner<'_> {
    /// Writes what is declared for an element into its attributes.
    pub(super) fn style(&mut self, name: &str, attributes: &mut Vec<(String, String)>) -> Styled {
        let parent = self.open.last();
        let previous = parent.and_then(|open| open.last_child.clone());
        // Only the one before it can be asked for.
        let previous = previous.map(|tag| Rc::new(Tag { previous: None, ..Tag::clone(&tag) }));
        // No selector asks for a shape's data, which may be most of a file.
        let asked = attributes.iter().filter(|(name, _)| !matches!(name.as_str(), "d" | "points" | "style"));
        let tag = Tag { name: name.to_owned(), attributes: asked.cloned().collect(), previous };
        let inherited = parent.map(|open| open.inherited.clone()).unwrap_or_default();
        let path: Vec<&Tag> = self.open.iter().map(|open| &open.tag).chain([&tag]).collect();
        let (inherited, transform) = self.styles.apply(&path, &inherited, attributes);
        if let Some(open) = self.open.last_mut() {
            open.last_child = Some(Rc::new(tag.clone()));
        }
        Styled { tag, inherited, transform }
    }

    /// Writes the transform that CSS declares in place of the attribute.
    pub(super) fn transform(&mut self, element: usize, transform: &Transform, attributes: &mut Vec<(String, String)>) {
        if transform.is_none() {
            return;
        }
        attributes.retain(|(name, _)| name != "transform");
        let page = self.document.root.as_ref().and_then(Root::frame).unwrap_or_default();
        let own = self.known.boxes.get(&element).copied();
        if transform.is_fill_box && own.is_none() {
            self.document.boxless.insert(element);
            return;
        }
        let reference = own.filter(|_| transform.is_fill_box).unwrap_or(page);
        if let Some(matrix) = transform.matrix(reference) {
            let [a, b, c, d, e, f] = matrix.as_coeffs();
            attributes.push(("transform".to_owned(), format!("matrix({a} {b} {c} {d} {e} {f})")));
        }
    }

    /// A `use` without a size of its own shows a symbol in the symbol's.
    pub(super) fn take_symbol_size(&self, attributes: &mut Vec<(String, String)>) {
        let target =
            attributes.iter().find(|(name, _)| name == "href").and_then(|(_, href)| href.trim().strip_prefix('#'));
        let Some(sizes) = target.and_then(|target| self.symbol_sizes.get(target)).cloned() else { return };
        for (name, size) in ["width", "height"].into_iter().zip(sizes) {
            if let Some(size) = size.filter(|_| !attributes.iter().any(|(known, _)| known == name)) {
                attributes.push((name.to_owned(), size));
            }
        }
    }
}
