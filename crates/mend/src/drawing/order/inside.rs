//! Which contour each line lies in.

use kurbo::{Line, Point};

use super::super::strokes::Stroke;

/// Boxes and sides looked at in all; beyond it nothing is ordered.
pub(super) const LOOKS_MAX: u64 = 400_000_000;

/// A contour with its box.
struct Ring {
    pieces: Vec<Line>,
    low: Point,
    high: Point,
    area: f64,
    is_closed: bool,
}

impl Ring {
    fn of(stroke: &Stroke) -> Self {
        let pieces = stroke.pieces();
        let (mut low, mut high) =
            (Point::new(f64::INFINITY, f64::INFINITY), Point::new(f64::NEG_INFINITY, f64::NEG_INFINITY));
        for end in pieces.iter().flat_map(|piece| [piece.p0, piece.p1]) {
            low = Point::new(low.x.min(end.x), low.y.min(end.y));
            high = Point::new(high.x.max(end.x), high.y.max(end.y));
        }
        let area = pieces.iter().map(|piece| (piece.p0 - low).cross(piece.p1 - low)).sum::<f64>().abs() / 2.0;
        Self { is_closed: stroke.is_closed(), pieces, low, high, area }
    }

    fn holds_box(&self, other: &Self) -> bool {
        self.low.x <= other.low.x
            && self.low.y <= other.low.y
            && self.high.x >= other.high.x
            && self.high.y >= other.high.y
    }

    /// By the even-odd rule: a ray to the right crosses an odd number of pieces.
    fn holds(&self, point: Point) -> bool {
        let crossed = |Line { p0, p1 }: &&Line| {
            (p0.y > point.y) != (p1.y > point.y) && p0.x + (point.y - p0.y) / (p1.y - p0.y) * (p1.x - p0.x) > point.x
        };
        self.pieces.iter().filter(crossed).count() % 2 == 1
    }

    /// The middle of its longest piece: seldom on another line.
    fn probe(&self) -> Point {
        let length = |piece: &Line| (piece.p0.x - piece.p1.x).hypot(piece.p0.y - piece.p1.y);
        let longest = self.pieces.iter().max_by(|a, b| length(a).total_cmp(&length(b)));
        let nowhere = Point::new(f64::NAN, f64::NAN);
        longest.map_or(nowhere, |Line { p0, p1 }| Point::new((p0.x + p1.x) / 2.0, (p0.y + p1.y) / 2.0))
    }
}

/// For each stroke the smallest contour that it lies in; none at all where there are too many to look.
pub(super) fn parents(block: &[Stroke], looks: &mut u64) -> Option<Vec<Option<usize>>> {
    let rings: Vec<Ring> = block.iter().map(Ring::of).collect();
    let mut by_area: Vec<usize> = (0..rings.len()).filter(|&index| rings[index].is_closed).collect();
    by_area.sort_by(|&a, &b| rings[a].area.total_cmp(&rings[b].area).then(a.cmp(&b)));
    let mut parents = vec![None; block.len()];
    for (index, ring) in rings.iter().enumerate() {
        let (probe, own) = (ring.probe(), if ring.is_closed { ring.area } else { 0.0 });
        let from = by_area.partition_point(|&other| rings[other].area <= own);
        for &other in &by_area[from..] {
            *looks = looks.checked_sub(1)?;
            if rings[other].holds_box(ring) {
                *looks = looks.checked_sub(rings[other].pieces.len() as u64)?;
                if rings[other].holds(probe) {
                    parents[index] = Some(other);
                    break;
                }
            }
        }
    }
    Some(parents)
}

/// How many contours come before something that lies in them.
pub(super) fn too_early(parents: &[Option<usize>]) -> u64 {
    let mut early: Vec<usize> =
        parents.iter().enumerate().filter_map(|(index, parent)| parent.filter(|parent| *parent < index)).collect();
    early.sort_unstable();
    early.dedup();
    early.len() as u64
}
