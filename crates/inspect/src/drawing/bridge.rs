//! Where two cuts leave too little between them.

use super::{
    MEET_MM, Point,
    chain::Contour,
    distance,
    gap::{Runs, boxes_apart, cross_far, gap},
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
/// Pieces looked at in all to measure pairs anew and to tell what they lie in; pairs beyond it are left out. Sheets and garments
/// of real shops take up to 150,000.
const LOOKS_MAX: u64 = 20_000_000;
/// A place that is this much narrower is not the same, mm.
const NARROWER_MM: f64 = 1e-6;

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
    let mut runs = Runs::of(contours, LOOKS_MAX);
    let (mut found, mut left_out) = (Vec::new(), 0);
    for close in close.chunk_by(|x, y| pair(x) == pair(y)) {
        let narrowest = thin.narrowest(close, &mut runs);
        let is_thin = |bridge: &Close| bridge.gap_mm > MEET_MM && bridge.gap_mm < bridge_min_mm;
        if let Some(narrowest) = narrowest.filter(is_thin) {
            runs.looks_left = runs.looks_left.saturating_sub(nest.looks(middle(narrowest.ends)));
            found.extend(judged(&narrowest, contours, operation_of, nest));
        }
        if runs.looks_left == 0 {
            left_out += close.len() as u64;
        }
    }
    (found, grid.left_out + left_out)
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

    /// The narrowest place of `close`, all of two contours and the narrowest first, measured on the contours as they are;
    /// none where there is nothing left to look with, or they surely cross. Where they meet, its gap is at most [`MEET_MM`].
    fn narrowest(&self, close: &[Close], runs: &mut Runs) -> Option<Close> {
        let run = |Piece { contour, index }: Piece| {
            let kept = &self.kept[contour as usize];
            (contour as usize, kept[index as usize]..kept[index as usize + 1])
        };
        let ends = |piece: Piece| piece.ends(&self.contours);
        let mut touching = close.iter().take_while(|close| close.gap_mm <= 0.0);
        if touching.any(|close| cross_far(ends(close.a), ends(close.b), 2.0 * THIN_MM)) {
            return None;
        }
        // Thinned lines may be off on both sides, so all that are as close as that are measured anew.
        let reach_mm = close.first()?.gap_mm + 4.0 * THIN_MM;
        let mut narrowest: Option<Close> = None;
        for close in close.iter().take(EXACT_MAX).take_while(|close| close.gap_mm <= reach_mm) {
            let within_mm = narrowest.map_or(close.gap_mm + 2.0 * THIN_MM, |narrowest| narrowest.gap_mm);
            let found = runs.closest(run(close.a), run(close.b), within_mm)?;
            narrowest = found.map(|(ends, gap_mm)| Close { ends, gap_mm, ..*close }).or(narrowest);
            // Contours that meet somewhere are no two sides of a bridge.
            if narrowest.is_some_and(|narrowest| narrowest.gap_mm <= MEET_MM) {
                break;
            }
        }
        narrowest
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
