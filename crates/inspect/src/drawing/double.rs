//! Stretches that lie on an earlier one: a laser burns them twice.
//!
//! Two lines that lie on one another do so until one of them ends or turns; two that merely touch part in the middle
//! of their way. So a shared stretch counts where both of its ends are at a joint of either line.

use super::{MEET_MM, Point, chain::Contour, distance, grid::Grid, grid::Piece, operation};
use pattern::Drawing;

/// Shorter overlaps are where lines merely meet, mm.
const OVERLAP_MIN_MM: f64 = 10.0 * MEET_MM;
/// After the joint at which two lines part they may run side by side for this long at most, mm: as long as a curve of
/// two metres' radius stays within reach of a line.
const PARTING_MAX_MM: f64 = 6.0;
/// Joints this near to one another are one, mm.
const JOINT_MM: f64 = 5.0 * MEET_MM;
/// A joint at which a line turns by more than this is a corner; one that turns less may be of a curve drawn as
/// straight pieces. Radians: 20°.
const CORNER: f64 = 0.35;
/// Pieces that touch a curve of straight pieces are taken for doubled only from this many times as far as the curve
/// itself would run beside them.
const TOUCH_TIMES: f64 = 1.5;

/// One segment of the file that lies on earlier ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Double {
    /// The middle of what is doubled, mm.
    pub middle: Point,
    /// Index into the drawing's paths.
    pub path: usize,
    /// How much of it is doubled, mm.
    pub length_mm: f64,
}

/// Everything that is doubled.
#[derive(Default)]
pub(super) struct Doubles {
    /// The segments, in the order in which they are drawn.
    pub segments: Vec<Double>,
    /// How much of each contour lies on earlier lines, mm.
    pub of_contour_mm: Vec<f64>,
}

/// What two pieces share. Lengths run along the contour of each, mm.
#[derive(Clone, Copy)]
struct Shared {
    later: Piece,
    earlier: Piece,
    /// From, to.
    on_later: [f64; 2],
    /// Where `on_later` begins and ends on the earlier contour; these may run backwards.
    on_earlier: [f64; 2],
}

/// Every segment that lies on an earlier one; `ways` are the lengths of the contours up to each corner.
pub(super) fn doubles(contours: &[Contour], ways: &[Vec<f64>], grid: &mut Grid, drawing: &Drawing) -> Doubles {
    let segment = |piece: Piece| contours[piece.contour as usize].segments[piece.index as usize];
    let path = |piece: Piece| contours[piece.contour as usize].paths[piece.index as usize] as usize;
    let has_lines = operation::has_lines(drawing);
    let mut shared = grid.pairs(|a, b| {
        let order = |piece: Piece| (segment(piece), piece);
        let (earlier, later) = if order(a) < order(b) { (a, b) } else { (b, a) };
        if a == b || segment(earlier) == 0 || !operation::both_cut(drawing, has_lines, path(a), path(b)) {
            return None;
        }
        let (middle, shared) = overlap(contours, ways, earlier, later)?;
        Some((middle, shared))
    });
    let key = |shared: &Shared| (shared.later.contour, shared.earlier.contour);
    shared.sort_by(|a, b| {
        let begins = a.on_later[0].total_cmp(&b.on_later[0]);
        key(a).cmp(&key(b)).then(begins).then(a.later.cmp(&b.later)).then(a.earlier.cmp(&b.earlier))
    });
    let lines = Lines { contours, ways };
    let kept: Vec<Shared> =
        shared.chunk_by(|a, b| key(a) == key(b)).flat_map(|pair| lines.doubled_runs(pair)).collect();
    gather(kept, contours, ways, segment)
}

/// The kept stretches by segment; what lies on several earlier lines counts once.
fn gather(mut kept: Vec<Shared>, contours: &[Contour], ways: &[Vec<f64>], segment: impl Fn(Piece) -> u32) -> Doubles {
    let mut found = Doubles { segments: Vec::new(), of_contour_mm: vec![0.0; contours.len()] };
    kept.sort_by(|a, b| {
        segment(a.later)
            .cmp(&segment(b.later))
            .then(a.later.cmp(&b.later))
            .then(a.on_later[0].total_cmp(&b.on_later[0]))
    });
    for of_segment in kept.chunk_by(|a, b| segment(a.later) == segment(b.later)) {
        let mut parts: Vec<(Piece, [f64; 2])> = Vec::new();
        for shared in of_segment {
            match parts.last_mut().filter(|(piece, part)| *piece == shared.later && part[1] >= shared.on_later[0]) {
                Some((_, part)) => part[1] = part[1].max(shared.on_later[1]),
                None => parts.push((shared.later, shared.on_later)),
            }
        }
        let length_mm: f64 = parts.iter().map(|(_, part)| part[1] - part[0]).sum();
        if length_mm < OVERLAP_MIN_MM {
            continue;
        }
        parts.iter().for_each(|(piece, part)| found.of_contour_mm[piece.contour as usize] += part[1] - part[0]);
        let (piece, middle) = middle_of(&parts, length_mm, contours, ways);
        let path = contours[piece.contour as usize].paths[piece.index as usize] as usize;
        found.segments.push(Double { middle, path, length_mm });
    }
    found
}

/// The point half way through `parts`, and the piece it is on.
fn middle_of(parts: &[(Piece, [f64; 2])], length_mm: f64, contours: &[Contour], ways: &[Vec<f64>]) -> (Piece, Point) {
    let mut left = length_mm / 2.0;
    for &(piece, [from, to]) in parts {
        if left <= to - from {
            let start = ways[piece.contour as usize][piece.index as usize];
            return (piece, along(piece.ends(contours), from + left - start));
        }
        left -= to - from;
    }
    (parts[0].0, parts[0].0.ends(contours)[0])
}

/// The point `mm` from the first of `ends` towards the second.
fn along(ends: [Point; 2], mm: f64) -> Point {
    let share = mm / distance(ends[0], ends[1]).max(f64::MIN_POSITIVE);
    std::array::from_fn(|axis| ends[0][axis] + (ends[1][axis] - ends[0][axis]) * share)
}

/// What two pieces share: side by side, both ends of the shared stretch are within reach of both lines. Lines that
/// cross at a small angle are not.
fn overlap(contours: &[Contour], ways: &[Vec<f64>], earlier: Piece, later: Piece) -> Option<(Point, Shared)> {
    let (first, second) = (later.ends(contours), earlier.ends(contours));
    let length = distance(first[0], first[1]);
    let way = [(first[1][0] - first[0][0]) / length, (first[1][1] - first[0][1]) / length];
    let measured = second.map(|point| {
        let from = [point[0] - first[0][0], point[1] - first[0][1]];
        (from[0] * way[0] + from[1] * way[1], way[0] * from[1] - way[1] * from[0])
    });
    let turned = measured[0].0 > measured[1].0;
    let [near, far] = if turned { [measured[1], measured[0]] } else { measured };
    let (begin, end) = (near.0.max(0.0), far.0.min(length));
    if end.partial_cmp(&begin) != Some(std::cmp::Ordering::Greater) {
        return None;
    }
    let share = |at: f64| (at - near.0) / (far.0 - near.0);
    let off = |at: f64| near.1 + (far.1 - near.1) * share(at);
    if off(begin).abs() > MEET_MM || off(end).abs() > MEET_MM {
        return None;
    }
    let start = |piece: Piece| ways[piece.contour as usize][piece.index as usize];
    let whole = distance(second[0], second[1]);
    let on_earlier = [begin, end].map(|at| start(earlier) + whole * if turned { 1.0 - share(at) } else { share(at) });
    let on_later = [start(later) + begin, start(later) + end];
    Some((along(first, (begin + end) / 2.0), Shared { later, earlier, on_later, on_earlier }))
}

/// How a line goes on at a point.
#[derive(Clone, Copy, PartialEq)]
enum Joint {
    /// It ends there, or turns a corner.
    Hard,
    /// One segment follows another with this curvature, 1/mm.
    Soft(f64),
    /// It is in the middle of a segment.
    None,
}

struct Lines<'a> {
    contours: &'a [Contour],
    ways: &'a [Vec<f64>],
}

impl Lines<'_> {
    /// What of the stretches that two contours share is doubled and no mere touch.
    fn doubled_runs(&self, shared: &[Shared]) -> Vec<Shared> {
        let later = shared[0].later.contour as usize;
        let whole = self.ways[later].last().copied().unwrap_or_default();
        let mut runs: Vec<Vec<Shared>> = Vec::new();
        let mut reached = f64::NEG_INFINITY;
        for &stretch in shared {
            match runs.last_mut().filter(|_| stretch.on_later[0] <= reached + 2.0 * MEET_MM) {
                Some(run) => run.push(stretch),
                None => runs.push(vec![stretch]),
            }
            reached = reached.max(stretch.on_later[1]);
        }
        let around = self.contours[later].closed
            && runs.len() > 1
            && shared[0].on_later[0] <= MEET_MM
            && reached >= whole - MEET_MM;
        if let Some(mut last) = runs.pop_if(|_| around) {
            // It runs on over the point at which the contour begins; until it is judged it begins below 0.
            last.iter_mut().for_each(|stretch| stretch.on_later = stretch.on_later.map(|at| at - whole));
            runs[0].splice(0..0, last);
        }
        let mut kept: Vec<Shared> = runs.into_iter().flat_map(|run| self.trimmed(run, whole)).collect();
        for stretch in kept.iter_mut().filter(|stretch| stretch.on_later[0] < -MEET_MM) {
            stretch.on_later = stretch.on_later.map(|at| at + whole);
        }
        kept
    }

    /// The stretches of a run from the first joint to the last; none where there are none, or the lines merely touch.
    fn trimmed(&self, mut run: Vec<Shared>, whole: f64) -> Vec<Shared> {
        let begin = run.iter().fold(f64::INFINITY, |begin, stretch| begin.min(stretch.on_later[0]));
        let end = run.iter().fold(f64::NEG_INFINITY, |end, stretch| end.max(stretch.on_later[1]));
        if end - begin >= whole - OVERLAP_MIN_MM && whole > OVERLAP_MIN_MM {
            return run;
        }
        let slack = PARTING_MAX_MM.min((end - begin) / 2.0);
        let ends = run.iter().flat_map(|stretch| [0, 1].map(|end| (stretch, end)));
        let joints: Vec<(f64, Joint)> = ends
            .map(|(stretch, end)| (stretch.on_later[end], self.joint(stretch, end)))
            .filter(|(at, joint)| *joint != Joint::None && (*at <= begin + slack || *at >= end - slack))
            .collect();
        let from = joints.iter().filter(|(at, _)| *at <= begin + slack).min_by(|a, b| a.0.total_cmp(&b.0));
        let to = joints.iter().filter(|(at, _)| *at >= end - slack).max_by(|a, b| a.0.total_cmp(&b.0));
        let (Some(from), Some(to)) = (from, to) else { return Vec::new() };
        let length = to.0 - from.0;
        let hard =
            |at: f64| joints.iter().any(|(other, joint)| *joint == Joint::Hard && (other - at).abs() <= JOINT_MM);
        let bend = |at: f64| {
            let near = joints.iter().filter(|(other, _)| (other - at).abs() <= JOINT_MM);
            near.fold(f64::MIN_POSITIVE, |bend, (_, joint)| match joint {
                Joint::Soft(curvature) => bend.max(*curvature),
                _ => bend,
            })
        };
        let ends_there = |at: f64| hard(at) || length > TOUCH_TIMES * 2.0 * (2.0 * MEET_MM / bend(at)).sqrt();
        if length < OVERLAP_MIN_MM || !ends_there(from.0) || !ends_there(to.0) {
            return Vec::new();
        }
        run.iter_mut().for_each(|stretch| stretch.on_later = stretch.on_later.map(|at| at.clamp(from.0, to.0)));
        run.retain(|stretch| stretch.on_later[0] < stretch.on_later[1]);
        run
    }

    /// How the harder of the two lines goes on at an end of what they share.
    fn joint(&self, shared: &Shared, end: usize) -> Joint {
        let later = self.corner(shared.later, shared.on_later[end].rem_euclid(self.whole(shared.later)));
        let earlier = self.corner(shared.earlier, shared.on_earlier[end]);
        match [(shared.later, later), (shared.earlier, earlier)]
            .map(|(piece, corner)| corner.map_or(Joint::None, |corner| self.joint_at(piece, corner)))
        {
            [Joint::Hard, _] | [_, Joint::Hard] => Joint::Hard,
            [Joint::Soft(a), Joint::Soft(b)] => Joint::Soft(a.max(b)),
            [Joint::Soft(a), Joint::None] | [Joint::None, Joint::Soft(a)] => Joint::Soft(a),
            [Joint::None, Joint::None] => Joint::None,
        }
    }

    fn whole(&self, piece: Piece) -> f64 {
        self.ways[piece.contour as usize].last().copied().unwrap_or_default().max(f64::MIN_POSITIVE)
    }

    /// The corner of `piece` that lies at `at` along its contour, if one does.
    fn corner(&self, piece: Piece, at: f64) -> Option<usize> {
        let (way, index) = (&self.ways[piece.contour as usize], piece.index as usize);
        let whole = self.whole(piece);
        let near = |corner: &usize| {
            let off = (way[*corner] - at).abs();
            off.min(whole - off) <= MEET_MM
        };
        [index, index + 1].into_iter().find(near)
    }

    fn joint_at(&self, piece: Piece, corner: usize) -> Joint {
        let contour = &self.contours[piece.contour as usize];
        let last = contour.points.len() - 1;
        let at_seam = corner == 0 || corner == last;
        if at_seam && !contour.closed {
            return Joint::Hard;
        }
        let (before, after) = if at_seam { (last - 1, 0) } else { (corner - 1, corner) };
        let ends = |piece: usize| [contour.points[piece], contour.points[piece + 1]];
        let [a, b] = [ends(before), ends(after)];
        let way = |[from, to]: [Point; 2]| [to[0] - from[0], to[1] - from[1]];
        let (u, v) = (way(a), way(b));
        let turn = (u[0] * v[1] - u[1] * v[0]).atan2(u[0] * v[0] + u[1] * v[1]).abs();
        match () {
            () if turn > CORNER => Joint::Hard,
            () if contour.segments[before] == contour.segments[after] => Joint::None,
            () => Joint::Soft(turn / distance(a[0], a[1]).min(distance(b[0], b[1]))),
        }
    }
}
