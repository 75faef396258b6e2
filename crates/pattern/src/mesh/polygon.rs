//! Cuts polygons into triangles: fans where that is right, ears where a corner points inward.

/// Corners above which a polygon is cut as a fan: cutting ears takes a time that grows with the square.
const EAR_CORNERS_MAX: usize = 4096;
/// Corners tried as ears, for each corner of the polygon.
const EAR_CANDIDATES_PER_CORNER: usize = 16;

/// Cuts the polygon through `corners`, three indices at a time into `emit`. `at` gives a corner's position, none where it is missing.
pub(crate) fn triangulate(corners: &[u32], at: impl Fn(u32) -> Option<[f32; 3]>, mut emit: impl FnMut([u32; 3])) {
    match corners {
        [a, b, c] => emit([*a, *b, *c]),
        [_, _, _, _, ..] => {
            let flat = flatten(corners, at);
            match flat {
                Some(flat) if corners.len() <= EAR_CORNERS_MAX && !is_convex(&flat) => cut_ears(corners, &flat, emit),
                _ => fan(corners, emit),
            }
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

fn is_convex(flat: &[[f64; 2]]) -> bool {
    (0..flat.len()).all(|index| {
        let next = (index + 1) % flat.len();
        let after = (index + 2) % flat.len();
        turn(flat[index], flat[next], flat[after]) >= 0.0
    })
}

/// Cuts one ear after the other; where none is left (the outline crosses itself) or the search
/// takes far longer than an honest outline needs, the rest becomes a fan.
fn cut_ears(corners: &[u32], flat: &[[f64; 2]], mut emit: impl FnMut([u32; 3])) {
    let mut left: Vec<usize> = (0..corners.len()).collect();
    let mut start = 0;
    let mut candidates_left = corners.len() * EAR_CANDIDATES_PER_CORNER;
    while left.len() > 3 {
        let candidates = (0..left.len().min(candidates_left)).map(|step| (start + step) % left.len());
        let found = candidates
            .inspect(|_| candidates_left = candidates_left.saturating_sub(1))
            .find(|&index| is_ear(&left, index, flat));
        let Some(index) = found else { break };
        let (before, after) = (left[(index + left.len() - 1) % left.len()], left[(index + 1) % left.len()]);
        emit([corners[before], corners[left[index]], corners[after]]);
        left.remove(index);
        start = index % left.len();
    }
    let rest: Vec<u32> = left.iter().map(|&index| corners[index]).collect();
    fan(&rest, emit);
}

/// Whether the corner turns outward and no other corner lies in its triangle.
fn is_ear(left: &[usize], index: usize, flat: &[[f64; 2]]) -> bool {
    let count = left.len();
    let (before, after) = ((index + count - 1) % count, (index + 1) % count);
    let [a, b, c] = [before, index, after].map(|place| flat[left[place]]);
    if turn(a, b, c) <= 0.0 {
        return false;
    }
    let inside = |point: [f64; 2]| turn(a, b, point) >= 0.0 && turn(b, c, point) >= 0.0 && turn(c, a, point) >= 0.0;
    left.iter().enumerate().filter(|(place, _)| ![before, index, after].contains(place)).all(|(_, &corner)| {
        let point = flat[corner];
        // A corner that stands on one of the ear's own (a keyhole's bridge) does not block it.
        point == a || point == b || point == c || !inside(point)
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
