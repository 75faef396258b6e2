//! Stretches that lie on an earlier one: a laser burns them twice.

use super::{MEET_MM, Point, chain::Contour, distance, grid::Grid, grid::Piece};

/// Shorter overlaps are where lines merely meet, mm.
const OVERLAP_MIN_MM: f64 = 5.0 * MEET_MM;
/// A curve is doubled where this share of it is; curves that touch run side by side for a little way.
const CURVE_SHARE: f64 = 0.5;

/// Overlap of one piece with an earlier one.
struct Overlap {
    piece: Piece,
    segment: u32,
    length_mm: f64,
    middle: Point,
}

/// Every segment that lies on an earlier one, and the path it is of.
pub(super) fn doubles(contours: &[Contour], grid: &Grid) -> Vec<(Point, usize)> {
    let mut found = grid.pairs(|a, b| {
        let order = |piece: Piece| (contours[piece.contour as usize].segments[piece.index as usize], piece);
        let (first, later) = if order(a) < order(b) { (a, b) } else { (b, a) };
        let segment = order(later).0;
        let (middle, length_mm) = overlap(first.ends(contours), later.ends(contours))?;
        (a != b && order(first).0 > 0).then_some((middle, Overlap { piece: later, segment, length_mm, middle }))
    });
    found.sort_by(|a, b| {
        a.segment.cmp(&b.segment).then(a.piece.cmp(&b.piece)).then(b.length_mm.total_cmp(&a.length_mm))
    });
    // A piece may lie on several; the longest overlap counts once.
    found.dedup_by_key(|overlap| overlap.piece);
    let lengths = segment_lengths(contours);
    let doubled = found.chunk_by(|a, b| a.segment == b.segment).filter(|pieces| {
        let (whole, count) = lengths.get(pieces[0].segment as usize).copied().unwrap_or_default();
        let overlap: f64 = pieces.iter().map(|piece| piece.length_mm).sum();
        count == 1 || overlap >= CURVE_SHARE * whole
    });
    let path = |piece: Piece| contours[piece.contour as usize].paths[piece.index as usize] as usize;
    doubled.map(|pieces| &pieces[pieces.len() / 2]).map(|overlap| (overlap.middle, path(overlap.piece))).collect()
}

/// Length, mm, and number of pieces of each segment.
fn segment_lengths(contours: &[Contour]) -> Vec<(f64, u32)> {
    let mut lengths: Vec<(f64, u32)> = Vec::new();
    for contour in contours {
        for (ends, &segment) in contour.points.windows(2).zip(&contour.segments) {
            if segment as usize >= lengths.len() {
                lengths.resize(segment as usize + 1, (0.0, 0));
            }
            let known = &mut lengths[segment as usize];
            *known = (known.0 + distance(ends[0], ends[1]), known.1 + 1);
        }
    }
    lengths
}

/// The middle and the length of what two pieces share: side by side, both ends of the shared stretch are within
/// reach of both lines. Lines that cross at a small angle are not.
fn overlap(first: [Point; 2], later: [Point; 2]) -> Option<(Point, f64)> {
    let length = distance(first[0], first[1]);
    let way = [(first[1][0] - first[0][0]) / length, (first[1][1] - first[0][1]) / length];
    let measured = later.map(|point| {
        let from = [point[0] - first[0][0], point[1] - first[0][1]];
        (from[0] * way[0] + from[1] * way[1], way[0] * from[1] - way[1] * from[0])
    });
    let [near, far] = if measured[0].0 <= measured[1].0 { measured } else { [measured[1], measured[0]] };
    let (begin, end) = (near.0.max(0.0), far.0.min(length));
    let shared = end - begin;
    if shared.is_nan() || shared < OVERLAP_MIN_MM {
        return None;
    }
    let off = |along: f64| near.1 + (far.1 - near.1) * (along - near.0) / (far.0 - near.0);
    let middle = (begin + end) / 2.0;
    let point = [first[0][0] + way[0] * middle, first[0][1] + way[1] * middle];
    (off(begin).abs() <= MEET_MM && off(end).abs() <= MEET_MM).then_some((point, shared))
}
