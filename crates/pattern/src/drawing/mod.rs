//! Paths in a plane: cut files, sewing patterns, graphic templates.

pub mod dxf;
mod round;
pub mod svg;
mod text;

use std::sync::Arc;

use kurbo::BezPath;

/// Paths in millimetres.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    /// Paths in painting order.
    pub paths: Vec<Path>,
    /// Layers, in the file's order; a path names one by its index.
    pub layers: Vec<Layer>,
    /// Texts that were not turned into paths.
    pub texts: Vec<Text>,
    /// The sheet, `[x, y, width, height]` in millimetres, where the file has one (SVG's view box).
    pub sheet: Option<[f64; 4]>,
    /// Which way y runs.
    pub y: YAxis,
    /// Pictures placed in the drawing: a cutter ignores them.
    pub raster_count: u64,
    /// Whether the sheet is one repeat of an endless surface.
    pub repeat: bool,
    /// Whether it is a garment's pattern as CAD programs exchange it (AAMA, ASTM D6673): programs read it, and nobody prints it.
    pub is_exchanged: bool,
    /// What changes how it looks, and nothing that a machine follows.
    pub effects: Effects,
    /// Millimetres in one of the file's own units, where it is the same across and down.
    pub unit_mm: Option<f64>,
}

/// Elements with effects that a screen shows and a machine does not follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Elements cut off at another shape; a clip as large as the sheet does not count.
    pub clips: u64,
    /// Elements that a mask hides in part.
    pub masks: u64,
    /// Elements with a filter: blur, shadow.
    pub filters: u64,
    /// Elements filled or drawn with a gradient or a pattern.
    pub shaded: u64,
    /// Groups that let through what is behind them.
    pub translucent: u64,
    /// The first of the elements that are clipped or masked, in the file's own words.
    pub hiding: Vec<String>,
}

/// Which way y runs: down in SVG, up in DXF. Coordinates stay the file's own, so that a place can be found again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum YAxis {
    /// Down, as on a page.
    #[default]
    Down,
    /// Up, as in a CAD program.
    Up,
}

/// One path: one or more subpaths drawn as one element.
#[derive(Clone, Debug)]
pub struct Path {
    /// The geometry, millimetres. A subpath is closed where it ends in `ClosePath`.
    pub geometry: BezPath,
    /// Index into `Drawing::layers`.
    pub layer: usize,
    /// Line colour, sRGB with alpha; none where it is not drawn as a line.
    pub stroke: Option<[u8; 4]>,
    /// Line width, millimetres; 0 is a hairline.
    pub stroke_width_mm: f64,
    /// Lengths of dashes and gaps, millimetres; empty is a whole line.
    pub dashes_mm: Vec<f64>,
    /// Fill colour, sRGB with alpha; none where it is not filled.
    pub fill: Option<[u8; 4]>,
    /// Whether holes follow the even-odd rule rather than the nonzero one.
    pub even_odd: bool,
    /// The element in the file: `#outline`, `line 204`, `handle 2F`.
    pub source: String,
    /// What the file says that it is, beside its layer: classes and labels of the element and of what it stands in, outermost
    /// first, separated by spaces, at most [`LABEL_CHARS_MAX`] characters. Empty where the file says nothing.
    pub label: Arc<str>,
}

impl Path {
    /// A black hairline on the first layer, of no element and no words of its own.
    pub fn line(geometry: BezPath) -> Self {
        Self {
            geometry,
            layer: 0,
            stroke: Some([0, 0, 0, 255]),
            stroke_width_mm: 0.0,
            dashes_mm: Vec::new(),
            fill: None,
            even_odd: false,
            source: String::new(),
            label: Arc::default(),
        }
    }
}

/// Characters of a [`Path::label`] that are kept, the innermost ones.
pub const LABEL_CHARS_MAX: usize = 240;

/// A layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// The file's own name.
    pub name: String,
    /// Its colour, sRGB with alpha, where it has one.
    pub color: Option<[u8; 4]>,
}

/// A text that is still text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The words, as the file has them.
    pub content: String,
    /// Where its baseline begins, millimetres.
    pub at: [f64; 2],
    /// Height of its letters, millimetres.
    pub height_mm: f64,
    /// Turned counter-clockwise as seen, degrees.
    pub rotation_deg: f64,
    /// The element in the file's own words, for the places of findings: `#text4`, `line 204`.
    pub source: String,
}

impl Drawing {
    /// The smallest box round all geometry, `[x0, y0, x1, y1]` in millimetres, line widths left out; none without paths.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        use kurbo::Shape as _;
        let boxes = self
            .paths
            .iter()
            .filter(|path| !path.geometry.elements().is_empty())
            .map(|path| path.geometry.bounding_box());
        let all = boxes.reduce(|a, b| a.union(b))?;
        Some([all.x0, all.y0, all.x1, all.y1])
    }
}
