//! Damage on purpose: what goes wrong with real files, so that a report has something to show.

use kurbo::{BezPath, PathEl, Shape};
use pattern::{Drawing, Mesh};

/// Leaves out the triangles whose middle lies in the upper `share` of one quarter: a missing piece of wall.
#[must_use]
pub fn missing_wall(mut mesh: Mesh, share: f32) -> Mesh {
    let Some([x0, y0, _, x1, y1, z1]) = mesh.bounds() else {
        return mesh;
    };
    let (x, y) = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
    let kept = |corners: [[f32; 3]; 3]| {
        let middle = [0, 1, 2].map(|axis| corners.iter().map(|corner| corner[axis]).sum::<f32>() / 3.0);
        middle[2] < z1 * (1.0 - share) || middle[0] < x || middle[1] > y
    };
    mesh.triangles = (0..mesh.triangles.len())
        .filter(|&index| kept(mesh.corners(index)))
        .map(|index| mesh.triangles[index])
        .collect();
    mesh.parts.clear();
    mesh
}

/// Turns a band of faces inside out: those in the `from` to `to` share of the list.
#[must_use]
pub fn flipped(mut mesh: Mesh, from: f32, to: f32) -> Mesh {
    let count = mesh.triangles.len() as f32;
    let range = (from * count) as usize..((to * count) as usize).min(mesh.triangles.len());
    mesh.triangles[range].iter_mut().for_each(|triangle| triangle.swap(1, 2));
    mesh
}

/// Adds a fin on an edge in the middle of the list: an edge with three faces.
#[must_use]
pub fn fin(mut mesh: Mesh) -> Mesh {
    let Some(triangle) = mesh.triangles.get(mesh.triangles.len() / 2).copied() else {
        return mesh;
    };
    let [a, b] = [triangle[0], triangle[1]].map(|index| mesh.positions[index as usize]);
    let Some([x0, .., x1, _, _]) = mesh.bounds() else {
        return mesh;
    };
    let tip = [(a[0] + b[0]) / 2.0 + (x1 - x0) * 0.08, (a[1] + b[1]) / 2.0, (a[2] + b[2]) / 2.0 + (x1 - x0) * 0.08];
    mesh.positions.push(tip);
    let tip = mesh.positions.len() as u32 - 1;
    mesh.triangles.push([triangle[1], triangle[0], tip]);
    mesh.parts.clear();
    mesh
}

/// Makes it as small as a file drawn in inches looks when it is read as millimetres.
#[must_use]
pub fn inch_scaled(mut mesh: Mesh) -> Mesh {
    mesh.positions.iter_mut().flatten().for_each(|value| *value /= 25.4);
    mesh
}

/// Takes the last stretch out of the longest closed contour: an open laser cut.
#[must_use]
pub fn opened(mut drawing: Drawing) -> Drawing {
    if let Some(index) = longest(&drawing) {
        let path = &mut drawing.paths[index];
        let elements = path.geometry.elements();
        let closed = elements.iter().position(|element| matches!(element, PathEl::ClosePath)).unwrap_or(elements.len());
        path.geometry = BezPath::from_vec(elements[..closed.saturating_sub(1).max(2)].to_vec());
    }
    drawing
}

/// Exchanges two corners of the longest contour, so that it crosses itself.
#[must_use]
pub fn crossed(mut drawing: Drawing) -> Drawing {
    if let Some(index) = longest(&drawing) {
        let path = &mut drawing.paths[index];
        let mut elements = path.geometry.elements().to_vec();
        let middle = elements.len() / 2;
        if elements.len() > 6 {
            elements.swap(middle, middle + 2);
        }
        path.geometry = BezPath::from_vec(elements);
    }
    drawing
}

/// Draws every other path twice: a laser would cut it twice.
#[must_use]
pub fn doubled(mut drawing: Drawing) -> Drawing {
    let again: Vec<_> = drawing.paths.iter().step_by(2).cloned().collect();
    for mut path in again {
        path.source = format!("#p{}", drawing.paths.len() + 1);
        drawing.paths.push(path);
    }
    drawing
}

fn longest(drawing: &Drawing) -> Option<usize> {
    let length = |index: &usize| drawing.paths[*index].geometry.bounding_box().area();
    (0..drawing.paths.len())
        .filter(|&index| {
            drawing.paths[index].geometry.elements().iter().all(|element| !matches!(element, PathEl::CurveTo(..)))
        })
        .max_by(|a, b| length(a).total_cmp(&length(b)))
}
