//! usvg's tree as a drawing: paths in millimetres, layers, texts, and where each stands in the file.

use std::{collections::HashMap, sync::Arc};

use kurbo::{Affine, BezPath, Point};

use super::clean::{Document, TEXT_OPACITY};
use super::element::Role;
use super::outline::geometry;
use super::size::Size;
use super::style::ReferenceBox;
use crate::drawing::{Layer, Path, Text, YAxis};
use crate::words::tame;
use crate::{Budget, Code, Drawing, Finding, Findings, Severity, Unit};

/// Nothing in it can be drawn.
pub(crate) const EMPTY: Code = Code { id: "R231", name: "svg-empty", severity: Severity::Fail };
/// Coordinates that are no numbers.
const NOT_FINITE: Code = Code { id: "R232", name: "svg-not-finite", severity: Severity::Warn };
/// Characters of a layer's name that are kept.
const NAME_CHARS_MAX: usize = 120;

/// The drawing in `tree`.
pub(super) fn drawing(
    tree: &usvg::Tree,
    document: &Document,
    size: &Size,
    budget: &Budget,
    findings: &mut Findings,
) -> Drawing {
    let mut taker = Taker {
        document,
        offset: [size.view_box[0] * size.scale[0], size.view_box[1] * size.scale[1]],
        layering: layering(document),
        layers: HashMap::new(),
        drawing: Drawing {
            sheet: size.sheet,
            y: YAxis::Down,
            raster_count: document.tally.images.count,
            repeat: document.root.as_ref().is_some_and(|root| root.repeat),
            effects: document.effects(&super::clips::harmless(tree, document, size, budget)),
            unit_mm: Some(size.scale[0]).filter(|_| size.scale[0] == size.scale[1]),
            ..Drawing::default()
        },
        not_finite_count: 0,
        nodes_max: budget.nodes_max,
    };
    taker.group(tree.root(), Inside::default());
    taker.color_layers();
    if taker.not_finite_count > 0 {
        let message = "A path has coordinates that are no numbers or far too large; it is left out.";
        findings.push(
            Finding::new(NOT_FINITE, message, "Delete or redraw it, and save again.").times(taker.not_finite_count),
        );
    }
    if taker.drawing.paths.is_empty() && taker.drawing.texts.is_empty() && !findings.any_fail() {
        let message = "Nothing in the file can be drawn: it holds no visible path or shape.";
        findings.push(Finding::new(
            EMPTY,
            message,
            "Check that layers are visible and shapes have a line or fill colour, and save again.",
        ));
    }
    taker.drawing
}

/// The boxes of the elements that are `boxless`, in their own coordinates.
pub(super) fn boxes(tree: &usvg::Tree, document: &Document) -> HashMap<usize, ReferenceBox> {
    let mut boxes = HashMap::new();
    let mut open: Vec<&usvg::Group> = vec![tree.root()];
    while let Some(group) = open.pop() {
        for node in group.children() {
            let (id, bounds) = match node {
                usvg::Node::Group(group) => {
                    open.push(group);
                    (group.id(), group.bounding_box())
                }
                usvg::Node::Path(path) => (path.id(), path.bounding_box()),
                usvg::Node::Image(_) | usvg::Node::Text(_) => continue,
            };
            if let Some(element) = document.element(id).filter(|element| document.boxless.contains(element)) {
                let bounds = [bounds.x(), bounds.y(), bounds.width(), bounds.height()].map(f64::from);
                boxes.entry(element).or_insert(bounds);
            }
        }
    }
    boxes
}

/// What counts as a layer in this file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layering {
    /// Groups that Inkscape calls layers.
    Inkscape,
    /// Groups at the top that have an id, as Illustrator writes layers.
    Groups,
    /// The colour of the line, as laser programs sort.
    Colors,
}

fn layering(document: &Document) -> Layering {
    let is_top_group = |element: &super::element::Element| {
        element.parent.is_none() && element.role == Role::Group && element.id.is_some()
    };
    if document.elements.iter().any(|element| element.layer.is_some()) {
        Layering::Inkscape
    } else if document.elements.iter().any(is_top_group) {
        Layering::Groups
    } else {
        Layering::Colors
    }
}

/// Where in the file the walk is.
#[derive(Clone, Copy, Default)]
struct Inside {
    /// The nearest group or `use`, by index.
    element: Option<usize>,
    /// The layer's group, by index.
    layer: Option<usize>,
}

/// What a layer is known by.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Element(usize),
    Color([u8; 3]),
    None,
}

struct Taker<'a> {
    document: &'a Document,
    /// Added to what usvg says, which begins at the view box's corner.
    offset: [f64; 2],
    layering: Layering,
    layers: HashMap<Key, usize>,
    drawing: Drawing,
    not_finite_count: u64,
    nodes_max: u64,
}

impl Taker<'_> {
    fn group(&mut self, group: &usvg::Group, mut inside: Inside) {
        if let Some(index) = self.document.element(group.id()) {
            inside.element = Some(index);
            let element = &self.document.elements[index];
            let is_layer = match self.layering {
                Layering::Inkscape => element.layer.is_some(),
                Layering::Groups => element.parent.is_none() && element.role == Role::Group && element.id.is_some(),
                Layering::Colors => false,
            };
            if is_layer {
                inside.layer = Some(index);
            }
        }
        self.drawing.effects.translucent += u64::from(group.opacity().get() < 1.0);
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => self.group(group, inside),
                usvg::Node::Path(path) => self.path(path, inside),
                usvg::Node::Image(_) | usvg::Node::Text(_) => {}
            }
        }
    }

    fn path(&mut self, path: &usvg::Path, inside: Inside) {
        if !path.is_visible() || self.drawing.paths.len() as u64 >= self.nodes_max {
            return;
        }
        let element = self.document.element(path.id()).or(inside.element);
        let source = element.map_or_else(String::new, |index| self.document.elements[index].source());
        let geometry = geometry(path, Affine::translate((self.offset[0], self.offset[1])));
        if !geometry.is_finite() {
            self.not_finite_count += 1;
            return;
        }
        if let Some(text) = self.text_index(path) {
            self.text(text, &geometry, source);
            return;
        }
        let transform = path.abs_transform();
        let area =
            f64::from(transform.sx) * f64::from(transform.sy) - f64::from(transform.kx) * f64::from(transform.ky);
        let has_fixed_line = element.is_some_and(|index| self.document.elements[index].has_fixed_line);
        let line_scale = if has_fixed_line { Unit::Pixel.mm() } else { area.abs().sqrt() };
        let stroke = path.stroke();
        let taken = Path {
            geometry,
            layer: 0,
            stroke: stroke.map(|stroke| color(stroke.paint(), stroke.opacity())),
            stroke_width_mm: stroke.map_or(0.0, |stroke| f64::from(stroke.width().get()) * line_scale),
            dashes_mm: stroke
                .and_then(|stroke| stroke.dasharray())
                .unwrap_or_default()
                .iter()
                .map(|dash| f64::from(*dash) * line_scale)
                .collect(),
            fill: path.fill().map(|fill| color(fill.paint(), fill.opacity())),
            even_odd: path.fill().is_some_and(|fill| fill.rule() == usvg::FillRule::EvenOdd),
            source,
            label: element.map_or_else(Arc::default, |index| Arc::clone(&self.document.elements[index].label)),
        };
        let layer = self.layer(&taken, inside);
        self.drawing.paths.push(Path { layer, ..taken });
    }

    /// Which text the square stands for, if it is one that `clean` put there.
    fn text_index(&self, path: &usvg::Path) -> Option<usize> {
        let fill = path.fill().filter(|fill| (fill.opacity().get() - TEXT_OPACITY).abs() < 1e-6)?;
        let usvg::Paint::Color(color) = fill.paint() else {
            return None;
        };
        let index = usize::from(color.red) << 16 | usize::from(color.green) << 8 | usize::from(color.blue);
        (index < self.document.texts.len()).then_some(index)
    }

    fn text(&mut self, index: usize, square: &BezPath, source: String) {
        let corners: Vec<Point> = square.elements().iter().filter_map(kurbo::PathEl::end_point).collect();
        let [from, right, below, ..] = corners[..] else {
            return;
        };
        let (across, down) = (right - from, below - right);
        self.drawing.texts.push(Text {
            content: self.document.texts[index].clone(),
            at: [from.x, from.y],
            height_mm: down.hypot(),
            rotation_deg: (-across.y).atan2(across.x).to_degrees() + 0.0,
            source,
        });
    }

    fn layer(&mut self, path: &Path, inside: Inside) -> usize {
        let shown = path.stroke.or(path.fill).unwrap_or([0, 0, 0, 255]);
        let key = match (self.layering, inside.layer) {
            (Layering::Colors, _) => Key::Color([shown[0], shown[1], shown[2]]),
            (_, Some(index)) => Key::Element(index),
            (_, None) => Key::None,
        };
        let name = match &key {
            Key::Color([r, g, b]) => format!("#{r:02x}{g:02x}{b:02x}"),
            Key::Element(index) => {
                let element = &self.document.elements[*index];
                tame(element.layer.as_deref().or(element.id.as_deref()).unwrap_or_default(), NAME_CHARS_MAX)
            }
            Key::None => String::new(),
        };
        let layers = &mut self.drawing.layers;
        *self.layers.entry(key).or_insert_with(|| {
            layers.push(Layer { name, color: None });
            layers.len() - 1
        })
    }

    /// A layer has a colour where all its lines have the same.
    fn color_layers(&mut self) {
        let mut seen: Vec<Option<Option<[u8; 4]>>> = vec![None; self.drawing.layers.len()];
        for path in &self.drawing.paths {
            let shown = path.stroke.or(path.fill);
            seen[path.layer] = match seen[path.layer] {
                None => Some(shown),
                Some(known) if known == shown => Some(known),
                Some(_) => Some(None),
            };
        }
        for (layer, color) in self.drawing.layers.iter_mut().zip(seen) {
            layer.color = color.flatten();
        }
    }
}

fn color(paint: &usvg::Paint, opacity: usvg::Opacity) -> [u8; 4] {
    let first = |stops: &[usvg::Stop]| {
        stops.first().map_or((usvg::Color::black(), 1.0), |stop| (stop.color(), stop.opacity().get()))
    };
    let (color, own) = match paint {
        usvg::Paint::Color(color) => (*color, 1.0),
        usvg::Paint::LinearGradient(gradient) => first(gradient.stops()),
        usvg::Paint::RadialGradient(gradient) => first(gradient.stops()),
        usvg::Paint::Pattern(_) => (usvg::Color::new_rgb(128, 128, 128), 1.0),
    };
    let alpha = (opacity.get() * own * 255.0).round().clamp(0.0, 255.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
    let alpha = alpha as u8;
    [color.red, color.green, color.blue, alpha]
}
