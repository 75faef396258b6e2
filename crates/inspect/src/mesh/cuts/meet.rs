//! Whether two triangles meet where they should not, by exact predicates alone: no tolerance, no rounding.
//!
//! They do if they have a point in common that lies inside at least one of them, not on its rim. So neighbours that
//! share an edge or a corner do not meet, nor do triangles that touch rim to rim, as at a vertex that stands on the edge
//! of another triangle; but one that is folded flat onto its neighbour does.
//!
//! Every answer is drawn from the signs of determinants of the coordinates (Shewchuk, "Adaptive precision
//! floating-point arithmetic and fast robust geometric predicates", 1997). Triangles without area are the
//! caller's to leave out.

use std::cmp::Ordering;

use robust::{Coord, Coord3D, orient2d, orient3d};

/// A point, mm.
pub(crate) type Point = [f64; 3];

/// A triangle's corners, and the welded vertices that they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triangle {
    pub corners: [Point; 3],
    pub vertices: [u32; 3],
}

/// Whether two triangles have a point in common that lies inside at least one of them. Repeats of one another are no
/// such case: they are found elsewhere.
pub(crate) fn meet(p: &Triangle, q: &Triangle) -> bool {
    if are_side_by_side(p, q) {
        return false;
    }
    let shared = p.vertices.map(|vertex| q.vertices.contains(&vertex));
    if shared == [true; 3] {
        return false;
    }
    let p_from_q = Sides::of(p, q);
    if p_from_q.keep_to(shared) {
        return false;
    }
    let q_from_p = Sides::of(q, p);
    if q_from_p.keep_to(q.vertices.map(|vertex| p.vertices.contains(&vertex))) {
        return false;
    }
    if p_from_q.are_level() {
        return overlap(&p.corners, &q.corners);
    }
    let (p, q) = (&p.corners, &q.corners);
    reaches(p, &p_from_q, q, &q_from_p) || reaches(q, &q_from_p, p, &p_from_q)
}

/// Whether two triangles that meet go through each other, or lie in one plane and face the same way, so that what is
/// behind them overlaps. Otherwise they only touch.
pub(crate) fn crosses(p: &Triangle, q: &Triangle) -> bool {
    let p_from_q = Sides::of(p, q);
    if p_from_q.are_level() {
        let plane = Plane::of(&p.corners);
        let [one, other] = [p, q].map(|triangle| {
            let [a, b, c] = triangle.corners;
            plane.turn([a, b], c)
        });
        return one == other;
    }
    p_from_q.straddle() && Sides::of(q, p).straddle()
}

/// Whether one of the triangles, seen along an axis, has the other beyond one of its edges, so that they have at most the ends
/// of that edge in common. Then they do not meet.
///
/// This answers for nearly all pairs of a smooth surface, at a fraction of what the planes cost. Where rounding leaves a
/// doubt it says no.
fn are_side_by_side(p: &Triangle, q: &Triangle) -> bool {
    let [a, b, c] = &p.corners;
    let (u, v) = ([b[0] - a[0], b[1] - a[1], b[2] - a[2]], [c[0] - a[0], c[1] - a[1], c[2] - a[2]]);
    let across = |i: usize, j: usize| (u[i] * v[j] - u[j] * v[i]).abs();
    let [x, y, z] = [across(1, 2), across(2, 0), across(0, 1)];
    if z >= x && z >= y {
        seen_side_by_side::<0, 1>(p, q)
    } else if y >= x {
        seen_side_by_side::<2, 0>(p, q)
    } else {
        seen_side_by_side::<1, 2>(p, q)
    }
}

fn seen_side_by_side<const I: usize, const J: usize>(p: &Triangle, q: &Triangle) -> bool {
    has_beyond::<I, J>(p, q) || has_beyond::<I, J>(q, p)
}

/// Whether `other` lies beyond an edge of `triangle` but for corners that are ends of that edge.
#[inline]
fn has_beyond<const I: usize, const J: usize>(triangle: &Triangle, other: &Triangle) -> bool {
    let [a, b, c] = &triangle.corners;
    let within = sure_turn::<I, J>(a, b, c);
    within != 0.0
        && [(0, 1), (1, 2), (2, 0)].into_iter().any(|(from, to)| {
            let ends = [triangle.vertices[from], triangle.vertices[to]];
            let [from, to] = [&triangle.corners[from], &triangle.corners[to]];
            (0..3).all(|at| {
                ends.contains(&other.vertices[at]) || sure_turn::<I, J>(from, to, &other.corners[at]) * within < 0.0
            })
        })
}

/// Twice the signed area of three points seen along an axis, or 0 where rounding may have changed its sign (Shewchuk's bound).
#[inline]
fn sure_turn<const I: usize, const J: usize>(a: &Point, b: &Point, c: &Point) -> f64 {
    const SHARE: f64 = (3.0 + 8.0 * f64::EPSILON) * f64::EPSILON / 2.0;
    let (left, right) = ((b[I] - a[I]) * (c[J] - a[J]), (b[J] - a[J]) * (c[I] - a[I]));
    let turn = left - right;
    if turn.abs() > SHARE * (left.abs() + right.abs()) { turn } else { 0.0 }
}

/// On which sides of another triangle's plane the corners of a triangle lie.
struct Sides([Ordering; 3]);

/// Where a triangle's rim meets a plane that it does not lie in.
enum Mark {
    /// One of its corners lies in the plane.
    Corner(Point),
    /// One of its edges goes through the plane between its ends.
    Edge([Point; 2]),
}

impl Sides {
    fn of(triangle: &Triangle, plane: &Triangle) -> Self {
        Self(std::array::from_fn(|at| {
            if plane.vertices.contains(&triangle.vertices[at]) {
                return Ordering::Equal;
            }
            side(&plane.corners, triangle.corners[at])
        }))
    }

    /// Whether all corners lie in the plane.
    fn are_level(&self) -> bool {
        self.0 == [Ordering::Equal; 3]
    }

    /// Whether there is a corner on either side, so that the plane passes through the inside of the triangle.
    fn straddle(&self) -> bool {
        self.0.contains(&Ordering::Less) && self.0.contains(&Ordering::Greater)
    }

    /// Whether the triangle reaches the plane with nothing but those of its corners that are `shared`.
    fn keep_to(&self, shared: [bool; 3]) -> bool {
        !self.straddle() && (0..3).all(|at| self.0[at] != Ordering::Equal || shared[at])
    }

    /// The ends of what `triangle` has in common with the plane: one or two, and two where it straddles.
    fn marks<'a>(&'a self, triangle: &'a [Point; 3]) -> impl Iterator<Item = Mark> + 'a {
        let corners = (0..3).filter(|&at| self.0[at] == Ordering::Equal).map(|at| Mark::Corner(triangle[at]));
        let through = |edge: &usize| {
            let [from, to] = ends(&self.0, *edge);
            from != Ordering::Equal && from == to.reverse()
        };
        corners.chain((0..3).filter(through).map(|edge| Mark::Edge(ends(triangle, edge))))
    }
}

/// Whether what `q` has in common with the plane of `p` reaches inside `p`: one of its ends lies there, or it begins
/// and ends with `p` or beyond. The planes differ.
fn reaches(p: &[Point; 3], p_from_q: &Sides, q: &[Point; 3], q_from_p: &Sides) -> bool {
    p_from_q.straddle()
        && (q_from_p.marks(q).any(|mark| mark.inside(p)) || p_from_q.marks(p).all(|mark| mark.not_outside(q)))
}

impl Mark {
    /// Whether it lies inside `triangle`, not on its rim.
    fn inside(&self, triangle: &[Point; 3]) -> bool {
        let hands = self.hands(triangle);
        hands[0] != Ordering::Equal && hands[1] == hands[0] && hands[2] == hands[0]
    }

    /// Whether it lies inside `triangle` or on its rim.
    fn not_outside(&self, triangle: &[Point; 3]) -> bool {
        let hands = self.hands(triangle);
        !(hands.contains(&Ordering::Less) && hands.contains(&Ordering::Greater))
    }

    /// On which hand of each edge of `triangle` it lies.
    fn hands(&self, triangle: &[Point; 3]) -> [Ordering; 3] {
        match *self {
            Self::Corner(point) => {
                let plane = Plane::of(triangle);
                std::array::from_fn(|edge| plane.turn(ends(triangle, edge), point))
            }
            Self::Edge([from, to]) => std::array::from_fn(|edge| {
                let [a, b] = ends(triangle, edge);
                side(&[from, to, a], b)
            }),
        }
    }
}

/// Whether two triangles of one plane have area in common: no edge of either has the other beyond it.
fn overlap(p: &[Point; 3], q: &[Point; 3]) -> bool {
    let plane = Plane::of(p);
    let beyond = |triangle: &[Point; 3], other: &[Point; 3], edge: usize| {
        let edge = [triangle[edge], triangle[(edge + 1) % 3], triangle[(edge + 2) % 3]];
        let within = plane.turn([edge[0], edge[1]], edge[2]);
        other.iter().all(|&point| plane.turn([edge[0], edge[1]], point) != within)
    };
    !(0..3).any(|edge| beyond(p, q, edge) || beyond(q, p, edge))
}

/// On which side of the plane of `triangle` a point lies.
fn side([a, b, c]: &[Point; 3], d: Point) -> Ordering {
    // Flat faces along the axes are common, and the slow way through the predicate is to find an exact zero.
    if (0..3).any(|axis| a[axis] == b[axis] && b[axis] == c[axis] && c[axis] == d[axis]) {
        return Ordering::Equal;
    }
    let wide = |[x, y, z]: Point| Coord3D { x, y, z };
    sign(orient3d(wide(*a), wide(*b), wide(*c), wide(d)))
}

/// A triangle's plane seen along an axis that it is not parallel to: what lies in it keeps its order.
struct Plane {
    axes: [usize; 2],
}

impl Plane {
    fn of(triangle: &[Point; 3]) -> Self {
        let [a, b, c] = triangle;
        let view = [[1, 2], [2, 0], [0, 1]].map(|axes| {
            let [i, j] = axes;
            let area = (b[i] - a[i]) * (c[j] - a[j]) - (b[j] - a[j]) * (c[i] - a[i]);
            (area.abs(), Self { axes })
        });
        let mut view = view;
        view.sort_by(|one, other| other.0.total_cmp(&one.0));
        // The widest view is as good as always right; a sliver's rounded areas may mislead.
        let sees = |plane: &Self| plane.turn([*a, *b], *c) != Ordering::Equal;
        let [first, second, third] = view.map(|(_, plane)| plane);
        [first, second].into_iter().find(sees).unwrap_or(third)
    }

    /// Whether the way along an edge and on to `point` turns left, right or not at all.
    fn turn(&self, [a, b]: [Point; 2], point: Point) -> Ordering {
        let flat = |point: Point| Coord { x: point[self.axes[0]], y: point[self.axes[1]] };
        sign(orient2d(flat(a), flat(b), flat(point)))
    }
}

fn sign(value: f64) -> Ordering {
    value.partial_cmp(&0.0).unwrap_or(Ordering::Equal)
}

fn ends<T: Copy>(of: &[T; 3], edge: usize) -> [T; 2] {
    [of[edge], of[(edge + 1) % 3]]
}

#[cfg(test)]
mod tests;
