//! What files say of a surface beside its corners: normals, materials and pictures, and which of it does not fit.

use pattern::{Budget, Finding, Mesh, Pattern, Severity, Unit, Witness, mesh};

fn findings(bytes: &[u8], name: &str) -> Vec<Finding> {
    pattern::read(bytes, Some(name), &Budget::default()).findings
}

/// `CODE name xCOUNT` for every finding.
fn said(bytes: &[u8], name: &str) -> String {
    let one = |finding: &Finding| format!("{} {} x{}", finding.code, finding.name, finding.count);
    findings(bytes, name).iter().map(one).collect::<Vec<_>>().join(", ")
}

fn tetrahedron() -> Mesh {
    Mesh {
        positions: vec![[0.0; 3], [10.0, 0.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 10.0]],
        triangles: vec![[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]],
        ..Mesh::default()
    }
}

/// A binary STL of the tetrahedron with these normals, one each.
fn stl(normals: [[f32; 3]; 4]) -> Vec<u8> {
    let mut bytes = mesh::stl::write(&tetrahedron());
    for (record, normal) in bytes[84..].chunks_mut(50).zip(normals) {
        record[..12].copy_from_slice(normal.map(f32::to_le_bytes).as_flattened());
    }
    bytes
}

/// Which way the faces of the tetrahedron look; the last is not of length one, which is no fault.
const OUT: [[f32; 3]; 4] = [[0.0, 0.0, -1.0], [0.0, -1.0, 0.0], [-1.0, 0.0, 0.0], [1.0, 1.0, 1.0]];

fn back([x, y, z]: [f32; 3]) -> [f32; 3] {
    [-x, -y, -z]
}

#[test]
fn normals_of_an_stl_that_point_inward_are_told_and_zeros_are_not() {
    assert_eq!(said(&stl(OUT), "a.stl"), "");
    assert_eq!(said(&stl([[0.0; 3]; 4]), "a.stl"), "");
    let one = findings(&stl([OUT[0], back(OUT[1]), [0.0; 3], OUT[3]]), "a.stl");
    assert_eq!((one.len(), one[0].code.as_str(), one[0].severity, one[0].count), (1, "R128", Severity::Info, 1));
    assert!(one[0].message.starts_with("For 1 of 3 triangles the normals in the file"), "{}", one[0].message);
    assert_eq!(one[0].at[0].element.as_deref(), Some("triangle 1"));
    let all = findings(&stl(OUT.map(back)), "a.stl");
    assert!(all[0].message.contains("mirrored or turned inside out"), "{}", all[0].message);
}

#[test]
fn the_normals_of_a_coloured_and_of_an_ascii_stl_are_looked_at_too() {
    let mut colored = stl([back(OUT[0]), OUT[1], OUT[2], OUT[3]]);
    for (index, record) in colored[84..].chunks_mut(50).enumerate() {
        record[48..].copy_from_slice(&(0x8000_u16 + index as u16).to_le_bytes());
    }
    assert_eq!(said(&colored, "a.stl"), "R128 normals-against x1");
    let facet = |normal: &str| {
        format!("facet normal {normal}\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\n")
    };
    let ascii = |facets: &str| said(format!("solid a\n{facets}endsolid a\n").as_bytes(), "a.stl");
    assert_eq!(ascii(&(facet("0 0 1") + &facet("0 0 -1"))), "R128 normals-against x1");
    assert_eq!(ascii(&(facet("0 0 1") + &facet("0 0 0") + &facet("nan nan nan") + &facet(""))), "");
}

#[test]
fn normals_by_vertex_are_against_where_all_three_corners_say_so() {
    let obj = |faces: &str| {
        said(format!("v 0 0 0\nv 9 0 0\nv 0 9 0\nvn 0 0 1\nvn 0 0 -1\nvn 0.9 0 -0.05\n{faces}\n").as_bytes(), "a.obj")
    };
    assert_eq!(obj("f 1//1 2//1 3//1"), "");
    assert_eq!(obj("f 1//2 2//2 3//2"), "R128 normals-against x1");
    assert_eq!(obj("f 1//2 2//1 3//2\nf 1//3 2//3 3//3\nf 1//2 2//2 3//9\nf 1 2 3"), "");
    assert_eq!(obj("f 1/1/-2 2/1/-2 3/1/-2"), "R128 normals-against x1", "counted back from the last");
    let ply = |z: &str| {
        let head = "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n\
                    property float nx\nproperty float ny\nproperty float nz\nelement face 1\n\
                    property list uchar int vertex_indices\nend_header\n";
        said(format!("{head}0 0 0 0 0 {z}\n9 0 0 0 0 {z}\n0 9 0 0 0 {z}\n3 0 1 2\n").as_bytes(), "a.ply")
    };
    assert_eq!([ply("1"), ply("-1")], ["", "R128 normals-against x1"]);
    let off = |z: &str| {
        said(format!("NOFF\n3 1 0\n0 0 0 0 0 {z}\n9 0 0 0 0 {z}\n0 9 0 0 0 {z}\n3 0 1 2\n").as_bytes(), "a.off")
    };
    assert_eq!([off("1"), off("-1")], ["", "R128 normals-against x1"]);
}

/// A GLB of one triangle with normals along `normal`, whose node is moved by `node` and whose material is `material`.
fn glb(normal: [f32; 3], node: &str, material: &str) -> Vec<u8> {
    let corners: [[f32; 3]; 3] = [[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
    let numbers = [corners, [normal; 3]].concat();
    let data: Vec<u8> = numbers.as_flattened().iter().flat_map(|value| value.to_le_bytes()).collect();
    let mut json = format!(
        r#"{{"asset":{{"version":"2.0"}},"nodes":[{{"mesh":0{node}}}],"scenes":[{{"nodes":[0]}}],
        "meshes":[{{"primitives":[{{"attributes":{{"POSITION":0,"NORMAL":1}}{material}}}]}}],
        "accessors":[{{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}},
        {{"bufferView":1,"componentType":5126,"count":3,"type":"VEC3"}}],
        "bufferViews":[{{"buffer":0,"byteLength":36}},{{"buffer":0,"byteOffset":36,"byteLength":36}}],
        "buffers":[{{"byteLength":72}}],
        "materials":[{{"pbrMetallicRoughness":{{"baseColorTexture":{{"index":0}}}}}}]}}"#
    );
    while !json.len().is_multiple_of(4) {
        json.push(' ');
    }
    let words = |words: [u32; 2]| words.map(u32::to_le_bytes).concat();
    let length = 12 + 8 + json.len() + 8 + data.len();
    let header = [b"glTF".to_vec(), words([2, length as u32])].concat();
    let text = [words([json.len() as u32, 0x4E4F_534A]), json.into_bytes()].concat();
    let binary = [words([data.len() as u32, 0x004E_4942]), data].concat();
    [header, text, binary].concat()
}

#[test]
fn normals_of_a_glb_go_with_its_nodes() {
    let (up, down) = ([0.0, 0.0, 1.0], [0.0, 0.0, -1.0]);
    for node in ["", r#","rotation":[0.6,0,0,0.8]"#, r#","scale":[2,0.1,5]"#, r#","scale":[-1,1,1]"#] {
        assert_eq!(said(&glb(up, node, ""), "a.glb"), "", "{node}");
        assert_eq!(said(&glb(down, node, ""), "a.glb"), "R128 normals-against x1", "{node}");
    }
}

#[test]
fn a_material_or_picture_that_is_not_there_is_told() {
    let up = [0.0, 0.0, 1.0];
    assert_eq!(said(&glb(up, "", r#","material":7"#), "a.glb"), "R129 material-missing x1");
    let picture = findings(&glb(up, "", r#","material":0"#), "a.glb");
    assert_eq!((picture[0].code.as_str(), picture[0].at[0].element.as_deref()), ("R129", Some("texture 0")));
    let obj = |lines: &str| findings(format!("{lines}v 0 0 0\nv 9 0 0\nv 0 9 0\nf 1 2 3\n").as_bytes(), "a.obj");
    let named = obj("usemtl brass\nusemtl wood\n");
    assert_eq!((named.len(), named[0].code.as_str(), named[0].severity), (1, "R129", Severity::Info));
    assert_eq!(named[0].at.iter().filter_map(|place| place.element.as_deref()).collect::<Vec<_>>(), ["brass", "wood"]);
    assert!(named[0].message.ends_with("a buyer sees the model in plain grey."), "{}", named[0].message);
    assert_eq!(obj("usemtl None\n").len(), 0);
    let elsewhere = obj("mtllib a.mtl\nusemtl brass\n");
    assert_eq!((elsewhere.len(), elsewhere[0].code.as_str()), (1, "R110"));
}

#[test]
fn texture_coordinates_by_corner_of_a_ply_are_kept() {
    let head = "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n\
                element face 2\nproperty list uchar int vertex_indices\nproperty list uchar float texcoord\nend_header\n";
    let body = "0 0 0\n9 0 0\n9 9 0\n0 9 0\n3 0 1 2 6 0 0 1 0 1 1\n3 0 2 3 6 0 0 0.5 0.5 0 1\n";
    let reading = pattern::read(format!("{head}{body}").as_bytes(), Some("a.ply"), &Budget::default());
    let Some(Pattern::Mesh(mesh)) = reading.pattern else { panic!("no mesh: {:?}", reading.findings) };
    assert_eq!(mesh.positions.len(), 5, "the corner with two places on the picture is there twice");
    let uv = |triangle: usize, at: usize| mesh.uvs[mesh.triangles[triangle][at] as usize];
    assert_eq!((uv(0, 2), uv(1, 1), uv(1, 2)), ([1.0, 1.0], [0.5, 0.5], [0.0, 1.0]));
}

#[test]
fn a_unit_that_a_comment_or_the_name_tells_comes_along_and_a_stated_one_needs_none() {
    let obj = b"# File units = inches\nv 0 0 0\nv 9 0 0\nv 0 9 0\nf 1 2 3\n";
    let units = |bytes: &[u8], name: &str| pattern::read(bytes, Some(name), &Budget::default()).units.expect("units");
    let told = units(obj, "a.obj").told.expect("told");
    assert_eq!((told.unit, told.by), (Unit::Inch, Witness::Comment));
    let told = units(&stl(OUT), "a.unitsmm.stl").told.expect("told");
    assert_eq!((told.unit, told.by), (Unit::Millimetre, Witness::Name));
    assert_eq!(units(&glb([0.0, 0.0, 1.0], "", ""), "a_inches.glb").told, None);
}
