//! The cascade: what style sheets, `style` attributes and presentation attributes together say of an element.
//!
//! Everything ends as presentation attributes, so that usvg, which knows CSS of ten years ago, has nothing left to choose:
//! custom properties are written out, what no browser would understand is passed over, sizes and transforms of CSS become
//! those of SVG. Selectors are matched on the file as it is, before elements are cleaned.

mod sheet;
mod transform;
mod value;

use std::{borrow::Cow, cell::Cell, rc::Rc};

use simplecss::{AttributeOperator, PseudoClass};

use sheet::{Declaration, Rule, declarations};
pub(super) use sheet::{Gathered, gather};
pub(super) use transform::{ReferenceBox, Transform};
use value::{Custom, is_known, resolved};

/// Style rules times elements above which style sheets are left out: each rule is tried on each element.
const TRIALS_MAX: u64 = 2_000_000;
/// Style rules that are always tried, however many elements there are; programs write a few dozen.
const RULES_MIN: u64 = 500;

/// Bytes that the cascade writes into elements over the whole file, beside so many times the file's own: a value stands once
/// in a sheet and in each element that it is for.
const WRITTEN_BYTES: usize = 32 << 20;
const WRITTEN_TIMES: usize = 4;
/// What a declaration costs beside its bytes.
const DECLARATION_BYTES: usize = 16;
/// Properties that are declared for one element, whatever declares them; SVG has some seventy.
const PROPERTIES_MAX: usize = 500;
/// Steps from element to element that selectors take over the whole file, beside so many for each element: a selector of
/// many parts tries every way up the tree.
const STEPS: u64 = 100_000_000;
const STEPS_PER_ELEMENT: u64 = 64;

/// An element as selectors see it.
#[derive(Clone, Debug, Default)]
pub(super) struct Tag {
    /// Without a prefix.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// The name and attributes of the one before it, within the same parent.
    pub previous: Option<Rc<Tag>>,
}

/// What an element takes from those around it and hands on: custom properties.
#[derive(Clone, Debug, Default)]
pub(super) struct Inherited {
    custom: Rc<Custom>,
    /// What copying them costs.
    bytes: usize,
}

/// The style sheets of a file.
pub(super) struct Styles<'a> {
    rules: Vec<Rule<'a>>,
    /// Whether they were left out because there are too many for so many elements.
    pub is_dropped: bool,
    bytes_left: Cell<usize>,
    steps_left: Cell<u64>,
    /// Whether an element had more properties than are looked at.
    is_cut_short: Cell<bool>,
}

impl<'a> Styles<'a> {
    pub(super) fn new(gathered: &'a Gathered) -> Self {
        let rules = sheet::rules(&gathered.css);
        let count = rules.len() as u64;
        let is_dropped = count > RULES_MIN && count * gathered.element_count > TRIALS_MAX;
        Self {
            rules: if is_dropped { Vec::new() } else { rules },
            is_dropped,
            bytes_left: Cell::new(gathered.file_bytes.saturating_mul(WRITTEN_TIMES).saturating_add(WRITTEN_BYTES)),
            steps_left: Cell::new(gathered.element_count.saturating_mul(STEPS_PER_ELEMENT).saturating_add(STEPS)),
            is_cut_short: Cell::new(false),
        }
    }

    /// Whether there was more to try or to write than a file may ask for; the rest was passed over.
    pub(super) fn is_spent(&self) -> bool {
        self.bytes_left.get() == 0 || self.steps_left.get() == 0 || self.is_cut_short.get()
    }

    /// Whether so many bytes more may be written; once they may not, none may.
    fn spend(&self, bytes: usize) -> bool {
        let left = self.bytes_left.get().checked_sub(bytes);
        self.bytes_left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Writes what is declared for the last of `path` into its `attributes`, in place of `style` and `class`; gives what its
    /// children inherit and how it is transformed by CSS, where it is.
    pub(super) fn apply(
        &self,
        path: &[&Tag],
        inherited: &Inherited,
        attributes: &mut Vec<(String, String)>,
    ) -> (Inherited, Transform) {
        let take = |attributes: &mut Vec<(String, String)>, wanted: &str| {
            let at = attributes.iter().position(|(name, _)| name == wanted)?;
            Some(attributes.remove(at).1)
        };
        let own = sheet::without_comments(&take(attributes, "style").unwrap_or_default());
        take(attributes, "class");
        let node = Node { path, previous: None, steps_left: &self.steps_left };
        let matching = self.rules.iter().filter(|rule| rule.selector.matches(&node));
        let mut declared: Vec<Declaration> = matching
            .flat_map(|rule| rule.declarations.iter().copied())
            .chain(declarations(&own))
            .take_while(|it| self.spend(DECLARATION_BYTES + it.name.len() + it.value.len()))
            .collect();
        // What is important comes last, and wins.
        declared.sort_by_key(|declaration| declaration.is_important);
        let inherited = self.inherit(inherited, &declared);
        let mut writer = Writer { attributes, transform: Transform::default(), has_unknown_line: false };
        let spend = |bytes| self.spend(bytes);
        writer.check_attributes(|value| resolved(value, &inherited.custom, &spend));
        let properties: Vec<&Declaration> = declared.iter().filter(|it| !it.name.starts_with("--")).collect();
        // The last ones win.
        let passed_over = properties.len().saturating_sub(PROPERTIES_MAX);
        self.is_cut_short.set(self.is_cut_short.get() || passed_over > 0);
        for Declaration { name, value, .. } in &properties[passed_over..] {
            let name = name.to_ascii_lowercase();
            match resolved(value, &inherited.custom, &spend) {
                Some(value) => writer.declare(&name, &value),
                // As if it were not declared at all, wherever.
                None => writer.unset(&name),
            }
        }
        let transform = writer.finish(path.last().map_or("", |tag| &tag.name));
        (inherited, transform)
    }

    /// What an element hands on, which declares something of its own.
    fn inherit(&self, inherited: &Inherited, declared: &[Declaration]) -> Inherited {
        let mut own = declared.iter().filter(|declaration| declaration.name.starts_with("--")).peekable();
        if own.peek().is_none() || !self.spend(inherited.bytes) {
            return inherited.clone();
        }
        let Inherited { custom, mut bytes } = inherited.clone();
        let mut custom = Rc::unwrap_or_clone(custom);
        for Declaration { name, value, .. } in own {
            bytes += DECLARATION_BYTES + name.len() + value.len();
            custom.insert((*name).to_owned(), (*value).to_owned());
        }
        Inherited { custom: Rc::new(custom), bytes }
    }
}

struct Writer<'a> {
    attributes: &'a mut Vec<(String, String)>,
    transform: Transform,
    /// A line's colour is one that is not known here: it is a line all the same.
    has_unknown_line: bool,
}

/// Properties that are attributes of a shape or of a viewport, and those that they mean something for.
const GEOMETRY: [(&str, &[&str]); 8] = [
    ("width", &["svg", "rect", "use", "image", "symbol"]),
    ("height", &["svg", "rect", "use", "image", "symbol"]),
    ("x", &["svg", "rect", "use", "image"]),
    ("y", &["svg", "rect", "use", "image"]),
    ("cx", &["circle", "ellipse"]),
    ("cy", &["circle", "ellipse"]),
    ("rx", &["rect", "ellipse"]),
    ("ry", &["rect", "ellipse"]),
];

impl Writer<'_> {
    /// Presentation attributes may hold what CSS does.
    fn check_attributes(&mut self, resolved: impl Fn(&str) -> Option<Cow<'_, str>>) {
        self.attributes.retain_mut(|(name, value)| {
            let is_paint = matches!(name.as_str(), "fill" | "stroke" | "color" | "stop-color");
            let written = resolved(value).filter(|value| !is_paint || is_known(name, value.trim()));
            self.has_unknown_line |= written.is_none() && name == "stroke";
            match written {
                Some(Cow::Owned(written)) => *value = written,
                Some(Cow::Borrowed(_)) => {}
                None => return false,
            }
            true
        });
    }

    fn declare(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if self.transform.take(name, value) {
            return;
        }
        if !is_known(name, value) {
            self.has_unknown_line |= name == "stroke";
            return;
        }
        match name {
            "marker" => ["marker-start", "marker-mid", "marker-end"].into_iter().for_each(|end| self.set(end, value)),
            "d" => {
                if let Some(data) = value.strip_prefix("path(").and_then(|rest| rest.strip_suffix(')')) {
                    self.set(name, data.trim().trim_matches(['"', '\'']));
                }
            }
            _ if GEOMETRY.iter().any(|(known, _)| *known == name) || name == "r" => {
                self.set(name, value.strip_suffix("px").unwrap_or(value));
            }
            // usvg takes these from a style alone.
            "font" | "mix-blend-mode" | "isolation" => {
                let style = format!("{name}:{value};");
                match self.attributes.iter_mut().find(|(name, _)| name == "style") {
                    Some((_, known)) => known.push_str(&style),
                    None => self.attributes.push(("style".to_owned(), style)),
                }
            }
            _ => self.set(name, value),
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        self.unset(name);
        self.attributes.push((name.to_owned(), value.to_owned()));
    }

    fn unset(&mut self, name: &str) {
        self.attributes.retain(|(known, _)| known != name);
    }

    fn finish(mut self, element: &str) -> Transform {
        let has = |attributes: &[(String, String)], wanted: &str| attributes.iter().any(|(name, _)| name == wanted);
        if self.has_unknown_line && !has(self.attributes, "stroke") {
            self.set("stroke", "#000");
        }
        // `auto`, and sizes of what has none.
        self.attributes.retain(|(name, value)| {
            let is_for = GEOMETRY
                .iter()
                .find(|(known, _)| known == name)
                .is_none_or(|(_, elements)| elements.contains(&element));
            let is_shape = matches!(
                element,
                "text" | "tspan" | "line" | "linearGradient" | "radialGradient" | "marker" | "pattern"
            );
            (is_for || is_shape) && (value != "auto" || name.as_str() == "overflow")
        });
        // An attribute's own origin goes with the attribute; together they are what CSS says of both.
        if !self.transform.is_none() && self.transform.origin.is_none() {
            let origin = self.attributes.iter().find(|(name, _)| name == "transform-origin");
            self.transform.origin = origin.map(|(_, origin)| origin.clone());
        }
        if !self.transform.is_none() {
            self.unset("transform-origin");
        }
        self.transform
    }
}

/// An element of the path from the root on, for selectors.
struct Node<'a> {
    path: &'a [&'a Tag],
    /// In place of the last of the path: the one before it.
    previous: Option<&'a Tag>,
    /// Where they are spent, nothing matches any more but what asks for no name.
    steps_left: &'a Cell<u64>,
}

impl Node<'_> {
    fn tag(&self) -> Option<&Tag> {
        self.previous.or(self.path.last().copied())
    }

    /// Whether one may go on, or read so many bytes.
    fn step(&self, bytes: usize) -> bool {
        /// Bytes that are compared in the time of a step.
        const BYTES_PER_STEP: usize = 32;
        let left = self.steps_left.get().saturating_sub(1 + (bytes / BYTES_PER_STEP) as u64);
        self.steps_left.set(left);
        left > 0
    }
}

impl simplecss::Element for Node<'_> {
    fn parent_element(&self) -> Option<Self> {
        let (_, outer) = self.path.split_last()?;
        (!outer.is_empty() && self.step(0)).then_some(Self { path: outer, previous: None, ..*self })
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        let before = match self.previous {
            Some(previous) => previous.previous.as_deref(),
            None => self.path.last()?.previous.as_deref(),
        };
        Some(Self { previous: Some(before?), ..*self })
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.step(0) && self.tag().is_some_and(|tag| tag.name == name)
    }

    fn attribute_matches(&self, local_name: &str, operator: AttributeOperator<'_>) -> bool {
        let attributes = self.tag().map(|tag| tag.attributes.as_slice()).unwrap_or_default();
        let mut named = attributes.iter().filter(|(name, _)| name == local_name);
        named.any(|(_, value)| self.step(value.len()) && operator.matches(value))
    }

    fn pseudo_class_matches(&self, class: PseudoClass<'_>) -> bool {
        matches!(class, PseudoClass::FirstChild) && self.tag().is_some_and(|tag| tag.previous.is_none())
    }
}
