//! The order in which a machine had best follow the lines: what lies inside of a contour before the contour, so that
//! nothing is cut loose before its holes are, and short ways between one line and the next.
//!
//! Only lines move, and only among their own layer and colour: machines go through those one by one, as the file has
//! them. What is filled stays where it is, and what lies before it stays before it, because that is what lies under what.
//! No point of any line moves: a contour may begin at another of its corners, and an open line at its other end. Dashes
//! begin where they began.

mod doors;
mod improve;
mod inside;
mod item;
mod route;

use kurbo::{ParamCurve as _, Point};
use pattern::Drawing;

use super::{
    layer_name,
    strokes::{Stroke, Strokes},
};

/// Lines that are ordered; of more the search would take too long.
const STROKES_MAX: usize = 20_000;
/// The way must be shorter by at least this share, where nothing else is gained.
const GAIN_MIN: f64 = 0.01;

/// What ordering came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ordered {
    /// Lines that were ordered.
    pub strokes: u64,
    /// Contours that were cut before something that lies in them.
    pub too_early: u64,
    /// From the end of each line to the beginning of the next, mm.
    pub before_mm: f64,
    pub after_mm: f64,
}

/// Orders `strokes`; none where nothing is gained.
pub(super) fn order(strokes: &mut Strokes, drawing: &Drawing) -> Option<Ordered> {
    if strokes.list.len() > STROKES_MAX {
        return None;
    }
    let mut list: Vec<Stroke> = Vec::with_capacity(strokes.list.len());
    let mut too_early = 0;
    let mut looks = inside::LOOKS_MAX;
    for block in blocks(&strokes.list, drawing) {
        let at = list.last().and_then(Stroke::ends).map(|[_, end]| end);
        if block.len() == 1 || stays(drawing, block[0].path) {
            list.extend(block);
            continue;
        }
        let parents = inside::parents(&block, &mut looks)?;
        too_early += inside::too_early(&parents);
        let visits = route::route(&block, &parents, at, |stroke| is_dashed(drawing, stroke.path));
        list.extend(visits.iter().map(|visit| visit.stroke(&block)));
    }
    let (before_mm, after_mm) = (travel_mm(&strokes.list), travel_mm(&list));
    let strokes_of_lines = list.iter().filter(|stroke| !stays(drawing, stroke.path)).count() as u64;
    let gains = after_mm < before_mm * (1.0 - GAIN_MIN);
    if too_early == 0 && !gains {
        return None;
    }
    strokes.list = list;
    strokes.is_ordered = true;
    Some(Ordered { strokes: strokes_of_lines, too_early, before_mm, after_mm })
}

/// From the end of each line to the beginning of the next, mm.
pub(super) fn travel_mm(strokes: &[Stroke]) -> f64 {
    let ends: Vec<[Point; 2]> = strokes.iter().filter_map(Stroke::ends).collect();
    ends.windows(2).map(|pair| pair[0][1].distance(pair[1][0])).sum()
}

/// Whether a path keeps its place.
fn stays(drawing: &Drawing, path: usize) -> bool {
    drawing.paths[path].fill.is_some()
}

fn is_dashed(drawing: &Drawing, path: usize) -> bool {
    !drawing.paths[path].dashes_mm.is_empty()
}

/// The strokes in blocks that are ordered each by itself: between two that stay, by layer and colour in the order in
/// which these first come.
fn blocks(strokes: &[Stroke], drawing: &Drawing) -> Vec<Vec<Stroke>> {
    let mut blocks = Vec::new();
    for run in strokes.chunk_by(|a, b| stays(drawing, a.path) == stays(drawing, b.path)) {
        let mut kinds: Vec<(Option<&str>, Option<[u8; 4]>)> = Vec::new();
        let mut of_kind: Vec<Vec<Stroke>> = Vec::new();
        if stays(drawing, run[0].path) {
            blocks.extend(run.iter().map(|stroke| vec![stroke.clone()]));
            continue;
        }
        for stroke in run {
            let path = &drawing.paths[stroke.path];
            let kind = (layer_name(drawing, path.layer), path.stroke);
            match kinds.iter().position(|known| *known == kind) {
                Some(index) => of_kind[index].push(stroke.clone()),
                None => {
                    kinds.push(kind);
                    of_kind.push(vec![stroke.clone()]);
                }
            }
        }
        blocks.extend(of_kind);
    }
    blocks
}

/// One stroke of a block, and how it is followed.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Visit {
    index: usize,
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    /// From its beginning to its end.
    Forward,
    /// From its end to its beginning.
    Backward,
    /// A contour, from the segment of this index on.
    From(usize),
}

impl Visit {
    fn stroke(self, block: &[Stroke]) -> Stroke {
        let stroke = &block[self.index];
        match self.how {
            How::Forward => stroke.clone(),
            How::Backward => stroke.reversed(),
            How::From(segment) => {
                let mut turned = stroke.clone();
                turned.segments.rotate_left(segment);
                turned
            }
        }
    }

    /// Where it is entered and left.
    fn ends(self, block: &[Stroke]) -> [Point; 2] {
        let stroke = &block[self.index];
        let [first, last] = stroke.ends().unwrap_or_default();
        match self.how {
            How::Forward => [first, last],
            How::Backward => [last, first],
            How::From(segment) => [stroke.segments[segment].start(); 2],
        }
    }
}

#[cfg(test)]
mod tests;
