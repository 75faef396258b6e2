//! Triangles that are no surface: without area, or on the same three corners as another.

use std::collections::HashMap;

use super::{edges, work::Work};

/// Takes away triangles without area, by exact arithmetic, and tells how many. A vertex that such a triangle held on
/// its neighbour's edge is left there for the step that splits edges.
pub(crate) fn drop_degenerate(work: &mut Work) -> u64 {
    let is_flat: Vec<bool> = work.faces.iter().map(|face| work.is_degenerate(face)).collect();
    work.drop_marked(&is_flat)
}

/// Takes away triangles on the same three corners as others, and tells how many. Of those that face one way one stays;
/// of two that face opposite ways none, where the edges round them are whole without them.
pub(crate) fn drop_repeats(work: &mut Work) -> u64 {
    let mut groups: HashMap<[u32; 3], Vec<u32>> = HashMap::with_capacity(work.faces.len());
    for (index, face) in work.faces.iter().enumerate() {
        groups.entry(face.key()).or_default().push(index as u32);
    }
    let mut repeated: Vec<([u32; 3], Vec<u32>)> =
        groups.iter().filter(|(_, group)| group.len() > 1).map(|(key, group)| (*key, group.clone())).collect();
    if repeated.is_empty() {
        return 0;
    }
    repeated.sort_unstable();
    // How many surfaces meet at each edge, a repeated one counted once.
    let mut met: HashMap<u64, u32> = HashMap::new();
    for [a, b, c] in groups.keys().copied() {
        for edge in [[a, b], [b, c], [c, a]] {
            *met.entry(edges::key(edge)).or_default() += 1;
        }
    }
    let mut gone = vec![false; work.faces.len()];
    for ([a, b, c], group) in repeated {
        let is_even = |index: &&u32| is_even(work.faces[**index as usize].vertices);
        let even = group.iter().filter(is_even).count();
        let keys = [[a, b], [b, c], [c, a]].map(edges::key);
        let non_manifold =
            keys.iter().filter(|edge| met.get(edge).is_some_and(|count| count % 2 == 1 && *count > 2)).count();
        let none_stays = 2 * even == group.len() && non_manifold >= 2;
        // The first of the way that most of them face, or the first of all.
        let faces_most = |index: &&u32| 2 * even == group.len() || is_even(index) == (2 * even > group.len());
        let stays = group.iter().find(faces_most).filter(|_| !none_stays);
        group.iter().filter(|index| Some(*index) != stays).for_each(|&index| gone[index as usize] = true);
        if none_stays {
            keys.iter().for_each(|edge| *met.entry(*edge).or_default() -= 1);
        }
    }
    work.drop_marked(&gone)
}

/// Whether the vertices come in rising order, up to a turn of the triangle in its plane.
fn is_even([a, b, c]: [u32; 3]) -> bool {
    (a < b) as u8 + (b < c) as u8 + (c < a) as u8 == 2
}

#[cfg(test)]
mod tests {
    use pattern::Mesh;

    use super::*;

    fn tetrahedron(more: &[[u32; 3]]) -> Work {
        let positions = vec![[0.0; 3], [9.0, 0.0, 0.0], [0.0, 9.0, 0.0], [0.0, 0.0, 9.0], [4.5, 0.0, 0.0]];
        let triangles = [[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]].into_iter().chain(more.iter().copied()).collect();
        Work::of(&Mesh { positions, triangles, ..Mesh::default() })
    }

    #[test]
    fn of_repeats_the_first_stays() {
        let mut work = tetrahedron(&[[1, 0, 2], [2, 3, 1]]);
        assert_eq!(drop_repeats(&mut work), 2);
        assert_eq!(work.faces, tetrahedron(&[]).faces);
        assert_eq!(drop_repeats(&mut work), 0);
    }

    #[test]
    fn two_back_to_back_inside_a_body_both_go() {
        // A wall in both directions across two tetrahedra that are joined already.
        let positions = vec![[0.0; 3], [9.0, 0.0, 0.0], [0.0, 9.0, 0.0], [0.0, 0.0, 9.0], [0.0, 0.0, -9.0]];
        let skin = vec![[0, 1, 3], [1, 2, 3], [2, 0, 3], [1, 0, 4], [2, 1, 4], [0, 2, 4]];
        let triangles = skin.iter().copied().chain([[0, 1, 2], [0, 2, 1]]).collect();
        let mut work = Work::of(&Mesh { positions, triangles, ..Mesh::default() });
        assert_eq!(drop_repeats(&mut work), 2);
        assert_eq!(work.faces.iter().map(|face| face.vertices).collect::<Vec<_>>(), skin);
    }

    #[test]
    fn a_triangle_on_a_line_goes() {
        let mut work = tetrahedron(&[[0, 4, 1], [2, 2, 3]]);
        assert_eq!(drop_degenerate(&mut work), 2);
    }
}
