//! A drawing as strokes: subpaths that can be shortened, joined and put back into the paths that they are of.

use kurbo::{BezPath, Line, ParamCurve as _, ParamCurveArclen as _, PathEl, PathSeg, Point, Vec2};
use pattern::{Drawing, drawing::Path};

use super::MEET_MM;

/// How far a curve and its straight pieces may part, mm.
pub(super) const FLAT_MM: f64 = 0.0025;

/// One subpath.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stroke {
    /// Index into the drawing's paths.
    pub path: usize,
    pub segments: Vec<PathSeg>,
    /// Whether it ends in `ClosePath`.
    pub closed: bool,
}

/// All strokes of a drawing, and which of its paths were changed.
pub(super) struct Strokes {
    pub list: Vec<Stroke>,
    pub is_changed: Vec<bool>,
    /// Whether the order of `list` is the one that the drawing is to have.
    pub is_ordered: bool,
}

impl Strokes {
    /// Takes a drawing apart. Paths with a coordinate that is no number are left alone.
    pub fn of(drawing: &Drawing) -> Self {
        let mut list = Vec::new();
        for (path, item) in drawing.paths.iter().enumerate().filter(|(_, item)| item.geometry.is_finite()) {
            for elements in item.geometry.subpaths() {
                let segments: Vec<PathSeg> = kurbo::segments(elements.iter().copied()).collect();
                let closed = elements.last() == Some(&PathEl::ClosePath);
                if !segments.is_empty() {
                    list.push(Stroke { path, segments, closed });
                }
            }
        }
        Self { list, is_changed: vec![false; drawing.paths.len()], is_ordered: false }
    }

    /// The drawing with what was changed; paths of which nothing is left are gone.
    pub fn into_drawing(self, drawing: &Drawing) -> Drawing {
        if self.is_ordered {
            return self.in_order(drawing);
        }
        let mut geometries: Vec<BezPath> = vec![BezPath::new(); drawing.paths.len()];
        self.list.iter().for_each(|stroke| stroke.draw(&mut geometries[stroke.path]));
        let paths = drawing.paths.iter().zip(geometries).zip(&self.is_changed);
        let changed = |((path, geometry), changed): ((&Path, BezPath), &bool)| match changed {
            false => Some(path.clone()),
            true => (!geometry.elements().is_empty()).then(|| Path { geometry, ..path.clone() }),
        };
        Drawing { paths: paths.filter_map(changed).collect(), ..drawing.clone() }
    }

    /// The drawing with its strokes in the order of the list. A path of which others come in between is several then, of
    /// which the first keeps the name; paths that hold no stroke come last, in their own order.
    fn in_order(self, drawing: &Drawing) -> Drawing {
        let mut times = vec![0_u32; drawing.paths.len()];
        let mut paths: Vec<Path> = Vec::new();
        for run in self.list.chunk_by(|a, b| a.path == b.path) {
            let original = &drawing.paths[run[0].path];
            let mut geometry = BezPath::new();
            run.iter().for_each(|stroke| stroke.draw(&mut geometry));
            let time = &mut times[run[0].path];
            *time += 1;
            let source = if *time == 1 { original.source.clone() } else { format!("{}-{time}", original.source) };
            paths.push(Path { geometry, source, ..original.clone() });
        }
        let rest = drawing.paths.iter().zip(times).filter(|(_, times)| *times == 0).map(|(path, _)| path.clone());
        paths.extend(rest);
        Drawing { paths, ..drawing.clone() }
    }
}

impl Stroke {
    /// Its length to a thousandth of what counts as touching, mm.
    pub fn length_mm(&self) -> f64 {
        self.segments.iter().map(|segment| segment.arclen(MEET_MM / 1000.0)).sum()
    }

    /// Where it begins and ends; none without segments.
    pub fn ends(&self) -> Option<[Point; 2]> {
        Some([self.segments.first()?.start(), self.segments.last()?.end()])
    }

    /// Whether it ends where it begins, by a command or because its ends meet.
    pub fn is_closed(&self) -> bool {
        self.closed || self.ends().is_some_and(|[first, last]| first.distance(last) <= MEET_MM)
    }

    /// Turned round.
    pub fn reversed(&self) -> Self {
        let segments = self.segments.iter().rev().map(PathSeg::reverse).collect();
        Self { segments, ..self.clone() }
    }

    /// Moves its beginning to `point`; the handle goes along, so that the direction stays.
    pub fn begin_at(&mut self, point: Point) {
        if let Some(first) = self.segments.first_mut() {
            *first = begun_at(*first, point);
        }
    }

    /// Moves its end to `point`.
    pub fn end_at(&mut self, point: Point) {
        if let Some(last) = self.segments.last_mut() {
            *last = begun_at(last.reverse(), point).reverse();
        }
    }

    /// Straight pieces that lie within [`FLAT_MM`] of it.
    pub fn pieces(&self) -> Vec<Line> {
        let mut pieces = Vec::new();
        for segment in &self.segments {
            let mut from = segment.start();
            kurbo::flatten(BezPath::from_path_segments(std::iter::once(*segment)), FLAT_MM, |element| {
                if let PathEl::LineTo(to) = element {
                    pieces.push(Line::new(from, to));
                    from = to;
                }
            });
        }
        pieces
    }

    fn draw(&self, path: &mut BezPath) {
        let Some([first, _]) = self.ends() else { return };
        path.move_to(first);
        let closing = |segment: &PathSeg| matches!(segment, PathSeg::Line(line) if line.p1 == first);
        let skip = self.closed && self.segments.len() > 1 && self.segments.last().is_some_and(closing);
        let count = self.segments.len() - usize::from(skip);
        self.segments[..count].iter().for_each(|segment| path.push(segment.as_path_el()));
        if self.closed {
            path.close_path();
        }
    }
}

fn begun_at(segment: PathSeg, point: Point) -> PathSeg {
    let by: Vec2 = point - segment.start();
    match segment {
        PathSeg::Line(line) => PathSeg::Line(Line::new(point, line.p1)),
        PathSeg::Quad(quad) => PathSeg::Quad(kurbo::QuadBez::new(point, quad.p1 + by, quad.p2)),
        PathSeg::Cubic(cubic) => PathSeg::Cubic(kurbo::CubicBez::new(point, cubic.p1 + by, cubic.p2, cubic.p3)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_an_end_moves_no_point_farther_than_the_end() {
        let path = BezPath::from_svg("M0 0 C 10 0 20 10 20 20").expect("a path");
        let segments: Vec<PathSeg> = path.segments().collect();
        let mut stroke = Stroke { path: 0, segments: segments.clone(), closed: false };
        stroke.begin_at(Point::new(0.3, -0.4));
        stroke.end_at(Point::new(20.0, 20.5));
        for step in 0..=100 {
            let at = f64::from(step) / 100.0;
            assert!(stroke.segments[0].eval(at).distance(segments[0].eval(at)) <= 0.5 + 1e-12);
        }
        assert_eq!(stroke.ends(), Some([Point::new(0.3, -0.4), Point::new(20.0, 20.5)]));
    }
}
