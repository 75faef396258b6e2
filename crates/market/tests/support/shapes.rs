//! Files that the tests upload.

use pattern::{Mesh, mesh::stl};

/// A closed cube with sides of `side_mm`, as a binary STL.
pub fn cube(side_mm: f32) -> Vec<u8> {
    stl::write(&cuboid(side_mm, 12))
}

/// The same cube without its lid.
pub fn open_cube(side_mm: f32) -> Vec<u8> {
    stl::write(&cuboid(side_mm, 10))
}

/// A plate with sides of `side_mm` to cut, as an SVG: its picture costs less than a cube's.
pub fn plate(side_mm: f32) -> Vec<u8> {
    let open = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{side_mm}mm" height="{side_mm}mm" viewBox="0 0 10 10">"#
    );
    format!(r#"{open}<rect x="1" y="1" width="8" height="8" fill="none" stroke="black"/></svg>"#).into_bytes()
}

fn cuboid(side_mm: f32, triangle_count: usize) -> Mesh {
    let corner = |index: u32| std::array::from_fn(|axis| if index >> axis & 1 == 1 { side_mm } else { 0.0 });
    let sides = [[0, 2, 3, 1], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5], [4, 5, 7, 6]];
    let triangles = sides.into_iter().flat_map(|[a, b, c, d]| [[a, b, c], [a, c, d]]).take(triangle_count).collect();
    Mesh { positions: (0..8).map(corner).collect(), triangles, ..Mesh::default() }
}
