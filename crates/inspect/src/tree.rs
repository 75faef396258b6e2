//! A tree of boxes, built along a space-filling curve: boxes that overlap are found without looking at the others.

use rayon::prelude::*;

/// Items of one leaf: few enough to try each with each.
const LEAF: usize = 4;
/// Leaves that one thread goes through by itself.
const ALONE_LEAVES: usize = 64;

/// A box, mm.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub low: [f32; 3],
    pub high: [f32; 3],
}

impl Bounds {
    const NOTHING: Self = Self { low: [f32::INFINITY; 3], high: [f32::NEG_INFINITY; 3] };

    /// The box round some points.
    #[inline]
    pub fn of<const N: usize>(points: [[f32; 3]; N]) -> Self {
        points.iter().fold(Self::NOTHING, |sum, &point| sum.with(Self { low: point, high: point }))
    }

    /// The box grown by `reach` on all sides.
    pub fn grown(self, reach: f32) -> Self {
        Self { low: self.low.map(|value| value - reach), high: self.high.map(|value| value + reach) }
    }

    #[inline]
    fn with(self, other: Self) -> Self {
        // No number is missing here, so that one comparison tells.
        let low = |axis: usize| if other.low[axis] < self.low[axis] { other.low[axis] } else { self.low[axis] };
        let high = |axis: usize| if other.high[axis] > self.high[axis] { other.high[axis] } else { self.high[axis] };
        Self { low: [low(0), low(1), low(2)], high: [high(0), high(1), high(2)] }
    }

    /// Boxes that only touch overlap, too.
    #[inline]
    fn overlaps(&self, other: &Self) -> bool {
        // Without a branch: this is asked a hundred times for every triangle.
        let mut apart = false;
        for axis in 0..3 {
            apart |= (self.low[axis] > other.high[axis]) | (other.low[axis] > self.high[axis]);
        }
        !apart
    }
}

/// A stretch of a line, made ready for asking boxes.
struct Stretch {
    from: [f64; 3],
    /// One over what it goes along each axis.
    inverse: [f64; 3],
    bounds: Bounds,
    /// What rounding may hide.
    slack: f64,
}

impl Stretch {
    fn new(from: [f64; 3], to: [f64; 3]) -> Self {
        let wide = |pick: fn(f64, f64) -> f64| std::array::from_fn(|axis| pick(from[axis], to[axis]) as f32);
        let bounds = Bounds { low: wide(f64::min), high: wide(f64::max) };
        let largest = bounds.low.iter().chain(&bounds.high).fold(0.0f32, |sum, value| sum.max(value.abs()));
        let slack = 4.0 * largest * f32::EPSILON;
        let inverse = std::array::from_fn(|axis| 1.0 / (to[axis] - from[axis]));
        Self { from, inverse, bounds: bounds.grown(slack), slack: f64::from(slack) }
    }

    /// Slab by slab; a stretch that lies in a plane of one axis is asked by its box alone there.
    fn meets(&self, bounds: &Bounds) -> bool {
        if !self.bounds.overlaps(bounds) {
            return false;
        }
        let (mut enters, mut leaves) = (0.0f64, 1.0f64);
        for axis in (0..3).filter(|&axis| self.inverse[axis].is_finite()) {
            let low = (f64::from(bounds.low[axis]) - self.slack - self.from[axis]) * self.inverse[axis];
            let high = (f64::from(bounds.high[axis]) + self.slack - self.from[axis]) * self.inverse[axis];
            enters = enters.max(low.min(high));
            leaves = leaves.min(low.max(high));
        }
        enters <= leaves
    }
}

/// Items in the order of the curve, and boxes above them.
pub(crate) struct Tree {
    /// What the caller calls them.
    order: Vec<u32>,
    /// The box of each, in the same order.
    boxes: Vec<Bounds>,
    /// A whole binary tree as a heap: the children of `n` are `2n` and `2n + 1`, the leaves come last.
    nodes: Vec<Bounds>,
    leaf_count: usize,
}

impl Tree {
    /// The tree over `items`, whose boxes `of` tells; `world` holds them all.
    pub fn new(items: impl ParallelIterator<Item = u32>, of: impl Fn(u32) -> Bounds + Sync, world: [f32; 6]) -> Self {
        let order = along_curve(items, &of, world);
        let boxes = order.par_iter().map(|&item| of(item)).collect();
        Self::over(order, boxes)
    }

    /// The tree over items that are in the order of the curve, with the box of each.
    pub fn over(order: Vec<u32>, boxes: Vec<Bounds>) -> Self {
        let leaf_count = order.len().div_ceil(LEAF).next_power_of_two();
        let mut nodes = vec![Bounds::NOTHING; 2 * leaf_count];
        nodes[leaf_count..].par_iter_mut().zip(boxes.par_chunks(LEAF)).for_each(|(node, leaf)| {
            *node = leaf.iter().fold(Bounds::NOTHING, |sum, one| sum.with(*one));
        });
        for node in (1..leaf_count).rev() {
            nodes[node] = nodes[2 * node].with(nodes[2 * node + 1]);
        }
        Self { order, boxes, nodes, leaf_count }
    }

    /// The items in the order of the curve: what is near in it is near in space.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Calls `each` for every pair whose boxes overlap, each pair once, from many threads. It is told their places in
    /// [`order`](Self::order).
    pub fn pairs(&self, each: impl Fn(usize, usize) + Sync) {
        self.pairs_below(1, &each);
    }

    /// Calls `each` for every item whose box overlaps `bounds`.
    pub fn touching(&self, bounds: &Bounds, mut each: impl FnMut(u32)) {
        let mut stack = vec![1];
        while let Some(node) = stack.pop() {
            if !self.nodes[node].overlaps(bounds) {
                continue;
            }
            if node < self.leaf_count {
                stack.extend([2 * node, 2 * node + 1]);
                continue;
            }
            let leaf = self.leaf(node - self.leaf_count);
            leaf.filter(|&at| self.boxes[at].overlaps(bounds)).for_each(|at| each(self.order[at]));
        }
    }

    /// Calls `each` for every item whose box the stretch between two points goes through, and maybe for some near it; gives
    /// how many boxes it looked at.
    pub fn along(&self, from: [f64; 3], to: [f64; 3], mut each: impl FnMut(u32)) -> u64 {
        let stretch = Stretch::new(from, to);
        let mut stack = [0usize; 2 * usize::BITS as usize];
        let mut height = 1;
        stack[0] = 1;
        let mut looked_at = 0;
        while height > 0 {
            height -= 1;
            looked_at += 1;
            let node = stack[height];
            if !stretch.meets(&self.nodes[node]) {
                continue;
            }
            if node < self.leaf_count {
                (stack[height], stack[height + 1]) = (2 * node, 2 * node + 1);
                height += 2;
                continue;
            }
            let leaf = self.leaf(node - self.leaf_count);
            looked_at += LEAF as u64;
            leaf.filter(|&at| stretch.meets(&self.boxes[at])).for_each(|at| each(self.order[at]));
        }
        looked_at
    }

    /// The pairs within a node.
    fn pairs_below(&self, node: usize, each: &(impl Fn(usize, usize) + Sync)) {
        if node >= self.leaf_count {
            let own = self.leaf(node - self.leaf_count);
            for one in own.clone() {
                (one + 1..own.end)
                    .filter(|&other| self.boxes[one].overlaps(&self.boxes[other]))
                    .for_each(|other| each(one, other));
            }
            return;
        }
        let (left, right) = (2 * node, 2 * node + 1);
        if node < self.leaf_count / ALONE_LEAVES {
            let below = || rayon::join(|| self.pairs_below(left, each), || self.pairs_below(right, each));
            rayon::join(below, || self.pairs_between(left, right, each));
        } else {
            self.pairs_below(left, each);
            self.pairs_below(right, each);
            self.pairs_between(left, right, each);
        }
    }

    /// The pairs of an item of one node with an item of another; both nodes are equally high.
    fn pairs_between(&self, left: usize, right: usize, each: &impl Fn(usize, usize)) {
        if !self.nodes[left].overlaps(&self.nodes[right]) {
            return;
        }
        if left < self.leaf_count {
            for (a, b) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                self.pairs_between(2 * left + a, 2 * right + b, each);
            }
            return;
        }
        for one in self.leaf(left - self.leaf_count).filter(|&one| self.boxes[one].overlaps(&self.nodes[right])) {
            let others = self.leaf(right - self.leaf_count);
            others.filter(|&other| self.boxes[one].overlaps(&self.boxes[other])).for_each(|other| each(one, other));
        }
    }

    fn leaf(&self, leaf: usize) -> std::ops::Range<usize> {
        (leaf * LEAF).min(self.order.len())..((leaf + 1) * LEAF).min(self.order.len())
    }
}

/// The items in the order in which a curve that fills `world` comes to the middles of their boxes.
pub(crate) fn along_curve(
    items: impl ParallelIterator<Item = u32>,
    of: impl Fn(u32) -> Bounds + Sync,
    world: [f32; 6],
) -> Vec<u32> {
    let scale: [f64; 3] = std::array::from_fn(|axis| {
        let side = f64::from(world[axis + 3]) - f64::from(world[axis]);
        if side > 0.0 { f64::from((1u32 << CURVE_BITS) - 1) / (2.0 * side) } else { 0.0 }
    });
    let key = |item: u32| {
        let Bounds { low, high } = of(item);
        let cell = |axis: usize| {
            let doubled = f64::from(low[axis]) + f64::from(high[axis]) - 2.0 * f64::from(world[axis]);
            (doubled * scale[axis]) as u64
        };
        spread(cell(0)) | spread(cell(1)) << 1 | spread(cell(2)) << 2
    };
    let mut keyed: Vec<(u64, u32)> = items.map(|item| (key(item), item)).collect();
    keyed.par_sort_unstable();
    keyed.into_par_iter().map(|(_, item)| item).collect()
}

/// Bits of the curve along each axis: three times as many fit into 64.
const CURVE_BITS: u32 = 21;

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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn every_pair_whose_boxes_overlap_is_told_once() {
        // Triangles scattered by a fixed rule; some large, some small.
        let mut positions = Vec::new();
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32
        };
        for _ in 0..300 {
            let (middle, size) = ([next() * 10.0, next() * 10.0, next() * 10.0], 4.0 * next());
            positions.extend((0..3).map(|_| middle.map(|value| value + size * (next() - 0.5))));
        }
        let triangles: Vec<[u32; 3]> = (0..300).map(|index| [3 * index, 3 * index + 1, 3 * index + 2]).collect();
        let of = |item: u32| Bounds::of(triangles[item as usize].map(|vertex| positions[vertex as usize]));
        let items = (0..300u32).into_par_iter().filter(|&item| item != 7);
        let tree = Tree::new(items, of, [-2.0, -2.0, -2.0, 12.0, 12.0, 12.0]);
        let found = Mutex::new(Vec::new());
        tree.pairs(|a, b| {
            let [a, b] = [a, b].map(|place| tree.order()[place]);
            found.lock().expect("no panic").push([a.min(b), a.max(b)]);
        });
        let mut found = found.into_inner().expect("no panic");
        found.sort();
        let bounds: Vec<Bounds> = (0..300).map(of).collect();
        let wanted: Vec<[u32; 2]> = (0..300u32)
            .flat_map(|a| (a + 1..300).map(move |b| [a, b]))
            .filter(|pair| !pair.contains(&7) && bounds[pair[0] as usize].overlaps(&bounds[pair[1] as usize]))
            .collect();
        assert!(wanted.len() > 100);
        assert_eq!(found, wanted);
        for item in 0..300 {
            let mut near = Vec::new();
            tree.touching(&bounds[item], |other| near.push(other));
            near.sort_unstable();
            let all = (0..300u32).filter(|&other| other != 7 && bounds[other as usize].overlaps(&bounds[item]));
            assert_eq!(near, all.collect::<Vec<_>>());
            // Along a stretch, every item is told whose box holds one of its points.
            let (from, to) = (bounds[item].low.map(f64::from), bounds[(item * 7 + 1) % 300].high.map(f64::from));
            let mut met = Vec::new();
            tree.along(from, to, |other| met.push(other));
            met.sort_unstable();
            for step in 0..=100 {
                let at = Bounds::of([std::array::from_fn(|axis| {
                    (from[axis] + (to[axis] - from[axis]) * f64::from(step) / 100.0) as f32
                })]);
                let through = (0..300u32).filter(|&other| other != 7 && bounds[other as usize].overlaps(&at));
                assert!(through.into_iter().all(|other| met.binary_search(&other).is_ok()));
            }
            assert!(met.len() < 290, "{} of 299", met.len());
        }
    }
}
