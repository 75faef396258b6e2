//! Points and directions in double precision: what the vector type itself does not say.

use glam::{DVec3, Vec3};

/// A mesh's point in double precision.
#[inline]
pub(crate) fn wide(point: [f32; 3]) -> DVec3 {
    Vec3::from_array(point).as_dvec3()
}

/// `vector` with length one; none of a vector without length. Each coordinate is divided by the length, which rounds once.
pub(crate) fn unit(vector: DVec3) -> Option<DVec3> {
    let length = vector.length();
    (length > 0.0 && length.is_finite()).then(|| vector / length)
}

/// Two directions that make a right-handed frame with `up`, which has length one.
pub(crate) fn across(up: DVec3) -> [DVec3; 2] {
    // The axis that is furthest from `up` gives the steadiest result.
    let least = (0..3).min_by(|&a, &b| up[a].abs().total_cmp(&up[b].abs())).unwrap_or(0);
    let u = unit(up.cross(DVec3::AXES[least])).unwrap_or(DVec3::X);
    [u, up.cross(u)]
}
