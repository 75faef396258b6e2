//! What is kept of an element while its file is cleaned.

use crate::Place;

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
            Some(id) => format!("#{}", crate::words::tame(id, 80)),
            None => format!("line {}", self.line),
        }
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
