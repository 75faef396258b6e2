//! Every mesh format: round trips, files cut short, limits, and what attackers send.

use std::io::{Cursor, Write as _};

use pattern::mesh::{Part, Up, gltf, obj, ply, stl, threemf};
use pattern::{Budget, Format, Mesh, Pattern, Reading};
use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

/// A format's name and what writes it.
type Writer = (Format, fn(&Mesh) -> Vec<u8>);

const WRITERS: [Writer; 5] = [
    (Format::Stl, stl::write),
    (Format::Obj, obj::write),
    (Format::Ply, ply::write),
    (Format::ThreeMf, threemf::write),
    (Format::Glb, gltf::write),
];

const OFF: &str = "COFF 4 4 0 # a corner\n0 0 0 255 0 0 255\n10 0 0 255 0 0 255\n0 10 0 255 0 0 255\n0 0 10 255 0 0 255\n\
                   3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 3\n";
const ASCII_PLY: &str = "ply\nformat ascii 1.0\ncomment by hand\nelement vertex 4\nproperty double x\nproperty double y\nproperty double z\n\
                         element edge 1\nproperty int a\nproperty list uchar short b\nelement face 2\nproperty list uchar int vertex_indices\n\
                         end_header\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n7 2 1 1\n4 0 1 2 3\n3 0 2 1\n";
const ASCII_STL: &str = "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\n\
                         facet normal 0 0 1\nouter loop\nvertex 1 0 0\nvertex 1 1 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid a\n";

fn tetrahedron() -> Mesh {
    Mesh {
        positions: vec![[0.0; 3], [10.0, 0.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 10.0]],
        triangles: vec![[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]],
        ..Mesh::default()
    }
}

/// One good file of every way to write a mesh.
fn good_files() -> Vec<(&'static str, Vec<u8>)> {
    let mesh = tetrahedron();
    let mut files: Vec<(&str, Vec<u8>)> =
        WRITERS.iter().map(|(format, write)| (format.title(), write(&mesh))).collect();
    files.push(("OFF", OFF.into()));
    files.push(("ASCII PLY", ASCII_PLY.into()));
    files.push(("ASCII STL", ASCII_STL.into()));
    files.push(("glTF", gltf_of(&gltf::write(&mesh))));
    files
}

/// The JSON of a GLB with its buffer embedded.
fn gltf_of(glb: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let json_bytes = u32::from_le_bytes(glb[12..16].try_into().expect("a good file")) as usize;
    let mut document: serde_json::Value = serde_json::from_slice(&glb[20..20 + json_bytes]).expect("a good file");
    let data = base64::engine::general_purpose::STANDARD.encode(&glb[28 + json_bytes..]);
    document["buffers"][0]["uri"] = format!("data:application/octet-stream;base64,{data}").into();
    document.to_string().into_bytes()
}

fn read(bytes: &[u8]) -> Reading {
    pattern::read(bytes, None, &Budget::default())
}

fn mesh_of(reading: Reading) -> Mesh {
    match reading.pattern {
        Some(Pattern::Mesh(mesh)) => mesh,
        other => panic!("no mesh but {other:?}, {:?}", reading.findings),
    }
}

/// Every finding as a person reads it, one a line.
fn sentences(reading: &Reading) -> String {
    let line = |finding: &pattern::Finding| {
        format!("{} {}: {} {}\n", finding.code, finding.severity.word(), finding.message, finding.fix)
    };
    reading.findings.iter().map(line).collect()
}

/// A 3MF of these parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a good file");
        zip.write_all(text.as_bytes()).expect("a good file");
    }
    zip.finish().expect("a good file").into_inner()
}

const RELATIONSHIPS: &str = r#"<Relationships><Relationship Target="/3D/3dmodel.model" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>"#;
const OBJECT_MESH: &str = r#"<mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0"/><vertex x="0" y="1" z="0"/></vertices><triangles><triangle v1="0" v2="1" v3="2"/></triangles></mesh>"#;

fn model(body: &str) -> Vec<u8> {
    let text = format!(
        r#"<model unit="inch" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">{body}</model>"#
    );
    package(&[("_rels/.rels", RELATIONSHIPS), ("3D/3dmodel.model", &text)])
}

#[test]
fn every_good_file_is_told_by_its_content_and_read_whole() {
    for (name, bytes) in good_files() {
        let reading = read(&bytes);
        assert!(reading.findings.is_empty(), "{name}: {:?}", reading.findings);
        let mesh = mesh_of(reading);
        assert!((2..=4).contains(&mesh.triangles.len()) && mesh.positions.len() == 4, "{name}");
    }
}

#[test]
fn every_file_cut_short_says_so_and_never_panics() {
    for (name, bytes) in good_files() {
        for sixteenth in 0..16 {
            let cut = &bytes[..bytes.len() * sixteenth / 16];
            let reading = read(cut);
            // An OBJ says nowhere how long it is: one that is cut between two lines is a shorter OBJ.
            let may_be_silent = name == "OBJ" && reading.pattern.is_some();
            assert!(
                may_be_silent || !reading.findings.is_empty(),
                "{name} cut at {sixteenth}/16 says nothing: {:?}",
                String::from_utf8_lossy(cut)
            );
            for finding in &reading.findings {
                assert!(finding.message.ends_with('.') && finding.fix.ends_with('.'), "{finding:?}");
            }
        }
    }
}

#[test]
fn each_limit_holds_at_its_value_and_stops_one_above() {
    for (name, bytes) in good_files() {
        let whole = mesh_of(read(&bytes));
        let exact = Budget {
            bytes_max: bytes.len() as u64,
            triangles_max: whole.triangles.len() as u64,
            vertices_max: whole.positions.len() as u64,
            ..Budget::default()
        };
        assert!(pattern::read(&bytes, None, &exact).pattern.is_some(), "{name} within its budget");
        let less = [
            Budget { bytes_max: exact.bytes_max - 1, ..exact.clone() },
            Budget { triangles_max: exact.triangles_max - 1, ..exact.clone() },
            Budget { vertices_max: exact.vertices_max - 1, ..exact.clone() },
        ];
        for budget in less {
            let reading = pattern::read(&bytes, None, &budget);
            assert!(reading.pattern.is_none() && reading.findings[0].name == "over-budget", "{name} over {budget:?}");
        }
    }
}

#[test]
fn depth_nodes_and_unpacked_bytes_of_a_3mf_are_limited() {
    let chain: String = (2..=10)
        .map(|id| format!(r#"<object id="{id}"><components><component objectid="{}"/></components></object>"#, id - 1))
        .collect();
    let bytes = model(&format!(
        r#"<resources><object id="1">{OBJECT_MESH}</object>{chain}</resources><build><item objectid="10"/></build>"#
    ));
    let within = |budget: &Budget| pattern::read(&bytes, None, budget).pattern.is_some();
    assert!(within(&Budget { depth_max: 10, ..Budget::default() }));
    assert!(!within(&Budget { depth_max: 9, ..Budget::default() }));
    let nodes = (1..200).find(|&nodes_max| within(&Budget { nodes_max, ..Budget::default() }));
    assert!(nodes.is_some_and(|nodes| nodes > 30), "{nodes:?}");
    let unpacked = (1..10_000).find(|&unpacked_bytes_max| within(&Budget { unpacked_bytes_max, ..Budget::default() }));
    assert!(unpacked.is_some_and(|bytes| bytes > 1000), "{unpacked:?}");
}

#[test]
fn what_lies_elsewhere_or_is_packed_is_told() {
    let draco = r#"{"asset":{"version":"2.0"},"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":0},"extensions":{"KHR_draco_mesh_compression":{}}}]}],"accessors":[{"componentType":5126,"count":3,"type":"VEC3"}],"extensionsRequired":["KHR_draco_mesh_compression"]}"#;
    let beside = r#"{"asset":{"version":"2.0"},"buffers":[{"uri":"house.bin","byteLength":8}]}"#;
    let cases = [
        (
            "OBJ with materials, lines and holes",
            read(b"v 0 0 0\nv nan 0 0\nv 0 1 0\nv 1 0 0\nf 1 2 3\nf 1 3 4\nf 1 3 99\nf 0 1 -9\nmtllib a.mtl\nl 1 2\n"),
        ),
        ("glTF packed with Draco", read(draco.as_bytes())),
        ("glTF with files beside it", read(beside.as_bytes())),
    ];
    let text: String = cases.iter().map(|(name, reading)| format!("{name}\n{}\n", sentences(reading))).collect();
    insta::assert_snapshot!(text);
}

#[test]
fn units_components_and_mirrors_of_a_3mf_are_honoured() {
    let body = format!(
        r#"<resources><object id="1" name="wing">{OBJECT_MESH}</object><object id="2"><components><component objectid="1"/>
        <component objectid="1" transform="-1 0 0 0 1 0 0 0 1 10 0 0"/></components></object></resources><build><item objectid="2"/></build>"#
    );
    let reading = read(&model(&body));
    assert_eq!(reading.units.map(|units| (units.unit, units.stated)), Some((pattern::Unit::Inch, true)));
    let mesh = mesh_of(reading);
    assert_eq!(mesh.corners(0), [[0.0; 3], [25.4, 0.0, 0.0], [0.0, 25.4, 0.0]]);
    assert_eq!(mesh.corners(1), [[254.0, 0.0, 0.0], [254.0, 25.4, 0.0], [228.6, 0.0, 0.0]]);
    assert_eq!(mesh.parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(), ["wing", "wing"]);
}

#[test]
fn a_glb_stands_on_its_feet_again_after_a_round_trip() {
    let mesh = mesh_of(read(&gltf::write(&tetrahedron())));
    assert_eq!(mesh.up, Up::Y);
    assert_eq!(mesh.bounds(), Some([0.0, 0.0, -10.0, 10.0, 10.0, 0.0]));
    assert_eq!(mesh_of(read(&stl::write(&mesh))).bounds(), tetrahedron().bounds());
}

/// Corners of a triangle and their colours.
type Triangle = ([[f32; 3]; 3], [[u8; 4]; 3]);

/// Corners of every triangle with their colours: what must survive, whatever the order of the vertices.
fn soup(mesh: &Mesh) -> Vec<Triangle> {
    let color = |index: u32| mesh.colors.get(index as usize).copied().unwrap_or([255; 4]);
    (0..mesh.triangles.len()).map(|index| (mesh.corners(index), mesh.triangles[index].map(color))).collect()
}

prop_compose! {
    fn meshes()(
        positions in prop::collection::vec(prop::array::uniform3(-1e4_f32..1e4), 3..40),
        corners in prop::collection::vec(prop::array::uniform3(any::<prop::sample::Index>()), 2..60),
        color in any::<u32>(),
        is_colored in any::<bool>(),
    ) -> Mesh {
        let triangles: Vec<[u32; 3]> = corners.iter().map(|corner| corner.map(|index| index.index(positions.len()) as u32)).collect();
        let part = |name: &str, triangles| Part { name: name.into(), triangles, color: None, source: String::new() };
        let parts = vec![part("left & <right>", 0..1), part("rest", 1..triangles.len())];
        let colors = if is_colored { (0..positions.len() as u32).map(|index| color.wrapping_mul(index + 1).to_be_bytes()).collect() } else { Vec::new() };
        Mesh { positions, triangles, colors, parts, ..Mesh::default() }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(mesh in meshes()) {
        for (format, write) in WRITERS {
            let bytes = write(&mesh);
            prop_assert_eq!(&bytes, &write(&mesh), "{:?} gives the same bytes", format);
            let reading = read(&bytes);
            prop_assert_eq!(reading.format, Some(format));
            let again = mesh_of(reading);
            let (before, after) = (soup(&mesh), soup(&again));
            prop_assert_eq!(before.len(), after.len());
            for ((was, was_color), (is, is_color)) in before.iter().zip(&after) {
                let is = is.map(|[x, y, z]| if again.up == Up::Y { [x, -z, y] } else { [x, y, z] });
                for (a, b) in was.as_flattened().iter().zip(is.as_flattened()) {
                    prop_assert!((a - b).abs() <= a.abs() * 3e-7, "{:?}: {} became {}", format, a, b);
                }
                prop_assert!(format == Format::Stl || was_color == is_color, "{:?}: {:?} became {:?}", format, was_color, is_color);
            }
            if matches!(format, Format::Obj | Format::ThreeMf | Format::Glb) {
                let names: Vec<&str> = again.parts.iter().map(|part| part.name.as_str()).collect();
                prop_assert_eq!(names, ["left & <right>", "rest"]);
            }
        }
    }

    #[test]
    fn damage_never_panics_and_never_breaks_a_promise(file in 0..9_usize, damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let (_, mut bytes) = good_files().swap_remove(file);
        for (place, value) in damage {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        let budget = Budget { triangles_max: 100_000, vertices_max: 100_000, unpacked_bytes_max: 1 << 22, ..Budget::default() };
        if let Some(Pattern::Mesh(mesh)) = pattern::read(&bytes, None, &budget).pattern {
            prop_assert!(mesh.positions.as_flattened().iter().all(|value| value.is_finite()));
            prop_assert!(mesh.triangles.as_flattened().iter().all(|&index| (index as usize) < mesh.positions.len()));
            prop_assert!(mesh.colors.is_empty() || mesh.colors.len() == mesh.positions.len());
            prop_assert!(mesh.parts.is_empty() || mesh.parts.iter().map(|part| part.triangles.len()).sum::<usize>() == mesh.triangles.len());
        }
    }
}
