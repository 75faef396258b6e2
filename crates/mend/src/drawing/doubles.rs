//! Lines that a machine would follow twice.

use kurbo::{ParamCurve as _, PathSeg, Point};
use pattern::Drawing;

use super::{MEET_MM, same_kind, strokes::Strokes};
use crate::mesh::{
    space::{Point as Space, distance, on_segment},
    tree::Tree,
};

/// Boxes that are opened in one search.
const VISITS_MAX: u64 = 20_000_000;

/// Takes away strokes that lie on an earlier one of their kind from end to end, and tells how many.
pub(super) fn drop_strokes(strokes: &mut Strokes, drawing: &Drawing) -> u64 {
    let pieces: Vec<Vec<[[f64; 2]; 2]>> = strokes.list.iter().map(super::strokes::Stroke::pieces).collect();
    let middles: Vec<[Space; 3]> = pieces.iter().map(|pieces| [middle(pieces); 3]).collect();
    let tree = Tree::new(&middles);
    let mut budget = VISITS_MAX;
    let mut is_gone = vec![false; strokes.list.len()];
    for at in 0..strokes.list.len() {
        for other in tree.within(middles[at][0], 2.0 * MEET_MM, &mut budget) {
            let other = other as usize;
            let [one, first] = [at, other].map(|index| &strokes.list[index]);
            if other < at
                && !is_gone[other]
                && same_kind(drawing, one.path, first.path)
                && one.is_closed() == first.is_closed()
                && lies_on(&pieces[at], &pieces[other], &mut budget)
                && lies_on(&pieces[other], &pieces[at], &mut budget)
            {
                is_gone[at] = true;
                break;
            }
        }
    }
    let count = is_gone.iter().filter(|gone| **gone).count() as u64;
    for (stroke, _) in strokes.list.iter().zip(&is_gone).filter(|(_, gone)| **gone) {
        strokes.is_changed[stroke.path] = true;
    }
    let mut marks = is_gone.into_iter();
    strokes.list.retain(|_| !marks.next().unwrap_or(false));
    count
}

/// The middle of the box round the pieces.
fn middle(pieces: &[[[f64; 2]; 2]]) -> Space {
    let points = || pieces.as_flattened().iter();
    let half = |axis: usize| {
        let low = points().map(|point| point[axis]).fold(f64::INFINITY, f64::min);
        let high = points().map(|point| point[axis]).fold(f64::NEG_INFINITY, f64::max);
        (low + high) / 2.0
    };
    [half(0), half(1), 0.0]
}

/// Whether each piece's ends lie on the other's pieces; what is between is as near where both are as finely cut.
fn lies_on(pieces: &[[[f64; 2]; 2]], other: &[[[f64; 2]; 2]], budget: &mut u64) -> bool {
    let segments: Vec<[Space; 3]> = other.iter().map(|[a, b]| [a, b, b].map(|[x, y]| [*x, *y, 0.0])).collect();
    let tree = Tree::new(&segments);
    pieces.as_flattened().iter().all(|&[x, y]| !tree.within([x, y, 0.0], MEET_MM, budget).is_empty())
}

/// A straight segment: which stroke, which of its segments, and its ends.
type Line = (usize, usize, [Space; 2]);

/// Takes away segments of open strokes that lie on another straight line, and tells how many. Of closed ones none goes:
/// without a side they would be open. So what closes is to be joined before.
pub(super) fn drop_lines(strokes: &mut Strokes, drawing: &Drawing) -> u64 {
    let lines = lines(strokes);
    let segments: Vec<[Space; 3]> = lines.iter().map(|(_, _, [a, b])| [*a, *b, *b]).collect();
    let tree = Tree::new(&segments);
    let mut budget = VISITS_MAX;
    let mut is_gone = vec![false; lines.len()];
    for (at, &(stroke, _, [a, b])) in lines.iter().enumerate() {
        let own = &strokes.list[stroke];
        if own.is_closed() || drawing.paths[own.path].fill.is_some() {
            continue;
        }
        let covers = |other: u32| {
            let other = other as usize;
            let (of, _, ends) = lines[other];
            let kind = same_kind(drawing, own.path, strokes.list[of].path);
            // Of two that lie on one another the later one goes.
            other != at
                && !is_gone[other]
                && kind
                && reaches(ends, b)
                && (other < at || !(reaches([a, b], ends[0]) && reaches([a, b], ends[1])))
        };
        is_gone[at] = tree.within(a, MEET_MM, &mut budget).into_iter().any(covers);
    }
    let count = is_gone.iter().filter(|gone| **gone).count() as u64;
    if count > 0 {
        let gone: Vec<(usize, usize)> = lines
            .iter()
            .zip(is_gone)
            .filter(|(_, gone)| *gone)
            .map(|((stroke, segment, _), _)| (*stroke, *segment))
            .collect();
        cut_out(strokes, &gone);
    }
    count
}

fn reaches([a, b]: [Space; 2], point: Space) -> bool {
    distance(on_segment([a, b], point).0, point) <= MEET_MM
}

fn lines(strokes: &Strokes) -> Vec<Line> {
    let wide = |point: Point| [point.x, point.y, 0.0];
    let numbered = strokes.list.iter().enumerate();
    let lines = numbered.flat_map(|(stroke, item)| {
        item.segments.iter().enumerate().filter_map(move |(segment, piece)| match piece {
            PathSeg::Line(line) => Some((stroke, segment, [wide(line.start()), wide(line.end())])),
            _ => None,
        })
    });
    lines.collect()
}

/// Takes segments out of their strokes, which fall into pieces there. `gone` is in order.
fn cut_out(strokes: &mut Strokes, gone: &[(usize, usize)]) {
    let mut rest = Vec::new();
    for (index, stroke) in strokes.list.iter().enumerate() {
        let is_gone = |segment: usize| gone.binary_search(&(index, segment)).is_ok();
        if !(0..stroke.segments.len()).any(is_gone) {
            rest.push(stroke.clone());
            continue;
        }
        strokes.is_changed[stroke.path] = true;
        let numbered: Vec<usize> = (0..stroke.segments.len()).collect();
        for run in numbered.split(|&segment| is_gone(segment)).filter(|run| !run.is_empty()) {
            let segments = run.iter().map(|&segment| stroke.segments[segment]).collect();
            rest.push(super::strokes::Stroke { path: stroke.path, segments, closed: false });
        }
    }
    strokes.list = rest;
}
