//! A tree of boxes over triangles, for the nearest one and for all within reach.

use super::space::{Point, distance, minus, nearest_on};

/// Triangles of one leaf.
const LEAF: usize = 4;
/// Bits of the space-filling curve along each axis.
const CURVE_BITS: u32 = 21;

#[derive(Clone, Copy)]
struct Bounds {
    low: Point,
    high: Point,
}

impl Bounds {
    const NOTHING: Self = Self { low: [f64::INFINITY; 3], high: [f64::NEG_INFINITY; 3] };

    fn with(self, point: Point) -> Self {
        Self {
            low: std::array::from_fn(|axis| self.low[axis].min(point[axis])),
            high: std::array::from_fn(|axis| self.high[axis].max(point[axis])),
        }
    }

    fn square_from(&self, point: Point) -> f64 {
        (0..3).map(|axis| (self.low[axis] - point[axis]).max(point[axis] - self.high[axis]).max(0.0).powi(2)).sum()
    }
}

/// Triangles, or edges and points given as triangles that repeat a corner.
pub(crate) struct Tree {
    /// Indices in the order of the curve, and the corners beside them.
    items: Vec<(u32, [Point; 3])>,
    /// A whole binary tree as a heap: the children of `n` are `2n` and `2n + 1`, the leaves come last.
    nodes: Vec<Bounds>,
    leaf_count: usize,
}

impl Tree {
    /// The tree over `triangles`; they are told by their place in the list.
    pub fn new(triangles: &[[Point; 3]]) -> Self {
        let all = triangles.as_flattened().iter().fold(Bounds::NOTHING, |bounds, &point| bounds.with(point));
        let scale: [f64; 3] = std::array::from_fn(|axis| {
            let side = all.high[axis] - all.low[axis];
            if side > 0.0 { f64::from((1u32 << CURVE_BITS) - 1) / (3.0 * side) } else { 0.0 }
        });
        let key = |corners: &[Point; 3]| {
            let cell: [u64; 3] = std::array::from_fn(|axis| {
                let sum: f64 = corners.iter().map(|corner| corner[axis] - all.low[axis]).sum();
                (sum * scale[axis]) as u64
            });
            spread(cell[0]) | spread(cell[1]) << 1 | spread(cell[2]) << 2
        };
        let mut keyed: Vec<(u64, u32)> =
            triangles.iter().enumerate().map(|(index, corners)| (key(corners), index as u32)).collect();
        keyed.sort_unstable();
        let items: Vec<_> = keyed.into_iter().map(|(_, index)| (index, triangles[index as usize])).collect();
        let leaf_count = items.len().div_ceil(LEAF).next_power_of_two();
        let mut nodes = vec![Bounds::NOTHING; 2 * leaf_count];
        for (node, leaf) in nodes[leaf_count..].iter_mut().zip(items.chunks(LEAF)) {
            *node = leaf.iter().flat_map(|(_, corners)| *corners).fold(Bounds::NOTHING, Bounds::with);
        }
        for node in (1..leaf_count).rev() {
            let child = nodes[2 * node + 1];
            // An empty box has no corner to add.
            nodes[node] = if child.low[0] <= child.high[0] {
                nodes[2 * node].with(child.low).with(child.high)
            } else {
                nodes[2 * node]
            };
        }
        Self { items, nodes, leaf_count }
    }

    /// The nearest triangle, its place in the tree, and how far it is, mm; none in an empty tree.
    pub fn nearest(&self, point: Point) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64)> = None;
        let mut stack = vec![(1, 0.0)];
        while let Some((node, square)) = stack.pop() {
            if best.is_some_and(|(_, mm)| square >= mm * mm) {
                continue;
            }
            if node < self.leaf_count {
                let [one, other] = [2 * node, 2 * node + 1].map(|child| (child, self.nodes[child].square_from(point)));
                let (near, far) = if one.1 <= other.1 { (one, other) } else { (other, one) };
                stack.extend([far, near].into_iter().filter(|(_, square)| square.is_finite()));
                continue;
            }
            for place in self.leaf(node) {
                let mm = self.distance(place, point);
                if best.is_none_or(|(_, known)| mm < known) {
                    best = Some((place, mm));
                }
            }
        }
        best
    }

    /// From `point` to the triangle at a place in the tree, mm.
    pub fn distance(&self, place: usize, point: Point) -> f64 {
        distance(nearest_on(self.items[place].1, point), point)
    }

    /// The place in the list of the triangle at a place in the tree.
    pub fn index(&self, place: usize) -> u32 {
        self.items[place].0
    }

    /// All triangles within `reach` mm of `point`, lowest index first. Each box that is opened is taken from `budget`; when
    /// that is spent, what was found until then is all.
    pub fn within(&self, point: Point, reach: f64, budget: &mut u64) -> Vec<u32> {
        let mut found = Vec::new();
        let mut stack = vec![1];
        while let Some(node) = stack.pop() {
            if self.nodes[node].square_from(point) > reach * reach {
                continue;
            }
            let Some(rest) = budget.checked_sub(1) else { break };
            *budget = rest;
            if node < self.leaf_count {
                stack.extend([2 * node, 2 * node + 1]);
                continue;
            }
            let near = self.leaf(node).filter(|&place| self.distance(place, point) <= reach);
            found.extend(near.map(|place| self.index(place)));
        }
        found.sort_unstable();
        found
    }

    fn leaf(&self, node: usize) -> std::ops::Range<usize> {
        let first = (node - self.leaf_count) * LEAF;
        first.min(self.items.len())..(first + LEAF).min(self.items.len())
    }
}

/// The bits of `value`, two zeros between each and the next (Morton order).
fn spread(value: u64) -> u64 {
    let mut bits = value & 0x1f_ffff;
    for (shift, mask) in [
        (32, 0x1f_0000_0000_ffff),
        (16, 0x1f_0000_ff00_00ff),
        (8, 0x100f_00f0_0f00_f00f),
        (4, 0x10c3_0c30_c30c_30c3),
        (2, 0x1249_2492_4924_9249),
    ] {
        bits = (bits | bits << shift) & mask;
    }
    bits
}

/// How often `triangles` wind round `eye`.
pub(crate) fn winding(triangles: impl Iterator<Item = [Point; 3]>, eye: Point) -> f64 {
    triangles.map(|corners| super::space::winding(corners, eye)).sum()
}

/// Half the diagonal's length times two: the size that tolerances are shares of, mm.
pub(crate) fn diagonal(points: impl Iterator<Item = Point>) -> f64 {
    let bounds = points.fold(Bounds::NOTHING, Bounds::with);
    let side = minus(bounds.high, bounds.low);
    if side[0] >= 0.0 { super::space::length(side) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scattered(count: usize) -> Vec<[Point; 3]> {
        let mut state = 7u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / (1u64 << 24) as f64
        };
        (0..count)
            .map(|_| {
                let middle: Point = std::array::from_fn(|_| 10.0 * next());
                std::array::from_fn(|_| middle.map(|value| value + next()))
            })
            .collect()
    }

    #[test]
    fn the_tree_finds_what_a_look_at_all_finds() {
        let triangles = scattered(257);
        let tree = Tree::new(&triangles);
        for [point, ..] in scattered(50) {
            let mm = |corners: &[Point; 3]| distance(nearest_on(*corners, point), point);
            let wanted = triangles.iter().map(mm).fold(f64::MAX, f64::min);
            assert_eq!(tree.nearest(point).map(|(_, mm)| mm), Some(wanted));
            let mut budget = u64::MAX;
            let near: Vec<u32> = (0..257).filter(|&index| mm(&triangles[index as usize]) <= 1.5).collect();
            assert_eq!(tree.within(point, 1.5, &mut budget), near);
        }
        assert_eq!(Tree::new(&[]).nearest([0.0; 3]), None);
    }
}
