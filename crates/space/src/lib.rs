//! Where things are: boxes whose sides lie along the axes, and a bounding volume hierarchy over them, so that what is near
//! is found without looking at everything.
//!
//! It works in any number of dimensions, in `f32` or `f64`, and knows neither files nor meshes: a caller gives boxes and is
//! told indices. Whatever it tells is the same on any number of threads.
//!
//! ```
//! use space::{Aabb, Bvh};
//!
//! let points = [[0.0, 0.0], [3.0, 4.0], [9.0, 9.0]];
//! let bvh = Bvh::over(&points.map(|point| Aabb::of([point])));
//! let mm = |place: usize| {
//!     let [x, y] = points[bvh.order()[place] as usize];
//!     f64::hypot(x - 3.0, y - 3.0)
//! };
//! let (place, distance) = bvh.nearest([3.0, 3.0], mm).unwrap();
//! assert_eq!((bvh.order()[place], distance), (1, 1.0));
//! ```

mod aabb;
mod bvh;
mod morton;
mod scalar;
mod slab;

pub use aabb::Aabb;
pub use bvh::Bvh;
pub use morton::along_curve;
pub use scalar::Scalar;
