//! Where two cuts leave too little between them.

use super::{
    MEET_MM, Point,
    chain::Contour,
    distance,
    grid::{Grid, Piece},
    nest::Nest,
    operation::Operation,
    steps,
};

/// A bridge narrower than this breaks or burns away, mm, whatever the sheet is: about three times what a laser takes away.
pub(crate) const BRIDGE_MIN_MM: f64 = 0.5;
/// How far the lines that are compared may be off the drawn ones, mm: a twenty-fifth of the limit.
const THIN_MM: f64 = 0.02;
/// Between two places of one contour there is a neck only where the way along it is this many times longer than the
/// way across; else it is a corner.
const NECK_TIMES: f64 = 6.0;
/// Pairs of pieces of two contours that are measured anew on the lines as they are.
const EXACT_MAX: usize = 64;
/// A place that is this much narrower is not the same, mm.
const NARROWER_MM: f64 = 1e-6;

/// Places whose widths differ by no more than this are equally wide, mm.
const SIDE_BY_SIDE_MM: f64 = 1e-9;

/// What is left between two cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BridgeOf {
    /// The part itself.
    Part,
    /// Two parts, or two openings in a sheet of which no outline is drawn.
    Sheet,
}

/// A place where two cuts come close.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bridge {
    /// The middle of the narrowest place, mm.
    pub at: Point,
    /// Index into the drawing's paths: the later of the two contours.
    pub path: usize,
    /// How wide it is there, mm.
    pub width_mm: f64,
    /// What would be left standing between the two cuts.
    pub between: BridgeOf,
}

/// A pair of pieces that come close.
#[derive(Clone, Copy)]
struct Close {
    a: Piece,
    b: Piece,
    ends: [Point; 2],
    gap_mm: f64,
}

/// The narrowest bridge between each two contours that are cut in one operation, and across each contour, where it is
/// narrower than `bridge_min_mm`; and how many pieces were not compared. Contours that touch have none.
pub(super) fn bridges(
    contours: &[Contour],
    operation_of: &[Operation],
    cut: &[bool],
    nest: &Nest,
    bridge_min_mm: f64,
    thorough: bool,
) -> (Vec<Bridge>, u64) {
    let thin = Thin::of(contours, cut);
    let limit_mm = bridge_min_mm + 2.0 * THIN_MM;
    let mut grid = Grid::within(&thin.contours, limit_mm / 2.0 + MEET_MM, limit_mm, thorough);
    let mut close = grid.pairs(|a, b| {
        if a == b || operation_of[a.contour as usize] != operation_of[b.contour as usize] {
            return None;
        }
        let (of_a, of_b) = (a.ends(&thin.contours), b.ends(&thin.contours));
        let alone = a.contour == b.contour && !thin.contours[a.contour as usize].closed;
        if alone || boxes_apart(of_a, of_b) > limit_mm {
            return None;
        }
        let (ends, gap_mm) = gap(of_a, of_b);
        if gap_mm >= limit_mm || !is_bridge(&thin, [a, b], ends, gap_mm, bridge_min_mm) {
            return None;
        }
        Some((middle(ends), Close { a, b, ends, gap_mm }))
    });
    let pair = |close: &Close| [close.a.contour, close.b.contour];
    close.sort_by(|x, y| pair(x).cmp(&pair(y)).then(x.gap_mm.total_cmp(&y.gap_mm)).then((x.a, x.b).cmp(&(y.a, y.b))));
    let found = close.chunk_by(|x, y| pair(x) == pair(y)).filter_map(|close| {
        // Thinned lines may be off on both sides, so all that are as close as that are measured anew.
        let reach_mm = close[0].gap_mm + 4.0 * THIN_MM;
        let near = close.iter().take(EXACT_MAX).take_while(|close| close.gap_mm <= reach_mm);
        let exact = near.map(|close| thin.exact(close, contours));
        let narrowest = exact.min_by(|x, y| x.gap_mm.total_cmp(&y.gap_mm))?;
        // Contours that meet somewhere are no two sides of a bridge.
        let is_thin = narrowest.gap_mm > MEET_MM && narrowest.gap_mm < bridge_min_mm;
        is_thin.then(|| judged(&narrowest, contours, operation_of, nest))?
    });
    (found.collect(), grid.left_out)
}

/// How far the boxes round two pieces are apart on the worse axis, mm.
fn boxes_apart(a: [Point; 2], b: [Point; 2]) -> f64 {
    let apart = |axis: usize| {
        let [low_a, low_b] = [a, b].map(|ends| ends[0][axis].min(ends[1][axis]));
        let [high_a, high_b] = [a, b].map(|ends| ends[0][axis].max(ends[1][axis]));
        (low_a - high_b).max(low_b - high_a)
    };
    apart(0).max(apart(1))
}

fn middle([p, q]: [Point; 2]) -> Point {
    [(p[0] + q[0]) / 2.0, (p[1] + q[1]) / 2.0]
}

/// The contours with as few corners as keep them within [`THIN_MM`].
struct Thin {
    /// What is not cut is empty.
    contours: Vec<Contour>,
    /// For each corner of each its index in the contour as it is.
    kept: Vec<Vec<usize>>,
    /// The length of each up to each corner, mm.
    ways: Vec<Vec<f64>>,
}

impl Thin {
    fn of(contours: &[Contour], cut: &[bool]) -> Self {
        let corners = |(contour, cut): (&Contour, &bool)| {
            if *cut { steps::corners_needed(&contour.points, THIN_MM) } else { Vec::new() }
        };
        let kept: Vec<Vec<usize>> = contours.iter().zip(cut).map(corners).collect();
        let thinned = |(contour, kept): (&Contour, &Vec<usize>)| Contour {
            points: kept.iter().map(|&index| contour.points[index]).collect(),
            closed: contour.closed,
            ..Contour::default()
        };
        let contours: Vec<Contour> = contours.iter().zip(&kept).map(thinned).collect();
        let ways = contours.iter().map(Contour::travelled).collect();
        Self { contours, kept, ways }
    }

    /// The same pair, measured on the contours as they are.
    fn exact(&self, close: &Close, contours: &[Contour]) -> Close {
        let pieces = |piece: Piece| {
            let (contour, index) = (piece.contour as usize, piece.index as usize);
            let range = self.kept[contour][index]..=self.kept[contour][index + 1];
            contours[contour].points[range].windows(2)
        };
        let mut best = (close.ends, f64::INFINITY);
        for a in pieces(close.a) {
            for b in pieces(close.b) {
                let found = gap([a[0], a[1]], [b[0], b[1]]);
                if found.1 < best.1 {
                    best = found;
                }
            }
        }
        Close { ends: best.0, gap_mm: best.1, ..*close }
    }
}

/// What lies between: material or air.
fn judged(close: &Close, contours: &[Contour], operation_of: &[Operation], nest: &Nest) -> Option<Bridge> {
    let at = middle(close.ends);
    let around = nest.around(contours, at);
    let operation = operation_of[close.a.contour as usize];
    let own = around.iter().filter(|&&contour| operation_of[contour as usize] == operation).count();
    let closed = |piece: Piece| nest.depth[piece.contour as usize].is_some();
    let both_closed = closed(close.a) && closed(close.b) && close.a.contour != close.b.contour;
    let between = match () {
        () if own % 2 == 1 => BridgeOf::Part,
        // In the outline of another colour lie openings of this one.
        () if own == 0 && around.len() % 2 == 1 && both_closed => BridgeOf::Part,
        () if own == 0 && both_closed => BridgeOf::Sheet,
        () => return None,
    };
    let path = contours[close.b.contour as usize].paths.first().map_or(0, |&path| path as usize);
    Some(Bridge { at, path, width_mm: close.gap_mm, between })
}

/// Whether two pieces this close face one another across something: not where an open line ends, and on one contour
/// not where it merely turns.
fn is_bridge(thin: &Thin, [a, b]: [Piece; 2], ends: [Point; 2], gap_mm: f64, bridge_min_mm: f64) -> bool {
    if a.contour != b.contour {
        let at_end = |piece: Piece, point: Point| {
            let contour = &thin.contours[piece.contour as usize];
            let near = |corner: Option<&Point>| corner.is_some_and(|&corner| distance(corner, point) < bridge_min_mm);
            !contour.closed && gap_mm > MEET_MM && (near(contour.points.first()) || near(contour.points.last()))
        };
        return !at_end(a, ends[0]) && !at_end(b, ends[1]);
    }
    let (contour, way) = (&thin.contours[a.contour as usize], &thin.ways[a.contour as usize]);
    if gap_mm <= MEET_MM {
        return false;
    }
    let at =
        |piece: Piece, point: Point| way[piece.index as usize] + distance(contour.points[piece.index as usize], point);
    let along = (at(a, ends[0]) - at(b, ends[1])).abs();
    let along = along.min(way[way.len() - 1] - along);
    along > NECK_TIMES * gap_mm && is_narrowest(contour, a, b, gap_mm)
}

/// Whether no pieces next to these two come closer: else the contour runs to a point there.
fn is_narrowest(contour: &Contour, a: Piece, b: Piece, gap_mm: f64) -> bool {
    let count = contour.points.len() - 1;
    let beside = |piece: Piece| {
        let index = piece.index as usize;
        [(index + count - 1) % count, index, (index + 1) % count]
    };
    let ends = |index: usize| [contour.points[index], contour.points[index + 1]];
    let mut pairs = beside(a).into_iter().flat_map(|i| beside(b).map(|j| (i, j)));
    pairs.all(|(i, j)| i == j || gap(ends(i), ends(j)).1 >= gap_mm - NARROWER_MM)
}

/// The closest points of two pieces, the first on the first, and how far they are apart, mm. Of pieces side by side
/// those in the middle of where they are.
fn gap(a: [Point; 2], b: [Point; 2]) -> ([Point; 2], f64) {
    if cross(a, b) {
        return ([a[0]; 2], 0.0);
    }
    let [first, second] = a.map(|point| [point, nearest_on(b, point)]);
    let [third, fourth] = b.map(|point| [nearest_on(a, point), point]);
    let all = [first, second, third, fourth].map(|ends| (ends, distance(ends[0], ends[1])));
    let gap_mm = all.iter().fold(f64::INFINITY, |gap, (_, far)| gap.min(*far));
    let as_close = || all.iter().filter(|(_, far)| *far <= gap_mm + SIDE_BY_SIDE_MM);
    let count = as_close().count().max(1) as f64;
    let mean = |side: usize, axis: usize| as_close().map(|(ends, _)| ends[side][axis]).sum::<f64>() / count;
    ([[mean(0, 0), mean(0, 1)], [mean(1, 0), mean(1, 1)]], gap_mm)
}

fn cross([p, q]: [Point; 2], [r, s]: [Point; 2]) -> bool {
    let side = |a: Point, b: Point, point: Point| (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]);
    side(r, s, p) * side(r, s, q) < 0.0 && side(p, q, r) * side(p, q, s) < 0.0
}

fn nearest_on([from, to]: [Point; 2], point: Point) -> Point {
    let way = [to[0] - from[0], to[1] - from[1]];
    let square = way[0] * way[0] + way[1] * way[1];
    let share = (way[0] * (point[0] - from[0]) + way[1] * (point[1] - from[1])) / square;
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    [from[0] + share * way[0], from[1] + share * way[1]]
}
