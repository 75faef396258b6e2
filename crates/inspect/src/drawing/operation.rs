//! What a machine does with which lines: programs for cutters tell operations apart by layer and colour.

use pattern::Drawing;

/// What tells one operation from another: layer, colour, and whether it is a fill without a line.
pub(super) type Operation = (usize, [u8; 4], bool);

/// The operation of a path: its line where it has one, else its fill.
pub(super) fn of(drawing: &Drawing, path: usize) -> Operation {
    let path = &drawing.paths[path];
    match (path.stroke, path.fill) {
        (None, Some(fill)) => (path.layer, fill, true),
        (stroke, _) => (path.layer, stroke.unwrap_or([0, 0, 0, 255]), false),
    }
}

/// Whether a machine that follows one path follows the other in the same go: lines all do; a fill without a line does
/// beside others of its own layer and colour. A fill under a line is one shape to some programs and none to others.
pub(super) fn both_cut(drawing: &Drawing, a: usize, b: usize) -> bool {
    let (a, b) = (of(drawing, a), of(drawing, b));
    (!a.2 && !b.2) || a == b
}
