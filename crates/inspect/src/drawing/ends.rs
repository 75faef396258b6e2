//! Contours that do not close: how large the gap is, and whether they look meant to be open.

use std::collections::HashSet;

use pattern::Drawing;

use super::{Point, chain::Contour, distance};

/// A gap up to this is a slip of the hand, mm.
const SLIP_MM: f64 = 1.0;
/// So is one that is this share of the contour's length.
const SLIP_SHARE: f64 = 0.02;
/// Ends looked at on either side for the nearest.
const NEIGHBOURS_MAX: usize = 64;

/// A contour that does not close.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    /// Its two ends, mm.
    pub ends: [Point; 2],
    /// The paths that they are of.
    pub paths: [usize; 2],
    /// From one end to the other, or to the nearest end of another contour where that is closer, mm.
    pub gap_mm: f64,
    /// Dashed, or among lines that are all open beside others that close: a fold, a mark, a grain line.
    pub meant: bool,
}

/// Every contour that does not close, those that ought to first, smallest gap first.
pub(super) fn openings(contours: &[Contour], drawing: &Drawing) -> Vec<Opening> {
    let shapes = groups_that_close(contours, drawing);
    let nearest = nearest_ends(contours);
    let open = contours.iter().filter(|contour| !contour.closed && contour.points.len() > 1);
    let mut openings: Vec<Opening> =
        open.zip(nearest).map(|(contour, nearest)| opening(contour, nearest, drawing, &shapes)).collect();
    openings.sort_by(|a, b| a.meant.cmp(&b.meant).then(a.gap_mm.total_cmp(&b.gap_mm)));
    openings
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

fn opening(contour: &Contour, nearest_mm: f64, drawing: &Drawing, shapes: &HashSet<Group>) -> Opening {
    let (first, last) = (contour.paths[0], contour.paths[contour.paths.len() - 1]);
    let ends = [contour.points[0], contour.points[contour.points.len() - 1]];
    let own = distance(ends[0], ends[1]);
    let slip = own <= SLIP_MM.max(SLIP_SHARE * contour.length_mm()) && contour.length_mm() > 3.0 * own;
    let dashed = contour.paths.iter().all(|&path| !drawing.paths[path as usize].dashes_mm.is_empty());
    let mark = !shapes.is_empty() && !shapes.contains(&group(drawing, first)) && nearest_mm > SLIP_MM;
    Opening {
        ends,
        paths: [first as usize, last as usize],
        gap_mm: own.min(nearest_mm),
        meant: dashed || (mark && !slip),
    }
}

/// For each open contour how far it is from one of its ends to the nearest end of another, mm; infinite where
/// none is near.
fn nearest_ends(contours: &[Contour]) -> Vec<f64> {
    let open: Vec<&Contour> = contours.iter().filter(|contour| !contour.closed && contour.points.len() > 1).collect();
    let mut nearest = vec![f64::INFINITY; open.len()];
    let both = |(index, contour): (usize, &&Contour)| {
        [(contour.points[0], index), (contour.points[contour.points.len() - 1], index)]
    };
    let mut ends: Vec<(Point, usize)> = open.iter().enumerate().flat_map(both).collect();
    ends.sort_by(|a, b| a.0[0].total_cmp(&b.0[0]).then(a.0[1].total_cmp(&b.0[1])));
    for (index, &(point, contour)) in ends.iter().enumerate() {
        for &(other, neighbour) in ends[index + 1..].iter().take(NEIGHBOURS_MAX) {
            if other[0] - point[0] > SLIP_MM {
                break;
            }
            let gap = distance(point, other);
            if neighbour != contour && gap <= SLIP_MM {
                nearest[contour] = nearest[contour].min(gap);
                nearest[neighbour] = nearest[neighbour].min(gap);
            }
        }
    }
    nearest
}
