//! A way made shorter: stretches of it turned round (2-opt) or moved elsewhere (Or-opt), and contours begun elsewhere, as
//! long as that gains. What lies in a contour stays before it. The bound is a number of steps, so that the outcome is the
//! same on every machine.

use kurbo::Point;

use super::{
    doors::{Door, Doors},
    item::Item,
};

/// What is looked at in all, beyond what finding a first way took.
const STEPS_MAX: u64 = 60_000_000;
/// Doors near to a stroke's end at which it is asked whether to go on there.
const NEAR_DOORS: usize = 12;
/// Strokes that are moved together at most.
const MOVED_MAX: usize = 3;
/// Strokes in a stretch that is turned round at most.
const TURNED_MAX: usize = 1_000;
/// Rounds of beginning contours elsewhere and of moving.
const ROUNDS: usize = 4;
/// Less than this gains nothing, mm: sums of lengths are no more exact.
const GAIN_MIN_MM: f64 = 1e-6;

/// The way, in which each entry is a stroke and which of its ways of being followed.
type Way = Vec<(usize, usize)>;

/// `way` made shorter, which begins at `from` where that is known.
pub(super) fn improve(items: &[Item], way: Way, from: Option<Point>, steps: &mut u64) -> Way {
    let mut place = vec![0; items.len()];
    way.iter().enumerate().for_each(|(at, (item, _))| place[*item] = at);
    let limit = *steps + STEPS_MAX;
    let mut tour = Tour { items, way, place, from, steps: *steps, limit };
    for _ in 0..ROUNDS {
        let gained = tour.begin_elsewhere() | tour.rearrange();
        if !gained || tour.steps > limit {
            break;
        }
    }
    *steps = tour.steps;
    tour.way
}

struct Tour<'a> {
    items: &'a [Item],
    way: Way,
    /// Where in the way each stroke is.
    place: Vec<usize>,
    from: Option<Point>,
    steps: u64,
    limit: u64,
}

impl Tour<'_> {
    fn ends(&self, at: usize) -> Option<[Point; 2]> {
        self.way.get(at).map(|&(item, how)| self.items[item].hows[how].1)
    }

    /// Where the tool is before it goes to the stroke at `at`.
    fn before(&self, at: usize) -> Option<Point> {
        if at == 0 { self.from } else { self.ends(at - 1).map(|[_, end]| end) }
    }

    /// Where it has to be after the stroke at `at`.
    fn after(&self, at: usize) -> Option<Point> {
        self.ends(at + 1).map(|[begin, _]| begin)
    }

    fn set(&mut self, at: usize, visit: (usize, usize)) {
        self.way[at] = visit;
        self.place[visit.0] = at;
    }

    /// Begins each contour where that makes the ways to it and from it shortest.
    fn begin_elsewhere(&mut self) -> bool {
        let mut gained = false;
        for at in 0..self.way.len() {
            let (item, how) = self.way[at];
            let (before, after) = (self.before(at), self.after(at));
            let hows = &self.items[item].hows;
            self.steps += hows.len() as u64;
            let cost = |how: usize| link(before, Some(hows[how].1[0])) + link(Some(hows[how].1[1]), after);
            let best = (0..hows.len()).min_by(|&a, &b| cost(a).total_cmp(&cost(b))).unwrap_or(how);
            if cost(best) + GAIN_MIN_MM < cost(how) {
                self.way[at].1 = best;
                gained = true;
            }
        }
        gained
    }

    /// Moves and turns stretches until none gains.
    fn rearrange(&mut self) -> bool {
        let near = self.near();
        let mut gained = false;
        loop {
            let mut again = false;
            for (item, near) in near.iter().enumerate() {
                for &other in near {
                    if self.steps > self.limit {
                        return gained;
                    }
                    again |= self.turn(self.place[item], self.place[other]) || self.shift(item, other);
                }
            }
            gained |= again;
            if !again {
                return gained;
            }
        }
    }

    /// For each stroke others that are near to where it is left or entered.
    fn near(&mut self) -> Vec<Vec<usize>> {
        let doors = self.way.iter().flat_map(|&(stroke, how)| {
            let ends = self.items[stroke].hows[how].1;
            ends.into_iter().enumerate().map(move |(number, at)| Door { at, stroke, number })
        });
        let doors = Doors::new(doors);
        let mut near = vec![Vec::new(); self.items.len()];
        for &(item, how) in &self.way {
            for end in self.items[item].hows[how].1 {
                let others = doors.nearest(end, NEAR_DOORS, |door| door.stroke != item, &mut self.steps);
                near[item].extend(others.into_iter().map(|(_, door)| door.stroke));
            }
            let mut seen = std::collections::HashSet::new();
            near[item].retain(|other| seen.insert(*other));
        }
        near
    }

    /// Turns round what lies behind `first` up to `last`, where that gains.
    fn turn(&mut self, first: usize, last: usize) -> bool {
        self.steps += 1;
        if last <= first || last - first > TURNED_MAX {
            return false;
        }
        let (Some([begin, _]), Some([_, end])) = (self.ends(first + 1), self.ends(last)) else { return false };
        let (before, after) = (self.before(first + 1), self.after(last));
        let was = link(before, Some(begin)) + link(Some(end), after);
        let is = link(before, Some(end)) + link(Some(begin), after);
        let stretch = first + 1..=last;
        if is + GAIN_MIN_MM >= was || !stretch.clone().all(|at| self.may_turn(at, last)) {
            return false;
        }
        let turned: Way = stretch.clone().rev().map(|at| self.turned(self.way[at])).collect();
        stretch.zip(turned).for_each(|(at, visit)| self.set(at, visit));
        true
    }

    /// Whether a stroke can be followed backwards and does not lie in one up to `last`.
    fn may_turn(&mut self, at: usize, last: usize) -> bool {
        self.steps += 1;
        let item = &self.items[self.way[at].0];
        let is_free = item.hows.len() > 1 || item.hows[0].1[0] == item.hows[0].1[1];
        is_free && item.parent.is_none_or(|parent| self.place[parent] > last)
    }

    /// The same stroke followed the other way; a contour is left where it is entered.
    fn turned(&self, (item, how): (usize, usize)) -> (usize, usize) {
        let hows = &self.items[item].hows;
        let is_line = hows.len() == 2 && hows[how].1[0] != hows[how].1[1];
        (item, if is_line { 1 - how } else { how })
    }

    /// Moves a stroke and up to two that follow it behind another one, as they are or turned round, where that gains.
    fn shift(&mut self, item: usize, other: usize) -> bool {
        (1..=MOVED_MAX).any(|count| self.shift_some(self.place[item], count, self.place[other]))
    }

    fn shift_some(&mut self, from: usize, count: usize, behind: usize) -> bool {
        self.steps += 1;
        let to = from + count;
        if to > self.way.len() || (from..to).contains(&behind) || behind + 1 == from {
            return false;
        }
        let (Some([begin, _]), Some([_, end])) = (self.ends(from), self.ends(to - 1)) else { return false };
        let (gap_before, gap_after) = (self.before(from), self.after(to - 1));
        let (before, after) = (self.ends(behind).map(|[_, end]| end), self.after(behind));
        let was = link(gap_before, Some(begin)) + link(Some(end), gap_after) + link(before, after);
        let rest = link(gap_before, gap_after);
        let as_is = rest + link(before, Some(begin)) + link(Some(end), after);
        let turned = rest + link(before, Some(end)) + link(Some(begin), after);
        let (is, turns) = if as_is <= turned { (as_is, false) } else { (turned, true) };
        if is + GAIN_MIN_MM >= was || !(from..to).all(|at| self.may_move(at, [from, to], behind, turns)) {
            return false;
        }
        let mut moved: Way = self.way[from..to].to_vec();
        if turns {
            moved = moved.into_iter().rev().map(|visit| self.turned(visit)).collect();
        }
        let changed = if behind < from { behind + 1..to } else { from..behind + 1 };
        self.steps += changed.len() as u64;
        let others: Way = changed.clone().filter(|at| !(from..to).contains(at)).map(|at| self.way[at]).collect();
        let new: Way = if behind < from {
            moved.into_iter().chain(others).collect()
        } else {
            others.into_iter().chain(moved).collect()
        };
        changed.zip(new).for_each(|(at, visit)| self.set(at, visit));
        true
    }

    /// Whether the stroke at `at`, one of those `from..to`, still comes behind what lies in it and before what it lies in.
    fn may_move(&mut self, at: usize, [from, to]: [usize; 2], behind: usize, turns: bool) -> bool {
        let items = self.items;
        let item = &items[self.way[at].0];
        self.steps += 1 + item.children.len() as u64;
        let among = |other: usize| (from..to).contains(&self.place[other]);
        let is_free = item.hows.len() > 1 || item.hows[0].1[0] == item.hows[0].1[1];
        let is_before = item.parent.is_none_or(|parent| {
            if among(parent) { !turns } else { self.place[parent] > behind || self.place[parent] < from }
        });
        let is_behind = item
            .children
            .iter()
            .all(|&child| if among(child) { !turns } else { self.place[child] <= behind || self.place[child] > to });
        (!turns || is_free) && is_before && is_behind
    }
}

fn link(from: Option<Point>, to: Option<Point>) -> f64 {
    match (from, to) {
        (Some(from), Some(to)) => from.distance(to),
        _ => 0.0,
    }
}
