//! Cases by hand, and a comparison with fractions of whole numbers.

use proptest::prelude::*;

use super::*;

/// Corners by their coordinates; equal corners are one vertex, as after welding.
fn pair(p: [Point; 3], q: [Point; 3]) -> bool {
    let all = [p, q].concat();
    let vertex = |point: Point| all.iter().position(|other| *other == point).expect("one of them") as u32;
    let triangle = |corners: [Point; 3]| Triangle { corners, vertices: corners.map(vertex) };
    let (p, q) = (triangle(p), triangle(q));
    let answer = meet(&p, &q);
    assert_eq!(answer, meet(&q, &p), "the order does not matter");
    answer
}

const FLAT: [Point; 3] = [[0.0, 0.0, 0.0], [4.0, 0.0, 0.0], [0.0, 4.0, 0.0]];

#[test]
fn triangles_that_share_nothing_meet_where_one_reaches_inside_the_other() {
    assert!(pair(FLAT, [[1.0, 1.0, -1.0], [1.0, 1.0, 1.0], [9.0, 9.0, 1.0]]), "an edge goes through the face");
    assert!(pair(FLAT, [[1.0, -1.0, -1.0], [1.0, -1.0, 3.0], [1.0, 9.0, 1.0]]), "a plane goes through");
    assert!(pair(FLAT, [[1.0, 1.0, 0.0], [1.0, 1.0, 5.0], [2.0, 1.0, 5.0]]), "a corner stands on the face");
    assert!(!pair(FLAT, [[1.0, 1.0, 1e-30], [1.0, 1.0, 5.0], [2.0, 1.0, 5.0]]), "however little is between");
    assert!(!pair(FLAT, [[3.0, 3.0, -1.0], [3.0, 3.0, 1.0], [9.0, 9.0, 1.0]]), "beside the long side");
    assert!(!pair(FLAT, [[1.0, 0.0, 0.0], [1.0, -3.0, 5.0], [2.0, -3.0, 5.0]]), "a corner on the rim");
    assert!(!pair(FLAT, [[1.0, 0.0, 0.0], [3.0, 0.0, 0.0], [2.0, -3.0, 5.0]]), "an edge along the rim");
}

#[test]
fn triangles_in_one_plane_meet_where_they_overlap() {
    assert!(pair(FLAT, [[1.0, 1.0, 0.0], [1.5, 1.0, 0.0], [1.0, 1.5, 0.0]]), "one within the other");
    assert!(pair(FLAT, [[1.0, -1.0, 0.0], [2.0, -1.0, 0.0], [1.0, 9.0, 0.0]]), "across");
    assert!(!pair(FLAT, [[3.0, 3.0, 0.0], [5.0, 3.0, 0.0], [3.0, 5.0, 0.0]]), "beside");
    assert!(!pair(FLAT, [[1.0, 0.0, 0.0], [3.0, 0.0, 0.0], [2.0, -3.0, 0.0]]), "edge to edge");
}

#[test]
fn neighbours_at_a_vertex_meet_only_beyond_it() {
    let o = [0.0, 0.0, 0.0];
    assert!(!pair(FLAT, [o, [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0]]), "in the plane, turned away");
    assert!(pair(FLAT, [o, [1.0, 1.0, 0.0], [3.0, -1.0, 0.0]]), "in the plane, one on the other");
    assert!(!pair(FLAT, [o, [1.0, 1.0, 1.0], [2.0, 1.0, 1.0]]), "standing on its tip");
    assert!(pair(FLAT, [o, [2.0, 2.0, 1.0], [1.0, 1.0, -1.0]]), "cutting down from the tip");
    assert!(pair(FLAT, [o, [1.0, 1.0, 0.0], [1.0, 1.0, 5.0]]), "an edge lies in the face");
}

#[test]
fn neighbours_at_an_edge_meet_only_when_folded_flat() {
    let (o, x) = ([0.0, 0.0, 0.0], [4.0, 0.0, 0.0]);
    assert!(!pair(FLAT, [x, o, [0.0, -4.0, 0.0]]), "laid out");
    assert!(!pair(FLAT, [x, o, [0.0, 4.0, 1e-30]]), "folded almost");
    assert!(pair(FLAT, [x, o, [1.0, 1.0, 0.0]]), "folded");
    assert!(!pair(FLAT, FLAT), "a repeat is found elsewhere");
}

#[test]
fn a_common_stretch_from_rim_to_rim_of_both_is_a_meeting() {
    // Both begin in one corner and end at one point of their far edges.
    let (o, p) = ([0.0, 0.0, 0.0], [[4.0, 0.0, 4.0], [4.0, 0.0, -4.0]]);
    assert!(pair([o, p[0], p[1]], [o, [4.0, 4.0, 0.0], [4.0, -4.0, 0.0]]));
}

type Whole = [i64; 3];

fn minus(a: Whole, b: Whole) -> Whole {
    std::array::from_fn(|axis| a[axis] - b[axis])
}

fn dot(a: Whole, b: Whole) -> i64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: Whole, b: Whole) -> Whole {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn normal([a, b, c]: [Whole; 3]) -> Whole {
    cross(minus(b, a), minus(c, a))
}

/// From where to where `triangle` meets the plane through `origin`, as fractions along `way`; and whether it does so inside.
fn stretch(triangle: [Whole; 3], plane: Whole, origin: Whole, way: Whole) -> Option<([(i64, i64); 2], bool)> {
    let heights = triangle.map(|corner| dot(plane, minus(corner, origin)));
    let mut marks = Vec::new();
    for at in 0..3 {
        let next = (at + 1) % 3;
        let (here, there) = (dot(way, triangle[at]), dot(way, triangle[next]));
        let (high, low) = (heights[at], heights[next]);
        if high == 0 {
            marks.push((here, 1));
        }
        if high.signum() * low.signum() < 0 {
            // here + (there - here) * high / (high - low), over a positive denominator.
            let (top, under) = (here * (high - low) + (there - here) * high, high - low);
            marks.push((top * under.signum(), under.abs()));
        }
    }
    let less =
        |a: &(i64, i64), b: &(i64, i64)| (i128::from(a.0) * i128::from(b.1)).cmp(&(i128::from(b.0) * i128::from(a.1)));
    marks.sort_by(less);
    let straddles = heights.iter().any(|&height| height > 0) && heights.iter().any(|&height| height < 0);
    Some(([*marks.first()?, *marks.last()?], straddles))
}

/// The same question by fractions, for triangles with area in two planes.
fn meet_by_fractions(p: [Whole; 3], q: [Whole; 3]) -> bool {
    let (over_p, over_q) = (normal(p), normal(q));
    let way = cross(over_p, over_q);
    let (Some((of_p, through_p)), Some((of_q, through_q))) =
        (stretch(p, over_q, q[0], way), stretch(q, over_p, p[0], way))
    else {
        return false;
    };
    let before = |a: (i64, i64), b: (i64, i64)| i128::from(a.0) * i128::from(b.1) < i128::from(b.0) * i128::from(a.1);
    // An open stretch and a closed one have a point in common where each begins before the other ends.
    let common = |open: [(i64, i64); 2], closed: [(i64, i64); 2]| {
        before(open[0], open[1]) && before(open[0], closed[1]) && before(closed[0], open[1])
    };
    through_p && common(of_p, of_q) || through_q && common(of_q, of_p)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]
    #[test]
    fn the_signs_say_what_fractions_say(p in [[0i64..5, 0..5, 0..5], [0..5, 0..5, 0..5], [0..5, 0..5, 0..5]],
                                        q in [[0i64..5, 0..5, 0..5], [0..5, 0..5, 0..5], [0..5, 0..5, 0..5]]) {
        prop_assume!(normal(p) != [0; 3] && normal(q) != [0; 3]);
        let repeated = p.iter().all(|corner| q.contains(corner));
        prop_assume!(!repeated && cross(normal(p), normal(q)) != [0; 3]);
        let wide = |triangle: [Whole; 3]| triangle.map(|corner| corner.map(|value| value as f64));
        prop_assert_eq!(pair(wide(p), wide(q)), meet_by_fractions(p, q));
    }
}
