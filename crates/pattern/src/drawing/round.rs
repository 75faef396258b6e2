//! Cubics that stand for arcs of a circle, known again so that writers can say them as arcs.
//!
//! Whether a cubic keeps to a circle is asked of the polynomial |B(t) - c|² - r²: over each eighth of the curve it lies
//! between the least and the largest of its Bernstein coefficients, so the answer holds for every point.

use kurbo::{CubicBez, ParamCurve as _, PathEl, Point, Vec2};

/// An arc is said in pieces of no more than this, radians (120°): from two ends and a radius the centre of a longer one
/// follows less and less exactly.
const SWEEP_MAX: f64 = 2.1;
/// Cubics that one piece may stand for.
const MERGED_MAX: usize = 16;
/// Parts of a cubic that are looked at one by one: the coefficients of shorter ones lie nearer to the curve.
const PARTS: u32 = 8;

/// An arc of a circle that goes on from where the path is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Arc {
    pub to: Point,
    pub center: Point,
    pub radius: f64,
    /// How far it turns, from x towards y, radians.
    pub sweep: f64,
}

/// One piece of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Piece {
    Plain(PathEl),
    Arc(Arc),
}

/// A path with arcs for the cubics that keep to one circle, each to `share` of the circle's radius and no more than
/// `tolerance_mm`.
pub(super) fn pieces(elements: &[PathEl], share: f64, tolerance_mm: f64) -> Vec<Piece> {
    let mut out = Vec::with_capacity(elements.len());
    let (mut from, mut start) = (Point::ZERO, Point::ZERO);
    let mut at = 0;
    while at < elements.len() {
        let arc = cubics(from, &elements[at..]).and_then(|cubics| longest(&cubics, share, tolerance_mm));
        let used = match arc {
            Some((count, arc)) => {
                out.push(Piece::Arc(arc));
                count
            }
            None => {
                out.push(Piece::Plain(elements[at]));
                1
            }
        };
        at += used;
        match elements[at - 1] {
            PathEl::MoveTo(to) => (from, start) = (to, to),
            PathEl::ClosePath => from = start,
            PathEl::LineTo(to) | PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => from = to,
        }
    }
    out
}

/// The cubics that elements begin with; none where they begin with something else.
fn cubics(from: Point, elements: &[PathEl]) -> Option<Vec<CubicBez>> {
    let mut from = from;
    let mut found = Vec::new();
    for element in elements.iter().take(MERGED_MAX) {
        let PathEl::CurveTo(a, b, to) = *element else { break };
        found.push(CubicBez::new(from, a, b, to));
        from = to;
    }
    (!found.is_empty()).then_some(found)
}

fn longest(cubics: &[CubicBez], share: f64, tolerance_mm: f64) -> Option<(usize, Arc)> {
    let mut best = None;
    for count in 1..=cubics.len() {
        let Some(arc) = arc(&cubics[..count], share, tolerance_mm) else { break };
        best = Some((count, arc));
    }
    best
}

/// The one arc that `cubics` stand for.
fn arc(cubics: &[CubicBez], share: f64, tolerance_mm: f64) -> Option<Arc> {
    let (first, last) = (cubics.first()?.p0, cubics.last()?.p3);
    let inner = match cubics.len() {
        1 => cubics[0].eval(0.5),
        count => cubics[count / 2].p0,
    };
    let center = center(first, inner, last)?;
    let radius = center.distance(first);
    let step = |from: Point, to: Point| {
        let (a, b) = (from - center, to - center);
        a.cross(b).atan2(a.dot(b))
    };
    let steps: Vec<f64> = cubics.iter().map(|cubic| step(cubic.p0, cubic.p3)).collect();
    let sweep: f64 = steps.iter().sum();
    let one_way = steps.iter().all(|step| step * sweep > 0.0) && sweep.abs() <= SWEEP_MAX;
    let off = tolerance_mm.min(share * radius);
    let keeps = |cubic: &CubicBez| goes_round(cubic, center, sweep.signum()) && is_on(cubic, center, radius, off);
    (radius.is_finite() && one_way && cubics.iter().all(keeps)).then_some(Arc { to: last, center, radius, sweep })
}

/// Whether a curve never turns back on its way round: its handles lead on, as seen from where it is half way.
fn goes_round(cubic: &CubicBez, center: Point, way: f64) -> bool {
    let spoke = cubic.eval(0.5) - center;
    let along = Vec2::new(-spoke.y, spoke.x) * way;
    [cubic.p1 - cubic.p0, cubic.p2 - cubic.p1, cubic.p3 - cubic.p2].iter().all(|step| step.dot(along) > 0.0)
}

/// Whether no point of a curve is farther than `off` from the circle.
fn is_on(cubic: &CubicBez, center: Point, radius: f64, off: f64) -> bool {
    (0..PARTS).all(|part| {
        let from = f64::from(part) / f64::from(PARTS);
        let part = cubic.subsegment(from..from + 1.0 / f64::from(PARTS));
        // | |B| - r | is | |B|² - r² | / (|B| + r), and |B| + r is at least r.
        coefficients(&part, center).iter().all(|value| (value - radius * radius).abs() <= off * radius)
    })
}

/// The Bernstein coefficients of |B(t) - c|², of degree 6.
fn coefficients(cubic: &CubicBez, center: Point) -> [f64; 7] {
    let spokes = [cubic.p0, cubic.p1, cubic.p2, cubic.p3].map(|point| point - center);
    let three = [1.0, 3.0, 3.0, 1.0];
    let six = [1.0, 6.0, 15.0, 20.0, 15.0, 6.0, 1.0];
    let mut sums = [0.0; 7];
    for (i, a) in spokes.iter().enumerate() {
        for (j, b) in spokes.iter().enumerate() {
            sums[i + j] += three[i] * three[j] * a.dot(*b) / six[i + j];
        }
    }
    sums
}

fn center(a: Point, b: Point, c: Point) -> Option<Point> {
    let (u, v) = (b - a, c - a);
    let twice = 2.0 * u.cross(v);
    let off = Vec2::new(v.y * u.hypot2() - u.y * v.hypot2(), u.x * v.hypot2() - v.x * u.hypot2()) / twice;
    off.is_finite().then(|| a + off)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurbo::{BezPath, Circle, Shape as _};

    fn arcs(path: &BezPath, share: f64) -> Vec<Arc> {
        let arcs = pieces(path.elements(), share, f64::INFINITY);
        arcs.into_iter().filter_map(|piece| if let Piece::Arc(arc) = piece { Some(arc) } else { None }).collect()
    }

    #[test]
    fn a_circle_of_cubics_is_arcs_of_a_third_and_a_flattened_one_is_none() {
        let circle = Circle::new((30.0, -20.0), 10.0).to_path(1e-6);
        let found = arcs(&circle, 1e-6);
        assert!((3..=4).contains(&found.len()), "{found:?}");
        assert!((found.iter().map(|arc| arc.sweep).sum::<f64>() - std::f64::consts::TAU).abs() < 1e-9);
        assert!(
            found
                .iter()
                .all(|arc| (arc.radius - 10.0).abs() < 1e-6 && arc.center.distance(Point::new(30.0, -20.0)) < 1e-6)
        );
        let flat = kurbo::Affine::scale_non_uniform(1.0, 0.999) * circle.clone();
        let at_ends: f64 = arcs(&flat, 1e-6).iter().map(|arc| arc.sweep.abs()).sum();
        assert!(at_ends < 1.0, "at its narrow ends an ellipse is a circle: {at_ends}");
        assert_eq!(arcs(&Circle::new((0.0, 0.0), 10.0).to_path(1.0), 1e-6), Vec::new(), "quarters are 2.7e-4 off");
        assert_eq!(arcs(&Circle::new((0.0, 0.0), 10.0).to_path(1.0), 1e-3).len(), 4);
    }

    #[test]
    fn a_curve_that_turns_back_and_one_that_is_straight_are_no_arcs() {
        let back = BezPath::from_svg("M0 0 C10 0 -10 0 0 0").expect("a path");
        let line = BezPath::from_svg("M0 0 C1 0 2 0 3 0").expect("a path");
        assert_eq!((arcs(&back, 1e-3).len(), arcs(&line, 1e-3).len()), (0, 0));
    }
}
