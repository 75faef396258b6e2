//! Between shells: which of them run into which, and what of the cuts is a shell's own.

use std::{
    collections::BTreeMap,
    sync::{
        RwLock,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use rayon::prelude::*;

use super::{
    cuts::{Triangle, crosses, meet},
    shells::Shell,
};
use crate::boxes::{Aabb, Bvh, aabb};

/// Pairs of shells that are kept apart; where more run into each other it is no longer asked which.
const PAIRS_MAX: usize = 1 << 18;

/// What cuts among several shells come to.
#[derive(Debug, Default)]
pub(crate) struct Between {
    /// Triangles that meet others of their own shell, in order.
    pub own: Vec<u32>,
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

/// Looks at `cuts`, the triangles that take part in an intersection, shell by shell.
pub(super) fn between(
    positions: &[[f32; 3]],
    triangles: &[[u32; 3]],
    bounds: [f32; 6],
    lowest: &[u32],
    shells: &[Shell],
    cuts: &[u32],
) -> Between {
    if shells.len() < 2 || cuts.is_empty() {
        return Between { own: cuts.to_vec(), ..Between::default() };
    }
    let of = |index: u32| Aabb::of(triangles[index as usize].map(|vertex| positions[vertex as usize]));
    let bvh = Bvh::new(cuts.par_iter().copied(), of, aabb(bounds));
    let place = |triangle: u32| cuts.partition_point(|&other| other < triangle);
    let is_own: Vec<AtomicBool> = cuts.iter().map(|_| AtomicBool::new(false)).collect();
    let known: RwLock<Known> = RwLock::default();
    let triangle = |index: u32| {
        let vertices = triangles[index as usize];
        Triangle { vertices, corners: vertices.map(|vertex| positions[vertex as usize].map(f64::from)) }
    };
    bvh.pairs(|a, b| {
        let [a, b] = [a, b].map(|place| bvh.order()[place]);
        let [one, other] = [a, b].map(|index| lowest[triangles[index as usize][0] as usize]);
        if one == other {
            let marks = [a, b].map(|index| &is_own[place(index)]);
            if !marks.iter().all(|mark| mark.load(Relaxed)) && meet(&triangle(a), &triangle(b)) {
                marks.iter().for_each(|mark| mark.store(true, Relaxed));
            }
            return;
        }
        let (shells, both) = ([one.min(other), one.max(other)], [a.min(b), a.max(b)]);
        if is_news(&known, shells, both) && meet(&triangle(a), &triangle(b)) {
            note(&known, shells, both, crosses(&triangle(a), &triangle(b)));
        }
    });
    let own = cuts.iter().zip(&is_own).filter(|(_, mark)| mark.load(Relaxed)).map(|(&index, _)| index).collect();
    let known = known.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    if known.len() > PAIRS_MAX {
        return Between { own, pairs: Vec::new(), more: true };
    }
    let number = |root: u32| shells.partition_point(|shell| shell.lowest < root) as u32;
    let pairs =
        known.into_iter().map(|(roots, (triangles, crosses))| Pair { shells: roots.map(number), triangles, crosses });
    Between { own, pairs: pairs.collect(), more: false }
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

fn note(known: &RwLock<Known>, shells: [u32; 2], triangles: [u32; 2], crosses: bool) {
    let mut known = known.write().unwrap_or_else(std::sync::PoisonError::into_inner);
    let entry = known.entry(shells).or_insert((triangles, crosses));
    *entry = (entry.0.min(triangles), entry.1 || crosses);
}
