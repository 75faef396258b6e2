//! The last step of every mesh reader: what the types promise is made true, and what had to go is told.

use super::{
    Mesh, Part,
    trouble::{count_of, figure},
};
use crate::{Budget, Code, Finding, Findings, Place, Severity};

/// A coordinate that is no number or infinite.
pub(crate) const NOT_FINITE: Code = Code { id: "R108", name: "not-a-number", severity: Severity::Warn };
/// A face that asks for a vertex that is not there.
pub(crate) const INDEX_OUT_OF_RANGE: Code = Code { id: "R109", name: "index-out-of-range", severity: Severity::Warn };

/// Drops faces whose vertices are missing or are no numbers, and makes lists fit each other.
pub(crate) fn seal(mut mesh: Mesh, budget: &Budget, findings: &mut Findings) -> Mesh {
    if mesh.colors.len() != mesh.positions.len() {
        mesh.colors.clear();
    }
    if mesh.uvs.len() != mesh.positions.len() {
        mesh.uvs.clear();
    }
    // A place on a picture that is no number costs nothing but the picture there.
    mesh.uvs.iter_mut().filter(|uv| !uv.iter().all(|value| value.is_finite())).for_each(|uv| *uv = [0.0; 2]);
    drop_out_of_range(&mut mesh, budget, findings);
    drop_not_finite(&mut mesh, budget, findings);
    mesh.parts.retain(|part| !part.triangles.is_empty());
    debug_assert!(mesh.positions.as_flattened().iter().all(|value| value.is_finite()));
    mesh
}

/// The finding for `count` faces that were dropped for their coordinates.
pub(crate) fn not_finite(count: u64) -> Finding {
    let message = format!(
        "{} no real coordinate (not a number, or too large) and {} left out.",
        if count == 1 {
            "1 vertex or face has".to_owned()
        } else {
            format!("{} vertices or faces have", figure(count))
        },
        if count == 1 { "was" } else { "were" }
    );
    let fix = "Repair the mesh in the program that made it and export again; a scale of 0 or a division by 0 is the usual cause.";
    Finding::new(NOT_FINITE, message, fix).times(count)
}

fn drop_out_of_range(mesh: &mut Mesh, budget: &Budget, findings: &mut Findings) {
    let vertex_count = mesh.positions.len();
    let dropped =
        drop_triangles(mesh, budget.places_max, |corners| corners.iter().all(|&index| (index as usize) < vertex_count));
    if dropped.count > 0 {
        let message = format!(
            "{} for vertices that the file does not have (it has {}) and {} left out.",
            if dropped.count == 1 {
                "1 triangle asks".to_owned()
            } else {
                format!("{} triangles ask", figure(dropped.count))
            },
            count_of(vertex_count as u64, "vertex", "vertices"),
            if dropped.count == 1 { "was" } else { "were" },
        );
        let fix = "Export the model again; if a script wrote the file, check whether it counts from 0 or from 1.";
        findings.push(Finding::new(INDEX_OUT_OF_RANGE, message, fix).times(dropped.count).at(dropped.places));
    }
}

fn drop_not_finite(mesh: &mut Mesh, budget: &Budget, findings: &mut Findings) {
    let is_finite: Vec<bool> =
        mesh.positions.iter().map(|position| position.iter().all(|value| value.is_finite())).collect();
    let vertex_count = is_finite.iter().filter(|finite| !**finite).count() as u64;
    if vertex_count == 0 {
        return;
    }
    let dropped =
        drop_triangles(mesh, budget.places_max, |corners| corners.iter().all(|&index| is_finite[index as usize]));
    findings.push(not_finite(vertex_count).at(dropped.places));
    keep_vertices(mesh, &is_finite);
}

/// What [`drop_triangles`] took away.
struct Dropped {
    count: u64,
    places: Vec<Place>,
}

/// Keeps the triangles that pass, in order, and moves the parts' ranges along.
fn drop_triangles(mesh: &mut Mesh, places_max: usize, passes: impl Fn(&[u32; 3]) -> bool) -> Dropped {
    let bad: Vec<usize> =
        mesh.triangles.iter().enumerate().filter(|(_, corners)| !passes(corners)).map(|(index, _)| index).collect();
    if bad.is_empty() {
        return Dropped { count: 0, places: Vec::new() };
    }
    let moved = |index: usize| index - bad.partition_point(|&gone| gone < index);
    for Part { triangles, .. } in &mut mesh.parts {
        *triangles = moved(triangles.start)..moved(triangles.end);
    }
    mesh.triangles.retain(|corners| passes(corners));
    let places = bad.iter().take(places_max).map(|index| Place::element(format!("triangle {index}"))).collect();
    Dropped { count: bad.len() as u64, places }
}

/// Keeps the vertices marked, which must be all that triangles use.
fn keep_vertices(mesh: &mut Mesh, keep: &[bool]) {
    let mut next = 0;
    let new_index: Vec<u32> = keep
        .iter()
        .map(|&kept| {
            next += u32::from(kept);
            next.saturating_sub(1)
        })
        .collect();
    mesh.triangles.as_flattened_mut().iter_mut().for_each(|index| *index = new_index[*index as usize]);
    retain_by(&mut mesh.positions, keep);
    retain_by(&mut mesh.colors, keep);
    retain_by(&mut mesh.uvs, keep);
}

fn retain_by<T>(list: &mut Vec<T>, keep: &[bool]) {
    let mut marks = keep.iter();
    list.retain(|_| marks.next().copied().unwrap_or(true));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dropped_moves_parts_and_indices_along() {
        let part = |range: std::ops::Range<usize>| Part {
            name: String::new(),
            triangles: range,
            color: None,
            source: String::new(),
        };
        let mesh = Mesh {
            positions: vec![[0.0; 3], [f32::NAN, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
            triangles: vec![[0, 2, 3], [0, 1, 2], [0, 2, 9], [3, 2, 0]],
            uvs: vec![[0.5, f32::NAN], [0.0; 2], [f32::INFINITY, 0.0], [0.25; 2]],
            parts: vec![part(0..1), part(1..3), part(3..4)],
            ..Mesh::default()
        };
        let mut findings = Findings::new(20);
        let sealed = seal(mesh, &Budget::default(), &mut findings);
        assert_eq!(sealed.triangles, [[0, 1, 2], [2, 1, 0]]);
        assert_eq!(sealed.positions.len(), 3);
        assert_eq!(sealed.uvs, [[0.0; 2], [0.0; 2], [0.25; 2]]);
        assert_eq!(sealed.parts, [part(0..1), part(1..2)]);
        assert_eq!(findings.into_vec().len(), 2);
    }
}
