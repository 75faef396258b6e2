//! A way through all strokes of a block: always on to the nearest one that may be followed, then made shorter.

use kurbo::Point;

use super::super::strokes::Stroke;
use super::{
    Visit,
    doors::{Door, Doors},
    improve,
    item::{Item, items},
};

/// What is looked at in all for one block; then what is left follows in the order in which it is drawn.
const STEPS_MAX: u64 = 100_000_000;

/// A way through `block` from `at` on. `parents` come after all that lies in them; `is_fixed` tells what keeps its
/// beginning.
pub(super) fn route(
    block: &[Stroke],
    parents: &[Option<usize>],
    at: Option<Point>,
    is_fixed: impl Fn(&Stroke) -> bool,
) -> Vec<Visit> {
    let items = items(block, parents, is_fixed);
    let mut steps = 0;
    let greedy = nearest_next(&items, at, &mut steps);
    let improved = improve::improve(&items, greedy, at, &mut steps);
    improved.into_iter().map(|(index, how)| Visit { index, how: items[index].hows[how].0 }).collect()
}

/// Always on to the nearest stroke of which everything inside is done.
fn nearest_next(items: &[Item], from: Option<Point>, steps: &mut u64) -> Vec<(usize, usize)> {
    let mut open: Vec<usize> = items.iter().map(|item| item.children.len()).collect();
    let mut is_done = vec![false; items.len()];
    let mut order: Vec<(usize, usize)> = Vec::with_capacity(items.len());
    let mut doors = doors_of(items, &is_done);
    let mut in_grid = items.len();
    let mut at = from.or_else(|| items.first().map(|item| item.hows[0].1[0])).unwrap_or_default();
    while order.len() < items.len() {
        let left = items.len() - order.len();
        if left * 2 < in_grid {
            (doors, in_grid) = (doors_of(items, &is_done), left);
        }
        let may = |door: &Door| !is_done[door.stroke] && open[door.stroke] == 0;
        let next = if *steps < STEPS_MAX { doors.nearest(at, 1, may, steps) } else { Vec::new() };
        let next = next.first().map(|(_, door)| (door.stroke, door.number));
        let first = || (0..items.len()).find(|&index| !is_done[index] && open[index] == 0).map(|index| (index, 0));
        let Some((index, how)) = next.or_else(first) else { break };
        order.push((index, how));
        is_done[index] = true;
        if let Some(parent) = items[index].parent {
            open[parent] -= 1;
        }
        at = items[index].hows[how].1[1];
    }
    debug_assert_eq!(order.len(), items.len(), "a contour lies in itself");
    order
}

fn doors_of(items: &[Item], is_done: &[bool]) -> Doors {
    let left = items.iter().enumerate().filter(|(index, _)| !is_done[*index]);
    let doors = left.flat_map(|(stroke, item)| {
        item.hows.iter().enumerate().map(move |(number, (_, ends))| Door { at: ends[0], stroke, number })
    });
    Doors::new(doors)
}
