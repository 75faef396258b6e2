//! Area, volume, bounds and overhang, summed in a fixed order so that every machine gives the same figures.

use glam::DVec3;
use pattern::mesh::Up;
use rayon::prelude::*;

use crate::vector::wide;

/// Triangles summed in one go; the sums of these are then added in order.
const STRETCH: usize = 1 << 14;
/// Triangles whose corners are fetched together: they fit the first-level cache.
const BLOCK: usize = 64;
/// What lies this close above the lowest point lies on the bed: half a usual first layer, mm.
const BED_MM: f64 = 0.1;
/// Sine of 45°: a normal that points further down than this belongs to an overhang.
const STEEP: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// Sums over triangles.
#[derive(Clone, Debug, Default)]
pub(super) struct Measures {
    /// mm².
    pub area: f64,
    /// Signed, mm³; six times as much until all is summed, so that whole numbers stay whole.
    pub volume: f64,
    /// Area that hangs over, mm².
    pub overhang: f64,
    /// Triangles without area, by exact arithmetic.
    pub degenerate: Vec<u32>,
}

/// The smallest box round the triangles, mm; none without triangles. `used_count` is how many different positions triangles
/// use at least.
pub(super) fn bounds(positions: &[[f32; 3]], triangles: &[[u32; 3]], used_count: u64) -> Option<[f32; 6]> {
    const NONE: [f32; 6] = [f32::MAX, f32::MAX, f32::MAX, f32::MIN, f32::MIN, f32::MIN];
    let both = |a: [f32; 6], b: [f32; 6]| grown(grown(a, [b[0], b[1], b[2]]), [b[3], b[4], b[5]]);
    if used_count == positions.len() as u64 {
        // In the order in which they lie in memory they are many times as quick to look at.
        let of_stretch = |stretch: &[[f32; 3]]| stretch.iter().fold(NONE, |bounds, &point| grown(bounds, point));
        return positions.par_chunks(STRETCH).map(of_stretch).reduce_with(both);
    }
    let of_stretch = |stretch: &[[u32; 3]]| {
        stretch.as_flattened().iter().fold(NONE, |bounds, &vertex| grown(bounds, positions[vertex as usize]))
    };
    triangles.par_chunks(STRETCH).map(of_stretch).reduce_with(both)
}

/// `bounds` made to hold `point`.
pub(super) fn grown(mut bounds: [f32; 6], point: [f32; 3]) -> [f32; 6] {
    for axis in 0..3 {
        bounds[axis] = bounds[axis].min(point[axis]);
        bounds[axis + 3] = bounds[axis + 3].max(point[axis]);
    }
    bounds
}

/// Measures every triangle; `bounds` are those of the mesh.
pub(super) fn measure(positions: &[[f32; 3]], triangles: &[[u32; 3]], bounds: [f32; 6], up: Up) -> Measures {
    let centre = centre(bounds);
    let up = match up {
        Up::Z => 2,
        Up::Y => 1,
    };
    let bed = f64::from(bounds[up]) + BED_MM;
    let of_stretch = |(index, stretch): (usize, &[[u32; 3]])| {
        let mut sums = Measures::default();
        let mut offset = index * STRETCH;
        in_blocks(positions, stretch, |corners| {
            let corners = corners.map(wide);
            let across = area_vector(corners);
            let area = across.length() / 2.0;
            sums.area += area;
            sums.volume += six_volumes(corners, across, centre);
            if -across[up] > STEEP * 2.0 * area && corners.iter().any(|corner| corner[up] > bed) {
                sums.overhang += area;
            }
            if is_degenerate(corners, across) {
                sums.degenerate.push(offset as u32);
            }
            offset += 1;
        });
        sums
    };
    let sums: Vec<Measures> = triangles.par_chunks(STRETCH).enumerate().map(of_stretch).collect();
    let sums = sums.into_iter().fold(Measures::default(), Measures::with);
    Measures { volume: sums.volume / 6.0, ..sums }
}

/// Calls `each` with the corners of every triangle, in order.
///
/// The corners of some dozens of triangles are fetched together: where they lie all over the memory the waits for them
/// overlap, which work in between would keep from happening.
#[inline]
pub(super) fn in_blocks(positions: &[[f32; 3]], triangles: &[[u32; 3]], mut each: impl FnMut([[f32; 3]; 3])) {
    let mut block = [[[0.0; 3]; 3]; BLOCK];
    for triangles in triangles.chunks(BLOCK) {
        for (corners, &[a, b, c]) in block.iter_mut().zip(triangles) {
            *corners = [positions[a as usize], positions[b as usize], positions[c as usize]];
        }
        block[..triangles.len()].iter().for_each(|&corners| each(corners));
    }
}

impl Measures {
    fn with(mut self, mut other: Self) -> Self {
        self.area += other.area;
        self.volume += other.volume;
        self.overhang += other.overhang;
        self.degenerate.append(&mut other.degenerate);
        self
    }
}

/// The middle of a box: volumes are summed round it, where the sums are smallest.
pub(super) fn centre(bounds: [f32; 6]) -> DVec3 {
    let [x0, y0, z0, x1, y1, z1] = bounds;
    (wide([x0, y0, z0]) + wide([x1, y1, z1])) / 2.0
}

/// Twice the area as a vector along the normal.
#[inline]
pub(super) fn area_vector([a, b, c]: [DVec3; 3]) -> DVec3 {
    (b - a).cross(c - a)
}

/// Six times the signed volume between a triangle and a point: the triple product.
#[inline]
pub(super) fn six_volumes(corners: [DVec3; 3], area_vector: DVec3, centre: DVec3) -> f64 {
    (corners[0] - centre).dot(area_vector)
}

/// Whether three points lie on one line, exactly: their shadows on the three planes do.
///
/// Rounding is bounded first (Shewchuk's filter with room to spare); only what is in doubt is computed exactly.
fn is_degenerate([a, b, c]: [DVec3; 3], area_vector: DVec3) -> bool {
    let (u, v) = (b - a, c - a);
    let doubtful = |axis: usize| {
        let (i, j) = ((axis + 1) % 3, (axis + 2) % 3);
        area_vector[axis].abs() <= 8.0 * f64::EPSILON * ((u[i] * v[j]).abs() + (u[j] * v[i]).abs())
    };
    let flat = |axis: usize| {
        let shadow = |point: DVec3| robust::Coord { x: point[(axis + 1) % 3], y: point[(axis + 2) % 3] };
        robust::orient2d(shadow(a), shadow(b), shadow(c)) == 0.0
    };
    (0..3).all(doubtful) && (0..3).all(flat)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degenerate(corners: [[f32; 3]; 3]) -> bool {
        let corners = corners.map(wide);
        is_degenerate(corners, area_vector(corners))
    }

    #[test]
    fn a_line_is_degenerate_and_a_sliver_is_not() {
        let far = 1.0e6f32;
        assert!(degenerate([[far, 0.0, 0.0], [far, 1.0, 1.0], [far, 3.0, 3.0]]));
        assert!(!degenerate([[far, 0.0, 0.0], [far, 1.0, 1.0], [far, 3.0, f32::from_bits(3.0f32.to_bits() + 1)]]));
        assert!(degenerate([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]));
        assert!(!degenerate([[0.0, 0.0, 0.0], [1.0e-30, 0.0, 0.0], [0.0, 1.0e-30, 0.0]]));
    }
}
