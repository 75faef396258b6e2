//! The bounding volume hierarchy: boxes above boxes, built along a space-filling curve.

use std::{
    ops::Range,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use rayon::prelude::*;

use crate::{
    Aabb, Scalar,
    morton::{along_curve, along_curve_alone},
    slab::Stretch,
};

/// Items of one leaf: few enough to try each with each.
const LEAF: usize = 4;
/// Leaves that one thread goes through by itself.
const ALONE_LEAVES: usize = 64;
/// Steps after which a thread says how many it has made: a shared counter is slow to touch.
const SAID_TOGETHER: u64 = 1 << 12;
/// Items over which one thread builds the tree by itself: handing out the work would take longer.
const ALONE_ITEMS: usize = 1 << 12;

/// A linear bounding volume hierarchy (LBVH): items in the order of the curve, four to a leaf, and above them a whole
/// binary tree of boxes. It takes two boxes an item at most, and is built in the time of one sort.
///
/// Items are `u32`, whatever the caller means by them. Where one is told it is told by its *place* in
/// [`order`](Self::order) or by its number, as each method says.
pub struct Bvh<S, const D: usize> {
    /// What the caller calls them.
    order: Vec<u32>,
    /// The box of each, in the same order.
    boxes: Vec<Aabb<S, D>>,
    /// The tree as a heap: the children of `n` are `2n` and `2n + 1`, the leaves come last.
    nodes: Vec<Aabb<S, D>>,
    leaf_count: usize,
}

impl<S: Scalar, const D: usize> Bvh<S, D> {
    /// The tree over `boxes`, whose items are their numbers in the list.
    pub fn over(boxes: &[Aabb<S, D>]) -> Self {
        let world = boxes.iter().fold(Aabb::NOTHING, |sum, one| sum.with(*one));
        if boxes.len() > ALONE_ITEMS {
            let items = (0..boxes.len() as u32).into_par_iter();
            return Self::new(items, |item| boxes[item as usize], world);
        }
        let order = along_curve_alone(boxes, world);
        let sorted = order.iter().map(|&item| boxes[item as usize]).collect();
        Self::in_order(order, sorted)
    }

    /// The tree over `items`, whose boxes `box_of` tells; `world` holds them all.
    pub fn new(
        items: impl ParallelIterator<Item = u32>,
        box_of: impl Fn(u32) -> Aabb<S, D> + Sync,
        world: Aabb<S, D>,
    ) -> Self {
        let order = along_curve(items, &box_of, world);
        let boxes = order.par_iter().map(|&item| box_of(item)).collect();
        Self::in_order(order, boxes)
    }

    /// The tree over items that stand in the order of the curve, with the box of each.
    pub fn in_order(order: Vec<u32>, boxes: Vec<Aabb<S, D>>) -> Self {
        let leaf_count = order.len().div_ceil(LEAF).next_power_of_two();
        let mut nodes = vec![Aabb::NOTHING; 2 * leaf_count];
        let round = |leaf: &[Aabb<S, D>]| leaf.iter().fold(Aabb::NOTHING, |sum, one| sum.with(*one));
        let leaves = &mut nodes[leaf_count..];
        if boxes.len() > ALONE_ITEMS {
            leaves.par_iter_mut().zip(boxes.par_chunks(LEAF)).for_each(|(node, leaf)| *node = round(leaf));
        } else {
            leaves.iter_mut().zip(boxes.chunks(LEAF)).for_each(|(node, leaf)| *node = round(leaf));
        }
        for node in (1..leaf_count).rev() {
            nodes[node] = nodes[2 * node].with(nodes[2 * node + 1]);
        }
        Self { order, boxes, nodes, leaf_count }
    }

    /// The items in the order of the curve: what is near in it is near in space.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Calls `each` for every pair of items whose boxes overlap, each pair once, from many threads. It is told their places.
    ///
    /// Where that takes more than `most` steps, one for each pair and for each two leaves that are held against each other, it
    /// ends early and says no: `each` was called for some pairs then. How many steps it takes does not depend on the threads.
    pub fn pairs(&self, most: u64, each: impl Fn(usize, usize) + Sync) -> bool {
        let walk = Walk { bvh: self, most, made: AtomicU64::new(0), each };
        Steps::of(&walk).below(1);
        walk.made.into_inner() <= most
    }

    /// Calls `each` with every item whose box overlaps `bounds`; gives how many boxes it looked at.
    pub fn touching(&self, bounds: &Aabb<S, D>, mut each: impl FnMut(u32)) -> u64 {
        let never = |item| {
            each(item);
            false
        };
        self.any_touching(bounds, never).1
    }

    /// Whether `judge` says yes to an item whose box overlaps `bounds`, and how many boxes were looked at; it is asked until
    /// it does.
    pub fn any_touching(&self, bounds: &Aabb<S, D>, mut judge: impl FnMut(u32) -> bool) -> (bool, u64) {
        let mut looked_at = 0;
        let mut stack = vec![1];
        while let Some(node) = stack.pop() {
            looked_at += 1;
            if !self.nodes[node].overlaps(bounds) {
                continue;
            }
            if node < self.leaf_count {
                stack.extend([2 * node, 2 * node + 1]);
                continue;
            }
            looked_at += LEAF as u64;
            if self.leaf(node).any(|at| self.boxes[at].overlaps(bounds) && judge(self.order[at])) {
                return (true, looked_at);
            }
        }
        (false, looked_at)
    }

    /// Calls `each` with every item whose box the stretch between two points goes through, and maybe with some near it;
    /// gives how many boxes it looked at.
    pub fn along(&self, from: [f64; D], to: [f64; D], mut each: impl FnMut(u32)) -> u64 {
        let stretch = Stretch::new(from, to);
        let mut stack = [0_usize; 2 * usize::BITS as usize];
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
            looked_at += LEAF as u64;
            let leaf = self.leaf(node);
            leaf.filter(|&at| stretch.meets(&self.boxes[at])).for_each(|at| each(self.order[at]));
        }
        looked_at
    }

    /// The place of the item nearest to `point`, and how far it is; none in an empty tree.
    ///
    /// `distance` tells how far the item at a place is from the point, which is never less than its box is.
    pub fn nearest(&self, point: [S; D], distance: impl Fn(usize) -> f64) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64)> = None;
        let mut stack = vec![(1, 0.0)];
        while let Some((node, square)) = stack.pop() {
            if best.is_some_and(|(_, known)| square >= known * known) {
                continue;
            }
            if node < self.leaf_count {
                let [one, other] = [2 * node, 2 * node + 1].map(|child| (child, self.nodes[child].square_from(point)));
                let (near, far) = if one.1 <= other.1 { (one, other) } else { (other, one) };
                stack.extend([far, near].into_iter().filter(|(_, square)| square.is_finite()));
                continue;
            }
            for place in self.leaf(node) {
                let measured = distance(place);
                if best.is_none_or(|(_, known)| measured < known) {
                    best = Some((place, measured));
                }
            }
        }
        best
    }

    /// All items within `reach` of `point`, lowest number first; `distance` is that of [`nearest`](Self::nearest). Each box
    /// that is opened is taken from `budget`; when that is spent, what was found until then is all.
    pub fn within(&self, point: [S; D], reach: f64, budget: &mut u64, distance: impl Fn(usize) -> f64) -> Vec<u32> {
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
            let near = self.leaf(node).filter(|&place| distance(place) <= reach);
            found.extend(near.map(|place| self.order[place]));
        }
        found.sort_unstable();
        found
    }

    /// The places of a leaf's items.
    fn leaf(&self, node: usize) -> Range<usize> {
        let first = (node - self.leaf_count) * LEAF;
        first.min(self.order.len())..(first + LEAF).min(self.order.len())
    }
}

/// A walk over all pairs, from many threads.
struct Walk<'a, S, const D: usize, F> {
    bvh: &'a Bvh<S, D>,
    most: u64,
    /// Steps made so far, as far as the threads have said.
    made: AtomicU64,
    each: F,
}

/// One thread's part of a walk.
struct Steps<'a, S, const D: usize, F> {
    walk: &'a Walk<'a, S, D, F>,
    /// Steps since it was last said.
    own: u64,
    is_over: bool,
}

impl<'a, S: Scalar, const D: usize, F: Fn(usize, usize) + Sync> Steps<'a, S, D, F> {
    fn of(walk: &'a Walk<'a, S, D, F>) -> Self {
        Self { walk, own: 0, is_over: walk.made.load(Relaxed) > walk.most }
    }

    /// The pairs within a node.
    fn below(&mut self, node: usize) {
        let bvh = self.walk.bvh;
        if node >= bvh.leaf_count {
            let own = bvh.leaf(node);
            for one in own.clone() {
                for other in one + 1..own.end {
                    self.tell(one, other);
                }
            }
            return;
        }
        let (left, right) = (2 * node, 2 * node + 1);
        if node < bvh.leaf_count / ALONE_LEAVES {
            let walk = self.walk;
            let within = |node: usize| move || Steps::of(walk).below(node);
            rayon::join(|| rayon::join(within(left), within(right)), || Steps::of(walk).between(left, right));
        } else {
            self.below(left);
            self.below(right);
            self.between(left, right);
        }
    }

    /// The pairs of an item of one node with an item of another; both nodes are equally high.
    fn between(&mut self, left: usize, right: usize) {
        let bvh = self.walk.bvh;
        if self.is_over || !bvh.nodes[left].overlaps(&bvh.nodes[right]) {
            return;
        }
        if left < bvh.leaf_count {
            for (a, b) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                self.between(2 * left + a, 2 * right + b);
            }
            return;
        }
        self.step();
        for one in bvh.leaf(left).filter(|&one| bvh.boxes[one].overlaps(&bvh.nodes[right])) {
            bvh.leaf(right).for_each(|other| self.tell(one, other));
        }
    }

    #[inline]
    fn tell(&mut self, one: usize, other: usize) {
        let boxes = &self.walk.bvh.boxes;
        if boxes[one].overlaps(&boxes[other]) {
            (self.walk.each)(one, other);
            self.step();
        }
    }

    #[inline]
    fn step(&mut self) {
        self.own += 1;
        if self.own == SAID_TOGETHER {
            let made = self.walk.made.fetch_add(self.own, Relaxed) + self.own;
            self.own = 0;
            self.is_over = made > self.walk.most;
        }
    }
}

impl<S, const D: usize, F> Drop for Steps<'_, S, D, F> {
    fn drop(&mut self) {
        self.walk.made.fetch_add(self.own, Relaxed);
    }
}
