//! Contours that do not close: how large the gap is, where it is, and whether they look meant to be open.

use std::collections::HashSet;

use pattern::Drawing;

use super::{MEET_MM, Point, chain::Contour, distance, operation::marking};

/// A gap up to this looks closed to a person, mm: a hairline on a screen that shows a whole sheet.
const NEAR_MM: f64 = 0.5;
/// So does one that is this share of the contour's length,
const NEAR_SHARE: f64 = 0.005;
/// up to this, mm.
const NEAR_MAX_MM: f64 = 5.0;
/// Ends of two contours this close to one another are taken for a gap between them, mm.
const REACH_MM: f64 = 1.0;
/// A contour is doubled as a whole where this share of it is.
const DOUBLED_SHARE: f64 = 0.95;
/// Ends looked at on either side for the nearest.
const NEIGHBOURS_MAX: usize = 64;

/// Why a contour does not close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Openness {
    /// Its ends all but meet: a slip of the hand, or of a program that rounds.
    Near,
    /// Its ends lie apart, and only its fill makes it look closed.
    Filled,
    /// It is open, and nothing says that it is to be.
    Open,
    /// It lies on other lines all along, so that it is one too many rather than open.
    Doubled,
    /// Dashed, straight, engraved or plotted, or among lines that are all open beside others that close: a fold, a slit.
    Meant,
}

/// A contour that does not close.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    /// The two ends between which the gap is, mm: its own, or one of them and the end of another contour where that
    /// is closer.
    pub ends: [Point; 2],
    /// Indices into the drawing's paths, one for each end.
    pub paths: [usize; 2],
    /// From one of the ends to the other, mm.
    pub gap_mm: f64,
    /// Why it is open.
    pub openness: Openness,
}

/// Every contour that does not close: by reason, the smallest gap first. `doubled` says which lie on
/// earlier lines all along.
pub(super) fn openings(contours: &[Contour], doubled: &[bool], drawing: &Drawing) -> Vec<Opening> {
    let shapes = groups_that_close(contours, drawing);
    let marking = marking(drawing);
    let ends = ends(contours);
    let nearest = nearest(&ends, contours.len());
    let open = contours.iter().enumerate().filter(|(_, contour)| is_open(contour));
    let mut openings: Vec<Opening> = open
        .map(|(index, contour)| {
            let other = nearest[index].map(|[own, other]| [ends[own], ends[other]]);
            let opening = opening(index, contour, other, drawing, &shapes);
            let layer = drawing.paths[contour.paths[0] as usize].layer;
            let openness = match (doubled[index], marking.get(layer)) {
                (true, _) => Openness::Doubled,
                (false, Some(true)) => Openness::Meant,
                (false, _) => opening.openness,
            };
            Opening { openness, ..opening }
        })
        .collect();
    openings.sort_by(|a, b| a.openness.cmp(&b.openness).then(a.gap_mm.total_cmp(&b.gap_mm)));
    openings
}

/// Which contours lie on earlier lines all along; `doubled_mm` is how much of each does.
pub(super) fn doubled(contours: &[Contour], doubled_mm: &[f64]) -> Vec<bool> {
    let whole = |(contour, doubled_mm): (&Contour, &f64)| *doubled_mm >= DOUBLED_SHARE * contour.length_mm();
    contours.iter().zip(doubled_mm).map(whole).collect()
}

fn is_open(contour: &Contour) -> bool {
    !contour.closed && contour.points.len() > 1
}

type Group = (usize, Option<[u8; 4]>);

fn group(drawing: &Drawing, path: u32) -> Group {
    let path = &drawing.paths[path as usize];
    (path.layer, path.stroke)
}

/// Layers and colours in which something closes or is filled.
fn groups_that_close(contours: &[Contour], drawing: &Drawing) -> HashSet<Group> {
    let shape = |contour: &&Contour| contour.closed || drawing.paths[contour.paths[0] as usize].fill.is_some();
    contours
        .iter()
        .filter(|contour| !contour.paths.is_empty())
        .filter(shape)
        .map(|contour| group(drawing, contour.paths[0]))
        .collect()
}

fn opening(
    index: usize,
    contour: &Contour,
    other: Option<[End; 2]>,
    drawing: &Drawing,
    shapes: &HashSet<Group>,
) -> Opening {
    let last = contour.points.len() - 1;
    let own = [End::of(contour, 0, index), End::of(contour, last, index)];
    let own_mm = distance(own[0].point, own[1].point);
    let other_mm = other.map_or(f64::INFINITY, |[a, b]| distance(a.point, b.point));
    let (between, gap_mm) = match other {
        Some(other) if other_mm < own_mm => (other, other_mm),
        _ => (own, own_mm),
    };
    let length = contour.length_mm();
    let near_mm = NEAR_MM.max((NEAR_SHARE * length).min(NEAR_MAX_MM));
    let near = (own_mm <= near_mm && length > 3.0 * own_mm) || other_mm <= NEAR_MM;
    let straight = is_straight(contour) && other_mm > REACH_MM;
    let filled = contour.paths.iter().all(|&path| drawing.paths[path as usize].fill.is_some());
    let dashed = contour.paths.iter().all(|&path| !drawing.paths[path as usize].dashes_mm.is_empty());
    let mark = !shapes.is_empty() && !shapes.contains(&group(drawing, contour.paths[0])) && other_mm > REACH_MM;
    let openness = match () {
        () if dashed || straight => Openness::Meant,
        () if near => Openness::Near,
        () if filled => Openness::Filled,
        () if mark => Openness::Meant,
        () => Openness::Open,
    };
    Opening { ends: between.map(|end| end.point), paths: between.map(|end| end.path), gap_mm, openness }
}

/// Whether all its corners lie on the line from one end to the other: a slit, a fold, a mark, but no contour.
fn is_straight(contour: &Contour) -> bool {
    let (first, last) = (contour.points[0], contour.points[contour.points.len() - 1]);
    let length = distance(first, last);
    let way = [(last[0] - first[0]) / length, (last[1] - first[1]) / length];
    let off = |point: &Point| (way[0] * (point[1] - first[1]) - way[1] * (point[0] - first[0])).abs();
    length > MEET_MM && contour.points.iter().all(|point| off(point) <= MEET_MM)
}

/// One end of an open contour.
#[derive(Clone, Copy)]
struct End {
    point: Point,
    path: usize,
    contour: usize,
}

impl End {
    /// The end at corner `at`.
    fn of(contour: &Contour, at: usize, index: usize) -> Self {
        let piece = at.min(contour.paths.len() - 1);
        Self { point: contour.points[at], path: contour.paths[piece] as usize, contour: index }
    }
}

/// The ends of all open contours, from left to right.
fn ends(contours: &[Contour]) -> Vec<End> {
    let open = contours.iter().enumerate().filter(|(_, contour)| is_open(contour));
    let mut ends: Vec<End> =
        open.flat_map(|(index, contour)| [0, contour.points.len() - 1].map(|at| End::of(contour, at, index))).collect();
    ends.sort_by(|a, b| a.point[0].total_cmp(&b.point[0]).then(a.point[1].total_cmp(&b.point[1])));
    ends
}

/// For each of `count` contours which of its ends is nearest to which end of another, both as indices into `ends`;
/// none where nothing is near.
fn nearest(ends: &[End], count: usize) -> Vec<Option<[usize; 2]>> {
    let mut nearest: Vec<Option<(f64, [usize; 2])>> = vec![None; count];
    let mut keep = |contour: usize, gap: f64, pair: [usize; 2]| {
        if nearest[contour].is_none_or(|(known, _)| gap < known) {
            nearest[contour] = Some((gap, pair));
        }
    };
    for (index, end) in ends.iter().enumerate() {
        let after = ends.iter().enumerate().skip(index + 1).take(NEIGHBOURS_MAX);
        for (neighbour, other) in after.take_while(|(_, other)| other.point[0] - end.point[0] <= REACH_MM) {
            let gap = distance(end.point, other.point);
            if other.contour != end.contour && gap <= REACH_MM {
                keep(end.contour, gap, [index, neighbour]);
                keep(other.contour, gap, [neighbour, index]);
            }
        }
    }
    nearest.into_iter().map(|found| found.map(|(_, pair)| pair)).collect()
}
