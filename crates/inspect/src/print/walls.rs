//! Walls, pins and gaps: how far it is from each point of the surface to the surface across.

use std::collections::BTreeMap;

use glam::DVec3;
use rayon::prelude::*;

use super::{
    sample::{Sample, Samples},
    solid::{Hit, Solid},
};
use crate::process::{Limits, is_below};
use crate::vector::across;

/// Cosine of the widest angle between a wall's two sides, 30°: a wider wedge is an edge, not a wall.
const FACING: f64 = -0.866;
/// A part of the points is looked from first, to see what it costs.
const TRIAL_ONE_IN: usize = 512;
/// Points that are looked from whatever it costs.
const COUNT_LEAST: usize = 500;
/// Cells are counted this far: of a part of any size they still have neighbours.
const CELL_MAX: f64 = 1e15;
/// Triangles of which one thread takes the samples in one go.
const STRETCH: usize = 1 << 10;

/// What is too thin or too near.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Thin in one direction.
    Wall,
    /// Thin in two.
    Pin,
    /// A gap in one body.
    Gap,
    /// A gap between two bodies.
    Clearance,
}

/// A stretch of the part where something is too thin or too near.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    /// The least distance there, mm.
    pub least_mm: f64,
    /// Where that is: in the middle of the wall or of the gap.
    pub point: DVec3,
    /// How much of the surface it is, mm².
    pub area_mm2: f64,
}

/// All that was found, the thinnest first in each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Walls {
    pub walls: Vec<Spot>,
    pub pins: Vec<Spot>,
    pub gaps: Vec<Spot>,
    pub clearances: Vec<Spot>,
    /// How far apart the points were that were looked at, mm: what is smaller can be missed.
    pub spacing_mm: f64,
}

/// Looks inwards and outwards from about `count_max` points; from fewer where rays would look at more than `work_max`
/// boxes of the hierarchy, as they do where slivers lie in bundles.
pub(super) fn walls(solid: &Solid, limits: &Limits, count_max: usize, work_max: u64) -> Walls {
    let spacing_mm = 0.5 * limits.wall_weak_mm;
    let trial = Samples::new(solid, spacing_mm, count_max / TRIAL_ONE_IN);
    let before = solid.looked_at();
    look(solid, limits, &trial);
    let work = (solid.looked_at() - before).max(1) * TRIAL_ONE_IN as u64;
    let count_max =
        if work > work_max { (count_max as f64 * work_max as f64 / work as f64) as usize } else { count_max };
    let samples = Samples::new(solid, spacing_mm, count_max.max(COUNT_LEAST));
    let found = look(solid, limits, &samples);
    let near_mm = 2.0 * samples.spacing_mm().max(limits.wall_weak_mm);
    let of = |kind: Kind| {
        let these: Vec<&Thin> = found.iter().filter(|thin| thin.kind == kind).collect();
        spots(&these, near_mm, samples.share_mm2)
    };
    Walls {
        walls: of(Kind::Wall),
        pins: of(Kind::Pin),
        gaps: of(Kind::Gap),
        clearances: of(Kind::Clearance),
        spacing_mm: samples.spacing_mm(),
    }
}

/// What is thin or near as seen from some points.
fn look(solid: &Solid, limits: &Limits, samples: &Samples) -> Vec<Thin> {
    let stretches = solid.triangles.len().div_ceil(STRETCH);
    let of_stretch = |hits: &mut Vec<Hit>, stretch: usize| {
        let mut found = Vec::new();
        let end = ((stretch + 1) * STRETCH).min(solid.triangles.len());
        samples.of(solid, stretch * STRETCH..end, |sample| {
            found.extend(inwards(solid, limits, &sample, hits));
            found.extend(outwards(solid, limits, &sample, hits));
        });
        found
    };
    let found: Vec<Vec<Thin>> = (0..stretches).into_par_iter().map_init(Vec::new, of_stretch).collect();
    found.into_iter().flatten().collect()
}

#[derive(Clone, Copy, Debug)]
struct Thin {
    kind: Kind,
    point: DVec3,
    distance_mm: f64,
}

/// The wall behind a point, where it is thin.
fn inwards(solid: &Solid, limits: &Limits, sample: &Sample, hits: &mut Vec<Hit>) -> Option<Thin> {
    let inward = -sample.normal;
    let through = wall_mm(solid, sample.point, inward, limits.wall_weak_mm, sample.triangle, hits)?;
    let faces = solid.normal(through.triangle).is_some_and(|other| sample.normal.dot(other) < FACING);
    let is_edge = solid.are_neighbours(through.triangle, sample.triangle);
    if !faces || is_edge || !is_below(through.at_mm, limits.wall_weak_mm) || is_buried(solid, sample, hits) {
        return None;
    }
    let middle = sample.point + (through.at_mm / 2.0) * inward;
    // Thin in a second direction, too, as far as half as much again.
    let reach = 1.5 * limits.wall_weak_mm;
    let is_pin = across(sample.normal).into_iter().any(|along| {
        let one = leaves_mm(solid, middle, along, reach, hits);
        let other = leaves_mm(solid, middle, -along, reach, hits);
        one.zip(other).is_some_and(|(one, other)| one + other <= reach)
    });
    let kind = if is_pin { Kind::Pin } else { Kind::Wall };
    Some(Thin { kind, point: middle, distance_mm: through.at_mm })
}

/// Where a ray from the surface inwards leaves the body: what it enters on the way it must leave first.
fn wall_mm(solid: &Solid, from: DVec3, along: DVec3, reach: f64, own: u32, hits: &mut Vec<Hit>) -> Option<Hit> {
    solid.hits(from, along, reach, hits);
    let mut depth = 1;
    let mut before: Option<Hit> = None;
    for hit in hits.iter().filter(|hit| hit.triangle != own) {
        // Two triangles met on the edge between them: one passage.
        if before.is_some_and(|before| before.leaves == hit.leaves && hit.at_mm - before.at_mm < 1e-7) {
            continue;
        }
        before = Some(*hit);
        depth += if hit.leaves { -1 } else { 1 };
        if depth == 0 {
            return Some(*hit);
        }
    }
    None
}

fn leaves_mm(solid: &Solid, from: DVec3, along: DVec3, reach: f64, hits: &mut Vec<Hit>) -> Option<f64> {
    wall_mm(solid, from, along, reach, u32::MAX, hits).map(|hit| hit.at_mm)
}

/// The gap before a point, where it is narrow.
fn outwards(solid: &Solid, limits: &Limits, sample: &Sample, hits: &mut Vec<Hit>) -> Option<Thin> {
    let reach = limits.gap_mm.max(limits.clearance_mm);
    solid.hits(sample.point, sample.normal, reach, hits);
    let hit = *hits.iter().find(|hit| hit.triangle != sample.triangle)?;
    let faces = solid.normal(hit.triangle).is_some_and(|other| sample.normal.dot(other) < FACING);
    let same = solid.shell(hit.triangle) == solid.shell(sample.triangle);
    let (kind, limit) = if same { (Kind::Gap, limits.gap_mm) } else { (Kind::Clearance, limits.clearance_mm) };
    let narrow = faces && !hit.leaves && is_below(hit.at_mm, limit) && !is_buried(solid, sample, hits);
    let point = sample.point + (hit.at_mm / 2.0) * sample.normal;
    narrow.then_some(Thin { kind, point, distance_mm: hit.at_mm })
}

/// Whether the surface lies inside another body there, so that it is no surface of the part.
fn is_buried(solid: &Solid, sample: &Sample, hits: &mut Vec<Hit>) -> bool {
    solid.overlapping && solid.is_inside(sample.point + (1e-5 * solid.diagonal_mm().max(1e-3)) * sample.normal, hits)
}

/// Joins points that lie near one another. A single point is a ray that slipped by, and no wall.
fn spots(found: &[&Thin], near_mm: f64, share_mm2: f64) -> Vec<Spot> {
    let cell = |point: DVec3| point.to_array().map(|value| (value / near_mm).floor().clamp(-CELL_MAX, CELL_MAX) as i64);
    let mut cells: BTreeMap<[i64; 3], Vec<&Thin>> = BTreeMap::new();
    for &thin in found {
        cells.entry(cell(thin.point)).or_default().push(thin);
    }
    let mut spots = Vec::new();
    while let Some((first, inside)) = cells.pop_first() {
        let (mut group, mut open) = (inside, vec![first]);
        while let Some(at) = open.pop() {
            for step in 0..27i64 {
                let next = [at[0] + step % 3 - 1, at[1] + step / 3 % 3 - 1, at[2] + step / 9 - 1];
                if let Some(more) = cells.remove(&next) {
                    group.extend(more);
                    open.push(next);
                }
            }
        }
        let least = group.iter().min_by(|a, b| {
            a.distance_mm
                .total_cmp(&b.distance_mm)
                .then_with(|| a.point.to_array().partial_cmp(&b.point.to_array()).unwrap_or(std::cmp::Ordering::Equal))
        });
        if let Some(least) = least.filter(|_| group.len() > 1) {
            let area_mm2 = group.len() as f64 * share_mm2;
            spots.push(Spot { least_mm: least.distance_mm, point: least.point, area_mm2 });
        }
    }
    spots.sort_by(|a, b| a.least_mm.total_cmp(&b.least_mm).then(b.area_mm2.total_cmp(&a.area_mm2)));
    spots
}
