//! A sheet under construction: layers, lines, fills and labels in millimetres, y down.

use glam::DVec2;
use kurbo::{Affine, BezPath, Point, Shape};
use pattern::{
    Drawing,
    drawing::{Layer, Path},
};

use super::lettering;

/// A colour, sRGB.
pub(crate) type Color = [u8; 3];

/// Ink for outlines that are printed or plotted.
pub(crate) const INK: Color = [28, 28, 32];
/// The red that laser programs take for cutting.
pub(crate) const CUT: Color = [255, 0, 0];
/// The blue that laser programs take for scoring.
pub(crate) const SCORE: Color = [0, 0, 255];
/// The black that laser programs take for engraving.
pub(crate) const ENGRAVE: Color = [0, 0, 0];

/// A drawing that grows path by path.
pub(crate) struct Sheet {
    drawing: Drawing,
}

impl Sheet {
    /// An empty sheet, millimetres.
    pub fn new(width: f64, height: f64) -> Self {
        Self { drawing: Drawing { sheet: Some([0.0, 0.0, width, height]), ..Drawing::default() } }
    }

    /// The index of the layer called `name`, made where it is new.
    fn layer(&mut self, name: &str, color: Color) -> usize {
        let layers = &mut self.drawing.layers;
        layers.iter().position(|layer| layer.name == name).unwrap_or_else(|| {
            layers.push(Layer { name: name.to_owned(), color: Some(opaque(color)) });
            layers.len() - 1
        })
    }

    fn add(&mut self, layer: usize, geometry: BezPath) -> &mut Path {
        let source = format!("#p{}", self.drawing.paths.len() + 1);
        self.drawing.paths.push(Path { layer, stroke: None, even_odd: true, source, ..Path::line(geometry) });
        let last = self.drawing.paths.len() - 1;
        &mut self.drawing.paths[last]
    }

    /// A line on the layer `name`.
    pub fn line(&mut self, name: &str, color: Color, width_mm: f64, geometry: BezPath) {
        let layer = self.layer(name, color);
        let path = self.add(layer, geometry);
        path.stroke = Some(opaque(color));
        path.stroke_width_mm = width_mm;
    }

    /// A dashed line on the layer `name`.
    pub fn dashed(&mut self, name: &str, color: Color, width_mm: f64, dashes_mm: [f64; 2], geometry: BezPath) {
        self.line(name, color, width_mm, geometry);
        if let Some(path) = self.drawing.paths.last_mut() {
            path.dashes_mm = dashes_mm.to_vec();
        }
    }

    /// A filled shape on the layer `name`.
    pub fn fill(&mut self, name: &str, color: Color, geometry: BezPath) {
        let layer = self.layer(name, color);
        self.add(layer, geometry).fill = Some(opaque(color));
    }

    /// A hairline that the machine cuts.
    pub fn cut(&mut self, geometry: BezPath) {
        self.line("cut", CUT, 0.1, geometry);
    }

    /// A hairline that the machine engraves.
    pub fn engrave(&mut self, geometry: BezPath) {
        self.line("engrave", ENGRAVE, 0.2, geometry);
    }

    /// Letters in single strokes on the layer `name`, their middle at `at`.
    pub fn label(&mut self, name: &str, color: Color, text: &str, at: [f64; 2], height_mm: f64, turn: f64) {
        let half = DVec2::from_angle(turn) * lettering::width(text, height_mm) / 2.0;
        let down = DVec2::from_angle(turn).perp() * height_mm / 2.0;
        let start = DVec2::from(at) - half + down;
        self.line(
            name,
            color,
            (height_mm * 0.07).min(0.5),
            lettering::strokes(text, Point::new(start.x, start.y), height_mm, turn),
        );
    }

    /// Says that the sheet is one repeat of an endless surface.
    pub fn repeat(&mut self) {
        self.drawing.repeat = true;
    }

    /// Draws what `draw` draws once more at every neighbour of the sheet that it reaches into, so that repeats meet.
    pub fn wrapped(&mut self, name: &str, color: Color, geometry: &BezPath) {
        let Some([_, _, width, height]) = self.drawing.sheet else {
            return;
        };
        let bounds = geometry.bounding_box();
        for i in -2..=2 {
            for j in -2..=2 {
                let (x, y) = (f64::from(i) * width, f64::from(j) * height);
                let clear = bounds.x1 + x <= 1e-9
                    || bounds.x0 + x >= width - 1e-9
                    || bounds.y1 + y <= 1e-9
                    || bounds.y0 + y >= height - 1e-9;
                if !clear {
                    self.fill(name, color, Affine::translate((x, y)) * geometry.clone());
                }
            }
        }
    }

    /// The finished drawing.
    pub fn finish(self) -> Drawing {
        self.drawing
    }
}

fn opaque([red, green, blue]: Color) -> [u8; 4] {
    [red, green, blue, 255]
}

/// A closed path through `points`.
pub(crate) fn closed(points: &[DVec2]) -> BezPath {
    let mut path = open(points);
    path.close_path();
    path
}

/// An open path through `points`.
pub(crate) fn open(points: &[DVec2]) -> BezPath {
    let mut path = BezPath::new();
    for (i, point) in points.iter().enumerate() {
        if i == 0 { path.move_to((point.x, point.y)) } else { path.line_to((point.x, point.y)) }
    }
    path
}

/// A closed circle of four arcs.
pub(crate) fn circle(x: f64, y: f64, radius: f64) -> BezPath {
    let mut path = kurbo::Circle::new((x, y), radius).to_path(0.01);
    if !matches!(path.elements().last(), Some(kurbo::PathEl::ClosePath)) {
        path.close_path();
    }
    path
}

/// A closed rectangle with its first corner at `(x, y)`.
pub(crate) fn rectangle(x: f64, y: f64, width: f64, height: f64) -> BezPath {
    closed(&[DVec2::new(x, y), DVec2::new(x + width, y), DVec2::new(x + width, y + height), DVec2::new(x, y + height)])
}
