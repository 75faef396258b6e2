//! Where closed contours of one operation cross one another.

use std::collections::HashMap;

use super::{
    MEET_MM, Point,
    chain::Contour,
    distance,
    grid::{Grid, Piece},
    operation::Operation,
};

/// An operation with so many contours that cross, and most of them, is a drawing of lines: nobody cuts a rosette out.
const ART_MIN: usize = 6;

/// Contacts of two contours at which it is asked whether they change sides, where none is certain.
const TRIES_MAX: usize = 8;
/// How far from a contact it is asked on which side the contour is, the first that is off the other's line, mm.
const STEPS_MM: [f64; 4] = [0.05, 0.2, 1.0, 4.0];
/// Pieces looked at for that in all; contacts beyond it count as touching.
const LOOKS_MAX: u64 = 50_000_000;

/// Two closed contours that cross.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Between {
    /// The first place at which they do, mm.
    pub at: Point,
    /// Index into the drawing's paths: the later of the two contours.
    pub path: usize,
    /// At how many places.
    pub places: u64,
    /// Whether most contours of the operation cross others, so that it seems meant.
    pub art: bool,
}

/// Where two contours come together.
#[derive(Clone, Copy)]
struct Contact {
    low: u32,
    high: u32,
    /// The piece of the later contour.
    piece: Piece,
    at: Point,
    /// Whether the pieces cross well within themselves, so that the contours cross for certain.
    sure: bool,
}

/// Every pair of closed contours of one operation that cross. Contours that touch, or overlap by less than what counts
/// as touching, do not. `ways` are the lengths of the contours up to each corner.
pub(super) fn crossings(
    contours: &[Contour],
    ways: &[Vec<f64>],
    operation_of: &[Operation],
    cut: &[bool],
    grid: &mut Grid,
) -> Vec<Between> {
    let asked = |index: u32| contours[index as usize].closed && cut[index as usize];
    let mut contacts = grid.pairs(|a, b| {
        let [i, j] = [a.contour, b.contour];
        if i == j || !asked(i) || !asked(j) || operation_of[i as usize] != operation_of[j as usize] {
            return None;
        }
        let (at, sure) = meet(a.ends(contours), b.ends(contours))?;
        // Pairs come in the order of their contours.
        Some((at, Contact { low: i, high: j, piece: b, at, sure }))
    });
    contacts.sort_by_key(|contact| (contact.low, contact.high, contact.piece));
    let mut looks = 0;
    let mut found: Vec<(u32, u32, Piece, Point, u64)> = Vec::new();
    for of_pair in contacts.chunk_by(|a, b| (a.low, a.high) == (b.low, b.high)) {
        let sure = of_pair.iter().filter(|contact| contact.sure).count() as u64;
        let stride = of_pair.len().div_ceil(TRIES_MAX);
        let crosses = |contact: &&Contact| {
            looks += contours[contact.low as usize].points.len() as u64;
            contact.sure || (looks < LOOKS_MAX && changes_sides(contours, ways, contact))
        };
        let first = of_pair.iter().find(|contact| contact.sure);
        if let Some(contact) = first.or_else(|| of_pair.iter().step_by(stride).find(crosses)) {
            found.push((contact.low, contact.high, contact.piece, contact.at, sure.max(1)));
        }
    }
    let mut crossing: Vec<u32> = found.iter().flat_map(|found| [found.0, found.1]).collect();
    crossing.sort_unstable();
    crossing.dedup();
    let art = art(&crossing, contours, operation_of, cut);
    let path = |piece: Piece| contours[piece.contour as usize].paths[piece.index as usize] as usize;
    let pair = |(low, _, piece, at, places): (u32, u32, Piece, Point, u64)| Between {
        at,
        path: path(piece),
        places,
        art: art.get(&operation_of[low as usize]).copied().unwrap_or_default(),
    };
    found.into_iter().map(pair).collect()
}

/// Whether the later contour is inside of the earlier on one side of the contact and outside on the other.
fn changes_sides(contours: &[Contour], ways: &[Vec<f64>], contact: &Contact) -> bool {
    let (earlier, later) = (&contours[contact.low as usize], &contours[contact.high as usize]);
    let way = &ways[contact.high as usize];
    let whole = way[way.len() - 1];
    let index = contact.piece.index as usize;
    let at = way[index] + distance(later.points[index], contact.at);
    let side = |sign: f64| {
        STEPS_MM.iter().filter(|step| **step < whole / 2.0).find_map(|step| {
            let point = point_at(later, way, (at + sign * step).rem_euclid(whole));
            inside(earlier, point)
        })
    };
    matches!((side(1.0), side(-1.0)), (Some(a), Some(b)) if a != b)
}

/// The point this far along a contour.
fn point_at(contour: &Contour, way: &[f64], mm: f64) -> Point {
    let index = way.partition_point(|known| *known <= mm).clamp(1, way.len() - 1) - 1;
    let [a, b] = [contour.points[index], contour.points[index + 1]];
    let share = (mm - way[index]) / distance(a, b);
    std::array::from_fn(|axis| a[axis] + share * (b[axis] - a[axis]))
}

/// Whether a point is inside of a closed contour; none where it lies on its line.
fn inside(contour: &Contour, point: Point) -> Option<bool> {
    let mut odd = false;
    for ends in contour.points.windows(2) {
        let (a, b) = (ends[0], ends[1]);
        if off([a, b], point) <= MEET_MM {
            return None;
        }
        if (a[1] > point[1]) != (b[1] > point[1]) {
            odd ^= a[0] + (point[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) > point[0];
        }
    }
    Some(odd)
}

/// How far a point is from a piece, mm.
fn off([from, to]: [Point; 2], point: Point) -> f64 {
    let way = [to[0] - from[0], to[1] - from[1]];
    let square = way[0] * way[0] + way[1] * way[1];
    let share = (way[0] * (point[0] - from[0]) + way[1] * (point[1] - from[1])) / square;
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    distance(point, [from[0] + share * way[0], from[1] + share * way[1]])
}

/// For each operation whether most of its closed contours are among those `crossing` others.
fn art(crossing: &[u32], contours: &[Contour], operation_of: &[Operation], cut: &[bool]) -> HashMap<Operation, bool> {
    let mut counts: HashMap<Operation, (usize, usize)> = HashMap::new();
    for index in (0..contours.len()).filter(|&index| contours[index].closed && cut[index]) {
        let count = counts.entry(operation_of[index]).or_default();
        count.0 += 1;
        count.1 += usize::from(crossing.binary_search(&(index as u32)).is_ok());
    }
    let mostly = |(all, crossing): (usize, usize)| crossing >= ART_MIN && crossing * 2 > all;
    counts.into_iter().map(|(operation, count)| (operation, mostly(count))).collect()
}

/// Where two pieces come together, and whether they cross with the ends of each farther from the other than what counts
/// as touching.
fn meet([p, q]: [Point; 2], [r, s]: [Point; 2]) -> Option<(Point, bool)> {
    let side = |a: Point, b: Point, point: Point| {
        ((b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])) / distance(a, b)
    };
    let [of_p, of_q] = [side(r, s, p), side(r, s, q)];
    let [of_r, of_s] = [side(p, q, r), side(p, q, s)];
    if of_p * of_q < 0.0 && of_r * of_s < 0.0 {
        let share = of_p / (of_p - of_q);
        let sure = [of_p, of_q, of_r, of_s].iter().all(|off| off.abs() > MEET_MM);
        return Some(([p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])], sure));
    }
    let touches = |ends: [Point; 2], point: Point| off(ends, point) <= MEET_MM;
    let on_first = [r, s].into_iter().find(|&point| touches([p, q], point));
    on_first.or_else(|| [p, q].into_iter().find(|&point| touches([r, s], point))).map(|point| (point, false))
}
