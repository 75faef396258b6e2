//! Small meshes and drawings that the tests share.

#![allow(dead_code)] // Each test file uses some of them.

use kurbo::BezPath;
use pattern::drawing::Path;
use pattern::{Drawing, Mesh};

/// A box from the origin to `size`, outward faces.
pub fn block(size: [f32; 3]) -> Mesh {
    let corner = |index: usize| [0, 1, 2].map(|axis| if index >> axis & 1 == 1 { size[axis] } else { 0.0 });
    let quads = [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]];
    let triangles = quads.iter().flat_map(|[a, b, c, d]| [[*a, *b, *c], [*a, *c, *d]]).collect();
    Mesh { positions: (0..8).map(corner).collect(), triangles, ..Mesh::default() }
}

/// A torus that stands on edge, `across` by `round` quads.
pub fn torus(across: u32, round: u32) -> Mesh {
    let mut mesh = Mesh::default();
    for (i, j) in (0..across).flat_map(|i| (0..round).map(move |j| (i, j))) {
        let (a, b) = (i as f32 / across as f32 * 6.283_185_5, j as f32 / round as f32 * 6.283_185_5);
        let ring = 30.0 + 11.0 * b.cos();
        mesh.positions.push([ring * a.cos(), 11.0 * b.sin(), ring * a.sin()]);
        let at = |i: u32, j: u32| i % across * round + j % round;
        mesh.triangles.push([at(i, j), at(i, j + 1), at(i + 1, j + 1)]);
        mesh.triangles.push([at(i, j), at(i + 1, j + 1), at(i + 1, j)]);
    }
    mesh
}

/// A line drawing of one path.
pub fn drawn(geometry: BezPath) -> Drawing {
    let path = Path::line(geometry);
    Drawing { paths: vec![path], ..Drawing::default() }
}

/// A closed rectangle, millimetres.
pub fn rectangle(x: f64, y: f64, width: f64, height: f64) -> BezPath {
    use kurbo::Shape as _;
    kurbo::Rect::new(x, y, x + width, y + height).to_path(0.1)
}
