//! What hangs in the air while a part is built: ledges, ceilings between walls, and what begins in mid-air.

use std::collections::{BTreeMap, HashMap};

use glam::DVec3;
use rayon::prelude::*;

use super::solid::Solid;
use crate::process::{Process, is_below};
use crate::{
    union_find::find,
    vector::{across, unit, wide},
};

/// What faces down as far as this is a ceiling: within 11° of level.
const LEVEL: f64 = 0.98;
/// A ceiling rests on a wall where an edge that is held lies in this part of it, from either end.
const END_SHARE: f64 = 0.15;

/// Edges of one ceiling at which it is asked whether a wall holds it.
const PROBES_MAX: usize = 256;

/// A stretch of the underside that hangs over.
#[derive(Clone, Debug)]
pub(crate) struct Ledge {
    /// As seen from below, mm².
    pub area_mm2: f64,
    /// How wide it is across its narrow side, mm.
    pub width_mm: f64,
    /// A point of it.
    pub point: DVec3,
    /// The distance between the walls that hold it, mm, where it is a ceiling between two.
    pub span_mm: Option<f64>,
}

/// What was found for one direction of building.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hanging {
    /// Ledges that want supports, largest first.
    pub ledges: Vec<Ledge>,
    /// Ceilings between walls that are too wide to be bridged, widest first.
    pub bridges: Vec<Ledge>,
    /// The widest ceiling that is bridged without supports, mm.
    pub bridged_mm: f64,
    /// Points at which something begins in mid-air, lowest first.
    pub islands: Vec<DVec3>,
}

/// Looks at the underside of a part that is built in the direction `up`. `resting` are the lowest vertices of shells that
/// lie on or in another one, in order. Once rays have looked at `work_max` boxes, what is asked by rays is taken as held.
pub(super) fn hanging(solid: &Solid, process: &Process, up: DVec3, resting: &[u32], work_max: u64) -> Hanging {
    let bed = bed_height(solid, up);
    let work_max = work_max.saturating_add(solid.looked_at());
    let mut found = Hanging { islands: islands(solid, process, up, bed, resting), ..Hanging::default() };
    let limits = process.limits();
    for ledge in ledges(solid, up, bed + process.layer_mm, super::STEEP, work_max) {
        if ledge.width_mm <= limits.ledge_mm {
            continue;
        }
        match ledge.span_mm {
            Some(span) if !is_below(limits.bridge_mm, span) => found.bridged_mm = found.bridged_mm.max(span),
            Some(_) => found.bridges.push(ledge),
            None => found.ledges.push(ledge),
        }
    }
    found.ledges.sort_by(|a, b| b.area_mm2.total_cmp(&a.area_mm2));
    found.bridges.sort_by(|a, b| b.span_mm.partial_cmp(&a.span_mm).unwrap_or(std::cmp::Ordering::Equal));
    found
}

/// Stretches of the underside that face further down than `steep`, a sine, and reach above `free_from`, mm, in order.
pub(super) fn ledges(
    solid: &Solid,
    up: DVec3,
    free_from: f64,
    steep: f64,
    work_max: u64,
) -> impl Iterator<Item = Ledge> {
    let under = undersides(solid, up, free_from, steep);
    let regions = regions(solid, &under);
    regions.into_iter().filter_map(move |region| measured(solid, &region, &under, up, work_max))
}

/// The height of the lowest point, mm.
pub(super) fn bed_height(solid: &Solid, up: DVec3) -> f64 {
    let height = |&vertex: &u32| wide(solid.positions[vertex as usize]).dot(up);
    solid.triangles.as_flattened().iter().map(height).fold(f64::MAX, f64::min)
}

/// Triangles that hang over and do not lie on the bed, in order.
fn undersides(solid: &Solid, up: DVec3, free_from: f64, steep: f64) -> Vec<u32> {
    let hangs = |&triangle: &u32| {
        let normal = solid.area_vector(triangle);
        let down = -normal.dot(up);
        down > steep * normal.length() && solid.corners(triangle).iter().any(|corner| corner.dot(up) > free_from)
    };
    (0..solid.triangles.len() as u32).filter(hangs).collect()
}

/// Groups triangles that share an edge; each is a list of indices into `under`.
fn regions(solid: &Solid, under: &[u32]) -> Vec<Vec<u32>> {
    let mut parent: Vec<u32> = (0..under.len() as u32).collect();
    let mut edges: Vec<([u32; 2], u32)> = Vec::with_capacity(3 * under.len());
    for (at, &triangle) in under.iter().enumerate() {
        edges.extend(edges_of(solid.triangles[triangle as usize]).map(|[a, b]| ([a.min(b), a.max(b)], at as u32)));
    }
    edges.sort_unstable();
    for pair in edges.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        let (one, other) = (find(&mut parent, pair[0].1), find(&mut parent, pair[1].1));
        parent[one.max(other) as usize] = one.min(other);
    }
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for at in 0..under.len() as u32 {
        groups.entry(find(&mut parent, at)).or_default().push(at);
    }
    groups.into_values().collect()
}

fn edges_of([a, b, c]: [u32; 3]) -> [[u32; 2]; 3] {
    [[a, b], [b, c], [c, a]]
}

/// The size of what of a region hangs free, and the walls that hold it; none where all of it lies on other bodies.
fn measured(solid: &Solid, region: &[u32], under: &[u32], up: DVec3, work_max: u64) -> Option<Ledge> {
    let mut area_mm2 = 0.0;
    let mut level = true;
    let mut largest = (0.0, DVec3::ZERO);
    let mut rim: BTreeMap<[u32; 2], [u32; 2]> = BTreeMap::new();
    for &at in region {
        let triangle = under[at as usize];
        let normal = solid.area_vector(triangle);
        level &= -normal.dot(up) > LEVEL * normal.length();
        let (share, point) = free(solid, triangle, up, work_max);
        let down = -normal.dot(up) / 2.0 * share;
        area_mm2 += down;
        if down > largest.0 {
            largest = (down, point);
        }
        for [a, b] in edges_of(solid.triangles[triangle as usize]) {
            let key = [a.min(b), a.max(b)];
            if rim.remove(&key).is_none() {
                rim.insert(key, [a, b]);
            }
        }
    }
    let at = |vertex: u32| wide(solid.positions[vertex as usize]);
    // Along the longest edge of the rim and across it: walls of a ceiling follow its edges.
    let longest = rim.values().map(|&[a, b]| at(b) - at(a)).max_by(|a, b| a.length().total_cmp(&b.length()));
    let first = longest.and_then(|edge| unit(edge - edge.dot(up) * up)).unwrap_or(across(up)[0]);
    let second = up.cross(first);
    if area_mm2 <= 0.0 {
        return None;
    }
    let held: Vec<(DVec3, DVec3)> = if level { held_edges(solid, &rim, up) } else { Vec::new() };
    // A ledge that runs round a body is as narrow as its area over half its rim tells.
    let rim_mm: f64 = rim.values().map(|&[a, b]| (at(b) - at(a)).length()).sum();
    let mut width_mm = if rim_mm > 0.0 { 4.0 * area_mm2 / rim_mm } else { f64::MAX };
    let mut span_mm: Option<f64> = None;
    for side in [first, second] {
        let ends = rim.values().flatten().map(|&vertex| at(vertex).dot(side));
        let (low, high) = ends.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        let size = (high - low).max(0.0);
        width_mm = width_mm.min(size);
        let near = END_SHARE * size;
        // A wall holds the end that it faces away from the ceiling at.
        let is_held = |end: f64, sign: f64| {
            held.iter().any(|(point, out)| (point.dot(side) - end).abs() <= near && sign * out.dot(side) > 0.7)
        };
        if is_held(low, -1.0) && is_held(high, 1.0) {
            span_mm = Some(span_mm.map_or(size, |span| span.min(size)));
        }
    }
    Some(Ledge { area_mm2, width_mm, point: largest.1, span_mm })
}

/// What share of a triangle lies on no other body, and a point of that share.
fn free(solid: &Solid, triangle: u32, up: DVec3, work_max: u64) -> (f64, DVec3) {
    let [a, b, c] = solid.corners(triangle);
    let at = |u: f64, v: f64| a + u * (b - a) + v * (c - a);
    let middle = at(1.0 / 3.0, 1.0 / 3.0);
    if !solid.overlapping {
        return (1.0, middle);
    }
    // The middles of the 64 triangles into which three cuts by halves divide it.
    let points = (0..8u32).flat_map(|row| {
        let upright = (0..8 - row).map(move |column| (f64::from(3 * column + 1), f64::from(3 * row + 1)));
        let turned = (0..7 - row.min(7)).map(move |column| (f64::from(3 * column + 2), f64::from(3 * row + 2)));
        upright.chain(turned)
    });
    let (mut all, mut free, mut first) = (0.0, 0.0, None);
    for (u, v) in points {
        let point = at(u / 24.0, v / 24.0);
        all += 1.0;
        if solid.looked_at() < work_max && !is_held_by_another(solid, point, up) {
            free += 1.0;
            first = first.or(Some(point));
        }
    }
    (free / all, first.unwrap_or(middle))
}

/// The middles of those edges of a rim from which a wall goes down, and where each wall is seen from the ceiling.
fn held_edges(solid: &Solid, rim: &BTreeMap<[u32; 2], [u32; 2]>, up: DVec3) -> Vec<(DVec3, DVec3)> {
    let mut held = Vec::new();
    let mut hits = Vec::new();
    let every = rim.len().div_ceil(PROBES_MAX).max(1);
    for &[a, b] in rim.values().step_by(every) {
        let [a, b] = [a, b].map(|vertex| wide(solid.positions[vertex as usize]));
        let Some(along) = unit(b - a) else { continue };
        let middle = a + 0.5 * (b - a);
        // Just outside the ceiling and just below it: inside, where a wall holds it.
        let outwards = along.cross(-up);
        let reach = (1e-4 * solid.diagonal_mm()).max(1e-3);
        let probe = middle + reach * outwards - reach * up;
        if solid.is_inside(probe, &mut hits) {
            held.push((middle, outwards));
        }
    }
    held
}

/// Whether what hangs there lies inside another body, which holds it.
fn is_held_by_another(solid: &Solid, point: DVec3, up: DVec3) -> bool {
    let below = (1e-5 * solid.diagonal_mm()).max(1e-4);
    solid.overlapping && solid.is_inside(point - below * up, &mut Vec::new())
}

/// Where something begins in mid-air: the surface is let rise out of the ground, and each piece of it that comes up by
/// itself, goes on for two layers and has its material above is one.
///
/// The lowest point of a body that rests on another is none: what of it hangs over is a ledge.
fn islands(solid: &Solid, process: &Process, up: DVec3, bed: f64, resting: &[u32]) -> Vec<DVec3> {
    let heights: Vec<f64> = solid.positions.par_iter().map(|position| wide(*position).dot(up)).collect();
    let height = |vertex: u32| heights[vertex as usize];
    let mut edges: Vec<(f64, u32, u32)> = solid
        .triangles
        .par_iter()
        .flat_map_iter(|&triangle| edges_of(triangle))
        // Each edge is told by both its triangles, once each way.
        .filter(|[a, b]| a < b)
        .map(|[a, b]| (height(a).max(height(b)), a, b))
        .collect();
    edges.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut parent: Vec<u32> = (0..heights.len() as u32).collect();
    let mut begun = Vec::new();
    for (saddle, a, b) in edges {
        let (one, other) = (find(&mut parent, a), find(&mut parent, b));
        if one == other {
            continue;
        }
        // A root is the lowest vertex of its piece.
        let (older, younger) = if (height(one), one) < (height(other), other) { (one, other) } else { (other, one) };
        if saddle - height(younger) >= 2.0 * process.layer_mm {
            begun.push(younger);
        }
        parent[younger as usize] = older;
    }
    let mut used = vec![false; heights.len()];
    solid.triangles.as_flattened().iter().for_each(|&vertex| used[vertex as usize] = true);
    let is_lowest = |vertex: &u32| used[*vertex as usize] && parent[*vertex as usize] == *vertex;
    let rests = |vertex: &u32| resting.binary_search(&solid.lowest[*vertex as usize]).is_ok();
    begun.extend((0..heights.len() as u32).filter(is_lowest).filter(|vertex| !rests(vertex)));
    begun.retain(|&vertex| height(vertex) > bed + 2.0 * process.layer_mm);
    begun.sort_by(|&a, &b| height(a).total_cmp(&height(b)).then(a.cmp(&b)));
    let facing = facing_up(solid, &begun, up);
    let down = begun.iter().zip(facing).filter(|(_, facing)| *facing < 0.0);
    let points = down.map(|(&vertex, _)| wide(solid.positions[vertex as usize]));
    points.filter(|&point| !is_held_by_another(solid, point, up)).collect()
}

/// How far the surface round each of some vertices faces up, mm²: below zero where the material is above.
fn facing_up(solid: &Solid, vertices: &[u32], up: DVec3) -> Vec<f64> {
    let number: HashMap<u32, usize> = vertices.iter().enumerate().map(|(at, &vertex)| (vertex, at)).collect();
    let mut facing = vec![0.0; vertices.len()];
    if vertices.is_empty() {
        return facing;
    }
    for triangle in 0..solid.triangles.len() as u32 {
        for vertex in solid.triangles[triangle as usize] {
            if let Some(&at) = number.get(&vertex) {
                facing[at] += solid.area_vector(triangle).dot(up);
            }
        }
    }
    facing
}
