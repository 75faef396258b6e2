//! Axis-aligned bounding boxes.

use crate::Scalar;

/// An axis-aligned bounding box (AABB): every point whose coordinates lie between two corners, these included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aabb<S, const D: usize> {
    /// The least coordinate along each axis.
    pub low: [S; D],
    /// The greatest coordinate along each axis.
    pub high: [S; D],
}

impl<S: Scalar, const D: usize> Aabb<S, D> {
    /// The box with nothing in it: joined with another it is that other one.
    pub const NOTHING: Self = Self { low: [S::INFINITY; D], high: [S::NEG_INFINITY; D] };

    /// The box round some points.
    #[inline]
    pub fn of<const N: usize>(points: [[S; D]; N]) -> Self {
        points.into_iter().fold(Self::NOTHING, Self::with_point)
    }

    /// The box grown to hold `point`.
    #[inline]
    #[must_use]
    pub fn with_point(self, point: [S; D]) -> Self {
        self.with(Self { low: point, high: point })
    }

    /// The box round both.
    #[inline]
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        // No number is missing here, so that one comparison tells.
        let low = |axis: usize| if other.low[axis] < self.low[axis] { other.low[axis] } else { self.low[axis] };
        let high = |axis: usize| if other.high[axis] > self.high[axis] { other.high[axis] } else { self.high[axis] };
        Self { low: std::array::from_fn(low), high: std::array::from_fn(high) }
    }

    /// The box grown by `reach` on all sides.
    #[must_use]
    pub fn grown(self, reach: S) -> Self {
        Self { low: self.low.map(|value| value - reach), high: self.high.map(|value| value + reach) }
    }

    /// Whether they have a point in common; boxes that only touch do.
    #[inline]
    pub fn overlaps(&self, other: &Self) -> bool {
        // Without a branch: this is asked a hundred times for every triangle.
        let mut apart = false;
        for axis in 0..D {
            apart |= (self.low[axis] > other.high[axis]) | (other.low[axis] > self.high[axis]);
        }
        !apart
    }

    /// The square of the distance from `point` to the nearest point of the box; infinite where nothing is in it.
    pub(crate) fn square_from(&self, point: [S; D]) -> f64 {
        let beyond = |axis: usize| {
            let [low, high, at]: [f64; 3] = [self.low[axis].into(), self.high[axis].into(), point[axis].into()];
            (low - at).max(at - high).max(0.0)
        };
        (0..D).map(|axis| beyond(axis).powi(2)).sum()
    }

    /// Twice its middle.
    pub(crate) fn doubled_middle(&self, axis: usize) -> f64 {
        self.low[axis].into() + self.high[axis].into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_that_touch_overlap_and_boxes_beside_each_other_do_not() {
        let cube = Aabb::of([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]);
        assert!(cube.overlaps(&Aabb::of([[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]])));
        assert!(!cube.overlaps(&Aabb::of([[0.0, 0.0, 1.5], [1.0, 1.0, 2.0]])));
        assert!(!cube.overlaps(&Aabb::NOTHING) && !Aabb::<f32, 3>::NOTHING.overlaps(&Aabb::NOTHING));
    }

    #[test]
    fn nothing_joined_with_a_box_is_that_box() {
        let flat = Aabb::of([[2.0_f32, 3.0], [-1.0, 5.0]]);
        assert_eq!(flat, Aabb { low: [-1.0, 3.0], high: [2.0, 5.0] });
        assert_eq!(Aabb::NOTHING.with(flat), flat);
        assert_eq!(flat.grown(1.0), Aabb { low: [-2.0, 2.0], high: [3.0, 6.0] });
    }

    #[test]
    fn the_distance_to_a_box_is_none_inside_and_goes_to_its_nearest_corner() {
        let cube = Aabb::of([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]);
        assert_eq!(cube.square_from([0.5, 1.0, 0.0]), 0.0);
        assert_eq!(cube.square_from([4.0, -4.0, 0.5]), 25.0);
        assert_eq!(Aabb::<f64, 2>::NOTHING.square_from([0.0, 0.0]), f64::INFINITY);
    }
}
