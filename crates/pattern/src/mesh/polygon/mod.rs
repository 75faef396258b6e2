//! Cuts polygons into triangles that do not leave them: a fan where every corner turns outward, ears of small ones, and a
//! constrained Delaunay triangulation of large ones. A corner on a straight side stays a corner, so that whatever shares the
//! side still fits.

mod delaunay;
mod ears;

/// Corners up to which ears are cut: each is searched for among all corners.
const EAR_CORNERS_MAX: usize = 16;

/// Cuts the polygon through `corners`, three indices at a time into `emit`. `at` gives a corner's position, none where it is missing.
pub(crate) fn triangulate(corners: &[u32], at: impl Fn(u32) -> Option<[f32; 3]>, mut emit: impl FnMut([u32; 3])) {
    match corners {
        [a, b, c] => emit([*a, *b, *c]),
        [_, _, _, _, ..] => {
            let Some(flat) = flatten(corners, at).filter(|flat| !is_convex(flat)) else { return fan(corners, emit) };
            let cut = if corners.len() > EAR_CORNERS_MAX { delaunay::cut(&flat) } else { None };
            let triangles = cut.unwrap_or_else(|| ears::cut(&flat));
            triangles.into_iter().for_each(|triangle| emit(triangle.map(|corner| corners[corner])));
        }
        _ => {}
    }
}

fn fan(corners: &[u32], mut emit: impl FnMut([u32; 3])) {
    for pair in corners[1..].windows(2) {
        emit([corners[0], pair[0], pair[1]]);
    }
}

/// The polygon seen along its normal (Newell's), so that it runs counter-clockwise.
fn flatten(corners: &[u32], at: impl Fn(u32) -> Option<[f32; 3]>) -> Option<Vec<[f64; 2]>> {
    let points: Vec<[f64; 3]> =
        corners.iter().map(|&corner| at(corner).map(|point| point.map(f64::from))).collect::<Option<_>>()?;
    let mut normal = [0.0; 3];
    for (index, a) in points.iter().enumerate() {
        let b = points[(index + 1) % points.len()];
        for (axis, component) in normal.iter_mut().enumerate() {
            let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
            *component += (a[u] - b[u]) * (a[v] + b[v]);
        }
    }
    let mut axis = 0;
    for other in 1..3 {
        if normal[other].abs() > normal[axis].abs() {
            axis = other;
        }
    }
    let (mut u, mut v) = ((axis + 1) % 3, (axis + 2) % 3);
    if normal[axis] < 0.0 {
        std::mem::swap(&mut u, &mut v);
    }
    (normal[axis] != 0.0 && normal[axis].is_finite()).then(|| points.iter().map(|point| [point[u], point[v]]).collect())
}

/// Twice the signed area of a triangle.
fn turn(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// Whether every corner turns outward; one on a straight side does not.
fn is_convex(flat: &[[f64; 2]]) -> bool {
    (0..flat.len()).all(|index| {
        let next = (index + 1) % flat.len();
        let after = (index + 2) % flat.len();
        turn(flat[index], flat[next], flat[after]) > 0.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(points: &[[f32; 3]]) -> Vec<[u32; 3]> {
        let corners: Vec<u32> = (0..points.len() as u32).collect();
        let mut triangles = Vec::new();
        triangulate(&corners, |corner| points.get(corner as usize).copied(), |triangle| triangles.push(triangle));
        triangles
    }

    fn areas(points: &[[f32; 3]], triangles: &[[u32; 3]]) -> Vec<f64> {
        let flat = |corner: u32| [f64::from(points[corner as usize][0]), f64::from(points[corner as usize][1])];
        triangles.iter().map(|corners| turn(flat(corners[0]), flat(corners[1]), flat(corners[2])) / 2.0).collect()
    }

    #[test]
    fn a_concave_polygon_is_cut_without_leaving_it() {
        // An L whose inner corner comes second, so that a fan from the first corner would leave it.
        let points =
            [[2.0, 1.0, 0.0], [1.0, 1.0, 0.0], [1.0, 2.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 0.0], [2.0, 0.0, 0.0]];
        let triangles = cut(&points);
        assert_eq!(triangles.len(), 4);
        let areas = areas(&points, &triangles);
        assert!(areas.iter().all(|&area| area > 0.0), "{areas:?}");
        assert!((areas.iter().sum::<f64>() - 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_convex_polygon_is_a_fan_and_a_line_is_nothing() {
        assert_eq!(cut(&[[0.0; 3], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]]), [[0, 1, 2], [0, 2, 3]]);
        assert!(cut(&[[0.0; 3], [1.0, 0.0, 0.0]]).is_empty());
    }

    #[test]
    fn a_corner_on_a_straight_side_stays_one_and_no_triangle_is_without_area() {
        // A rectangle of 2 mm by 1 mm, with so many corners more on each long side.
        for extra in 1..200u16 {
            let step = 2.0 / f32::from(extra + 1);
            let below = (0..=extra).map(|corner| [f32::from(corner) * step, 0.0, 0.0]);
            let above = (0..=extra).map(|corner| [2.0 - f32::from(corner) * step, 1.0, 0.0]);
            let points: Vec<[f32; 3]> = below.chain([[2.0, 0.0, 0.0]]).chain(above).chain([[0.0, 1.0, 0.0]]).collect();
            let triangles = cut(&points);
            assert_eq!(triangles.len(), points.len() - 2);
            let areas = areas(&points, &triangles);
            assert!(areas.iter().all(|&area| area > 0.0), "{extra}: {areas:?}");
            assert!((areas.iter().sum::<f64>() - 2.0).abs() < 1e-6);
        }
    }

    /// A comb: a back of 1 mm, and teeth of 1 mm by `length` that stand 1 mm apart. Corners run counter-clockwise.
    fn comb(teeth: u16, length: f32) -> Vec<[f32; 3]> {
        let right = f32::from(2 * teeth - 1);
        let mut points = vec![[0.0, 0.0, 0.0], [right, 0.0, 0.0]];
        for tooth in (0..teeth).rev() {
            let left = f32::from(2 * tooth);
            points.extend([[left + 1.0, 1.0 + length, 0.0], [left, 1.0 + length, 0.0]]);
            if tooth > 0 {
                points.extend([[left, 1.0, 0.0], [left - 1.0, 1.0, 0.0]]);
            }
        }
        points
    }

    #[test]
    fn a_polygon_of_many_corners_is_cut_without_leaving_it() {
        for teeth in [3, 40, 5000] {
            let points = comb(teeth, 50.0);
            let triangles = cut(&points);
            assert_eq!(triangles.len(), points.len() - 2);
            let areas = areas(&points, &triangles);
            assert!(areas.iter().all(|&area| area > 0.0));
            // The back is 2 n - 1 by 1 mm, each tooth 1 by 50.
            let expected = f64::from(2 * teeth - 1) + 50.0 * f64::from(teeth);
            assert!((areas.iter().sum::<f64>() - expected).abs() < 1e-6 * expected);
        }
    }

    #[test]
    fn a_hole_that_is_reached_over_a_bridge_stays_open() {
        // A frame of 4 by 4 mm round a hole of 2 by 2, both with a corner every tenth of a millimetre.
        let ring = |side: u16, from: f32, turned: bool| {
            let mut points = Vec::new();
            for (start, step) in [([0, 0], [1, 0]), ([1, 0], [0, 1]), ([1, 1], [-1, 0]), ([0, 1], [0, -1])] {
                for corner in 0..side * 10 {
                    let along = |axis: usize| {
                        from + f32::from(start[axis] as u16 * side)
                            + f32::from(step[axis] as i16) * f32::from(corner) / 10.0
                    };
                    points.push([along(0), along(1), 0.0]);
                }
            }
            if turned {
                points[1..].reverse();
            }
            points
        };
        let (mut points, hole) = (ring(4, 0.0, false), ring(2, 1.0, true));
        let first = points[0];
        points.push(first);
        points.extend(&hole);
        points.push(hole[0]);
        let triangles = cut(&points);
        let areas = areas(&points, &triangles);
        assert!(areas.iter().all(|&area| area > 0.0));
        assert!((areas.iter().sum::<f64>() - 12.0).abs() < 1e-4, "{}", areas.iter().sum::<f64>());
    }

    #[test]
    fn a_polygon_of_n_corners_gives_n_less_two_triangles_whatever_its_shape() {
        let star: Vec<[f32; 3]> = (0..40)
            .map(|index| {
                let angle = index as f32 * std::f32::consts::TAU / 40.0;
                let radius = if index % 2 == 0 { 2.0 } else { 0.5 };
                [radius * angle.cos(), radius * angle.sin(), 0.0]
            })
            .collect();
        assert_eq!(cut(&star).len(), 38);
        assert!(areas(&star, &cut(&star)).iter().all(|&area| area > 0.0));
        let bow_tie = [[0.0; 3], [1.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
        assert_eq!(cut(&bow_tie).len(), 2);
    }
}
