//! Clips that cut nothing off: every program writes some, and a machine loses nothing by passing over them.
//!
//! A clip's own shapes are read like a small drawing of their own. It is none where everything that is clipped lies inside,
//! whatever its shape, its units and its transform.

use std::collections::{HashMap, HashSet};

use kurbo::{Affine, BezPath, PathEl, Point, Shape as _};

use super::clean::{Clip, Document};
use super::outline::geometry;
use super::size::Size;
use crate::Budget;

/// Elements whose clips are looked at.
const USES_MAX: usize = 2_000;
/// Segments of what is clipped, and its points times the segments of the clip, over the whole file: clipped groups in one
/// another look at the same paths again and again.
const TRIALS_MAX: usize = 20_000_000;
/// Deviation of flattened curves, user units of the clipped element times its size.
const FLATNESS: f64 = 1e-3;
/// Where a clip ends on an outline, the outline is inside: points are moved so far towards the middle before they are held
/// against the clip, as a share of the size.
const SLACK: f64 = 2e-3;

/// The elements among `document`'s clipped ones of which nothing is cut off.
pub(super) fn harmless(tree: &usvg::Tree, document: &Document, size: &Size, budget: &Budget) -> HashSet<usize> {
    let mut looked_up: HashMap<&str, Option<BezPath>> = HashMap::new();
    let mut trials_left = TRIALS_MAX;
    let mut harmless = HashSet::new();
    let nodes = nodes(tree.root(), document);
    for (element, id) in document.clipped().take(USES_MAX) {
        // What is not there cuts nothing off.
        let Some(clip) = document.clips.get(id) else {
            harmless.insert(element);
            continue;
        };
        let shape = looked_up.entry(id).or_insert_with(|| shape(clip, size, budget));
        let Some(shape) = shape else { continue };
        let nodes = nodes.get(&element).map(Vec::as_slice).unwrap_or_default();
        let Some(content) = content(nodes, &mut trials_left) else { break };
        if content.is_empty() || covers(shape, clip, &content, &mut trials_left) {
            harmless.insert(element);
        }
    }
    harmless
}

/// The clip's outline in the coordinates of what it clips; none where it is more than plain shapes.
fn shape(clip: &Clip, size: &Size, budget: &Budget) -> Option<BezPath> {
    let text = clip.svg.as_deref()?;
    let gathered = super::style::Gathered::default();
    let document = super::clean::clean(text, &gathered, budget, &super::clean::Known::default());
    // One user unit of the clip is one of the file.
    let plain = Size { view_box: [0.0, 0.0, 1.0, 1.0], scale: [1.0; 2], sheet: None, units: size.units };
    let tree = usvg::Tree::from_str(&document.assemble(&plain), &usvg::Options::default()).ok()?;
    let mut outline = BezPath::new();
    gather(tree.root(), &mut |path| outline.extend(geometry(path, Affine::IDENTITY).elements().iter().copied()));
    (!outline.elements().is_empty()).then_some(outline)
}

fn gather(group: &usvg::Group, take: &mut impl FnMut(&usvg::Path)) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => gather(group, take),
            usvg::Node::Path(path) => take(path),
            usvg::Node::Image(_) | usvg::Node::Text(_) => {}
        }
    }
}

/// The nodes of each clipped element, found in one walk.
fn nodes<'t>(root: &'t usvg::Group, document: &Document) -> HashMap<usize, Vec<&'t usvg::Node>> {
    let clipped: HashSet<usize> = document.clipped().take(USES_MAX).map(|(element, _)| element).collect();
    let mut nodes: HashMap<usize, Vec<&usvg::Node>> = HashMap::new();
    let mut open = if clipped.is_empty() { Vec::new() } else { vec![root] };
    while let Some(group) = open.pop() {
        for node in group.children() {
            if let Some(element) = document.element(node.id()).filter(|element| clipped.contains(element)) {
                nodes.entry(element).or_default().push(node);
            }
            if let usvg::Node::Group(inner) = node {
                open.push(inner);
            }
        }
    }
    nodes
}

/// Everything that an element's nodes draw, in its own coordinates; none where that is more than may be looked at.
fn content(nodes: &[&usvg::Node], trials_left: &mut usize) -> Option<Vec<BezPath>> {
    let mut found = Vec::new();
    for node in nodes {
        let back = affine(node.abs_transform()).inverse();
        let mut take = |path: &usvg::Path| {
            *trials_left = trials_left.saturating_sub(path.data().len());
            if *trials_left > 0 {
                found.push(geometry(path, back));
            }
        };
        match node {
            usvg::Node::Group(group) => gather(group, &mut take),
            usvg::Node::Path(path) => take(path),
            usvg::Node::Image(_) | usvg::Node::Text(_) => {}
        }
    }
    (*trials_left > 0).then_some(found)
}

fn affine(transform: usvg::Transform) -> Affine {
    let usvg::Transform { sx, ky, kx, sy, tx, ty } = transform;
    Affine::new([sx, ky, kx, sy, tx, ty].map(f64::from))
}

/// Whether all of `content` lies within the clip.
fn covers(shape: &BezPath, clip: &Clip, content: &[BezPath], trials_left: &mut usize) -> bool {
    let Some(bounds) = content.iter().map(kurbo::Shape::bounding_box).reduce(|a, b| a.union(b)) else { return true };
    let mut shape = shape.clone();
    if clip.is_by_box {
        let frame = [bounds.width(), 0.0, 0.0, bounds.height(), bounds.x0, bounds.y0];
        shape.apply_affine(Affine::new(frame));
    }
    let middle = bounds.center();
    let reach = bounds.width().max(bounds.height()).max(f64::MIN_POSITIVE);
    let segments = shape.elements().len();
    let is_inside = |point: Point| {
        let point = point + (middle - point) * SLACK;
        let winding = shape.winding(point);
        if clip.is_even_odd { winding % 2 != 0 } else { winding != 0 }
    };
    content.iter().all(|path| {
        points(path, reach * FLATNESS).all(|point| {
            *trials_left = trials_left.saturating_sub(segments);
            *trials_left > 0 && is_inside(point)
        })
    })
}

/// Points along a path: ends of its flattened lines, and their middles.
fn points(path: &BezPath, flatness: f64) -> impl Iterator<Item = Point> {
    let mut points = Vec::new();
    kurbo::flatten(path, flatness, |element| match element {
        PathEl::MoveTo(to) => points.push(to),
        PathEl::LineTo(to) => {
            let from = points.last().copied().unwrap_or(to);
            points.extend([from.midpoint(to), to]);
        }
        _ => {}
    });
    points.into_iter()
}
