//! Orientation, which way faces face: neighbours alike, then bodies outward.

use glam::DVec3;

use super::{
    edges::{Edges, NONE, face_of, sheets},
    triangle::{centroid, six_volumes, winding_number},
    work::Work,
};

/// Bodies whose surroundings are looked at triangle by triangle, largest first; of further ones only the boxes are.
const LOOKED_AT_MAX: usize = 32;

/// The surface has one side only: going round along it, one comes back on the other side.
#[derive(Debug)]
pub(crate) struct OneSided;

/// Makes faces that share an edge of two face alike, and tells how many were turned. Of each patch the way stays in
/// which most of its area faced.
pub(crate) fn agree(work: &mut Work) -> Result<u64, OneSided> {
    let neighbours = neighbours(work);
    let mut turn: Vec<Option<bool>> = vec![None; work.faces.len()];
    let mut count = 0;
    for start in 0..work.faces.len() {
        if turn[start].is_some() {
            continue;
        }
        let patch = spread(start, &neighbours, &mut turn)?;
        let area = |turned: bool| -> f64 {
            let faces = patch.iter().filter(|&&face| turn[face as usize] == Some(turned));
            faces.map(|&face| work.area(&work.faces[face as usize])).sum()
        };
        let majority = area(true) > area(false);
        for &face in patch.iter().filter(|&&face| turn[face as usize] == Some(!majority)) {
            work.faces[face as usize].turn();
            count += 1;
        }
    }
    Ok(count)
}

/// For each side the side beyond an edge of two, and whether the two run the same way.
fn neighbours(work: &Work) -> Vec<(u32, bool)> {
    let mut neighbours = vec![(NONE, false); work.faces.len() * 3];
    for group in Edges::of(&work.faces).groups() {
        if let [(_, a), (_, b)] = *group {
            let alike = super::edges::balance(&work.faces, group) != 0;
            neighbours[a as usize] = (b, alike);
            neighbours[b as usize] = (a, alike);
        }
    }
    neighbours
}

/// Decides for all faces that hang together with `start` whether they are to be turned, were `start` to stay.
fn spread(start: usize, neighbours: &[(u32, bool)], turn: &mut [Option<bool>]) -> Result<Vec<u32>, OneSided> {
    turn[start] = Some(false);
    let mut patch = vec![start as u32];
    let mut at = 0;
    while at < patch.len() {
        let face = patch[at];
        let own = turn[face as usize];
        for &(other, alike) in &neighbours[3 * face as usize..3 * face as usize + 3] {
            if other == NONE {
                continue;
            }
            let wanted = own.map(|own| own != alike);
            match turn[face_of(other)] {
                None => {
                    turn[face_of(other)] = wanted;
                    patch.push(other / 3);
                }
                Some(_) if turn[face_of(other)] != wanted => return Err(OneSided),
                Some(_) => {}
            }
        }
        at += 1;
    }
    Ok(patch)
}

/// A closed sheet.
struct Body {
    lowest: u32,
    volume: f64,
    bounds: [DVec3; 2],
}

/// Turns bodies that are inside out and no cavity of another, and tells how many. All edges are whole. What is inside
/// out as a whole, as a mirrored part is, is turned as a whole, so that its cavities stay cavities.
pub(crate) fn outward(work: &mut Work, twins: &[u32]) -> u64 {
    let sheet = sheets(twins);
    let mut bodies = bodies(work, &sheet);
    bodies.sort_by(|a, b| b.volume.abs().total_cmp(&a.volume.abs()).then(a.lowest.cmp(&b.lowest)));
    let mut turned = vec![false; work.faces.len()];
    if bodies.iter().map(|body| body.volume).sum::<f64>() < 0.0 {
        for body in &mut bodies {
            body.volume = -body.volume;
            turned[body.lowest as usize] = true;
        }
    }
    let mut looked_at = 0;
    for at in 0..bodies.len() {
        let (larger, rest) = bodies.split_at_mut(at);
        let body = &mut rest[0];
        let mut round = larger.iter().filter(|other| other.volume > 0.0 && holds(other.bounds, body.bounds)).peekable();
        if body.volume >= 0.0 {
            continue;
        }
        if round.peek().is_some() {
            looked_at += 1;
            if looked_at > LOOKED_AT_MAX || is_held(work, &sheet, &turned, body.lowest) {
                continue;
            }
        }
        body.volume = -body.volume;
        turned[body.lowest as usize] ^= true;
    }
    for (face, &lowest) in work.faces.iter_mut().zip(&sheet) {
        if turned[lowest as usize] {
            face.turn();
        }
    }
    turned.into_iter().filter(|turned| *turned).count() as u64
}

fn bodies(work: &Work, sheet: &[u32]) -> Vec<Body> {
    let mut number = vec![NONE; work.faces.len()];
    let mut bodies: Vec<Body> = Vec::new();
    let centre = work.faces.first().map(|face| work.point(face.vertices[0])).unwrap_or_default();
    for (face, &lowest) in work.faces.iter().zip(sheet) {
        let corners = work.corners(face);
        if number[lowest as usize] == NONE {
            number[lowest as usize] = bodies.len() as u32;
            bodies.push(Body { lowest, volume: 0.0, bounds: [corners[0]; 2] });
        }
        let body = &mut bodies[number[lowest as usize] as usize];
        body.volume += six_volumes(corners, centre) / 6.0;
        for (corner, axis) in corners.iter().flat_map(|corner| [0, 1, 2].map(|axis| (corner, axis))) {
            body.bounds[0][axis] = body.bounds[0][axis].min(corner[axis]);
            body.bounds[1][axis] = body.bounds[1][axis].max(corner[axis]);
        }
    }
    bodies
}

fn holds(outer: [DVec3; 2], inner: [DVec3; 2]) -> bool {
    (0..3).all(|axis| outer[0][axis] <= inner[0][axis] && inner[1][axis] <= outer[1][axis])
}

/// Whether the other sheets, as turned so far, wind round the one of `lowest`.
fn is_held(work: &Work, sheet: &[u32], turned: &[bool], lowest: u32) -> bool {
    let eye = centroid(work.corners(&work.faces[lowest as usize]));
    let others = work.faces.iter().zip(sheet).filter(|(_, other)| **other != lowest).map(|(face, other)| {
        let [a, b, c] = work.corners(face);
        if turned[*other as usize] { [a, c, b] } else { [a, b, c] }
    });
    winding_number(others, eye) > 0.5
}

#[cfg(test)]
mod tests {
    use pattern::Mesh;

    use super::*;
    use crate::mesh::edges::twins;

    fn tetrahedron(size: f32, at: f32) -> Work {
        let positions = [[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let positions = positions.iter().map(|p: &[f32; 3]| p.map(|value| at + size * value)).collect();
        let triangles = vec![[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]];
        Work::of(&Mesh { positions, triangles, ..Mesh::default() })
    }

    fn both(mut a: Work, b: Work) -> Work {
        let offset = a.positions.len() as u32;
        a.positions.extend(b.positions);
        a.faces.extend(b.faces.into_iter().map(|mut face| {
            face.vertices = face.vertices.map(|vertex| vertex + offset);
            face
        }));
        a
    }

    fn turned(mut work: Work) -> Work {
        work.faces.iter_mut().for_each(crate::mesh::work::Face::turn);
        work
    }

    fn settled(mut work: Work) -> (u64, Vec<[u32; 3]>) {
        let twins = twins(&work, &Edges::of(&work.faces));
        let count = outward(&mut work, &twins);
        (count, work.faces.iter().map(|face| face.vertices).collect())
    }

    #[test]
    fn the_smaller_part_is_turned() {
        let mut work = tetrahedron(9.0, 0.0);
        work.faces[1].turn();
        assert_eq!(agree(&mut work).ok(), Some(1));
        assert_eq!(work.faces, tetrahedron(9.0, 0.0).faces);
        assert_eq!(agree(&mut work).ok(), Some(0));
    }

    #[test]
    fn a_strip_with_half_a_twist_has_one_side() {
        let positions = (0..6).map(|index| [index as f32, (index * index) as f32, 1.0]).collect();
        let triangles = vec![[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 1], [5, 1, 0]];
        assert!(agree(&mut Work::of(&Mesh { positions, triangles, ..Mesh::default() })).is_err());
    }

    #[test]
    fn a_body_inside_out_is_turned_and_a_cavity_stays() {
        assert_eq!(settled(turned(tetrahedron(9.0, 0.0))), (1, settled(tetrahedron(9.0, 0.0)).1));
        let hollow = both(tetrahedron(9.0, 0.0), turned(tetrahedron(1.0, 1.0)));
        assert_eq!(settled(hollow).0, 0);
        let apart = both(tetrahedron(9.0, 0.0), turned(tetrahedron(1.0, 5.0)));
        assert_eq!(settled(apart).0, 1, "outside the larger one though inside its box");
        assert_eq!(settled(turned(both(tetrahedron(9.0, 0.0), turned(tetrahedron(1.0, 1.0))))).0, 2);
    }
}
