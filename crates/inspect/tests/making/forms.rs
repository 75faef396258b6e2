//! Parts that the tests are made of: outlines drawn out, and outlines turned round an axis.

use pattern::Mesh;

/// An outline in x and z, counter-clockwise as seen from -y, drawn out by `depth` mm along y.
pub fn drawn_out(outline: &[[f32; 2]], depth: f32) -> Mesh {
    let count = outline.len() as u32;
    let positions =
        outline.iter().map(|&[x, z]| [x, 0.0, z]).chain(outline.iter().map(|&[x, z]| [x, depth, z])).collect();
    let mut triangles: Vec<[u32; 3]> = Vec::new();
    for [a, b, c] in ears(outline) {
        triangles.extend([[a, b, c], [a + count, c + count, b + count]]);
    }
    for from in 0..count {
        let to = (from + 1) % count;
        triangles.extend([[from, from + count, to + count], [from, to + count, to]]);
    }
    Mesh { positions, triangles, ..Mesh::default() }
}

/// A profile of radius and height turned round z in `steps`; it begins and ends on the axis, and goes up the outside.
pub fn turned_round(profile: &[[f32; 2]], steps: u32) -> Mesh {
    let last = profile.len() - 1;
    let mut positions = vec![[0.0, 0.0, profile[0][1]], [0.0, 0.0, profile[last][1]]];
    for &[radius, height] in &profile[1..last] {
        positions.extend((0..steps).map(|step| {
            let angle = step as f32 / steps as f32 * std::f32::consts::TAU;
            [radius * angle.cos(), radius * angle.sin(), height]
        }));
    }
    let at = |ring: usize, step: u32| 2 + ring as u32 * steps + step % steps;
    let mut triangles = Vec::new();
    for step in 0..steps {
        triangles.push([0, at(0, step + 1), at(0, step)]);
        triangles.push([1, at(last - 2, step), at(last - 2, step + 1)]);
        for ring in 0..last - 2 {
            let [a, b, c, d] = [at(ring, step), at(ring, step + 1), at(ring + 1, step + 1), at(ring + 1, step)];
            triangles.extend([[a, b, c], [a, c, d]]);
        }
    }
    Mesh { positions, triangles, ..Mesh::default() }
}

/// The mesh with its axes in another order: turned, not mirrored.
pub fn laid(mut mesh: Mesh) -> Mesh {
    mesh.positions.iter_mut().for_each(|[x, y, z]| (*x, *y, *z) = (*y, *z, *x));
    mesh
}

/// Cuts off one ear after the other.
fn ears(outline: &[[f32; 2]]) -> Vec<[u32; 3]> {
    let turn = |a: u32, b: u32, c: u32| {
        let [a, b, c] = [a, b, c].map(|at| outline[at as usize].map(f64::from));
        (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    };
    let mut left: Vec<u32> = (0..outline.len() as u32).collect();
    let mut ears = Vec::new();
    while left.len() > 2 {
        let is_ear = |&at: &usize| {
            let [a, b, c] = [0, 1, 2].map(|step| left[(at + step) % left.len()]);
            let holds = |&p: &u32| turn(a, b, p) >= 0.0 && turn(b, c, p) >= 0.0 && turn(c, a, p) >= 0.0;
            turn(a, b, c) > 0.0 && !left.iter().filter(|p| ![a, b, c].contains(p)).any(holds)
        };
        let at = (0..left.len()).find(is_ear).expect("a simple outline, counter-clockwise");
        ears.push([0, 1, 2].map(|step| left[(at + step) % left.len()]));
        left.remove((at + 1) % left.len());
    }
    ears
}
