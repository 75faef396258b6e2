//! Ways of laying a part: the sides on which it stands, and what each costs.

use glam::DVec3;
use rayon::prelude::*;

use super::{hull::Hull, solid::Solid};
use crate::process::Process;
use crate::vector::{across, unit, wide};

/// Sides of the hull that are tried, largest first.
const SIDES_MAX: usize = 24;
/// Cosine of half a degree: facets of the hull that differ by less are one side.
const SAME_SIDE: f64 = 0.999_962;
/// How many times as high as its foot is wide a part may be.
const SLENDER: f64 = 10.0;
/// A part lower than this is not pulled over, mm.
const HEIGHT_LEAST_MM: f64 = 5.0;
/// The centre of mass lies beside the foot from this part of the part's size on: less is rounding.
const FALLS_SHARE: f64 = 0.01;
/// Triangles that one thread sums in one go.
const STRETCH: usize = 1 << 14;

/// A part laid on one of its sides, and what that comes to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pose {
    /// Upwards, in the file's axes, length one.
    pub up: DVec3,
    /// Width, depth and height, the footprint turned so that it is smallest, mm.
    pub size_mm: [f64; 3],
    /// Surface on the bed, mm².
    pub contact_mm2: f64,
    /// Surface that hangs over at more than 45°, as seen from below, mm².
    pub overhang_mm2: f64,
    /// Space between what hangs over and the bed, mm³: supports fill it where nothing is in between.
    pub under_mm3: f64,
    /// How far the centre of mass lies inside what it stands on, mm; below zero it falls over.
    pub margin_mm: f64,
    /// How high the centre of mass lies, mm.
    pub centre_mm: f64,
}

/// The directions in which a part can stand, from the largest side to the smallest, then those of `more`.
pub(super) fn directions(hull: &Hull, more: impl IntoIterator<Item = DVec3>) -> Vec<DVec3> {
    let mut sides: Vec<(f64, DVec3)> = Vec::new();
    let mut facets: Vec<(f64, DVec3)> = hull.triangles.iter().filter_map(|&triangle| facet(hull, triangle)).collect();
    facets.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (area, normal) in facets {
        match sides.iter_mut().take(4 * SIDES_MAX).find(|side| side.1.dot(normal) > SAME_SIDE) {
            Some(side) => side.0 += area,
            None => sides.push((area, normal)),
        }
    }
    sides.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut ups: Vec<DVec3> = sides.into_iter().take(SIDES_MAX).map(|(_, normal)| -normal).collect();
    for up in more {
        if ups.iter().all(|other| other.dot(up) <= SAME_SIDE) {
            ups.push(up);
        }
    }
    ups
}

fn facet(hull: &Hull, triangle: [u32; 3]) -> Option<(f64, DVec3)> {
    let [a, b, c] = triangle.map(|corner| hull.corners[corner as usize]);
    let normal = (b - a).cross(c - a);
    Some((normal.length() / 2.0, unit(normal)?))
}

/// The centre of mass of what the surface bounds; the middle of the hull's corners where it bounds nothing.
pub(super) fn centre_of_mass(solid: &Solid, hull: &Hull) -> DVec3 {
    let count = hull.corners.len().max(1) as f64;
    let middle = hull.corners.iter().sum::<DVec3>() / count;
    let of_stretch = |stretch: usize| {
        let end = ((stretch + 1) * STRETCH).min(solid.triangles.len());
        (stretch * STRETCH..end).fold([0.0; 4], |mut sums, triangle| {
            let [a, b, c] = solid.corners(triangle as u32).map(|corner| corner - middle);
            let volume = a.dot(b.cross(c));
            sums[3] += volume;
            for axis in 0..3 {
                sums[axis] += volume * (a[axis] + b[axis] + c[axis]) / 4.0;
            }
            sums
        })
    };
    let stretches = solid.triangles.len().div_ceil(STRETCH);
    let sums: Vec<[f64; 4]> = (0..stretches).into_par_iter().map(of_stretch).collect();
    let sums = sums.into_iter().fold([0.0; 4], |a, b| std::array::from_fn(|at| a[at] + b[at]));
    let [x, y, z, volume] = sums;
    if volume > 0.0 { middle + DVec3::new(x, y, z) / volume } else { middle }
}

impl Pose {
    /// Lays the part so that `up` points upwards.
    pub(super) fn of(solid: &Solid, hull: &Hull, centre: DVec3, process: &Process, up: DVec3) -> Self {
        let bed = hull.corners.iter().map(|corner| corner.dot(up)).fold(f64::MAX, f64::min);
        let top = hull.corners.iter().map(|corner| corner.dot(up)).fold(f64::MIN, f64::max);
        let [width, depth] = smallest_rectangle(&outline(hull, up));
        // What lies within half a layer of the bed is pressed on it.
        let on_bed = bed + process.layer_mm / 2.0;
        let of_stretch = |stretch: usize| {
            let end = ((stretch + 1) * STRETCH).min(solid.triangles.len());
            let mut sums = [0.0; 3];
            for triangle in stretch * STRETCH..end {
                let normal = solid.area_vector(triangle as u32);
                let down = -normal.dot(up);
                if down <= 0.0 || down * down <= super::STEEP * super::STEEP * normal.dot(normal) {
                    continue;
                }
                let heights = solid.corners(triangle as u32).map(|corner| corner.dot(up));
                if heights.iter().all(|height| *height <= on_bed) {
                    sums[0] += down / 2.0;
                } else {
                    sums[1] += down / 2.0;
                    sums[2] += down / 2.0 * (heights.iter().sum::<f64>() / 3.0 - bed);
                }
            }
            sums
        };
        let stretches = solid.triangles.len().div_ceil(STRETCH);
        let sums: Vec<[f64; 3]> = (0..stretches).into_par_iter().map(of_stretch).collect();
        let [contact_mm2, overhang_mm2, under_mm3] =
            sums.into_iter().fold([0.0; 3], |a, b| std::array::from_fn(|at| a[at] + b[at]));
        Self {
            up,
            size_mm: [width, depth, top - bed],
            contact_mm2,
            overhang_mm2,
            under_mm3,
            margin_mm: margin(solid, centre, up, on_bed),
            centre_mm: centre.dot(up) - bed,
        }
    }

    /// Whether it tips by itself; a ball, which rests on a point right below its centre, only rolls.
    pub fn falls(&self) -> bool {
        self.margin_mm < -FALLS_SHARE * self.size_mm[0].max(self.size_mm[2])
    }

    /// Whether its foot is large enough to hold it on the bed while it is printed.
    pub fn holds(&self) -> bool {
        self.size_mm[2] < HEIGHT_LEAST_MM || self.contact_mm2.sqrt() * SLENDER >= self.size_mm[2]
    }

    /// Whether it stands by itself, and a knock of 5° does not tip it.
    pub fn stands(&self) -> bool {
        self.margin_mm > 0.0875 * self.centre_mm
    }
}

/// How far the centre of mass lies inside the polygon round what touches the bed, mm.
fn margin(solid: &Solid, centre: DVec3, up: DVec3, on_bed: f64) -> f64 {
    let sides = across(up);
    let flat = |point: DVec3| [point.dot(sides[0]), point.dot(sides[1])];
    let touching: Vec<[f64; 2]> = solid
        .triangles
        .as_flattened()
        .par_iter()
        .map(|&vertex| wide(solid.positions[vertex as usize]))
        .filter(|point| point.dot(up) <= on_bed)
        .map(flat)
        .collect();
    let foot = outline_of(touching);
    let centre = flat(centre);
    if foot.len() < 3 {
        let nearest =
            foot.iter().map(|point| (point[0] - centre[0]).hypot(point[1] - centre[1])).fold(f64::MAX, f64::min);
        return if foot.is_empty() { 0.0 } else { -nearest };
    }
    let edges = (0..foot.len()).map(|at| (foot[at], foot[(at + 1) % foot.len()]));
    let inside = edges.map(|(a, b)| {
        let (x, y) = (b[0] - a[0], b[1] - a[1]);
        (x * (centre[1] - a[1]) - y * (centre[0] - a[0])) / x.hypot(y).max(f64::MIN_POSITIVE)
    });
    inside.fold(f64::MAX, f64::min)
}

/// The corners of the hull's shadow across `up`, in turn.
pub(super) fn outline(hull: &Hull, up: DVec3) -> Vec<[f64; 2]> {
    let sides = across(up);
    outline_of(hull.corners.iter().map(|corner| [corner.dot(sides[0]), corner.dot(sides[1])]).collect())
}

/// The convex polygon round some points, counter-clockwise (Andrew, 1979).
fn outline_of(mut points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let turn = |a: [f64; 2], b: [f64; 2], c: [f64; 2]| {
        let coord = |point: [f64; 2]| robust::Coord { x: point[0], y: point[1] };
        robust::orient2d(coord(a), coord(b), coord(c))
    };
    let half = |points: &mut dyn Iterator<Item = [f64; 2]>| {
        let mut chain: Vec<[f64; 2]> = Vec::new();
        for point in points {
            while chain.len() > 1 && turn(chain[chain.len() - 2], chain[chain.len() - 1], point) <= 0.0 {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut lower = half(&mut points.iter().copied());
    lower.extend(half(&mut points.iter().rev().copied()));
    lower
}

/// The sides of a polygon's bounding rectangle in one direction.
fn rectangle(outline: &[[f64; 2]], [x, y]: [f64; 2]) -> [f64; 2] {
    let range = |x: f64, y: f64| {
        let along = outline.iter().map(|point| point[0] * x + point[1] * y);
        let (low, high) = along.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        (high - low).max(0.0)
    };
    [range(x, y), range(-y, x)]
}

/// The directions of a polygon's edges.
fn edge_directions(outline: &[[f64; 2]]) -> impl Iterator<Item = [f64; 2]> + '_ {
    (0..outline.len()).filter_map(|at| {
        let (a, b) = (outline[at], outline[(at + 1) % outline.len()]);
        let (x, y) = (b[0] - a[0], b[1] - a[1]);
        let length = x.hypot(y);
        (length > 0.0).then(|| [x / length, y / length])
    })
}

/// The longer and the shorter side of the smallest rectangle round a convex polygon: one of its sides lies along an edge.
fn smallest_rectangle(outline: &[[f64; 2]]) -> [f64; 2] {
    let sides = edge_directions(outline).map(|direction| rectangle(outline, direction));
    let best = sides.min_by(|a, b| (a[0] * a[1]).total_cmp(&(b[0] * b[1])));
    let [a, b] = best.unwrap_or_else(|| rectangle(outline, [1.0, 0.0]));
    [a.max(b), a.min(b)]
}

/// Whether a convex polygon fits a rectangle when it is turned: along each of its edges, and by whole degrees.
fn fits_turned(outline: &[[f64; 2]], [width, depth]: [f64; 2]) -> bool {
    let degrees = (0..180).map(|degree| f64::from(degree).to_radians()).map(|angle| [angle.cos(), angle.sin()]);
    edge_directions(outline).chain(degrees).any(|direction| {
        let [a, b] = rectangle(outline, direction);
        (a <= width && b <= depth) || (b <= width && a <= depth)
    })
}

/// Whether a part that stands with `up` upwards fits a space when it is turned about the upright.
pub(super) fn fits(hull: &Hull, up: DVec3, bed: [f64; 3]) -> bool {
    let heights = hull.corners.iter().map(|corner| corner.dot(up));
    let (low, high) = heights.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    // A part exactly as large as the bed fits it, whatever rounding says.
    let slack = 1e-6 * (high - low).abs().max(1.0);
    high - low <= bed[2] + slack && fits_turned(&outline(hull, up), [bed[0] + slack, bed[1] + slack])
}
