//! Ear clipping (Meisters 1975), for small polygons and for outlines that cross themselves.

use super::turn;

/// Corners tried as ears, for each corner of the polygon: an outline without crossings needs fewer.
const CANDIDATES_PER_CORNER: usize = 16;

/// Cuts one ear after the other, as places in `flat`; where none is left (the outline crosses itself) or the search takes
/// far longer than an honest outline needs, the rest becomes a fan.
pub(super) fn cut(flat: &[[f64; 2]]) -> Vec<[usize; 3]> {
    let mut left: Vec<usize> = (0..flat.len()).collect();
    let mut triangles = Vec::with_capacity(flat.len());
    let mut start = 0;
    let mut candidates_left = flat.len() * CANDIDATES_PER_CORNER;
    while left.len() > 3 {
        let candidates = (0..left.len().min(candidates_left)).map(|step| (start + step) % left.len());
        let found = candidates
            .inspect(|_| candidates_left = candidates_left.saturating_sub(1))
            .find(|&index| is_ear(&left, index, flat));
        let Some(index) = found else { break };
        triangles.push([left[(index + left.len() - 1) % left.len()], left[index], left[(index + 1) % left.len()]]);
        left.remove(index);
        start = index % left.len();
    }
    triangles.extend(left[1..].windows(2).map(|pair| [left[0], pair[0], pair[1]]));
    triangles
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
