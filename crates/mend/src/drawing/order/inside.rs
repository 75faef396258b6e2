//! Which contour each line lies in.

use super::super::strokes::Stroke;

/// Boxes and sides looked at in all; beyond it nothing is ordered.
pub(super) const LOOKS_MAX: u64 = 400_000_000;

/// A contour with its box.
struct Ring {
    pieces: Vec<[[f64; 2]; 2]>,
    low: [f64; 2],
    high: [f64; 2],
    area: f64,
    is_closed: bool,
}

impl Ring {
    fn of(stroke: &Stroke) -> Self {
        let pieces = stroke.pieces();
        let points = || pieces.as_flattened().iter();
        let low = [0, 1].map(|axis| points().map(|point| point[axis]).fold(f64::INFINITY, f64::min));
        let high = [0, 1].map(|axis| points().map(|point| point[axis]).fold(f64::NEG_INFINITY, f64::max));
        let cross = |[a, b]: &[[f64; 2]; 2]| (a[0] - low[0]) * (b[1] - low[1]) - (a[1] - low[1]) * (b[0] - low[0]);
        let area = pieces.iter().map(cross).sum::<f64>().abs() / 2.0;
        Self { is_closed: stroke.is_closed(), pieces, low, high, area }
    }

    fn holds_box(&self, other: &Self) -> bool {
        (0..2).all(|axis| self.low[axis] <= other.low[axis] && self.high[axis] >= other.high[axis])
    }

    fn holds(&self, [x, y]: [f64; 2]) -> bool {
        let crossed =
            |[a, b]: &&[[f64; 2]; 2]| (a[1] > y) != (b[1] > y) && a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) > x;
        self.pieces.iter().filter(crossed).count() % 2 == 1
    }

    /// The middle of its longest piece: seldom on another line.
    fn probe(&self) -> [f64; 2] {
        let length = |[a, b]: &[[f64; 2]; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
        let longest = self.pieces.iter().max_by(|a, b| length(a).total_cmp(&length(b)));
        longest.map_or([f64::NAN; 2], |[a, b]| [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0])
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
