//! Subpaths as runs of straight pieces, each of which remembers the segment it came from.

use kurbo::{ParamCurve as _, ParamCurveArclen as _, PathEl, PathSeg};
use pattern::Drawing;

use super::{MEET_MM, Point, distance};

/// How far a curve and its straight pieces may part, mm: a quarter of what counts as touching.
const FLAT_MM: f64 = 0.0025;
/// The same as a share of the drawing's size, so that a curve of a kilometre does not come to millions of pieces.
const FLAT_SHARE: f64 = 1e-7;
/// A segment shorter than this leads nowhere, mm: files are written to a thousandth of a millimetre.
pub(super) const STILL_MM: f64 = 0.001;
/// Curves with a corner farther out than this are kept as one straight piece: no machine is a thousand kilometres wide,
/// and the number of their pieces would grow without end.
const CURVE_MAX_MM: f64 = 1e9;
/// Straight pieces in all; what lies beyond is chained and measured, but not compared.
const PIECES_MAX: usize = 2_000_000;

/// One subpath.
#[derive(Clone, Debug, Default)]
pub(super) struct Trace {
    /// Its corners in order, mm; a closed one ends where it begins.
    pub points: Vec<Point>,
    /// For each piece between two points the segment it is of, numbered over the drawing.
    pub segments: Vec<u32>,
    /// Whether it ends where it begins.
    pub closed: bool,
    /// Index into the drawing's paths.
    pub path: usize,
}

/// All subpaths of a drawing.
#[derive(Default)]
pub(super) struct Traces {
    /// Those that lead somewhere.
    pub traces: Vec<Trace>,
    /// Those that end where they begin without having been anywhere, and their path.
    pub dots: Vec<(Point, usize)>,
    /// The length of each path's segments, mm.
    pub length_mm: Vec<f64>,
    /// Segments without length inside of longer lines, and the path each is of.
    pub still: Vec<(Point, usize)>,
    /// Segments kept as one straight piece because there were too many.
    pub left_out: u64,
}

/// Flattens everything. Subpaths with a coordinate that is no number are passed over.
pub(super) fn traces(drawing: &Drawing) -> Traces {
    let bounds = drawing.bounds().unwrap_or_default();
    let size = (bounds[2] - bounds[0]).max(bounds[3] - bounds[1]);
    let tolerance = FLAT_MM.max(if size.is_finite() { size * FLAT_SHARE } else { 0.0 });
    let mut taker = Taker { tolerance, pieces: 0, segment: 0, out: Traces::default() };
    taker.out.length_mm = vec![0.0; drawing.paths.len()];
    for (path, item) in drawing.paths.iter().enumerate() {
        for elements in item.geometry.subpaths() {
            if elements.iter().all(PathEl::is_finite) {
                taker.take(elements, path);
            }
        }
    }
    taker.out
}

struct Taker {
    tolerance: f64,
    pieces: usize,
    segment: u32,
    out: Traces,
}

impl Taker {
    fn take(&mut self, elements: &[PathEl], path: usize) {
        let mut trace = Trace { path, ..Trace::default() };
        let mut length_mm = 0.0;
        let mut segments: Vec<(Point, f64)> = Vec::new();
        for segment in kurbo::segments(elements.iter().copied()) {
            self.segment += 1;
            if trace.points.is_empty() {
                trace.points.push(pair(segment.start()));
            }
            let own_mm = length(&segment);
            length_mm += own_mm;
            segments.push((pair(segment.start()), own_mm));
            self.flatten(&segment, &mut trace);
        }
        let Some((&first, &last)) = trace.points.first().zip(trace.points.last()) else { return };
        self.out.length_mm[path] += length_mm;
        if length_mm < MEET_MM {
            self.out.dots.push((first, path));
            return;
        }
        trace.closed = distance(first, last) <= MEET_MM && trace.points.len() > 2;
        if trace.closed && first != last {
            trace.points.push(first);
            trace.segments.push(self.segment);
        }
        self.note_still(elements, &segments, path);
        self.pieces += trace.segments.len();
        self.out.traces.push(trace);
    }

    /// Notes the segments of one subpath, each by its begin and its length, that lead nowhere. One that closes it is as
    /// good as none.
    fn note_still(&mut self, elements: &[PathEl], segments: &[(Point, f64)], path: usize) {
        let closes = matches!(elements.last(), Some(PathEl::ClosePath));
        let closing = segments.last().is_some_and(|(_, length_mm)| closes && *length_mm <= MEET_MM);
        let segments = &segments[..segments.len() - usize::from(closing)];
        let still = segments.iter().filter(|(_, length_mm)| *length_mm < STILL_MM);
        self.out.still.extend(still.map(|(at, _)| (*at, path)));
    }

    fn flatten(&mut self, segment: &PathSeg, trace: &mut Trace) {
        let is_full = self.pieces + trace.segments.len() >= PIECES_MAX;
        let cubic = segment.to_cubic();
        let corners = [cubic.p0, cubic.p1, cubic.p2, cubic.p3];
        let vast = corners.iter().any(|point| point.x.abs().max(point.y.abs()) > CURVE_MAX_MM);
        let straight = matches!(segment, PathSeg::Line(_));
        self.out.left_out += u64::from(is_full || (vast && !straight));
        let index = self.segment;
        let mut push = |point: Point| {
            if trace.points.last() != Some(&point) {
                trace.points.push(point);
                trace.segments.push(index);
            }
        };
        if is_full || vast || straight {
            push(pair(segment.end()));
        } else {
            let path = kurbo::BezPath::from_path_segments(std::iter::once(*segment));
            kurbo::flatten(path, self.tolerance, |element| {
                if let PathEl::LineTo(point) = element {
                    push(pair(point));
                }
            });
        }
    }
}

/// The length of a segment to a thousandth of what counts as touching, mm.
fn length(segment: &PathSeg) -> f64 {
    let length = segment.arclen(MEET_MM / 1000.0);
    if length.is_finite() { length } else { 0.0 }
}

fn pair(point: kurbo::Point) -> Point {
    [point.x, point.y]
}
