//! Stacks: layers of regions with exact sharp edges, closed by construction where one layer meets the next.

use std::collections::{HashMap, VecDeque};

use glam::{DVec2, DVec3};
use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation};

use super::{region::Region, solid::Solid};

/// One layer: a region at its bottom and one with the same counts at its top.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub bottom: Region,
    pub top: Region,
    pub height_mm: f64,
}

/// A layer with upright walls.
pub(crate) fn straight(region: &Region, height_mm: f64) -> Layer {
    Layer { bottom: region.clone(), top: region.clone(), height_mm }
}

/// A layer with sloping walls.
pub(crate) fn sloped(bottom: Region, top: Region, height_mm: f64) -> Layer {
    Layer { bottom, top, height_mm }
}

/// A region drawn up by `height_mm`, with the edges above and below cut back by `bevel_mm`.
pub(crate) fn bevelled(region: &Region, height_mm: f64, bevel_mm: f64) -> Vec<Layer> {
    let small = region.inset(bevel_mm);
    vec![
        sloped(small.clone(), region.clone(), bevel_mm),
        straight(region, height_mm - 2.0 * bevel_mm),
        sloped(region.clone(), small, bevel_mm),
    ]
}

/// A region drawn up, with bevels.
pub(crate) fn plate(region: &Region, height_mm: f64, bevel_mm: f64) -> Solid {
    stack(&bevelled(region, height_mm, bevel_mm))
}

/// A region drawn up in `steps` layers, turned by `turn(height)` radians.
pub(crate) fn turned(region: &Region, height_mm: f64, steps: usize, turn: impl Fn(f64) -> f64) -> Vec<Layer> {
    let at = |step: usize| {
        let angle = DVec2::from_angle(turn(height_mm * step as f64 / steps as f64));
        region.placed(|point| angle.rotate(point))
    };
    (0..steps).map(|step| sloped(at(step), at(step + 1), height_mm / steps as f64)).collect()
}

/// One solid of `layers`, from z = 0 upward.
///
/// Outlines of neighbouring layers may share edges but must not cross, and two filled corners must not touch in a point.
pub(crate) fn stack(layers: &[Layer]) -> Solid {
    let empty = Region::default();
    let mut solid = Solid::default();
    let mut z = 0.0;
    let mut floors = Vec::with_capacity(layers.len() + 1);
    for i in 0..=layers.len() {
        let below = if i == 0 { &empty } else { &layers[i - 1].top };
        let above = layers.get(i).map_or(&empty, |layer| &layer.bottom);
        floors.push(Floor::new(&mut solid, z, below, above));
        z += layers.get(i).map_or(0.0, |layer| layer.height_mm);
    }
    for (i, layer) in layers.iter().enumerate() {
        for (low, high) in layer.bottom.0.iter().zip(&layer.top.0) {
            wall(&mut solid, (&floors[i], low), (&floors[i + 1], high));
        }
    }
    solid
}

/// The level where two layers meet: its points by place.
struct Floor {
    ids: HashMap<[u64; 2], u32>,
    points: Vec<DVec2>,
    plain: bool,
}

fn key(point: DVec2) -> [u64; 2] {
    [point.x.to_bits(), point.y.to_bits()]
}

impl Floor {
    /// Places the points of both regions at `z` and closes what only one of them fills.
    fn new(solid: &mut Solid, z: f64, below: &Region, above: &Region) -> Self {
        let mut floor = Self { ids: HashMap::new(), points: Vec::new(), plain: below == above };
        for point in below.0.iter().chain(&above.0).flatten() {
            floor.ids.entry(key(*point)).or_insert_with(|| {
                floor.points.push(*point);
                solid.point(DVec3::new(point.x, point.y, z))
            });
        }
        if !floor.plain {
            floor.close(solid, below, above);
        }
        floor
    }

    /// The points from `a` to `b` that lie exactly on the edge between them, `b` left out.
    fn chain(&self, a: DVec2, b: DVec2) -> Vec<DVec2> {
        let mut line = vec![a];
        if !self.plain {
            let (low, high) = (a.min(b), a.max(b));
            let on = |point: &&DVec2| {
                **point != a
                    && **point != b
                    && point.cmpge(low).all()
                    && point.cmple(high).all()
                    && (b - a).perp_dot(**point - a) == 0.0
            };
            line.extend(self.points.iter().filter(on));
            line[1..].sort_by(|p, q| (*p - a).length_squared().total_cmp(&(*q - a).length_squared()));
        }
        line
    }

    fn id(&self, point: DVec2) -> u32 {
        self.ids[&key(point)]
    }

    fn close(&self, solid: &mut Solid, below: &Region, above: &Region) {
        let mut plane: ConstrainedDelaunayTriangulation<Point2<f64>> = ConstrainedDelaunayTriangulation::new();
        let mut handles = HashMap::new();
        let mut ids = Vec::new();
        for point in &self.points {
            // Points are finite and far from the limits of the numbers, which is all that insertion asks.
            let Ok(handle) = plane.insert(Point2::new(point.x, point.y)) else {
                continue;
            };
            handles.insert(key(*point), handle);
            ids.push(self.id(*point));
        }
        let mut sides: HashMap<(usize, usize), [bool; 2]> = HashMap::new();
        for (side, region) in [below, above].into_iter().enumerate() {
            for outline in &region.0 {
                for (i, a) in outline.iter().enumerate() {
                    let b = outline[(i + 1) % outline.len()];
                    let mut line = self.chain(*a, b);
                    line.push(b);
                    for pair in line.windows(2) {
                        let (from, to) = (handles[&key(pair[0])], handles[&key(pair[1])]);
                        if from != to && plane.can_add_constraint(from, to) {
                            plane.add_constraint(from, to);
                        }
                        sides.entry(ordered(from.index(), to.index())).or_default()[side] ^= true;
                    }
                }
            }
        }
        for (corners, [low, high]) in filled(&plane, &sides) {
            let [a, b, c] = corners.map(|corner| ids[corner]);
            match (low, high) {
                (true, false) => solid.face(a, b, c),
                (false, true) => solid.face(a, c, b),
                _ => {}
            }
        }
    }
}

fn ordered(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

/// Every triangle with whether the region below and the one above fill it, told by walking in from outside.
fn filled(
    plane: &ConstrainedDelaunayTriangulation<Point2<f64>>,
    sides: &HashMap<(usize, usize), [bool; 2]>,
) -> Vec<([usize; 3], [bool; 2])> {
    let mut known: HashMap<usize, [bool; 2]> = HashMap::new();
    let mut queue = VecDeque::new();
    let crossed = |edge: (usize, usize), from: [bool; 2]| {
        let flips = sides.get(&edge).copied().unwrap_or_default();
        [from[0] ^ flips[0], from[1] ^ flips[1]]
    };
    for edge in plane.convex_hull() {
        let inner = edge.rev();
        if let Some(face) = inner.face().as_inner() {
            let state = crossed(ordered(edge.from().index(), edge.to().index()), [false, false]);
            if known.insert(face.index(), state).is_none() {
                queue.push_back(face);
            }
        }
    }
    let mut triangles = Vec::new();
    while let Some(face) = queue.pop_front() {
        let state = known[&face.index()];
        triangles.push((face.vertices().map(|vertex| vertex.index()), state));
        for edge in face.adjacent_edges() {
            if let Some(next) = edge.rev().face().as_inner()
                && !known.contains_key(&next.index())
            {
                known.insert(next.index(), crossed(ordered(edge.from().index(), edge.to().index()), state));
                queue.push_back(next);
            }
        }
    }
    triangles
}

/// The wall between an outline and the one above it.
fn wall(solid: &mut Solid, (floor, low): (&Floor, &[DVec2]), (ceiling, high): (&Floor, &[DVec2])) {
    let count = low.len();
    for i in 0..count {
        let j = (i + 1) % count;
        let bottom = level(floor, low[i], low[j]);
        let top = level(ceiling, high[i], high[j]);
        let (mut b, mut t) = (0, 0);
        while b + 1 < bottom.len() || t + 1 < top.len() {
            let ahead = |k: usize, row: &[(u32, f64)]| row.get(k + 1).map_or(f64::INFINITY, |point| point.1);
            if ahead(b, &bottom) <= ahead(t, &top) {
                solid.face(bottom[b].0, bottom[b + 1].0, top[t].0);
                b += 1;
            } else {
                solid.face(bottom[b].0, top[t + 1].0, top[t].0);
                t += 1;
            }
        }
    }
}

/// The points along one edge with how far along they are, 0 to 1.
fn level(floor: &Floor, a: DVec2, b: DVec2) -> Vec<(u32, f64)> {
    let length = (b - a).length().max(1e-12);
    let mut row: Vec<_> =
        floor.chain(a, b).into_iter().map(|point| (floor.id(point), (point - a).length() / length)).collect();
    row.push((floor.id(b), 1.0));
    row
}
