//! What is kept of an element while its file is cleaned.

use std::sync::Arc;

use crate::Place;
use crate::drawing::LABEL_CHARS_MAX;
use crate::words::tame;

/// One element that was kept.
#[derive(Debug)]
pub(super) struct Element {
    /// Index of the element it stands in; none for children of the root.
    pub parent: Option<usize>,
    /// What it is to the count of `use`.
    pub role: Role,
    /// Its own `id`, where it has one.
    pub id: Option<String>,
    /// `#target` without the hash, for `use`.
    pub target: Option<String>,
    /// Path segments it draws by itself.
    pub segment_count: u64,
    /// The layer's name, for a group that is a layer to Inkscape.
    pub layer: Option<String>,
    /// Its line is as wide in pixels as it says, however it is scaled (`vector-effect`).
    pub has_fixed_line: bool,
    /// What it and all that it stands in is called, as [`Path::label`](crate::drawing::Path::label) wants it.
    pub label: Arc<str>,
    /// The line it begins in, from 1.
    pub line: u64,
}

/// What an element is to the count of `use`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// `use`.
    Use,
    /// `marker`.
    Marker,
    /// `g` or `a`.
    Group,
    /// All else.
    Other,
}

impl Element {
    /// How a person finds it again: `#outline` or `line 204`.
    pub(super) fn source(&self) -> String {
        match &self.id {
            Some(id) => format!("#{}", tame(id, 80)),
            None => format!("line {}", self.line),
        }
    }
}

/// What `attributes` of an element `name` say that it is, after what is said of all it stands in. A path's own id tells it
/// from others, a group's or a marker's says what it is; a layer's name is the layer's.
pub(super) fn label(name: &str, attributes: &[(String, String)], outer: Option<&Arc<str>>) -> Arc<str> {
    let is_layer = attributes.iter().any(|(key, value)| key == "inkscape:groupmode" && value == "layer");
    let is_container = matches!(name, "g" | "a" | "use" | "symbol" | "marker");
    let said = attributes.iter().filter(|_| !is_layer).filter_map(|(key, value)| match &**key {
        "class" | "inkscape:label" => Some(value.trim()),
        "id" if is_container => Some(value.trim()),
        "marker-start" | "marker-mid" | "marker-end" => value.trim().strip_prefix("url(#")?.strip_suffix(')'),
        _ => None,
    });
    let own = tame(&said.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" "), LABEL_CHARS_MAX / 2);
    match (outer, own.is_empty()) {
        (Some(outer), true) => Arc::clone(outer),
        (Some(outer), false) if !outer.is_empty() => {
            let room = LABEL_CHARS_MAX.saturating_sub(own.chars().count() + 1);
            let skipped = outer.chars().count().saturating_sub(room);
            Arc::from(format!("{} {own}", outer.chars().skip(skipped).collect::<String>()))
        }
        _ => Arc::from(own),
    }
}

/// Something seen in some places.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// How many elements have it.
    pub count: u64,
    /// The first of them, as many as a finding lists.
    pub places: Vec<Place>,
}

impl Seen {
    /// One more, at `line`.
    pub(super) fn add(&mut self, line: u64, places_max: usize) {
        self.count += 1;
        if self.places.len() < places_max {
            self.places.push(Place::element(format!("line {line}")));
        }
    }
}

/// What cleaning came across.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub scripts: Seen,
    pub handlers: Seen,
    pub external: Seen,
    pub foreign: Seen,
    pub images: Seen,
    pub effects: Seen,
    pub animations: Seen,
    pub too_deep: Seen,
    pub too_large: Seen,
    /// Shapes with a number that is none.
    pub broken_numbers: Seen,
    /// Elements and path segments seen.
    pub node_count: u64,
    /// Whether reading stopped at the limit of nodes.
    pub over_nodes: bool,
    /// Bytes of text behind the drawing.
    pub trailing_bytes: u64,
    /// What broke the XML, and in which line.
    pub broken: Option<(String, u64)>,
    /// Whether the style rules were left out because there are too many for so many elements.
    pub styles_dropped: bool,
}
