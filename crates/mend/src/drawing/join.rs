//! Ends that meet, or nearly: what was drawn in pieces becomes one path, and what nearly closes is closed.

use kurbo::{ParamCurve as _, Point};
use pattern::Drawing;

use super::{
    MEET_MM, same_kind,
    strokes::{Stroke, Strokes},
};
use crate::near::Near;

/// A line is joined only where it is so many times longer than the gap.
const LENGTH_MIN: f64 = 3.0;
/// Boxes that are opened in one search.
const VISITS_MAX: u64 = 20_000_000;

/// What was joined.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Joined {
    /// Ends that did not meet and do now, two by two.
    pub gaps: u64,
    /// The widest of these gaps, mm.
    pub widest_mm: f64,
    /// Strokes that went into others.
    pub chained: u64,
}

/// An end of an open stroke: twice the stroke's number, plus one for the far end.
type End = usize;

/// Joins ends within `reach` mm, the nearest first, and among those that meet the straightest. Only strokes of one kind
/// are joined: unfilled, undashed, of one layer, colour and width.
pub(super) fn join(strokes: &mut Strokes, drawing: &Drawing, reach: f64) -> Joined {
    let is_open = |stroke: &&Stroke| {
        let path = &drawing.paths[stroke.path];
        !stroke.closed && path.fill.is_none() && path.dashes_mm.is_empty()
    };
    let (open, others): (Vec<Stroke>, Vec<Stroke>) = {
        let (open, others): (Vec<&Stroke>, Vec<&Stroke>) = strokes.list.iter().partition(is_open);
        (open.into_iter().cloned().collect(), others.into_iter().cloned().collect())
    };
    let partner = partners(&open, drawing, reach);
    let mut joined = Joined::default();
    for (end, other) in partner.iter().enumerate().filter_map(|(end, other)| Some((end, (*other)?))) {
        let gap = point(&open, end).distance(point(&open, other));
        if end < other && gap > MEET_MM {
            joined.gaps += 1;
            joined.widest_mm = joined.widest_mm.max(gap);
        }
    }
    let mut list = others;
    let mut is_used = vec![false; open.len()];
    let free = (0..open.len() * 2).filter(|&end| partner[end].is_none());
    for start in free.chain((0..open.len()).map(|stroke| 2 * stroke)) {
        if !is_used[start / 2] {
            let run = run(start, &partner, &mut is_used);
            joined.chained += run.len() as u64 - 1;
            if run.len() > 1 || partner[start].is_some() {
                run.iter().for_each(|end| strokes.is_changed[open[end / 2].path] = true);
            }
            list.push(chained(&run, &open, partner[start].is_some()));
        }
    }
    // A path's strokes in the order in which they were drawn.
    list.sort_by_key(|stroke| stroke.path);
    strokes.list = list;
    joined
}

fn point(open: &[Stroke], end: End) -> Point {
    let stroke = &open[end / 2].segments;
    let edge = if end.is_multiple_of(2) {
        stroke.first().map(|first| first.start())
    } else {
        stroke.last().map(|last| last.end())
    };
    edge.unwrap_or_default()
}

/// The direction in which a line leaves its end, of length 1.
fn leaving(open: &[Stroke], end: End) -> kurbo::Vec2 {
    let stroke = &open[end / 2].segments;
    let (near, far) = if end.is_multiple_of(2) {
        (point(open, end), stroke.first().map(|first| first.eval(0.1)))
    } else {
        (point(open, end), stroke.last().map(|last| last.eval(0.9)))
    };
    let way = far.unwrap_or_default() - near;
    if way.hypot() > 0.0 { way.normalize() } else { way }
}

fn partners(open: &[Stroke], drawing: &Drawing, reach: f64) -> Vec<Option<End>> {
    let ends: Vec<Point> = (0..open.len() * 2).map(|end| point(open, end)).collect();
    let near = Near::new(&ends);
    let lengths: Vec<f64> = open.iter().map(Stroke::length_mm).collect();
    let mut budget = VISITS_MAX;
    let mut pairs: Vec<(f64, f64, [End; 2])> = Vec::new();
    for end in 0..ends.len() {
        for other in near.within(ends[end], reach, &mut budget) {
            let other = other as usize;
            let gap = point(open, end).distance(point(open, other));
            let long = lengths[end / 2].min(lengths[other / 2]) >= LENGTH_MIN * gap;
            if other > end && long && same_kind(drawing, open[end / 2].path, open[other / 2].path) {
                // Those that meet are all equally near.
                let rank = if gap <= MEET_MM { 0.0 } else { gap };
                pairs.push((rank, leaving(open, end).dot(leaving(open, other)), [end, other]));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut partner = vec![None; ends.len()];
    for (_, _, [a, b]) in pairs {
        if partner[a].is_none() && partner[b].is_none() {
            (partner[a], partner[b]) = (Some(b), Some(a));
        }
    }
    partner
}

/// The ends at which the strokes of a run are entered, from `start` on.
fn run(start: End, partner: &[Option<End>], is_used: &mut [bool]) -> Vec<End> {
    let mut run = Vec::new();
    let mut next = Some(start);
    while let Some(end) = next.filter(|end| !is_used[end / 2]) {
        is_used[end / 2] = true;
        run.push(end);
        next = partner[end ^ 1];
    }
    run
}

/// The strokes of a run as one; ends that did not meet do so halfway.
fn chained(run: &[End], open: &[Stroke], closes: bool) -> Stroke {
    let turned = |end: &End| if end.is_multiple_of(2) { open[end / 2].clone() } else { open[end / 2].reversed() };
    let mut whole: Option<Stroke> = None;
    for next in run.iter().map(turned) {
        match &mut whole {
            None => whole = Some(next),
            Some(whole) => append(whole, next),
        }
    }
    let mut whole = whole.unwrap_or(Stroke { path: 0, segments: Vec::new(), closed: false });
    // The path that was drawn first is the one that stays.
    whole.path = run.iter().map(|end| open[end / 2].path).min().unwrap_or(whole.path);
    if let Some([first, last]) = whole.ends().filter(|_| closes) {
        let middle = first.midpoint(last);
        whole.begin_at(middle);
        whole.end_at(middle);
        whole.closed = true;
    }
    whole
}

fn append(whole: &mut Stroke, mut next: Stroke) {
    if let (Some([_, last]), Some([first, _])) = (whole.ends(), next.ends()) {
        let middle = last.midpoint(first);
        whole.end_at(middle);
        next.begin_at(middle);
    }
    whole.segments.extend(next.segments);
}
