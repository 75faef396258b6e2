//! STL as programs write it, as accidents leave it, and as attackers make it.

use pattern::{Budget, Format, Mesh, Pattern, Reading, mesh};

fn read(bytes: &[u8]) -> Reading {
    pattern::read(bytes, None, &Budget::default())
}

fn mesh_of(reading: Reading) -> Mesh {
    match reading.pattern {
        Some(Pattern::Mesh(mesh)) => mesh,
        other => panic!("no mesh but {other:?}, {:?}", reading.findings),
    }
}

fn codes(reading: &Reading) -> Vec<&str> {
    reading.findings.iter().map(|finding| finding.name.as_str()).collect()
}

/// A tetrahedron as binary STL with `header` before it and `attribute` on each triangle.
fn binary(header: &[u8], attribute: u16) -> Vec<u8> {
    let mut bytes = mesh::stl::write(&tetrahedron());
    bytes[..80].fill(b' ');
    bytes[..header.len()].copy_from_slice(header);
    for record in bytes[84..].chunks_mut(50) {
        record[48..].copy_from_slice(&attribute.to_le_bytes());
    }
    bytes
}

fn tetrahedron() -> Mesh {
    Mesh {
        positions: vec![[0.0; 3], [10.0, 0.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 10.0]],
        triangles: vec![[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]],
        ..Mesh::default()
    }
}

#[test]
fn a_binary_file_whose_header_says_solid_is_binary() {
    let mesh = mesh_of(read(&binary(b"solid exported by a program that does not know better", 0)));
    assert_eq!((mesh.triangles.len(), mesh.positions.len()), (4, 4));
}

#[test]
fn four_billion_announced_triangles_cost_nothing_and_are_told() {
    let mut bytes = binary(b"", 0);
    bytes[80..84].fill(0xFF);
    let reading = read(&bytes);
    assert_eq!(codes(&reading), ["truncated"]);
    assert_eq!(
        reading.findings[0].message,
        "The file ends early: 4 of 4,294,967,295 triangles announced could be read."
    );
    assert_eq!(mesh_of(reading).triangles.len(), 4);
}

#[test]
fn ascii_solids_become_parts_whatever_the_case_and_the_exponents() {
    let text = "SOLID Left foot\n FACET NORMAL 0 0 1\n OUTER LOOP\n VERTEX 0 0 0\n Vertex 1.0E+001 0 0\n vertex 0 1,5 0\n ENDLOOP\n ENDFACET\nENDSOLID\n\
                solid\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 -0.0\nvertex 0 1 0\nendloop\nendfacet\nendsolid\n";
    let reading = read(text.as_bytes());
    assert_eq!(reading.format, Some(Format::Stl));
    assert!(reading.findings.is_empty(), "{:?}", reading.findings);
    let mesh = mesh_of(reading);
    assert_eq!(mesh.corners(0), [[0.0; 3], [10.0, 0.0, 0.0], [0.0, 1.5, 0.0]]);
    let parts: Vec<_> =
        mesh.parts.iter().map(|part| (part.name.as_str(), part.triangles.clone(), part.source.as_str())).collect();
    assert_eq!(parts, [("Left foot", 0..1, "line 1"), ("", 1..2, "line 10")]);
}

#[test]
fn colours_of_magics_and_viscam_are_read() {
    // Red in Magics sits in the low bits; in VisCAM it sits in the high ones, and the top bit says that it counts.
    let magics = mesh_of(read(&binary(b"COLOR=\x01\x02\x03\xFF,MATERIAL=", 31)));
    // One and the same attribute everywhere says nothing: a second colour does.
    let mut viscam = binary(b"", 0x8000 | 31 << 10);
    viscam[84 + 48..84 + 50].copy_from_slice(&0x801F_u16.to_le_bytes());
    let viscam = mesh_of(read(&viscam));
    let default = mesh_of(read(&binary(b"COLOR=\x01\x02\x03\xFF,MATERIAL=", 0x8000)));
    assert_eq!(magics.parts[0].color, Some([255, 0, 0, 255]));
    let colors = |triangle: usize| viscam.triangles[triangle].map(|vertex| viscam.colors[vertex as usize]);
    assert_eq!(colors(0), [[0, 0, 255, 255]; 3]);
    assert_eq!(colors(1), [[255, 0, 0, 255]; 3]);
    assert_eq!(default.parts[0].color, Some([1, 2, 3, 255]));
}

#[test]
fn coordinates_that_are_no_numbers_are_dropped_and_told_and_tiny_ones_kept() {
    let mut bytes = binary(b"", 0);
    bytes[84 + 12..84 + 16].copy_from_slice(&f32::NAN.to_le_bytes());
    bytes[134 + 12..134 + 16].copy_from_slice(&f32::INFINITY.to_le_bytes());
    bytes[184 + 12..184 + 16].copy_from_slice(&1e-40_f32.to_le_bytes());
    let reading = read(&bytes);
    assert_eq!((codes(&reading), reading.findings[0].count), (vec!["not-a-number"], 2));
    let mesh = mesh_of(reading);
    assert_eq!(mesh.triangles.len(), 2);
    assert!(mesh.positions.iter().any(|position| position[0] == 1e-40));
}

/// A sheet of `side` by `side` squares, two triangles each.
fn sheet(side: u32) -> Mesh {
    let at = |row: u32, column: u32| row * (side + 1) + column;
    let corner = |index: u32| [(index % (side + 1)) as f32, (index / (side + 1)) as f32, 0.0];
    let square = |index: u32| {
        let (row, column) = (index / side, index % side);
        let [a, b, c, d] = [at(row, column), at(row, column + 1), at(row + 1, column + 1), at(row + 1, column)];
        [[a, b, c], [a, c, d]]
    };
    Mesh {
        positions: (0..(side + 1) * (side + 1)).map(corner).collect(),
        triangles: (0..side * side).flat_map(square).collect(),
        ..Mesh::default()
    }
}

#[test]
fn a_file_large_enough_for_all_cores_is_read_like_a_small_one() {
    let whole = sheet(200);
    let mut bytes = mesh::stl::write(&whole);
    let vertex_count = whole.positions.len();
    let budget = |max: usize| Budget { vertices_max: max as u64, ..Budget::default() };
    let plain = mesh_of(pattern::read(&bytes, None, &budget(vertex_count)));
    assert_eq!((plain.triangles.len(), plain.positions.len()), (80_000, vertex_count));
    assert!((0..80_000).all(|index| plain.corners(index) == whole.corners(index)));
    assert_eq!(codes(&pattern::read(&bytes, None, &budget(vertex_count - 1))), ["over-budget"]);

    // The last triangle alone has a colour: the others are white, and corners that it shares are there twice.
    let last = bytes.len() - 2;
    bytes[last..].copy_from_slice(&(0x8000_u16 | 31 << 10).to_le_bytes());
    let colored = mesh_of(read(&bytes));
    assert_eq!(colored.positions.len(), vertex_count + 3);
    assert_eq!(colored.colors.iter().filter(|color| **color == [255, 0, 0, 255]).count(), 3);

    bytes[last..].fill(0);
    bytes[last - 4..last].copy_from_slice(&f32::NAN.to_le_bytes());
    let reading = read(&bytes);
    assert_eq!((codes(&reading), reading.findings[0].count), (vec!["not-a-number"], 1));
    assert_eq!(mesh_of(reading).triangles, plain.triangles[..79_999]);
}
