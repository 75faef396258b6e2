//! The boxes and the bounding volume hierarchy of a mesh: single precision, as its corners have.

/// The box round a triangle, an edge, a shell, mm.
pub(crate) type Aabb = space::Aabb<f32, 3>;

/// The hierarchy over such boxes.
pub(crate) type Bvh = space::Bvh<f32, 3>;

/// The box whose sides a report gives as `[x0, y0, z0, x1, y1, z1]`.
pub(crate) fn aabb([x0, y0, z0, x1, y1, z1]: [f32; 6]) -> Aabb {
    Aabb { low: [x0, y0, z0], high: [x1, y1, z1] }
}
