//! Whether a straight stretch goes through a box: the slab test.

use crate::{Aabb, Scalar};

/// A stretch of a line, made ready for asking boxes.
pub(crate) struct Stretch<S, const D: usize> {
    from: [f64; D],
    /// One over what it goes along each axis.
    inverse: [f64; D],
    bounds: Aabb<S, D>,
    /// What rounding may hide.
    slack: f64,
}

impl<S: Scalar, const D: usize> Stretch<S, D> {
    pub(crate) fn new(from: [f64; D], to: [f64; D]) -> Self {
        let narrow = |pick: fn(f64, f64) -> f64| std::array::from_fn(|axis| S::near(pick(from[axis], to[axis])));
        let bounds: Aabb<S, D> = Aabb { low: narrow(f64::min), high: narrow(f64::max) };
        let corners = bounds.low.iter().chain(&bounds.high);
        let largest = corners.fold(0.0_f64, |sum, &value| sum.max(value.into().abs()));
        let slack = 4.0 * largest * S::EPSILON;
        let inverse = std::array::from_fn(|axis| 1.0 / (to[axis] - from[axis]));
        Self { from, inverse, bounds: bounds.grown(S::near(slack)), slack }
    }

    /// Slab by slab; a stretch that lies in a plane of one axis is asked by its box alone there.
    pub(crate) fn meets(&self, bounds: &Aabb<S, D>) -> bool {
        if !self.bounds.overlaps(bounds) {
            return false;
        }
        let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
        for axis in (0..D).filter(|&axis| self.inverse[axis].is_finite()) {
            let low = (bounds.low[axis].into() - self.slack - self.from[axis]) * self.inverse[axis];
            let high = (bounds.high[axis].into() + self.slack - self.from[axis]) * self.inverse[axis];
            enters = enters.max(low.min(high));
            leaves = leaves.min(low.max(high));
        }
        enters <= leaves
    }
}
