//! Lines that a machine would follow twice.

use std::collections::BTreeSet;

use kurbo::{Line, ParamCurve as _, PathEl, PathSeg, Point};
use pattern::Drawing;
use space::Aabb;

use super::{
    MEET_MM,
    near::off,
    same_kind,
    strokes::{FLAT_MM, Stroke, Strokes},
};
use crate::near::{Near, Shape};

/// Boxes that are opened in one search.
const VISITS_MAX: u64 = 20_000_000;
/// Segments that are asked in all whether they cover another; beyond it what is left stays.
const LOOKS_MAX: u64 = 20_000_000;

/// Takes away strokes that lie on an earlier one of their kind from end to end, and tells how many.
pub(super) fn drop_strokes(strokes: &mut Strokes, drawing: &Drawing) -> u64 {
    let pieces: Vec<Vec<Line>> = strokes.list.iter().map(Stroke::pieces).collect();
    let middles: Vec<Point> = pieces.iter().map(|pieces| middle(pieces)).collect();
    let near = Near::new(&middles);
    let mut budget = VISITS_MAX;
    let mut is_gone = vec![false; strokes.list.len()];
    for at in 0..strokes.list.len() {
        for other in near.within(middles[at], 2.0 * MEET_MM, &mut budget) {
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
fn middle(pieces: &[Line]) -> Point {
    let half = |coordinate: fn(Point) -> f64| {
        let all = || pieces.iter().flat_map(|piece| [piece.p0, piece.p1]).map(coordinate);
        (all().fold(f64::INFINITY, f64::min) + all().fold(f64::NEG_INFINITY, f64::max)) / 2.0
    };
    Point::new(half(|point| point.x), half(|point| point.y))
}

/// Whether each piece's ends lie on the other's pieces; what is between is as near where both are as finely cut.
fn lies_on(pieces: &[Line], other: &[Line], budget: &mut u64) -> bool {
    let near = Near::new(other);
    pieces.iter().flat_map(|piece| [piece.p0, piece.p1]).all(|end| !near.within(end, MEET_MM, budget).is_empty())
}

/// A straight segment: which stroke, which of its segments, and where it lies.
type Straight = (usize, usize, Line);

/// Takes away segments of open strokes that lie on another straight line, and tells how many. Of closed ones none goes:
/// without a side they would be open. So what closes is to be joined before.
pub(super) fn drop_lines(strokes: &mut Strokes, drawing: &Drawing) -> u64 {
    let lines = lines(strokes);
    let near = Near::new(&lines.iter().map(|(_, _, line)| *line).collect::<Vec<_>>());
    let mut budget = VISITS_MAX;
    let mut is_gone = vec![false; lines.len()];
    for (at, &(stroke, _, line)) in lines.iter().enumerate() {
        let own = &strokes.list[stroke];
        if own.is_closed() || drawing.paths[own.path].fill.is_some() {
            continue;
        }
        let covers = |other: u32| {
            let other = other as usize;
            let (of, _, longer) = lines[other];
            let kind = same_kind(drawing, own.path, strokes.list[of].path);
            // Of two that lie on one another the later one goes.
            other != at
                && !is_gone[other]
                && kind
                && reaches(longer, line.p1)
                && (other < at || !(reaches(line, longer.p0) && reaches(line, longer.p1)))
        };
        is_gone[at] = near.within(line.p0, MEET_MM, &mut budget).into_iter().any(covers);
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

fn reaches(line: Line, point: Point) -> bool {
    off(line, point) <= MEET_MM
}

fn lines(strokes: &Strokes) -> Vec<Straight> {
    let numbered = strokes.list.iter().enumerate();
    let lines = numbered.flat_map(|(stroke, item)| {
        item.segments.iter().enumerate().filter_map(move |(segment, piece)| match piece {
            PathSeg::Line(line) => Some((stroke, segment, *line)),
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
    let near = Near::new(&pieces.iter().map(|(_, line)| *line).collect::<Vec<_>>());
    let mut budget = VISITS_MAX;
    let mut looks = LOOKS_MAX;
    let mut gone: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (index, stroke) in strokes.list.iter().enumerate().rev() {
        if stroke.is_closed() || drawing.paths[stroke.path].fill.is_some() {
            continue;
        }
        for segment in (0..stroke.segments.len()).rev() {
            let own = lines_of(&stroke.segments[segment]);
            let (first, last) = (own[0].p0, own[own.len() - 1].p1);
            let beside = near.within(first, MEET_MM, &mut budget);
            let mut others: Vec<usize> = beside.iter().map(|&piece| pieces[piece as usize].0.0).collect();
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
fn owned_pieces(strokes: &Strokes) -> Vec<((usize, usize), Line)> {
    let numbered = strokes.list.iter().enumerate();
    let pieces = numbered.flat_map(|(stroke, item)| {
        item.segments
            .iter()
            .enumerate()
            .flat_map(move |(segment, piece)| lines_of(piece).into_iter().map(move |line| ((stroke, segment), line)))
    });
    pieces.collect()
}

/// Whether what is left of a stroke comes within reach of every point of `lines`, which end at `last`.
fn covers(stroke: &Stroke, is_left: impl Fn(usize) -> bool, lines: &[Line], last: Point) -> bool {
    let around = lines.iter().map(Shape::aabb).fold(Aabb::NOTHING, Aabb::with).grown(MEET_MM);
    let left = stroke.segments.iter().enumerate().filter(|(segment, _)| is_left(*segment));
    let near: Vec<Line> =
        left.flat_map(|(_, segment)| lines_of(segment)).filter(|line| line.aabb().overlaps(&around)).collect();
    near.iter().any(|line| reaches(*line, last)) && super::distance::bound(lines, &near, super::NEAR_MM) <= MEET_MM
}

/// Straight pieces that a segment comes to; at least one.
fn lines_of(segment: &PathSeg) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut from = segment.start();
    kurbo::flatten(std::iter::once(PathEl::MoveTo(from)).chain([segment.as_path_el()]), FLAT_MM, |element| {
        if let PathEl::LineTo(to) = element {
            lines.push(Line::new(from, to));
            from = to;
        }
    });
    if lines.is_empty() {
        lines.push(Line::new(segment.start(), segment.end()));
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
