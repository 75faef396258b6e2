//! Points where a contour crosses itself, by exact predicates.

use std::cmp::Ordering;

use robust::{Coord, orient2d};

use super::{MEET_MM, Point, chain::Contour, distance, grid::Grid, grid::Piece};

/// Crossings closer than this along the contour are no loop but an overshoot where two elements meet, mm.
const LOOP_MIN_MM: f64 = 5.0 * MEET_MM;

/// Where one strand of the contour is: twice its piece, plus one inside of the piece, not at its beginning.
type Position = u32;

/// A point where a contour crosses itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Crossing {
    /// Where, mm.
    pub at: Point,
    /// Index into the drawing's paths.
    pub path: usize,
    /// Whether the contour closes, so that it should have one inside.
    pub closed: bool,
}

/// Every crossing.
/// `ways` are the lengths of the contours up to each corner.
pub(super) fn crossings(contours: &[Contour], ways: &[Vec<f64>], grid: &mut Grid) -> Vec<Crossing> {
    let mut found = grid.pairs(|a, b| {
        if a.contour != b.contour || a == b {
            return None;
        }
        let contour = &contours[a.contour as usize];
        let (point, strands) = meet(contour, a, b)?;
        let way = &ways[a.contour as usize];
        (apart(contour, way, point, strands) > LOOP_MIN_MM && crosses(contour, point, strands))
            .then_some((point, (a.contour, strands, point)))
    });
    found.sort_by_key(|&(contour, strands, _)| (contour, strands));
    found.dedup_by_key(|(contour, strands, _)| (*contour, *strands));
    let path = |contour: u32, strand: Position| contours[contour as usize].paths[(strand / 2) as usize] as usize;
    let crossing = |(contour, strands, at): (u32, [Position; 2], Point)| Crossing {
        at,
        path: path(contour, strands[0]),
        closed: contours[contour as usize].closed,
    };
    found.into_iter().map(crossing).collect()
}

/// Where two pieces meet, and where on each.
fn meet(contour: &Contour, a: Piece, b: Piece) -> Option<(Point, [Position; 2])> {
    let points = &contour.points;
    let [i, j] = [a.index as usize, b.index as usize];
    let [p, q, r, s] = [points[i], points[i + 1], points[j], points[j + 1]];
    let [of_p, of_q] = [side(r, s, p), side(r, s, q)];
    let [of_r, of_s] = [side(p, q, r), side(p, q, s)];
    if of_p * of_q > 0.0 || of_r * of_s > 0.0 || (of_p == 0.0 && of_q == 0.0) {
        return None;
    }
    let start = |index: usize| if contour.closed && index + 1 == points.len() { 0 } else { 2 * index as u32 };
    let (inside_a, inside_b) = (2 * i as u32 + 1, 2 * j as u32 + 1);
    let on_a = if of_p == 0.0 {
        start(i)
    } else if of_q == 0.0 {
        start(i + 1)
    } else {
        inside_a
    };
    let on_b = if of_r == 0.0 {
        start(j)
    } else if of_s == 0.0 {
        start(j + 1)
    } else {
        inside_b
    };
    let point = match (of_p == 0.0, of_q == 0.0, of_r == 0.0, of_s == 0.0) {
        (true, ..) => p,
        (_, true, ..) => q,
        (_, _, true, _) => r,
        (.., true) => s,
        _ => {
            let share = of_p / (of_p - of_q);
            [p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])]
        }
    };
    Some((point, [on_a.min(on_b), on_a.max(on_b)]))
}

/// -1, 0 or 1: on which side of the line from `a` to `b` the point lies, exactly.
fn side(a: Point, b: Point, point: Point) -> f64 {
    let [a, b, point] = [a, b, point].map(|[x, y]| Coord { x, y });
    orient2d(a, b, point)
}

/// How far it is along the contour from one strand to the other, the shorter way where it is closed, mm.
fn apart(contour: &Contour, travelled: &[f64], point: Point, strands: [Position; 2]) -> f64 {
    let at = |strand: Position| {
        let index = (strand / 2) as usize;
        travelled[index] + if strand % 2 == 1 { distance(contour.points[index], point) } else { 0.0 }
    };
    let whole = travelled[travelled.len() - 1];
    let way = (at(strands[1]) - at(strands[0])).abs();
    if contour.closed { way.min(whole - way) } else { way }
}

/// Whether the strands change sides there, rather than touch.
fn crosses(contour: &Contour, point: Point, strands: [Position; 2]) -> bool {
    if strands.iter().all(|strand| strand % 2 == 1) {
        return true;
    }
    let [Some([a, b]), Some([c, d])] = strands.map(|strand| neighbours(contour, strand)) else { return false };
    let turned = |other: Point| turn(minus(a, point), minus(other, point));
    let [to_b, to_c, to_d] = [turned(b), turned(c), turned(d)];
    let within = |angle: f64| angle.total_cmp(&to_b);
    match (within(to_c), within(to_d)) {
        (Ordering::Less, Ordering::Greater) => to_c > 0.0,
        (Ordering::Greater, Ordering::Less) => to_d > 0.0,
        _ => false,
    }
}

/// The corners before and after a strand's point; none at an open end.
fn neighbours(contour: &Contour, strand: Position) -> Option<[Point; 2]> {
    let (points, index) = (&contour.points, (strand / 2) as usize);
    match (strand % 2, index) {
        (1, _) => Some([points[index], points[index + 1]]),
        (_, 0) => contour.closed.then(|| [points[points.len() - 2], points[1]]),
        _ => Some([points[index - 1], *points.get(index + 1)?]),
    }
}

fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1]]
}

/// The angle from `a` to `b` counter-clockwise, 0 to a full turn; the same direction is exactly 0.
fn turn(a: Point, b: Point) -> f64 {
    let (sine, cosine) = (a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]);
    let angle = sine.atan2(cosine);
    if angle < 0.0 { angle + std::f64::consts::TAU } else { angle }
}
