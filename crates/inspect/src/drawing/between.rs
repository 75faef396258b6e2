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

/// Two closed contours that cross.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Between {
    /// The first place at which they do, mm.
    pub at: Point,
    /// The path of the later one.
    pub path: usize,
    /// At how many places.
    pub places: u64,
    /// Whether most contours of the operation cross others, so that it seems meant.
    pub art: bool,
}

/// Every pair of closed contours of one operation that cross. Contours that touch, or overlap by less than what counts
/// as touching, do not.
pub(super) fn crossings(contours: &[Contour], operation_of: &[Operation], cut: &[bool], grid: &Grid) -> Vec<Between> {
    let asked = |index: u32| contours[index as usize].closed && cut[index as usize];
    let mut found = grid.pairs(|a, b| {
        let [i, j] = [a.contour, b.contour];
        if i == j || !asked(i) || !asked(j) || operation_of[i as usize] != operation_of[j as usize] {
            return None;
        }
        let point = cross(a.ends(contours), b.ends(contours))?;
        let ([low, high], piece) = if i < j { ([i, j], b) } else { ([j, i], a) };
        Some((point, (low, high, piece, point)))
    });
    found.sort_by_key(|&(low, high, piece, _)| (low, high, piece));
    let mut crossing: Vec<u32> = found.iter().flat_map(|found| [found.0, found.1]).collect();
    crossing.sort_unstable();
    crossing.dedup();
    let art = art(&crossing, contours, operation_of, cut);
    let path = |piece: Piece| contours[piece.contour as usize].paths[piece.index as usize] as usize;
    let pair = |pair: &[(u32, u32, Piece, Point)]| Between {
        at: pair[0].3,
        path: path(pair[0].2),
        places: pair.len() as u64,
        art: art.get(&operation_of[pair[0].0 as usize]).copied().unwrap_or_default(),
    };
    found.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(pair).collect()
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

/// Where two pieces cross, with the ends of each farther from the other than what counts as touching.
fn cross([p, q]: [Point; 2], [r, s]: [Point; 2]) -> Option<Point> {
    let off = |a: Point, b: Point, point: Point| {
        ((b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])) / distance(a, b)
    };
    let [of_p, of_q] = [off(r, s, p), off(r, s, q)];
    let [of_r, of_s] = [off(p, q, r), off(p, q, s)];
    let through = |a: f64, b: f64| a * b < 0.0 && a.abs().min(b.abs()) > MEET_MM;
    let share = of_p / (of_p - of_q);
    (through(of_p, of_q) && through(of_r, of_s)).then(|| [p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])])
}
