//! What a machine does with which lines: programs for cutters tell operations apart by layer and colour.

use std::collections::HashMap;

use pattern::{Drawing, drawing::YAxis};

use super::{chain::Contour, rounded};
use crate::{Use, report::OperationFacts};

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

/// Whether a machine that follows one path follows the other in the same go: lines all do; fills of one layer and
/// colour do where the drawing `has_lines` nowhere, so that it follows them at all.
pub(super) fn both_cut(drawing: &Drawing, has_lines: bool, a: usize, b: usize) -> bool {
    let (a, b) = (of(drawing, a), of(drawing, b));
    (!a.2 && !b.2) || (a == b && !has_lines)
}

/// Whether any path is drawn as a line.
pub(super) fn has_lines(drawing: &Drawing) -> bool {
    (0..drawing.paths.len()).any(|path| !of(drawing, path).2)
}

/// Which paths a machine follows. A fill is followed by some programs; a hatch of a CAD drawing that has lines by none.
pub(super) fn followed(of_path: &[Operation], drawing: &Drawing) -> Vec<bool> {
    let hatches = drawing.y == YAxis::Up && of_path.iter().any(|operation| !operation.2);
    of_path.iter().map(|operation| !(hatches && operation.2)).collect()
}

/// Operations listed in the report; of more, the longest.
const OPERATIONS_MAX: usize = 32;

/// The operation of each path. Layers of one name are one: programs write a layer again where its paths lie above
/// those of another.
pub(super) fn of_paths(drawing: &Drawing) -> Vec<Operation> {
    let mut first_of: HashMap<&str, usize> = HashMap::new();
    let layers = drawing.layers.iter().enumerate();
    let first: Vec<usize> = layers.map(|(index, layer)| *first_of.entry(&layer.name).or_insert(index)).collect();
    let operation = |path: usize| {
        let (layer, color, filled) = of(drawing, path);
        (first.get(layer).copied().unwrap_or(layer), color, filled)
    };
    (0..drawing.paths.len()).map(operation).collect()
}

/// The operation of each contour: that of the path it begins with.
pub(super) fn of_contours(contours: &[Contour], of_path: &[Operation]) -> Vec<Operation> {
    let first = |contour: &Contour| contour.paths.first().map_or((0, [0; 4], true), |&path| of_path[path as usize]);
    contours.iter().map(first).collect()
}

/// The operations in the order in which they first come, at most [`OPERATIONS_MAX`]; `length_mm` is each path's length.
pub(super) fn facts(
    of_contour: &[Operation],
    of_path: &[Operation],
    length_mm: &[f64],
    drawing: &Drawing,
) -> Vec<OperationFacts> {
    let mut index_of: HashMap<Operation, usize> = HashMap::new();
    let mut found: Vec<(OperationFacts, usize)> = Vec::new();
    let mut at = |operation: Operation, found: &mut Vec<(OperationFacts, usize)>| {
        *index_of.entry(operation).or_insert_with(|| {
            let name = drawing.layers.get(operation.0).map_or(String::new(), |layer| layer.name.clone());
            let [r, g, b, _] = operation.1;
            let color = format!("#{r:02x}{g:02x}{b:02x}");
            let used_for = Use::of_layer(&name);
            found.push((OperationFacts { name, color, used_for, ..OperationFacts::default() }, found.len()));
            found.len() - 1
        })
    };
    for (path, length_mm) in length_mm.iter().enumerate().filter(|(_, length_mm)| **length_mm > 0.0) {
        let index = at(of_path[path], &mut found);
        found[index].0.length_mm += length_mm;
    }
    for &operation in of_contour {
        let index = at(operation, &mut found);
        found[index].0.paths += 1;
    }
    found.sort_by(|a, b| b.0.length_mm.total_cmp(&a.0.length_mm).then(a.1.cmp(&b.1)));
    found.truncate(OPERATIONS_MAX);
    found.sort_by_key(|(_, order)| *order);
    let rounded = |(facts, _): (OperationFacts, usize)| OperationFacts { length_mm: rounded(facts.length_mm), ..facts };
    found.into_iter().map(rounded).collect()
}

/// Which layers say by their names that nothing is cut along their lines.
pub(super) fn marking(drawing: &Drawing) -> Vec<bool> {
    let is_mark = |name: &str| matches!(Use::of_layer(name), Some(Use::Engrave | Use::Plot));
    drawing.layers.iter().map(|layer| is_mark(&layer.name)).collect()
}

/// Which contours a cutter follows: lines where the drawing has any, fills where it has none. Dashed lines are folds, and what
/// is engraved or plotted is not cut.
pub(super) fn cut(contours: &[Contour], operation_of: &[Operation], drawing: &Drawing) -> Vec<bool> {
    let marking = marking(drawing);
    let lines = operation_of.iter().any(|operation| !operation.2);
    let dashed =
        |contour: &Contour| contour.paths.iter().all(|&path| !drawing.paths[path as usize].dashes_mm.is_empty());
    let one = |(contour, operation): (&Contour, &Operation)| {
        let is_mark = marking.get(operation.0).copied().unwrap_or(false);
        (lines != operation.2) && !dashed(contour) && !is_mark
    };
    contours.iter().zip(operation_of).map(one).collect()
}
