//! Vectors of three, in f64.

pub(super) type Vector = [f64; 3];

pub(super) fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(super) fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

pub(super) fn minus(a: Vector, b: Vector) -> Vector {
    std::array::from_fn(|axis| a[axis] - b[axis])
}

/// `a + by * b`.
pub(super) fn plus(a: Vector, b: Vector, by: f64) -> Vector {
    std::array::from_fn(|axis| a[axis] + by * b[axis])
}

pub(super) fn length(a: Vector) -> f64 {
    dot(a, a).sqrt()
}

/// `a` with length one; none of a vector without length.
pub(super) fn unit(a: Vector) -> Option<Vector> {
    let length = length(a);
    (length > 0.0 && length.is_finite()).then(|| a.map(|value| value / length))
}

/// Two directions that make a right-handed frame with `up`, which has length one.
pub(super) fn across(up: Vector) -> [Vector; 2] {
    // The axis that is furthest from `up` gives the steadiest result.
    let least = (0..3).min_by(|&a, &b| up[a].abs().total_cmp(&up[b].abs())).unwrap_or(0);
    let axis: Vector = std::array::from_fn(|index| if index == least { 1.0 } else { 0.0 });
    let u = unit(cross(up, axis)).unwrap_or([1.0, 0.0, 0.0]);
    [u, cross(up, u)]
}
