//! B-splines: up to degree 3 without weights exactly as Béziers, all others as lines within the tolerance.

use glam::{DVec3, DVec4, Vec4Swizzles as _};
use kurbo::{BezPath, Point};

/// Degrees above are no curve that a CAD program draws.
const DEGREE_MAX: usize = 15;
/// Halvings of one span at most.
const HALVINGS_MAX: u32 = 12;

/// A B-spline; `controls` are in homogeneous form, `(w x, w y, w z, w)`.
#[derive(Clone, Debug)]
pub(super) struct Spline {
    pub degree: usize,
    pub knots: Vec<f64>,
    pub controls: Vec<DVec4>,
}

impl Spline {
    /// From what the file gives; weights may be missing.
    pub(super) fn new(degree: usize, knots: Vec<f64>, points: &[[f64; 3]], weights: &[f64]) -> Option<Self> {
        let count = points.len();
        let fits = (1..=DEGREE_MAX).contains(&degree) && count > degree && knots.len() > count + degree;
        let rising = knots.windows(2).all(|pair| pair[0] <= pair[1]) && knots.iter().all(|knot| knot.is_finite());
        if !fits || !rising {
            return None;
        }
        let weight = |index: usize| weights.get(index).copied().filter(|weight| *weight > 0.0).unwrap_or(1.0);
        let controls = points
            .iter()
            .enumerate()
            .map(|(index, point)| (DVec3::from_array(*point) * weight(index)).extend(weight(index)));
        Some(Self { degree, knots, controls: controls.collect() })
    }

    fn is_rational(&self) -> bool {
        self.controls.iter().any(|control| (control.w - self.controls[0].w).abs() > 1e-12)
    }

    /// The polar form on the span that begins at knot `span`: exact for points (all arguments equal) and Bézier points.
    fn polar(&self, span: usize, arguments: impl Fn(usize) -> f64) -> DVec4 {
        let degree = self.degree;
        let mut row: Vec<DVec4> = self.controls[span - degree..=span].to_vec();
        for level in 1..=degree {
            for index in (level..=degree).rev() {
                let low = self.knots[span - degree + index];
                let high = self.knots[span + 1 + index - level];
                let share = if high > low { (arguments(level) - low) / (high - low) } else { 0.0 };
                row[index] = row[index - 1].lerp(row[index], share);
            }
        }
        row[degree]
    }

    fn point(&self, span: usize, parameter: f64) -> DVec3 {
        let point = self.polar(span, |_| parameter);
        point.xyz() / point.w
    }

    /// Spans of some length, by the knot they begin at.
    fn spans(&self) -> impl Iterator<Item = usize> + '_ {
        (self.degree..self.controls.len()).filter(|span| self.knots[*span] < self.knots[*span + 1])
    }

    /// The curve after `place` has put its points in the plane, within `tolerance` there.
    pub(super) fn path(&self, place: impl Fn(DVec3) -> Point, tolerance: f64) -> BezPath {
        let mut path = BezPath::new();
        let exact = self.degree <= 3 && !self.is_rational();
        for span in self.spans() {
            let (low, high) = (self.knots[span], self.knots[span + 1]);
            let bezier = |index: usize| {
                let point = self.polar(span, |level| if level <= self.degree - index { low } else { high });
                place(point.xyz() / point.w)
            };
            if path.elements().is_empty() {
                path.move_to(place(self.point(span, low)));
            }
            match self.degree {
                1 if exact => path.line_to(bezier(1)),
                2 if exact => path.quad_to(bezier(1), bezier(2)),
                3 if exact => path.curve_to(bezier(1), bezier(2), bezier(3)),
                _ => {
                    let at = |parameter: f64| place(self.point(span, parameter));
                    // Each degree may add a turn; halves of whole turns would look straight.
                    let pieces = (self.degree * 2).max(4);
                    for piece in 0..pieces {
                        let cut = |index: usize| low + (high - low) * index as f64 / pieces as f64;
                        flatten(&mut path, &at, (cut(piece), cut(piece + 1)), tolerance, HALVINGS_MAX);
                    }
                }
            }
        }
        path
    }
}

fn flatten(path: &mut BezPath, at: &impl Fn(f64) -> Point, (low, high): (f64, f64), tolerance: f64, halvings: u32) {
    let (from, to) = (at(low), at(high));
    let far = [0.25, 0.5, 0.75].iter().any(|share| {
        let point = at(low + (high - low) * share);
        let chord = to - from;
        let length = chord.hypot();
        let off = if length > 0.0 { (point - from).cross(chord).abs() / length } else { (point - from).hypot() };
        off > tolerance
    });
    if far && halvings > 0 {
        let middle = 0.5 * (low + high);
        flatten(path, at, (low, middle), tolerance, halvings - 1);
        flatten(path, at, (middle, high), tolerance, halvings - 1);
    } else {
        path.line_to(to);
    }
}
