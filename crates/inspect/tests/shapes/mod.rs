//! Patterns that the tests are made of.
#![allow(dead_code)] // Each test file uses some of them.
#![allow(clippy::expect_used)] // A shape that does not parse ends the test.

use pattern::{Drawing, Format, Mesh, Pattern, Reading, Unit, Units, drawing};

/// A reading of a mesh without findings.
pub fn of_mesh(mesh: Mesh) -> Reading {
    Reading {
        format: Some(Format::Stl),
        pattern: Some(Pattern::Mesh(mesh)),
        units: Some(Units::assumed(Unit::Millimetre)),
        findings: Vec::new(),
    }
}

/// A reading of a drawing without findings.
pub fn of_drawing(drawing: Drawing) -> Reading {
    Reading {
        format: Some(Format::Svg),
        pattern: Some(Pattern::Drawing(drawing)),
        units: Some(Units::stated(Unit::Millimetre)),
        findings: Vec::new(),
    }
}

/// `CODE name xCOUNT` for every finding, worst first.
pub fn said(report: &inspect::Report) -> String {
    let one = |finding: &pattern::Finding| format!("{} {} x{}", finding.code, finding.name, finding.count);
    report.findings.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A box of `size` mm with one corner at `at`, in twelve triangles that face outward.
pub fn cuboid(at: [f32; 3], size: [f32; 3]) -> Mesh {
    let corner =
        |index: u32| std::array::from_fn(|axis| at[axis] + if index >> axis & 1 == 1 { size[axis] } else { 0.0 });
    let sides = [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]];
    let triangles = sides.into_iter().flat_map(|[a, b, c, d]| [[a, b, c], [a, c, d]]).collect();
    Mesh { positions: (0..8).map(corner).collect(), triangles, ..Mesh::default() }
}

/// Both meshes in one.
pub fn both(mut first: Mesh, second: Mesh) -> Mesh {
    let offset = first.positions.len() as u32;
    first.positions.extend(second.positions);
    first.triangles.extend(second.triangles.into_iter().map(|triangle| triangle.map(|vertex| vertex + offset)));
    first
}

/// The mesh with every face turned round.
pub fn turned(mut mesh: Mesh) -> Mesh {
    mesh.triangles.iter_mut().for_each(|triangle| triangle.swap(0, 1));
    mesh
}

/// A torus of `rows` by `columns` squares.
pub fn torus(rows: u32, columns: u32) -> Mesh {
    let vertex = |row: u32, column: u32| (row % rows) * columns + column % columns;
    let position = |index: u32| {
        let angle = |step: u32, steps: u32| step as f32 / steps as f32 * std::f32::consts::TAU;
        let (around, across) = (angle(index / columns, rows), angle(index % columns, columns));
        let radius = 30.0 + 10.0 * across.cos();
        [radius * around.cos(), radius * around.sin(), 10.0 * across.sin()]
    };
    let squares = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let triangles = squares.flat_map(|(row, column)| {
        let [a, b] = [vertex(row, column), vertex(row + 1, column)];
        let [c, d] = [vertex(row + 1, column + 1), vertex(row, column + 1)];
        [[a, b, c], [a, c, d]]
    });
    Mesh { positions: (0..rows * columns).map(position).collect(), triangles: triangles.collect(), ..Mesh::default() }
}

/// A drawing of one path per SVG path text, with a black hairline each.
pub fn drawing(paths: &[&str]) -> Drawing {
    let path = |(index, text): (usize, &&str)| drawing::Path {
        source: format!("#path{index}"),
        ..drawing::Path::line(kurbo::BezPath::from_svg(text).expect("path data"))
    };
    Drawing { paths: paths.iter().enumerate().map(path).collect(), ..Drawing::default() }
}
