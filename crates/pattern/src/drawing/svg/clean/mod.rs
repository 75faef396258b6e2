//! One pass over the XML that writes a smaller SVG: shapes, groups, `use`, styles, and nothing that runs or reaches out.

mod attributes;
mod clips;
mod effects;
mod output;
mod styled;
mod words;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::element::{self, Element, Role, Tally};
use super::entities::Entities;
use super::size;
use super::size::{Root, Size};
use super::style::{Gathered, Inherited, ReferenceBox, Styles, Tag};
use crate::{Budget, Findings};

use attributes::{declares_handler, reaches_out};
pub(super) use clips::Clip;
pub(super) use output::push_escaped;
use output::{push_attribute, write_attributes};
use styled::{SymbolSizes, symbol_sizes};
use words::OpenText;
pub(super) use words::TEXT_OPACITY;

/// Groups inside groups that are followed at most, whatever the budget: usvg goes down by recursion.
pub(super) const DEPTH_MAX: u32 = 200;
/// Stands before the number of an element that has no id of its own (a private character, so that no id begins so).
const MADE_ID: char = '\u{e000}';

/// A cleaned file.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub root: Option<Root>,
    pub elements: Vec<Element>,
    /// Texts in their order; one line of each for each line of the drawing.
    pub texts: Vec<String>,
    pub tally: Tally,
    pub entities: Entities,
    effect_uses: Vec<effects::Use>,
    /// By their ids.
    pub clips: HashMap<String, Clip>,
    by_id: HashMap<String, usize>,
    /// Elements whose transform turns about their own box, which was not known yet.
    pub boxless: HashSet<usize>,
    body: String,
}

impl Document {
    /// The element behind an id that usvg reports.
    pub(super) fn element(&self, id: &str) -> Option<usize> {
        match id.strip_prefix(MADE_ID) {
            Some(number) => number.parse().ok().filter(|index| *index < self.elements.len()),
            None => self.by_id.get(id).copied(),
        }
    }

    /// The whole cleaned SVG, one user unit a millimetre at the root.
    pub(super) fn assemble(&self, size: &Size) -> String {
        let mut out = String::with_capacity(self.body.len() + 512);
        let [x, y, width, height] = size.view_box;
        out.push_str("<svg xmlns=\"http://www.w3.org/2000/svg\"");
        for (name, value) in self.root.iter().flat_map(|root| &root.style) {
            push_attribute(&mut out, name, value);
        }
        let (width_mm, height_mm) = (width * size.scale[0], height * size.scale[1]);
        let _ = write!(
            out,
            " width=\"{width_mm}\" height=\"{height_mm}\" viewBox=\"{x} {y} {width} {height}\" preserveAspectRatio=\"none\">"
        );
        out.push_str(&self.body);
        out.push_str("</svg>");
        out
    }
}

/// What an earlier pass over the same file found out; elements are numbered alike.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Elements (`use`, markers) to leave out.
    pub dropped: HashSet<usize>,
    /// Boxes of elements that turn about their own.
    pub boxes: HashMap<usize, ReferenceBox>,
}

/// Cleans `text`, whose style elements say what was `gathered`.
pub(super) fn clean(text: &str, gathered: &Gathered, budget: &Budget, known: &Known) -> Document {
    let styles = Styles::new(gathered);
    let mut cleaner = Cleaner {
        budget,
        known,
        document: Document::default(),
        open: Vec::new(),
        skipped_depth: 0,
        svg_prefix: None,
        clip: None,
        text_of_file: text,
        style: None,
        text: None,
        line: 1,
        before: 0,
        at: 0,
        scale: 1.0,
        styles: &styles,
        symbol_sizes: symbol_sizes(text),
    };
    cleaner.run(text);
    let mut document = cleaner.finish();
    document.tally.styles_dropped = styles.is_dropped || styles.is_spent();
    document
}

struct Open {
    name: String,
    /// None for the root.
    element: Option<usize>,
    stop_count: u32,
    tag: Tag,
    inherited: Inherited,
    /// The child that was met last.
    last_child: Option<Rc<Tag>>,
}

struct Cleaner<'a> {
    budget: &'a Budget,
    known: &'a Known,
    document: Document,
    open: Vec<Open>,
    /// How deep inside an element that is left out.
    skipped_depth: u32,
    svg_prefix: Option<String>,
    /// The clip being passed over, and where its shapes begin in the text.
    clip: Option<(String, usize)>,
    text_of_file: &'a str,
    /// The style element being read.
    style: Option<String>,
    text: Option<OpenText>,
    line: u64,
    /// Where the event that is read begins in the text, and where it ends.
    before: usize,
    at: usize,
    scale: f64,
    styles: &'a Styles<'a>,
    symbol_sizes: SymbolSizes,
}

impl Cleaner<'_> {
    fn run(&mut self, text: &str) {
        let mut reader = Reader::from_str(text);
        let mut counted_to = 0;
        loop {
            let begin = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
            self.line += newlines(text, counted_to, begin);
            counted_to = counted_to.max(begin);
            let event = reader.read_event();
            self.before = begin;
            self.at = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
            match event {
                Ok(Event::Eof) => {
                    if !self.open.is_empty() {
                        self.document.tally.broken = Some(("it ends inside an element".to_owned(), self.line));
                    }
                    break;
                }
                Ok(event) => self.event(event),
                Err(error) => {
                    self.document.tally.broken = Some((in_words(&error), self.line));
                    break;
                }
            }
            if self.document.tally.over_nodes {
                break;
            }
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Start(start) => self.start(&start),
            Event::Empty(start) => {
                self.start(&start);
                self.end();
            }
            Event::End(_) => self.end(),
            Event::DocType(doctype) => {
                self.document.entities.declare(&doctype);
                if declares_handler(&doctype) {
                    self.seen(|tally| &mut tally.handlers);
                }
            }
            Event::PI(instruction) if instruction.target() == "xml-stylesheet" => {
                self.seen(|tally| &mut tally.external)
            }
            Event::Text(raw) if self.wants_text() => {
                let words = self.document.entities.unescape(&raw);
                self.words(&words);
            }
            Event::GeneralRef(name) if self.wants_text() => {
                let words = self.document.entities.unescape(&format!("&{};", &*name));
                self.words(&words);
            }
            Event::CData(raw) => self.words(&raw),
            Event::Text(raw) if self.open.is_empty() && self.document.root.is_some() => {
                self.document.tally.trailing_bytes += raw.trim().len() as u64;
            }
            _ => {}
        }
    }

    fn seen(&mut self, which: impl Fn(&mut Tally) -> &mut super::element::Seen) {
        which(&mut self.document.tally).add(self.line, self.budget.places_max);
    }

    fn wants_text(&self) -> bool {
        self.style.is_some() || (self.text.is_some() && self.skipped_depth == 0)
    }

    fn words(&mut self, words: &str) {
        if let Some(style) = &mut self.style {
            style.push_str(words);
        } else if let Some(text) = self.text.as_mut().filter(|_| self.skipped_depth == 0) {
            text.content.push_str(words);
        }
    }

    fn start(&mut self, start: &BytesStart) {
        self.count_nodes(1);
        if self.skipped_depth > 0 || self.style.is_some() {
            self.note_active(start);
            self.skipped_depth += 1;
            return;
        }
        if self.text.is_some() {
            self.start_in_text(start);
            return;
        }
        if self.document.root.is_none() {
            self.start_root(start);
            return;
        }
        let Some(name) = self.svg_name(start) else {
            self.note_active(start);
            self.skipped_depth = 1;
            return;
        };
        let depth_max = self.budget.depth_max.min(DEPTH_MAX);
        if self.open.len() > depth_max as usize {
            self.seen(|tally| &mut tally.too_deep);
            self.skipped_depth = 1;
            return;
        }
        self.start_named(&name, start);
    }

    fn start_named(&mut self, name: &str, start: &BytesStart) {
        match name {
            "svg" | "g" | "a" | "defs" | "symbol" | "use" | "switch" | "marker" | "path" | "rect" | "circle"
            | "ellipse" | "line" | "polyline" | "polygon" | "linearGradient" | "radialGradient" | "stop" => {
                self.keep(name, start)
            }
            // Inkscape 0.9x wrote the flowed text of a draft of SVG 1.2, which no browser shows.
            "text" | "flowRoot" => self.start_text(start),
            "style" => self.style = Some(String::new()),
            "clipPath" | "mask" | "filter" | "pattern" => self.replace(name, start),
            other => {
                match other {
                    "script" => self.seen(|tally| &mut tally.scripts),
                    // What asks for a program's own extension is for that program alone.
                    "foreignObject" if asks_for_extension(start) => {}
                    "foreignObject" => self.seen(|tally| &mut tally.foreign),
                    "image" => self.start_image(start),
                    "animate" | "animateTransform" | "animateMotion" | "animateColor" | "set" => {
                        self.start_animation(start)
                    }
                    _ => {}
                }
                self.skipped_depth = 1;
            }
        }
    }

    fn end(&mut self) {
        if self.skipped_depth > 0 {
            self.skipped_depth -= 1;
            if self.skipped_depth == 0 {
                self.end_clip();
            }
        } else if let Some(style) = self.style.take() {
            self.end_style(&style);
        } else if self.text.as_ref().is_some_and(|text| text.depth > 0) {
            self.text.iter_mut().for_each(|text| text.depth -= 1);
        } else if let Some(text) = self.text.take() {
            self.end_text(text);
        } else if let Some(open) = self.open.pop().filter(|open| open.element.is_some()) {
            let _ = write!(self.document.body, "</{}>", open.name);
        }
    }

    fn count_nodes(&mut self, count: u64) {
        let tally = &mut self.document.tally;
        tally.node_count += count;
        tally.over_nodes |= tally.node_count > self.budget.nodes_max;
    }

    /// The element's name where it is SVG's, whatever prefix the file gives it.
    fn svg_name(&self, start: &BytesStart) -> Option<String> {
        let name = start.name().into_inner();
        match name.split_once(':') {
            Some((prefix, local)) => (self.svg_prefix.as_deref() == Some(prefix)).then(|| local.to_owned()),
            None => Some(name.to_owned()),
        }
    }

    fn start_root(&mut self, start: &BytesStart) {
        let name = start.name().into_inner().to_owned();
        let (prefix, local) =
            name.split_once(':').map_or((None, name.as_str()), |(prefix, local)| (Some(prefix), local));
        if local != "svg" {
            self.skipped_depth = 1;
            return;
        }
        self.svg_prefix = Some(prefix.unwrap_or("svg").to_owned());
        let repeat = start
            .attributes()
            .with_checks(false)
            .flatten()
            .any(|a| a.key.into_inner() == "data-repeat" && &*a.value == "true");
        let mut attributes = self.attributes(start);
        let styled::Styled { tag, inherited, .. } = self.style(local, &mut attributes);
        let root = Root::new(attributes, repeat);
        let [across, down] = size::size(&root, "", &mut Findings::new(0)).scale;
        self.scale = across.max(down);
        self.document.root = Some(root);
        self.open.push(Open { name, element: None, stop_count: 0, tag, inherited, last_child: None });
    }

    fn parent(&self) -> Option<usize> {
        self.open.last().and_then(|open| open.element)
    }

    /// Takes an element into the list; gives its index.
    fn register(&mut self, name: &str, attributes: &[(String, String)], label: Arc<str>, segment_count: u64) -> usize {
        let find = |key: &str| attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        let role = match name {
            "use" => Role::Use,
            "marker" => Role::Marker,
            "g" | "a" => Role::Group,
            _ => Role::Other,
        };
        let index = self.document.elements.len();
        let id = find("id").filter(|id| !id.is_empty() && !id.starts_with(MADE_ID));
        if let Some(id) = &id {
            self.document.by_id.entry(id.clone()).or_insert(index);
        }
        let is_layer = find("inkscape:groupmode").as_deref() == Some("layer");
        let layer = is_layer.then(|| find("inkscape:label").or_else(|| id.clone()).unwrap_or_default());
        let target = find("href").and_then(|href| href.trim().strip_prefix('#').map(str::to_owned));
        let has_fixed_line = find("vector-effect").is_some_and(|value| value.trim() == "non-scaling-stroke");
        let (parent, line) = (self.parent(), self.line);
        let element = Element { parent, role, id, target, segment_count, layer, has_fixed_line, label, line };
        self.document.elements.push(element);
        index
    }

    /// What an element that stands here is called; asked before its classes are taken for style.
    fn label(&self, name: &str, attributes: &[(String, String)]) -> Arc<str> {
        element::label(name, attributes, self.parent().map(|parent| &self.document.elements[parent].label))
    }

    fn keep(&mut self, name: &str, start: &BytesStart) {
        let mut attributes = self.attributes(start);
        if name == "stop"
            && self.open.last_mut().is_some_and(|open| {
                open.stop_count += 1;
                open.stop_count > 1
            })
        {
            // One colour stands for a gradient: more stops would only be copied for each element.
            self.skipped_depth = 1;
            return;
        }
        let label = self.label(name, &attributes);
        let links = matches!(name, "use" | "linearGradient" | "radialGradient");
        self.check_href(name, &mut attributes, links);
        let styled::Styled { tag, inherited, transform } = self.style(name, &mut attributes);
        self.transform(self.document.elements.len(), &transform, &mut attributes);
        if name == "use" {
            self.take_symbol_size(&mut attributes);
        }
        self.check_lengths(&mut attributes);
        let (name, segment_count) = self.shape(name, &mut attributes);
        self.count_nodes(segment_count);
        let element = self.register(name, &attributes, label, segment_count);
        if self.known.dropped.contains(&element) {
            self.skipped_depth = 1;
            return;
        }
        self.note_effects(element, &attributes);
        let body = &mut self.document.body;
        let _ = write!(body, "<{name}");
        write_attributes(body, element, &attributes);
        body.push('>');
        let name = name.to_owned();
        self.open.push(Open { name, element: Some(element), stop_count: 0, tag, inherited, last_child: None });
    }

    /// Puts something harmless of the same name and id in the place of an effect, so that what refers to it stays.
    fn replace(&mut self, name: &str, start: &BytesStart) {
        self.seen(|tally| &mut tally.effects);
        let attributes = self.attributes(start);
        self.skipped_depth = 1;
        self.clip = None;
        let Some((_, id)) = attributes.iter().find(|(name, _)| name == "id") else {
            return;
        };
        if name == "clipPath" {
            self.start_clip(id, &attributes);
        }
        let body = &mut self.document.body;
        let (open, inside) = match name {
            "pattern" => ("linearGradient", "<stop stop-color=\"#808080\"/>"),
            "filter" => ("filter", "<feOffset/>"),
            _ => (name, "<rect x=\"-1e6\" y=\"-1e6\" width=\"2e6\" height=\"2e6\" fill=\"#fff\"/>"),
        };
        let _ = write!(body, "<{open}");
        push_attribute(body, "id", id);
        if name == "mask" {
            body.push_str(" maskUnits=\"userSpaceOnUse\" x=\"-1e6\" y=\"-1e6\" width=\"2e6\" height=\"2e6\"");
        }
        let _ = write!(body, ">{inside}</{open}>");
    }

    fn start_image(&mut self, start: &BytesStart) {
        self.seen(|tally| &mut tally.images);
        let attributes = self.attributes(start);
        let href = attributes.iter().find(|(name, _)| name == "href").map_or("", |(_, value)| value.trim());
        if !href.is_empty() && !href.starts_with("data:") && !href.starts_with('#') && !reaches_out(href) {
            self.seen(|tally| &mut tally.external);
        }
    }

    fn finish(mut self) -> Document {
        while !self.open.is_empty() || self.text.is_some() || self.style.is_some() {
            self.skipped_depth = 0;
            self.end();
        }
        self.document
    }
}

/// Whether an element is only for a program that knows some extension: no other one draws it.
fn asks_for_extension(start: &BytesStart) -> bool {
    attribute(start, "requiredExtensions").is_some_and(|extensions| !extensions.trim().is_empty())
}

/// An attribute as it is written.
fn attribute(start: &BytesStart, wanted: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let found = attributes.with_checks(false).flatten().find(|attribute| attribute.key.into_inner() == wanted)?;
    Some(found.value.into_owned())
}

/// What broke the XML.
fn in_words(error: &quick_xml::Error) -> String {
    use quick_xml::errors::IllFormedError as Ill;
    match error {
        quick_xml::Error::Syntax(_) => "it ends inside a tag, a comment or the like".to_owned(),
        quick_xml::Error::IllFormed(Ill::MismatchedEndTag { expected, found }) => {
            format!("`</{found}>` stands where `</{expected}>` should")
        }
        quick_xml::Error::IllFormed(Ill::UnmatchedEndTag(name)) => format!("`</{name}>` closes what was never opened"),
        quick_xml::Error::IllFormed(Ill::MissingEndTag(name)) => format!("`<{name}>` is never closed"),
        _ => "it is no well-formed XML there".to_owned(),
    }
}

fn newlines(text: &str, from: usize, to: usize) -> u64 {
    let bytes = text.as_bytes().get(from..to).unwrap_or_default();
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}
