//! Between shells: which of them run into which, and what of the cuts is a shell's own.

use std::{
    collections::BTreeMap,
    sync::{
        RwLock,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use glam::DVec3;
use rayon::prelude::*;

use super::{
    cuts::{Cuts, Mark, Triangle, judge, meet},
    measure,
    shells::Shell,
};
use crate::{
    boxes::{Aabb, Bvh, aabb},
    places::largest,
};

/// Pairs of shells that are kept apart; where more run into each other it is no longer asked which.
const PAIRS_MAX: usize = 1 << 18;

/// What cuts among several shells come to.
#[derive(Debug, Default)]
pub(crate) struct Between {
    /// Triangles that cut others of their own shell, in order.
    pub own: Vec<u32>,
    /// Triangles that meet others of their own shell by no more than rounding, in order.
    pub own_grazing: Vec<u32>,
    /// The deepest of those that cut, and how far each runs into others of its shell, mm.
    pub own_depths: Vec<(u32, f64)>,
    /// Shells that meet, in order.
    pub pairs: Vec<Pair>,
    /// Whether there are more pairs than were kept.
    pub more: bool,
}

impl Between {
    /// How many pairs run through each other, as far as they were kept apart.
    pub fn overlapping(&self) -> u64 {
        if self.more { PAIRS_MAX as u64 } else { self.pairs.iter().filter(|pair| pair.crosses).count() as u64 }
    }
}

/// Two shells that have a point in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair {
    /// Indices of the shells, lower first.
    pub shells: [u32; 2],
    /// One triangle of each that meet: of all such, those that come first in the file.
    pub triangles: [u32; 2],
    /// Whether they run through each other; else they only lie against one another.
    pub crosses: bool,
}

/// The first triangles that meet and whether any two cross, by pair.
type Known = BTreeMap<[u32; 2], ([u32; 2], bool)>;

/// Looks at the triangles that meet others, shell by shell.
pub(super) fn between(
    positions: &[[f32; 3]],
    triangles: &[[u32; 3]],
    bounds: [f32; 6],
    lowest: &[u32],
    shells: &[Shell],
    cuts: &Cuts,
) -> Between {
    let all = cuts.all();
    let of = |index: u32| Aabb::of(triangles[index as usize].map(|vertex| positions[vertex as usize]));
    let bvh = Bvh::new(all.par_iter().copied(), of, aabb(bounds));
    let meetings = Meetings { positions, triangles, lowest, bvh };
    let (own, known) = if shells.len() < 2 { (cuts.clone(), Known::new()) } else { meetings.shell_by_shell(&all) };
    let own_depths = meetings.deepest(&own.deep);
    let between = Between { own: own.deep, own_grazing: own.grazing, own_depths, ..Between::default() };
    if known.len() > PAIRS_MAX {
        return Between { more: true, ..between };
    }
    let number = |root: u32| shells.partition_point(|shell| shell.lowest < root) as u32;
    let pairs =
        known.into_iter().map(|(roots, (triangles, crosses))| Pair { shells: roots.map(number), triangles, crosses });
    Between { pairs: pairs.collect(), ..between }
}

/// Triangles that meet others, and where they lie.
struct Meetings<'a> {
    positions: &'a [[f32; 3]],
    triangles: &'a [[u32; 3]],
    /// For each vertex the lowest one of its shell.
    lowest: &'a [u32],
    bvh: Bvh,
}

impl Meetings<'_> {
    /// Which of `all`, in order, meet others of their own shell, and which shells meet.
    fn shell_by_shell(&self, all: &[u32]) -> (Cuts, Known) {
        let place = |triangle: u32| all.partition_point(|&other| other < triangle);
        let marks: Vec<Mark> = all.iter().map(|_| Mark::default()).collect();
        let known: RwLock<Known> = RwLock::default();
        let has_more = AtomicBool::new(false);
        // The pairs of what meets are some of the pairs of everything, which were not too many.
        self.bvh.pairs(u64::MAX, |a, b| {
            let [a, b] = [a, b].map(|place| self.bvh.order()[place]);
            let [one, other] = [a, b].map(|index| self.shell(index));
            if one == other {
                let [one, other] = [a, b].map(|index| &marks[place(index)]);
                Mark::note([one, other], || [self.triangle(a), self.triangle(b)]);
                return;
            }
            let (shells, both) = ([one.min(other), one.max(other)], [a.min(b), a.max(b)]);
            if !has_more.load(Relaxed) && is_news(&known, shells, both) && meet(&self.triangle(a), &self.triangle(b)) {
                let goes_through = judge(&self.triangle(a), &self.triangle(b)).goes_through;
                has_more.fetch_or(note(&known, shells, both, goes_through) > PAIRS_MAX, Relaxed);
            }
        });
        (Cuts::marked(all, &marks), known.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The deepest of `own`, and how far each runs into others of its shell, mm. Where there are very many, the largest by
    /// area are asked.
    fn deepest(&self, own: &[u32]) -> Vec<(u32, f64)> {
        const ASKED_MAX: usize = 2_000;
        let mut asked = own.to_vec();
        if asked.len() > ASKED_MAX {
            let area = |index: &u32| {
                let corners = self.triangle(*index).corners.map(DVec3::from_array);
                measure::area_vector(corners).length_squared()
            };
            asked.par_sort_by(|a, b| area(b).total_cmp(&area(a)).then(a.cmp(b)));
            asked.truncate(ASKED_MAX);
            asked.sort_unstable();
        }
        let depth_mm = |&index: &u32| {
            let mut deepest = 0.0_f64;
            let corners = self.triangles[index as usize].map(|vertex| self.positions[vertex as usize]);
            self.bvh.touching(&Aabb::of(corners), |other| {
                if index == other || self.shell(index) != self.shell(other) {
                    return;
                }
                let [one, other] = [index, other].map(|index| self.triangle(index));
                if meet(&one, &other) {
                    deepest = deepest.max(judge(&one, &other).depth_mm);
                }
            });
            (index, deepest)
        };
        let depths: Vec<(u32, f64)> = asked.par_iter().map(depth_mm).collect();
        largest(&depths, |(_, depth)| depth)
    }

    /// The lowest vertex of a triangle's shell.
    fn shell(&self, index: u32) -> u32 {
        self.lowest[self.triangles[index as usize][0] as usize]
    }

    fn triangle(&self, index: u32) -> Triangle {
        let vertices = self.triangles[index as usize];
        Triangle { vertices, corners: vertices.map(|vertex| self.positions[vertex as usize].map(f64::from)) }
    }
}

/// Whether a meeting of these two could tell something that is not known yet. What is kept in the end does not depend
/// on the order in which meetings are found.
fn is_news(known: &RwLock<Known>, shells: [u32; 2], triangles: [u32; 2]) -> bool {
    let known = known.read().unwrap_or_else(std::sync::PoisonError::into_inner);
    match known.get(&shells) {
        Some(&(first, crosses)) => !crosses || triangles < first,
        None => known.len() <= PAIRS_MAX,
    }
}

/// Notes a meeting; gives how many pairs of shells are known then.
fn note(known: &RwLock<Known>, shells: [u32; 2], triangles: [u32; 2], crosses: bool) -> usize {
    let mut known = known.write().unwrap_or_else(std::sync::PoisonError::into_inner);
    let entry = known.entry(shells).or_insert((triangles, crosses));
    *entry = (entry.0.min(triangles), entry.1 || crosses);
    known.len()
}
