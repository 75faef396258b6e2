//! The two kinds of number that a coordinate can be.

use std::ops::{Add, Sub};

/// A coordinate: `f32` or `f64`.
pub trait Scalar: Copy + PartialOrd + Add<Output = Self> + Sub<Output = Self> + Into<f64> + Send + Sync {
    /// Above every number.
    const INFINITY: Self;
    /// Below every number.
    const NEG_INFINITY: Self;
    /// The gap between 1 and the next larger number.
    const EPSILON: f64;

    /// The nearest one to a double.
    fn near(value: f64) -> Self;
}

impl Scalar for f32 {
    const INFINITY: Self = Self::INFINITY;
    const NEG_INFINITY: Self = Self::NEG_INFINITY;
    const EPSILON: f64 = Self::EPSILON as f64;

    fn near(value: f64) -> Self {
        value as Self
    }
}

impl Scalar for f64 {
    const INFINITY: Self = Self::INFINITY;
    const NEG_INFINITY: Self = Self::NEG_INFINITY;
    const EPSILON: f64 = Self::EPSILON;

    fn near(value: f64) -> Self {
        value
    }
}
