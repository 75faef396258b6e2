//! Walls and fins: sheets that hang on the surface along edges where three meet, and part nothing from nothing.

use std::collections::HashMap;

use glam::DVec3;

use super::{
    distance::lies_on,
    edges::{Edges, HalfEdge, NONE, balance, face_of, sheets},
    triangle::{centroid, winding_number},
    work::Work,
};

/// Sheets looked at, smallest first.
const LOOKED_AT_MAX: usize = 64;
/// How far from a whole number the windings on a sheet may be: nearer to a half, it is skin.
const WHOLE: f64 = 0.2;
/// Of all surface what may go in one fin on the outside: more is a part, not a fin.
const OUTSIDE_SHARE_MAX: f64 = 0.05;

/// What went.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Gone {
    pub sheets: u64,
    /// mm².
    pub area: f64,
}

/// Takes away sheets that have the same on both sides, inner walls and fins that stick out, and those that lie on the rest
/// of the surface within `reach` mm. Faces agree already.
pub(crate) fn drop_walls(work: &mut Work, reach: f64) -> Gone {
    let mut gone = Gone::default();
    for _ in 0..LOOKED_AT_MAX {
        let Some((marks, area)) = wall(work, reach) else { break };
        work.drop_marked(&marks);
        gone.sheets += 1;
        gone.area += area;
    }
    gone
}

/// The smallest sheet that may go.
fn wall(work: &Work, reach: f64) -> Option<(Vec<bool>, f64)> {
    let edges = Edges::of(&work.faces);
    let sheet = sheets(&pairs_only(work, &edges));
    let non_manifold: Vec<&[(u64, HalfEdge)]> =
        edges.groups().filter(|group| group.len() > 2 && balance(&work.faces, group) != 0).collect();
    if non_manifold.is_empty() {
        return None;
    }
    let mut areas: HashMap<u32, f64> = HashMap::new();
    let mut whole = 0.0;
    for (face, &lowest) in work.faces.iter().zip(&sheet) {
        let area = work.area(face);
        *areas.entry(lowest).or_default() += area;
        whole += area;
    }
    let mut candidates: Vec<u32> =
        non_manifold.iter().flat_map(|group| group.iter().map(|&(_, side)| sheet[face_of(side)])).collect();
    candidates.sort_unstable();
    candidates.dedup();
    candidates.sort_by(|a, b| areas[a].total_cmp(&areas[b]).then(a.cmp(b)));
    let goes = |lowest: &&u32| {
        let area = areas[*lowest];
        area <= whole / 2.0
            && eases(work, &edges, &sheet, **lowest)
            && (is_wall(work, &sheet, **lowest, area <= OUTSIDE_SHARE_MAX * whole)
                || is_repeat(work, &sheet, **lowest, reach))
    };
    let lowest = *candidates.iter().take(LOOKED_AT_MAX).find(goes)?;
    Some((sheet.iter().map(|&other| other == lowest).collect(), areas[&lowest]))
}

/// The twins of edges of two that face alike.
fn pairs_only(work: &Work, edges: &Edges) -> Vec<HalfEdge> {
    let mut twins = vec![NONE; work.faces.len() * 3];
    for group in edges.groups() {
        if let [(_, a), (_, b)] = *group
            && balance(&work.faces, group) == 0
        {
            twins[a as usize] = b;
            twins[b as usize] = a;
        }
    }
    twins
}

/// Whether more edges are whole without the sheet than with it.
fn eases(work: &Work, edges: &Edges, sheet: &[u32], lowest: u32) -> bool {
    let mut sum = 0;
    for group in edges.groups() {
        let rest: Vec<(u64, HalfEdge)> =
            group.iter().filter(|(_, side)| sheet[face_of(*side)] != lowest).copied().collect();
        if rest.len() < group.len() {
            sum += balance(&work.faces, &rest).abs() - balance(&work.faces, group).abs();
        }
    }
    sum < 0
}

/// Whether the rest of the surface winds round the sheet's middle a whole number of times.
fn is_wall(work: &Work, sheet: &[u32], lowest: u32, may_be_outside: bool) -> bool {
    let own = work.faces.iter().zip(sheet).filter(|(_, other)| **other == lowest).map(|(face, _)| face);
    let Some(largest) = own.max_by(|a, b| work.area(a).total_cmp(&work.area(b))) else { return false };
    let rest = work.faces.iter().zip(sheet).filter(|(_, other)| **other != lowest);
    let winding = winding_number(rest.map(|(face, _)| work.corners(face)), centroid(work.corners(largest)));
    let is_whole = (winding - winding.round()).abs() < WHOLE;
    is_whole && (may_be_outside || winding.round() != 0.0)
}

/// Whether the sheet lies on the rest of the surface.
fn is_repeat(work: &Work, sheet: &[u32], lowest: u32, reach: f64) -> bool {
    let of = |wanted: bool| -> Vec<[DVec3; 3]> {
        let faces = work.faces.iter().zip(sheet).filter(|(_, other)| (**other == lowest) == wanted);
        faces.map(|(face, _)| work.corners(face)).collect()
    };
    lies_on(&of(true), &of(false), reach)
}

#[cfg(test)]
mod tests {
    use pattern::Mesh;

    use super::*;

    /// A double cone round a triangle, and more.
    fn double_cone(more: &[[u32; 3]]) -> Work {
        let positions =
            vec![[0.0; 3], [9.0, 0.0, 0.0], [0.0, 9.0, 0.0], [2.0, 2.0, 9.0], [2.0, 2.0, -9.0], [9.5, -0.5, 0.5]];
        let skin = [[0, 1, 3], [1, 2, 3], [2, 0, 3], [1, 0, 4], [2, 1, 4], [0, 2, 4]];
        let triangles = skin.into_iter().chain(more.iter().copied()).collect();
        Work::of(&Mesh { positions, triangles, ..Mesh::default() })
    }

    #[test]
    fn a_wall_inside_goes() {
        let mut work = double_cone(&[[0, 1, 2]]);
        let gone = drop_walls(&mut work, 1e-3);
        assert_eq!((gone.sheets, gone.area), (1, 40.5));
        assert_eq!(work.faces, double_cone(&[]).faces);
    }

    #[test]
    fn a_face_that_nearly_repeats_another_goes() {
        let mut work = double_cone(&[[0, 1, 5]]);
        work.positions[5] = [2.0, 2.0005, 9.0];
        assert_eq!(drop_walls(&mut work, 1e-3).sheets, 1);
        assert_eq!(work.faces, double_cone(&[]).faces);
    }

    #[test]
    fn a_fin_goes_and_a_sound_body_stays() {
        let mut work = double_cone(&[[0, 1, 5]]);
        assert_eq!(drop_walls(&mut work, 1e-3).sheets, 1);
        assert_eq!(drop_walls(&mut work, 1e-3), Gone::default());
    }
}
