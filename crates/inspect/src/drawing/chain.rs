//! Subpaths chained across elements into contours, by ends that meet.

use std::collections::HashMap;

use pattern::Drawing;

use super::{MEET_MM, Point, distance, trace::Trace};

/// Ends at one spot that are paired by angle; where more meet, in the order in which they were drawn.
const PAIRED_MAX: usize = 24;
/// Ends kept of one cell of a hundredth of a millimetre.
const CELL_ENDS_MAX: usize = 8;

/// One line as a machine follows it, over as many elements as it runs through.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contour {
    /// Its corners in order, mm; a closed one ends where it begins.
    pub points: Vec<Point>,
    /// For each piece the segment it is of; 0 where two elements' ends are bridged.
    pub segments: Vec<u32>,
    /// For each piece the path it is of.
    pub paths: Vec<u32>,
    /// Whether it ends where it begins.
    pub closed: bool,
}

impl Contour {
    /// Its length, mm.
    pub fn length_mm(&self) -> f64 {
        self.points.windows(2).map(|ends| distance(ends[0], ends[1])).sum()
    }

    /// The length up to each of its corners, mm.
    pub fn travelled(&self) -> Vec<f64> {
        let mut sum = 0.0;
        let steps = self.points.windows(2).map(|ends| {
            sum += distance(ends[0], ends[1]);
            sum
        });
        std::iter::once(0.0).chain(steps).collect()
    }

    /// Adds a trace, turned round where it is met at its end.
    fn add(&mut self, trace: &Trace, backward: bool) {
        let path = trace.path as u32;
        let mut push = |point: Point, segment: u32| {
            if self.points.last() != Some(&point) {
                if !self.points.is_empty() {
                    self.segments.push(segment);
                    self.paths.push(path);
                }
                self.points.push(point);
            }
        };
        let pieces = trace.segments.iter();
        if backward {
            push(trace.points[trace.points.len() - 1], 0);
            pieces.rev().zip(trace.points.iter().rev().skip(1)).for_each(|(&segment, &point)| push(point, segment));
        } else {
            push(trace.points[0], 0);
            pieces.zip(trace.points.iter().skip(1)).for_each(|(&segment, &point)| push(point, segment));
        }
    }

    fn close(mut self) -> Self {
        if let (Some(&first), Some(&last), Some(&path)) = (self.points.first(), self.points.last(), self.paths.last()) {
            if first != last {
                self.points.push(first);
                self.segments.push(0);
                self.paths.push(path);
            }
            self.closed = true;
        }
        self
    }
}

/// Chains `traces`. An end is numbered twice its trace, plus one for the far end.
pub(super) fn chain(traces: Vec<Trace>, drawing: &Drawing) -> Vec<Contour> {
    let open: Vec<Trace> = traces.iter().filter(|trace| !trace.closed).cloned().collect();
    let nodes = meeting(&open);
    let partner = pair_all(&open, &nodes, drawing);
    let mut contours: Vec<Contour> = traces.iter().filter(|trace| trace.closed).map(whole).collect();
    let mut used = vec![false; open.len()];
    let starts = (0..open.len() * 2).filter(|&end| partner[end].is_none());
    for end in starts.chain((0..open.len()).map(|index| index * 2)) {
        if !used[end / 2] {
            walk(end, &open, &nodes, &partner, &mut used, &mut contours);
        }
    }
    contours
}

fn whole(trace: &Trace) -> Contour {
    let mut contour = Contour { closed: true, ..Contour::default() };
    contour.add(trace, false);
    contour
}

/// Follows partners from `start`. Where the walk comes to a spot for the second time, the loop in between is a
/// contour of its own, so that two squares that touch at a corner stay two squares.
fn walk(
    start: usize,
    open: &[Trace],
    nodes: &[u32],
    partner: &[Option<usize>],
    used: &mut [bool],
    out: &mut Vec<Contour>,
) {
    let mut run: Vec<usize> = Vec::new();
    let mut depth_of: HashMap<u32, usize> = HashMap::from([(nodes[start], 0)]);
    let mut next = Some(start);
    while let Some(end) = next.filter(|end| !used[end / 2]) {
        used[end / 2] = true;
        run.push(end);
        let far = end ^ 1;
        match depth_of.get(&nodes[far]) {
            Some(&depth) => {
                out.push(joined(&run[depth..], open).close());
                run[depth + 1..].iter().for_each(|end| {
                    depth_of.remove(&nodes[*end]);
                });
                run.truncate(depth);
            }
            None => {
                depth_of.insert(nodes[far], run.len());
            }
        }
        next = partner[far];
    }
    if !run.is_empty() {
        out.push(joined(&run, open));
    }
}

fn joined(run: &[usize], open: &[Trace]) -> Contour {
    let mut contour = Contour::default();
    run.iter().for_each(|end| contour.add(&open[end / 2], end % 2 == 1));
    contour
}

fn point_of(open: &[Trace], end: usize) -> Point {
    let points = &open[end / 2].points;
    points[if end.is_multiple_of(2) { 0 } else { points.len() - 1 }]
}

/// For each end the number of the spot where it meets others: ends within reach of one another, over any number
/// of steps, are one spot.
fn meeting(open: &[Trace]) -> Vec<u32> {
    let cell = |value: f64| (value / MEET_MM).floor() as i64;
    let mut root: Vec<u32> = (0..open.len() as u32 * 2).collect();
    let mut cells: HashMap<[i64; 2], Vec<u32>> = HashMap::new();
    for end in 0..open.len() * 2 {
        let point = point_of(open, end);
        let [x, y] = point.map(cell);
        for near in
            (-1..=1).flat_map(|dx: i64| (-1..=1).map(move |dy: i64| [x.saturating_add(dx), y.saturating_add(dy)]))
        {
            for &other in cells.get(&near).into_iter().flatten() {
                if distance(point, point_of(open, other as usize)) <= MEET_MM {
                    unite(&mut root, end as u32, other);
                }
            }
        }
        let known = cells.entry([x, y]).or_default();
        // A few stand for all in so small a cell, so that ten thousand ends at one spot stay cheap.
        if known.len() < CELL_ENDS_MAX {
            known.push(end as u32);
        }
    }
    (0..root.len() as u32).map(|end| find(&mut root, end)).collect()
}

fn find(root: &mut [u32], mut end: u32) -> u32 {
    while root[end as usize] != end {
        root[end as usize] = root[root[end as usize] as usize];
        end = root[end as usize];
    }
    end
}

fn unite(root: &mut [u32], a: u32, b: u32) {
    let (a, b) = (find(root, a), find(root, b));
    root[a.max(b) as usize] = a.min(b);
}

/// For each end the one that the line goes on with, if any.
fn pair_all(open: &[Trace], nodes: &[u32], drawing: &Drawing) -> Vec<Option<usize>> {
    let mut partner = vec![None; nodes.len()];
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|&end| nodes[end]);
    let mut meeting = vec![0_u32; nodes.len()];
    nodes.iter().for_each(|&node| meeting[node as usize] += 1);
    let leads_on = |end: usize| meeting[nodes[end ^ 1] as usize] > 1;
    for ends in order.chunk_by(|&a, &b| nodes[a] == nodes[b]) {
        let mut pairs = match ends.len() {
            0 | 1 => Vec::new(),
            2..=PAIRED_MAX => ranked(open, ends, leads_on, drawing),
            _ => ends.chunks_exact(2).map(|two| [two[0], two[1]]).collect(),
        };
        pairs.retain(|&[a, b]| {
            let free = partner[a].is_none() && partner[b].is_none();
            if free {
                (partner[a], partner[b]) = (Some(b), Some(a));
            }
            free
        });
    }
    partner
}

/// All pairs of `ends`: first those of one layer and colour, among them the ones that lead on at their far ends, so
/// that a stray line at a corner does not open the outline, and among them the straightest.
fn ranked(open: &[Trace], ends: &[usize], leads_on: impl Fn(usize) -> bool, drawing: &Drawing) -> Vec<[usize; 2]> {
    let kind = |end: usize| {
        let path = &drawing.paths[open[end / 2].path];
        (path.dashes_mm.is_empty(), path.layer, path.stroke)
    };
    let mut pairs: Vec<(u8, f64, [usize; 2])> = Vec::new();
    for (index, &a) in ends.iter().enumerate() {
        for &b in &ends[index + 1..] {
            let (u, v) = (leaving(open, a), leaving(open, b));
            let apart = match (kind(a) == kind(b), kind(a).0 == kind(b).0) {
                (true, _) => 0,
                (_, true) => 2,
                _ => 4,
            } + u8::from(!(leads_on(a) && leads_on(b)));
            pairs.push((apart, u[0] * v[0] + u[1] * v[1], [a, b]));
        }
    }
    pairs.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    pairs.into_iter().map(|(_, _, pair)| pair).collect()
}

/// The direction in which the line leaves an end, of length 1.
fn leaving(open: &[Trace], end: usize) -> Point {
    let points = &open[end / 2].points;
    let last = points.len() - 1;
    let (from, to) = if end.is_multiple_of(2) { (points[0], points[1]) } else { (points[last], points[last - 1]) };
    let length = distance(from, to);
    [(to[0] - from[0]) / length, (to[1] - from[1]) / length]
}
