//! usvg's paths as those of kurbo.

use kurbo::{Affine, BezPath, Point};
use usvg::tiny_skia_path::PathSegment;

/// A path's geometry in the whole drawing, and from there as `beyond` has it.
pub(super) fn geometry(path: &usvg::Path, beyond: Affine) -> BezPath {
    let ts = path.abs_transform();
    let place = beyond * Affine::new([ts.sx, ts.ky, ts.kx, ts.sy, ts.tx, ts.ty].map(f64::from));
    let at = |point: usvg::tiny_skia_path::Point| place * Point::new(f64::from(point.x), f64::from(point.y));
    let mut out = BezPath::with_capacity(path.data().len());
    for segment in path.data().segments() {
        match segment {
            PathSegment::MoveTo(p) => out.move_to(at(p)),
            PathSegment::LineTo(p) => out.line_to(at(p)),
            PathSegment::QuadTo(p, q) => out.quad_to(at(p), at(q)),
            PathSegment::CubicTo(p, q, r) => out.curve_to(at(p), at(q), at(r)),
            PathSegment::Close => out.close_path(),
        }
    }
    out
}
