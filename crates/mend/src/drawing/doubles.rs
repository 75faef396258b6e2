//! Lines that a machine would follow twice.

use std::collections::BTreeSet;

use kurbo::{ParamCurve as _, PathEl, PathSeg, Point};
use pattern::Drawing;

use super::{
    MEET_MM, same_kind,
    strokes::{FLAT_MM, Stroke, Strokes},
};
use crate::mesh::{
    space::{Point as Space, distance, on_segment},
    tree::Tree,
};

/// Boxes that are opened in one search.
const VISITS_MAX: u64 = 20_000_000;
/// Segments that are asked in all whether they cover another; beyond it what is left stays.
const LOOKS_MAX: u64 = 20_000_000;

/// Takes away strokes that lie on an earlier one of their kind from end to end, and tells how many.
pub(super) fn drop_strokes(strokes: &mut Strokes, drawing: &Drawing) -> u64 {
    let pieces: Vec<Vec<[[f64; 2]; 2]>> = strokes.list.iter().map(Stroke::pieces).collect();
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

/// Takes away segments of open strokes that lie on another stroke all along, curves and what lies on several lines in a
/// row, and tells how many. The latest go first, and what they lie on is only what is still there, so that of two that lie
/// on one another one stays.
pub(super) fn drop_covered(strokes: &mut Strokes, drawing: &Drawing) -> u64 {
    let pieces = owned_pieces(strokes);
    let tree = Tree::new(&pieces.iter().map(|(_, line)| *line).collect::<Vec<_>>());
    let mut budget = VISITS_MAX;
    let mut looks = LOOKS_MAX;
    let mut gone: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (index, stroke) in strokes.list.iter().enumerate().rev() {
        if stroke.is_closed() || drawing.paths[stroke.path].fill.is_some() {
            continue;
        }
        for segment in (0..stroke.segments.len()).rev() {
            let own = lines_of(&stroke.segments[segment]);
            let [first, last] = [own[0][0], own[own.len() - 1][1]];
            let near = tree.within(first, MEET_MM, &mut budget);
            let mut others: Vec<usize> = near.iter().map(|&piece| pieces[piece as usize].0.0).collect();
            others.sort_unstable();
            others.dedup();
            let is_covered = others.into_iter().any(|other| {
                let is_left = |segment: usize| !gone.contains(&(other, segment));
                looks = looks.saturating_sub(strokes.list[other].segments.len() as u64);
                other != index
                    && looks > 0
                    && same_kind(drawing, stroke.path, strokes.list[other].path)
                    && covers(&strokes.list[other], is_left, &own, last)
            });
            if is_covered {
                gone.insert((index, segment));
            }
        }
    }
    if !gone.is_empty() {
        cut_out(strokes, &gone.iter().copied().collect::<Vec<_>>());
    }
    gone.len() as u64
}

/// Every straight piece with its stroke and segment.
fn owned_pieces(strokes: &Strokes) -> Vec<((usize, usize), Piece)> {
    let numbered = strokes.list.iter().enumerate();
    let pieces = numbered.flat_map(|(stroke, item)| {
        item.segments
            .iter()
            .enumerate()
            .flat_map(move |(segment, piece)| lines_of(piece).into_iter().map(move |line| ((stroke, segment), line)))
    });
    pieces.collect()
}

/// A straight piece, as a triangle that repeats a corner.
type Piece = [Space; 3];

/// Whether what is left of a stroke comes within reach of every point of `lines`, which end at `last`.
fn covers(stroke: &Stroke, is_left: impl Fn(usize) -> bool, lines: &[Piece], last: Space) -> bool {
    let corners = || lines.iter().flat_map(|[a, b, _]| [a, b]);
    let low = [0, 1].map(|axis| corners().map(|at| at[axis]).fold(f64::INFINITY, f64::min) - MEET_MM);
    let high = [0, 1].map(|axis| corners().map(|at| at[axis]).fold(f64::NEG_INFINITY, f64::max) + MEET_MM);
    let is_near =
        |[a, b, _]: &Piece| (0..2).all(|axis| a[axis].min(b[axis]) <= high[axis] && a[axis].max(b[axis]) >= low[axis]);
    let left = stroke.segments.iter().enumerate().filter(|(segment, _)| is_left(*segment));
    let near: Vec<Piece> = left.flat_map(|(_, segment)| lines_of(segment)).filter(is_near).collect();
    let ends_there = near.iter().any(|[a, b, _]| distance(on_segment([*a, *b], last).0, last) <= MEET_MM);
    ends_there && super::distance::bound(lines, &near, super::NEAR_MM) <= MEET_MM
}

/// Straight pieces that a segment comes to; at least one.
fn lines_of(segment: &PathSeg) -> Vec<Piece> {
    let wide = |point: Point| [point.x, point.y, 0.0];
    let mut lines = Vec::new();
    let mut from = segment.start();
    kurbo::flatten(std::iter::once(PathEl::MoveTo(from)).chain([segment.as_path_el()]), FLAT_MM, |element| {
        if let PathEl::LineTo(to) = element {
            lines.push([wide(from), wide(to), wide(to)]);
            from = to;
        }
    });
    if lines.is_empty() {
        lines.push([wide(segment.start()), wide(segment.end()), wide(segment.end())]);
    }
    lines
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
            rest.push(Stroke { path: stroke.path, segments, closed: false });
        }
    }
    strokes.list = rest;
}
