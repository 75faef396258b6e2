//! The strokes of a block, each with the ways in which it can be followed and what lies in it.

use kurbo::Point;

use super::super::strokes::Stroke;
use super::{How, Visit};

/// Corners of a contour at which it may begin; of more every so many.
const DOORS_MAX: usize = 64;

/// A stroke and the ways in which it can be followed.
pub(super) struct Item {
    /// Each way with where it is entered and left.
    pub hows: Vec<(How, [Point; 2])>,
    /// The contour that it lies in, by its index.
    pub parent: Option<usize>,
    /// What lies right in it.
    pub children: Vec<usize>,
}

/// The strokes of `block` as items. `parents` names the contour that each lies in; `is_fixed` tells what keeps its
/// beginning.
pub(super) fn items(block: &[Stroke], parents: &[Option<usize>], is_fixed: impl Fn(&Stroke) -> bool) -> Vec<Item> {
    let mut items: Vec<Item> = block
        .iter()
        .zip(parents)
        .enumerate()
        .map(|(index, (stroke, parent))| Item {
            hows: hows(index, stroke, block, is_fixed(stroke)),
            parent: *parent,
            children: Vec::new(),
        })
        .collect();
    for (child, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            items[*parent].children.push(child);
        }
    }
    items
}

fn hows(index: usize, stroke: &Stroke, block: &[Stroke], is_fixed: bool) -> Vec<(How, [Point; 2])> {
    let ends_meet = stroke.ends().is_some_and(|[first, last]| first == last);
    let hows: Vec<How> = match () {
        () if is_fixed => vec![How::Forward],
        () if ends_meet => {
            let stride = stroke.segments.len().div_ceil(DOORS_MAX);
            (0..stroke.segments.len()).step_by(stride).map(How::From).collect()
        }
        () => vec![How::Forward, How::Backward],
    };
    hows.into_iter().map(|how| (how, Visit { index, how }.ends(block))).collect()
}
