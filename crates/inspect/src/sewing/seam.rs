//! Named seams: what is sewn together is equally long, and its notches meet.

use std::collections::BTreeMap;

use kurbo::PathEl;
use pattern::{Drawing, drawing::Path};

use super::{
    Piece, Role,
    distance::foot,
    piece::{notch_marks, owner},
};
use crate::{
    drawing::{Contour, Point, distance},
    signs,
};

/// How far a curve and its straight pieces may part, mm.
const FLAT_MM: f64 = 0.01;
/// Seams differ where their lengths do by more than this, mm,
const APART_MM: f64 = 1.5;
/// or by this share of them.
const APART_SHARE: f64 = 0.005;
/// A notch this far from a seam stands on it, mm.
const ON_SEAM_MM: f64 = 3.0;
/// Notches this far from one another along a seam still meet, mm.
const MEET_MM: f64 = 3.0;
/// Names of seams that are held against each other.
const SEAMS_MAX: usize = 500;
/// Points of notches that are held against pieces of seams in all; seams beyond that are compared by their lengths alone.
const LOOKS_MAX: u64 = 50_000_000;
/// Words in a name which say that one side is longer on purpose.
const EASED: [&str; 10] =
    ["ease", "eased", "gather", "gathered", "gathers", "pleat", "pleats", "einhalten", "kräuseln", "embu"];

/// What is wrong between the two sides of a seam.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mismatch {
    /// One is longer.
    Length,
    /// They have different numbers of notches.
    NotchCount([usize; 2]),
    /// Their notches lie apart by so much, mm.
    Notches(f64),
}

/// A named seam on two pieces.
#[derive(Clone, Debug)]
pub(crate) struct Seam {
    /// Its name, with its size where that is named.
    pub name: String,
    /// Its length on either piece, mm.
    pub lengths_mm: [f64; 2],
    /// The pieces it stands on, where it stands on any.
    pub pieces: [Option<usize>; 2],
    /// Where it begins on the first of them, and its path there.
    pub at: (Point, usize),
    /// Whether its name says that one side is longer on purpose.
    pub is_eased: bool,
    /// What is wrong.
    pub mismatches: Vec<Mismatch>,
}

/// One side of a seam: the lines of one name on one piece.
#[derive(Default)]
struct Side {
    lines: Vec<Contour>,
    piece: Option<usize>,
}

/// Named seams that stand on two pieces, or twice on one. A seam is a path by itself: where it meets the next one it is not
/// chained to it, as a cutter's contours are.
pub(super) fn seams(drawing: &Drawing, contours: &[Contour], roles: &[Role], pieces: &[Piece]) -> Vec<Seam> {
    let mut by_name: BTreeMap<String, Vec<Side>> = BTreeMap::new();
    for (path, item) in drawing.paths.iter().enumerate() {
        let Some(name) = name(item, drawing).filter(|name| by_name.len() < SEAMS_MAX || by_name.contains_key(name))
        else {
            continue;
        };
        let line = line(item, path);
        let Some(middle) = line.points.get(line.points.len() / 2).filter(|_| line.points.len() > 1) else { continue };
        let piece = owner(pieces, contours, *middle);
        let sides = by_name.entry(name).or_default();
        match sides.iter_mut().find(|side| piece.is_some() && side.piece == piece) {
            Some(side) => side.lines.push(line),
            None => sides.push(Side { lines: vec![line], piece }),
        }
    }
    let notches = notch_marks(contours, roles);
    let pairs = by_name.into_iter().filter_map(|(name, sides)| Some((name, two(sides)?)));
    let notches: Vec<&Contour> = notches.iter().map(|(_, index)| &contours[*index]).collect();
    let mut looks = LOOKS_MAX;
    pairs.map(|(name, sides)| compare(name, &sides, &notches, &mut looks)).collect()
}

/// A path as straight pieces.
fn line(path: &Path, index: usize) -> Contour {
    let mut points: Vec<Point> = Vec::new();
    kurbo::flatten(&path.geometry, FLAT_MM, |element| {
        if let PathEl::MoveTo(point) | PathEl::LineTo(point) = element {
            points.push([point.x, point.y]);
        }
    });
    Contour { points, paths: vec![index as u32], ..Contour::default() }
}

/// The two sides; both on one piece, such as the halves of a back, are told apart where there are just two lines.
fn two(mut sides: Vec<Side>) -> Option<[Side; 2]> {
    if let [Side { lines, piece }] = sides.as_mut_slice()
        && lines.len() == 2
    {
        let piece = *piece;
        let halves = std::mem::take(lines);
        sides = halves.into_iter().map(|line| Side { lines: vec![line], piece }).collect();
    }
    sides.try_into().ok()
}

fn name(path: &Path, drawing: &Drawing) -> Option<String> {
    let layer = drawing.layers.get(path.layer).map_or("", |layer| layer.name.as_str());
    let named = [&*path.label, path.source.trim_start_matches('#'), layer];
    let name = named.iter().find_map(|words| signs::seam(words))?;
    let size = named.iter().find_map(|words| signs::size(words)).filter(|size| !name.contains(&size.to_lowercase()));
    Some(size.map_or(name.clone(), |size| format!("{name}, size {size}")))
}

fn compare(name: String, sides: &[Side; 2], notches: &[&Contour], looks: &mut u64) -> Seam {
    let long = |side: &Side| side.lines.iter().map(Contour::length_mm).sum::<f64>();
    let lengths_mm = [long(&sides[0]), long(&sides[1])];
    let apart = (lengths_mm[0] - lengths_mm[1]).abs();
    let is_eased = signs::words(&name).iter().any(|word| EASED.contains(&word.as_str()));
    let mut mismatches = Vec::new();
    if apart > APART_MM.max(APART_SHARE * lengths_mm[0].max(lengths_mm[1])) {
        mismatches.push(Mismatch::Length);
    }
    if let ([a], [b]) = (sides[0].lines.as_slice(), sides[1].lines.as_slice())
        && spend(looks, notches, &[a, b])
    {
        let [on_a, on_b] = [a, b].map(|line| positions(line, notches));
        if on_a.len() != on_b.len() {
            mismatches.push(Mismatch::NotchCount([on_a.len(), on_b.len()]));
        } else if mismatches.is_empty() && !on_a.is_empty() {
            let apart = parted(&on_a, &on_b, lengths_mm[1]);
            mismatches.extend((apart > MEET_MM).then_some(Mismatch::Notches(apart)));
        }
    }
    let at = sides[0]
        .lines
        .first()
        .map_or(([0.0; 2], 0), |line| (line.points[line.points.len() / 2], line.paths[0] as usize));
    Seam { name, lengths_mm, pieces: [sides[0].piece, sides[1].piece], at, is_eased, mismatches }
}

/// Takes what it costs to hold `notches` against `lines` from `looks`; false where that is more than is left.
fn spend(looks: &mut u64, notches: &[&Contour], lines: &[&Contour]) -> bool {
    let points = |contours: &[&Contour]| contours.iter().map(|contour| contour.points.len() as u64).sum::<u64>();
    let left = looks.checked_sub(points(notches).saturating_mul(points(lines)));
    *looks = left.unwrap_or(0);
    left.is_some()
}

/// How far along `seam` its notches stand, mm: where each of them comes nearest to it.
fn positions(seam: &Contour, notches: &[&Contour]) -> Vec<f64> {
    let nearest = |notch: &&Contour| {
        let reached = notch.points.iter().filter_map(|at| position(seam, *at));
        reached.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, position)| position)
    };
    let mut found: Vec<f64> = notches.iter().filter_map(nearest).collect();
    found.sort_by(f64::total_cmp);
    found
}

/// How far `at` is from `seam`, and how far along that lies, mm; none where it does not stand on it.
fn position(seam: &Contour, at: Point) -> Option<(f64, f64)> {
    let mut travelled = 0.0;
    let mut best: Option<(f64, f64)> = None;
    for ends in seam.points.windows(2) {
        let foot = foot(at, ends[0], ends[1]);
        let away = distance(at, foot);
        if away <= ON_SEAM_MM && best.is_none_or(|(known, _)| away < known) {
            best = Some((away, travelled + distance(ends[0], foot)));
        }
        travelled += distance(ends[0], ends[1]);
    }
    best
}

/// How far notches are apart at most when two seams are laid on one another, from whichever end suits better; `long_mm` is
/// the length of the second.
fn parted(a: &[f64], b: &[f64], long_mm: f64) -> f64 {
    let most = |pairs: &mut dyn Iterator<Item = (f64, f64)>| pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let same_way = most(&mut a.iter().copied().zip(b.iter().copied()));
    let turned = most(&mut a.iter().copied().zip(b.iter().rev().map(|position| long_mm - position)));
    same_way.min(turned)
}
