//! Flaps: a face that hangs on its neighbour by one edge only and lies folded back onto it. It is a repeat of which a corner
//! was displaced, and it takes the edge from the face that is missing there.

use super::{
    edges::{Edges, NONE, ends, face_of, next},
    triangle::nearest_on,
    work::Work,
};

/// Takes away faces with two open sides that lie on the face beyond their third within `reach` mm, and tells how many.
pub(crate) fn drop_flaps(work: &mut Work, reach: f64) -> u64 {
    let beyond = beyond(work);
    let mut is_gone = vec![false; work.faces.len()];
    for at in 0..work.faces.len() {
        let mut held = (3 * at as u32..3 * at as u32 + 3).filter(|&side| beyond[side as usize] != NONE);
        let (Some(side), None) = (held.next(), held.next()) else { continue };
        let other = face_of(beyond[side as usize]);
        let tip = ends(&work.faces, next(side))[1];
        let corners = work.corners(&work.faces[other]);
        // The two other corners are the neighbour's own, and the distance to a triangle is convex.
        let is_near = nearest_on(corners, work.point(tip)).distance(work.point(tip)) <= reach;
        is_gone[at] = is_near && !is_gone[other];
    }
    work.drop_marked(&is_gone)
}

/// For each side of an edge of two or more the first other one, or [`NONE`].
fn beyond(work: &Work) -> Vec<u32> {
    let mut beyond = vec![NONE; work.faces.len() * 3];
    for group in Edges::of(&work.faces).groups().filter(|group| group.len() > 1) {
        for (at, &(_, side)) in group.iter().enumerate() {
            beyond[side as usize] = group[usize::from(at == 0)].1;
        }
    }
    beyond
}

#[cfg(test)]
mod tests {
    use pattern::Mesh;

    use super::*;

    #[test]
    fn a_flap_goes_and_a_rim_stays() {
        let positions = vec![[0.0; 3], [9.0, 0.0, 0.0], [0.0, 9.0, 0.0], [0.001, 9.0, 0.001], [9.0, 9.0, 9.0]];
        let of =
            |triangles: Vec<[u32; 3]>| Work::of(&Mesh { positions: positions.clone(), triangles, ..Mesh::default() });
        let mut work = of(vec![[0, 1, 2], [1, 2, 4], [0, 1, 3]]);
        assert_eq!(drop_flaps(&mut work, 0.01), 1);
        assert_eq!(work.faces, of(vec![[0, 1, 2], [1, 2, 4]]).faces);
        assert_eq!(drop_flaps(&mut work, 0.01), 0);
    }
}
