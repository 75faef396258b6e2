//! How far points are from lines.

use space::{Aabb, Bvh};

use crate::drawing::{Contour, Point, distance};

/// Lines that are asked how near they are.
pub(super) struct Lines<'a> {
    bvh: Bvh<f64, 2>,
    /// For each piece its contour's place in `contours`, and its own in that.
    pieces: Vec<(u32, u32)>,
    contours: Vec<&'a Contour>,
}

/// The point of a line that is nearest to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nearest {
    /// mm.
    pub mm: f64,
    /// Whether it is an end of an open line.
    pub is_end: bool,
}

impl<'a> Lines<'a> {
    /// Of `contours`, all of their pieces.
    pub fn over(contours: impl IntoIterator<Item = &'a Contour>) -> Self {
        let contours: Vec<&Contour> = contours.into_iter().collect();
        let numbered = contours.iter().enumerate();
        let pieces: Vec<(u32, u32)> = numbered
            .flat_map(|(index, contour)| (1..contour.points.len()).map(move |end| (index as u32, end as u32 - 1)))
            .collect();
        let boxes: Vec<Aabb<f64, 2>> = pieces
            .iter()
            .map(|&(contour, piece)| {
                let points = &contours[contour as usize].points;
                Aabb::of([points[piece as usize], points[piece as usize + 1]])
            })
            .collect();
        Self { bvh: Bvh::over(&boxes), pieces, contours }
    }

    /// What is nearest to `point`; none where there are no lines.
    pub fn nearest(&self, point: Point) -> Option<Nearest> {
        if self.pieces.is_empty() {
            return None;
        }
        let piece = |place: usize| self.pieces[self.bvh.order()[place] as usize];
        let foot = |(contour, piece): (u32, u32)| {
            let points = &self.contours[contour as usize].points;
            foot(point, points[piece as usize], points[piece as usize + 1])
        };
        let (place, mm) = self.bvh.nearest(point, |place| distance(point, foot(piece(place))))?;
        let (contour, segment) = piece(place);
        let (at, contour) = (foot((contour, segment)), self.contours[contour as usize]);
        let ends = [contour.points.first(), contour.points.last()];
        let is_end = !contour.closed && ends.into_iter().flatten().any(|end| distance(*end, at) < 1e-9);
        Some(Nearest { mm, is_end })
    }
}

/// The point of the line from `a` to `b` that is nearest to `point`.
pub(super) fn foot(point: Point, a: Point, b: Point) -> Point {
    let (ab, ap) = ([b[0] - a[0], b[1] - a[1]], [point[0] - a[0], point[1] - a[1]]);
    let squared = ab[0] * ab[0] + ab[1] * ab[1];
    let share = if squared > 0.0 { ((ap[0] * ab[0] + ap[1] * ab[1]) / squared).clamp(0.0, 1.0) } else { 0.0 };
    [a[0] + share * ab[0], a[1] + share * ab[1]]
}
