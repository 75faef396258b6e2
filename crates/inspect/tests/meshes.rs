//! Every check of meshes on the smallest bad mesh and the nearest good one.

mod shapes;

use inspect::{Options, Verdict, inspect, inspect_watched};
use pattern::Mesh;
use proptest::prelude::*;
use shapes::{both, cuboid, of_mesh, said, torus, turned};

fn cube() -> Mesh {
    cuboid([0.0; 3], [10.0; 3])
}

fn said_of(mesh: Mesh) -> String {
    said(&inspect(&of_mesh(mesh)))
}

#[test]
fn a_cube_is_sound() {
    let report = inspect(&of_mesh(cube()));
    let facts = report.mesh.as_ref().expect("facts");
    assert_eq!((said(&report).as_str(), report.verdict), ("", Verdict::Pass));
    assert_eq!(report.sentence(), "Sound. Nothing to mend.");
    assert_eq!((facts.triangles, facts.vertices, facts.shells, facts.parts), (12, 8, 1, 1));
    assert!(facts.watertight && facts.consistent_winding);
    assert_eq!((facts.volume_mm3, facts.area_mm2), (1000.0, 600.0));
    assert_eq!((facts.bounds_mm, facts.size_mm), ([0.0, 0.0, 0.0, 10.0, 10.0, 10.0], [10.0; 3]));
    assert_eq!((facts.overhang_share, facts.needs_supports), (0.0, Some(false)));
}

#[test]
fn a_mesh_without_triangles_says_so() {
    assert_eq!(said_of(Mesh::default()), "M301 no-triangles x1");
}

#[test]
fn a_cube_without_a_lid_has_four_open_edges() {
    let mut open = cube();
    open.triangles.drain(2..4);
    let report = inspect(&of_mesh(open));
    assert_eq!(said(&report), "M302 open-edge x4");
    let finding = &report.findings[0];
    assert_eq!(
        finding.message,
        "The surface has 1 hole, with 4 open edges and a rim of 40 mm. A slicer closes it by guessing."
    );
    assert_eq!(finding.at[0].mm, Some([5.0, 5.0, 10.0]));
    assert_eq!(report.mesh.expect("facts").boundary_loops, 1);
}

#[test]
fn two_cubes_along_an_edge_touch_there() {
    let report = inspect(&of_mesh(both(cube(), cuboid([10.0, 10.0, 0.0], [10.0; 3]))));
    assert_eq!(said(&report), "M303 non-manifold-edge x1");
    assert_eq!((report.verdict, report.findings[0].at[0].mm), (Verdict::Warn, Some([10.0, 10.0, 5.0])));
    assert_eq!(said_of(both(cube(), cuboid([11.0, 10.0, 0.0], [10.0; 3]))), "M308 many-shells x2");
}

#[test]
fn a_fin_on_a_cube_fails() {
    let mut finned = cube();
    finned.positions.push([5.0, -5.0, -5.0]);
    finned.triangles.push([0, 1, 8]);
    let report = inspect(&of_mesh(finned));
    assert_eq!(said(&report), "M302 open-edge x2, M303 non-manifold-edge x1");
    assert_eq!(report.verdict, Verdict::Fail);
}

#[test]
fn surfaces_that_cut_each_other_are_found_and_neighbours_are_not() {
    let cut = inspect(&of_mesh(both(cube(), cuboid([5.0, 5.0, 5.0], [10.0; 3]))));
    assert_eq!(said(&cut), "M318 bodies-overlap x1, M308 many-shells x2");
    assert_eq!(cut.mesh.as_ref().and_then(|mesh| mesh.self_intersections), Some(12));
    let flush = both(cube(), cuboid([10.0, 2.0, 2.0], [6.0; 3]));
    assert_eq!(said_of(flush), "M319 bodies-touch x1, M308 many-shells x2", "a face lies on a face");
    assert_eq!(said_of(both(cube(), cuboid([10.5, 2.0, 2.0], [6.0; 3]))), "M308 many-shells x2");
}

#[test]
fn corners_that_should_be_one_are_told_from_holes() {
    // The lid's four corners stand 4 µm above the walls'.
    let mut lidded = cube();
    lidded.positions.extend([4, 5, 7, 6].map(|corner| {
        let [x, y, z]: [f32; 3] = lidded.positions[corner];
        [x, y, z + 0.004]
    }));
    lidded.triangles.retain(|triangle| triangle.iter().any(|&vertex| vertex < 4));
    lidded.triangles.extend([[8, 9, 10], [8, 10, 11]]);
    let report = inspect(&of_mesh(lidded));
    assert_eq!(said(&report), "M302 open-edge x8, M314 near-vertices x8, M308 many-shells x2");
    let near = &report.findings[1];
    assert!(near.message.ends_with("Merging them closes the surface."), "{}", near.message);
    assert!(near.fix.contains("Merge by distance with 0.004 mm"), "{}", near.fix);
}

#[test]
fn corners_that_differ_by_rounding_are_one() {
    // The lid's corners are where the walls' are but for the noise of a computation.
    let mut lidded = cube();
    lidded
        .positions
        .extend([4, 5, 7, 6].map(|corner| lidded.positions[corner].map(|side: f32| side + 1e-17 + side * 1e-8)));
    lidded.positions[9][1] = -3e-18;
    lidded.triangles.retain(|triangle| triangle.iter().any(|&vertex| vertex < 4));
    lidded.triangles.extend([[8, 9, 10], [8, 10, 11]]);
    let report = inspect(&of_mesh(lidded));
    assert_eq!((said(&report).as_str(), report.verdict), ("M317 rounding x3", Verdict::Pass));
    let facts = report.mesh.unwrap();
    assert!(facts.watertight && facts.vertices == 8 && facts.self_intersections == Some(0));
}

/// A cube at 100 mm with a fin on its lid: it begins in the lid's corner and ends `deep` below the lid, mm.
fn finned(deep: f32) -> Mesh {
    let mut mesh = cuboid([100.0; 3], [10.0; 3]);
    mesh.positions.extend([[105.0, 103.0, 110.0 - deep], [105.0, 103.0, 115.0]]);
    mesh.triangles.push([4, 8, 9]);
    mesh
}

#[test]
fn a_cut_tells_how_deep_it_is_and_one_within_rounding_does_not_count() {
    let deep = inspect(&of_mesh(finned(0.5)));
    assert_eq!(deep.mesh.as_ref().and_then(|mesh| mesh.self_intersections), Some(2));
    let cut = deep.findings.iter().find(|finding| finding.code == "M312").expect("it is told");
    assert!(
        cut.message.ends_with("2 triangles cut into others, 15.4 % of all, each by up to 0.5 mm."),
        "{}",
        cut.message
    );
    assert_eq!(cut.at[0].element.as_deref(), Some("triangle 2, 0.5 mm deep"));
    let shallow = inspect(&of_mesh(finned(0.001)));
    assert_eq!(shallow.mesh.as_ref().and_then(|mesh| mesh.self_intersections), Some(2), "a micrometre is no rounding");
    // Numbers from 64 on step by 0.0000076.
    for rounded in [0.0, 0.000_008, 0.000_016] {
        let report = inspect(&of_mesh(finned(rounded)));
        assert_eq!(report.mesh.as_ref().and_then(|mesh| mesh.self_intersections), Some(0), "{rounded}");
        assert!(said(&report).contains("M317 rounding x2"), "{rounded}: {}", said(&report));
        assert!(!said(&report).contains("M312"), "{rounded}: {}", said(&report));
    }
}

#[test]
fn a_corner_in_the_middle_of_an_edge_is_a_t_junction() {
    let mut split = cube();
    let edge = [0, 1];
    split.positions.push([5.0, 0.0, 0.0]);
    let middle = 8;
    let at = split.triangles.iter().position(|triangle| edge.iter().all(|vertex| triangle.contains(vertex))).unwrap();
    let triangle = split.triangles.swap_remove(at);
    let halves = edge.map(|end| triangle.map(|vertex| if vertex == end { middle } else { vertex }));
    split.triangles.extend(halves);
    let report = inspect(&of_mesh(split));
    assert_eq!(said(&report), "M302 open-edge x3, M315 t-junction x1");
    assert_eq!(report.findings[1].at[0].mm, Some([5.0, 0.0, 0.0]));
}

#[test]
fn faces_folded_onto_their_neighbours_are_told_and_narrow_ones_are_not() {
    // A triangle of the floor is cut in three round a point of its plane, `beyond` mm outside of it or, below 0, within.
    let flapped = |beyond: f32| {
        let mut mesh = cube();
        let on_edge = |triangle: &[u32; 3]| triangle.contains(&0) && triangle.contains(&1);
        let is_floor = |triangle: &[u32; 3]| triangle.iter().all(|&vertex| vertex < 4);
        let at = mesh.triangles.iter().position(|triangle| on_edge(triangle) && is_floor(triangle)).unwrap();
        let [a, b, c] = mesh.triangles.swap_remove(at);
        mesh.positions.push([5.0, -beyond, 0.0]);
        mesh.triangles.extend([[a, b, 8], [b, c, 8], [c, a, 8]]);
        mesh
    };
    let folded = inspect(&of_mesh(flapped(3.0)));
    let fold = folded.findings.iter().find(|finding| finding.code == "M323").expect("folds");
    assert_eq!((fold.count, fold.severity), (2, pattern::Severity::Warn), "{}", said(&folded));
    assert_eq!(said_of(flapped(-3.0)), "", "the point lies in the floor");
    // A blade of two degrees is thin and may be meant.
    let blade = |degrees: f32| {
        let height = 10.0 * degrees.to_radians().tan();
        let mut blade = cuboid([0.0; 3], [20.0, 10.0, 1.0]);
        for (vertex, z) in [(4, height), (5, height), (6, 0.0), (7, 0.0)] {
            blade.positions[vertex][2] = z;
        }
        // Its back stands on the corners that the edge has in common with the floor.
        blade.triangles.iter_mut().flatten().filter(|vertex| **vertex >= 6).for_each(|vertex| *vertex -= 4);
        blade.triangles.retain(|[a, b, c]| a != b && b != c && c != a);
        blade.positions.truncate(6);
        said_of(blade)
    };
    // The thin one is so small that its unit is asked about, too.
    assert_eq!([blade(2.0), blade(0.3)], ["", "M310 mesh-size-doubtful x1, M323 folded-face x1"]);
}

#[test]
fn needles_are_told_where_they_are_many() {
    // A fan of needles from one corner of the floor to an edge cut into hairs.
    let fan = |hairs: u32, width: f32| {
        let mut mesh = cube();
        let edge = |triangle: &[u32; 3]| {
            (0..3).find(|&at| {
                let (a, b) = (triangle[at], triangle[(at + 1) % 3]);
                [a.min(b), a.max(b)] == [0, 1]
            })
        };
        let first = mesh.positions.len() as u32;
        mesh.positions.extend((1..=hairs).map(|step| [step as f32 * width, 0.0, 0.0]));
        let row: Vec<u32> = std::iter::once(0).chain(first..first + hairs).chain([1]).collect();
        let (cut, mut kept): (Vec<[u32; 3]>, Vec<[u32; 3]>) =
            mesh.triangles.iter().copied().partition(|triangle| edge(triangle).is_some());
        for triangle in cut {
            let at = edge(&triangle).unwrap();
            let tip = triangle[(at + 2) % 3];
            let forth = triangle[at] == 0;
            kept.extend(
                row.windows(2).map(|pair| if forth { [pair[0], pair[1], tip] } else { [pair[1], pair[0], tip] }),
            );
        }
        mesh.triangles = kept;
        said_of(mesh)
    };
    assert_eq!(fan(5, 0.005), "M322 slivers x10");
    assert_eq!(fan(4, 0.005), "", "eight of them are in every export");
    assert_eq!(fan(5, 0.02), "", "these are thin only");
}

#[test]
fn points_without_a_triangle_are_told() {
    let mut loose = cube();
    loose.positions.extend([[50.0, 0.0, 0.0], [60.0, 0.0, 0.0]]);
    let report = inspect(&of_mesh(loose));
    assert_eq!((said(&report).as_str(), report.verdict), ("M316 unused-vertex x2", Verdict::Pass));
    assert_eq!(report.mesh.unwrap().bounds_mm, [0.0, 0.0, 0.0, 10.0, 10.0, 10.0], "they are no part of it");
}

#[test]
fn a_part_is_held_against_the_bed_on_all_its_sides() {
    let on_bed = |size: [f32; 3]| {
        let options = Options { bed_mm: Some([200.0, 100.0, 50.0]), ..Options::default() };
        inspect_watched(&of_mesh(cuboid([0.0; 3], size)), &options, &mut |_| {})
    };
    assert_eq!(said(&on_bed([100.0, 200.0, 50.0])), "", "turned about its own upright");
    let laid = on_bed([50.0, 90.0, 180.0]);
    assert_eq!((said(&laid).as_str(), laid.verdict), ("M313 larger-than-bed x1", Verdict::Pass));
    let large = on_bed([100.0, 100.0, 100.0]);
    assert_eq!((said(&large).as_str(), large.verdict), ("M313 larger-than-bed x1", Verdict::Warn));
    assert!(large.findings[0].fix.contains("50 % or less"), "{}", large.findings[0].fix);
}

#[test]
fn a_turned_face_is_found_and_so_is_a_turned_body() {
    let mut one = cube();
    one.triangles[0].swap(0, 1);
    assert_eq!(said_of(one), "M304 inconsistent-winding x3");
    assert_eq!(said_of(turned(cube())), "M305 inside-out x1");
}

#[test]
fn a_cavity_is_not_inside_out_and_a_turned_neighbour_is() {
    let cavity = turned(cuboid([2.0; 3], [3.0; 3]));
    assert_eq!(said_of(both(cube(), cavity)), "M308 many-shells x2, M321 hollow x1");
    let neighbour = turned(cuboid([20.0, 0.0, 0.0], [3.0; 3]));
    assert_eq!(said_of(both(cube(), neighbour)), "M305 inside-out x1, M308 many-shells x2");
}

#[test]
fn a_turned_body_in_the_hole_of_a_ring_is_inside_out_although_its_box_is_within() {
    let pearl = turned(cuboid([-1.0; 3], [2.0; 3]));
    assert_eq!(said_of(both(torus(24, 12), pearl)), "M305 inside-out x1, M308 many-shells x2");
}

#[test]
fn triangles_without_area_are_counted() {
    let mut mesh = cube();
    mesh.triangles.push([0, 1, 1]);
    assert_eq!(said_of(mesh), "M306 degenerate-triangle x1");
    // An edge divided on one side, with a flat triangle that fills the crack: closed, and still no good triangle.
    let mut split = cube();
    split.positions.push([5.0, 0.0, 0.0]);
    let [a, b, c] = split.triangles[4];
    assert_eq!([a, b, c], [0, 1, 5]);
    split.triangles.splice(4..5, [[0, 8, 5], [8, 1, 5], [0, 1, 8]]);
    assert_eq!(said_of(split), "M306 degenerate-triangle x1");
}

#[test]
fn a_face_given_twice_is_a_double_and_nothing_else() {
    let mut mesh = cube();
    mesh.triangles.push(mesh.triangles[3]);
    assert_eq!(said_of(mesh), "M307 duplicate-triangle x1");
}

#[test]
fn two_cubes_at_a_corner_touch_in_one_point() {
    let report = inspect(&of_mesh(both(cube(), cuboid([10.0; 3], [10.0; 3]))));
    assert_eq!(said(&report), "M309 non-manifold-vertex x1");
    assert_eq!(report.findings[0].at[0].mm, Some([10.0; 3]));
    assert!(report.mesh.expect("facts").watertight);
}

#[test]
fn a_part_in_inches_is_too_small_and_one_of_five_millimetres_is_not() {
    let report = inspect(&of_mesh(cuboid([0.0; 3], [0.9; 3])));
    assert_eq!(said(&report), "M310 mesh-size-doubtful x1");
    assert_eq!(
        report.findings[0].message,
        "The longest side is 0.9 mm as read, about as long as a pinhead is wide. Drawn in inches it would be 22.9 mm, in \
         centimetres 9 mm, in feet 274 mm."
    );
    // Below 5 mm, or 9 mm³, inches are likely; below 1 mm whatever the format says.
    assert_eq!(said_of(cuboid([0.0; 3], [4.9; 3])), "M310 mesh-size-doubtful x1");
    assert_eq!(said_of(cuboid([0.0; 3], [5.0; 3])), "");
    assert_eq!(said_of(cuboid([0.0; 3], [20.0, 20.0, 0.02])), "M310 mesh-size-doubtful x1");
    assert_eq!(said_of(cuboid([0.0; 3], [2000.0, 20.0, 20.0])), "");
    assert_eq!(said_of(cuboid([0.0; 3], [2001.0, 20.0, 20.0])), "M310 mesh-size-doubtful x1");
    // A hundred litres and more are asked about, however short.
    assert_eq!(said_of(cuboid([0.0; 3], [460.0; 3])), "");
    assert_eq!(said_of(cuboid([0.0; 3], [470.0; 3])), "M310 mesh-size-doubtful x1");
}

#[test]
fn a_sheet_is_flat_and_so_is_one_with_a_back() {
    let mut sheet = cube();
    sheet.triangles.truncate(2);
    sheet.positions.truncate(4);
    assert_eq!(said_of(sheet.clone()), "M311 flat x1");
    // A back that is divided along the other diagonal closes the sheet round nothing.
    let [a, b, c] = sheet.triangles[0];
    let d = sheet.triangles[1].into_iter().find(|vertex| ![a, b, c].contains(vertex)).expect("a fourth corner");
    let diagonal = sheet.triangles[1].into_iter().filter(|vertex| [a, b, c].contains(vertex)).collect::<Vec<_>>();
    let tip = [a, b, c].into_iter().find(|vertex| !diagonal.contains(vertex)).expect("a third corner");
    let backs = [[diagonal[0], tip, d], [diagonal[1], tip, d]].map(|[from, tip, d]| {
        // Against the side of the front that it shares.
        let runs_so = |[a, b, c]: &[u32; 3]| [[*a, *b], [*b, *c], [*c, *a]].contains(&[from, tip]);
        if sheet.triangles.iter().any(runs_so) { [tip, from, d] } else { [from, tip, d] }
    });
    let mut backed = sheet.clone();
    backed.triangles.extend(backs);
    let report = inspect(&of_mesh(backed));
    assert_eq!(report.mesh.as_ref().map(|facts| (facts.watertight, facts.volume_mm3)), Some((true, 0.0)));
    assert_eq!(said(&report), "M311 flat x1, M312 self-intersection x4");
    assert_eq!(said_of(cuboid([0.0; 3], [10.0, 10.0, 0.2])), "", "what has a thickness is not flat");
}

#[test]
fn a_table_needs_supports_and_a_pyramid_does_not() {
    let table = both(cuboid([4.0, 4.0, 0.0], [2.0, 2.0, 10.0]), cuboid([0.0, 0.0, 10.0], [10.0, 10.0, 1.0]));
    let facts = inspect(&of_mesh(table)).mesh.expect("facts");
    assert_eq!(facts.needs_supports, Some(true));
    assert!((facts.overhang_share - 100.0 / 328.0).abs() < 1e-12);
    let pyramid = Mesh {
        positions: vec![[0.0; 3], [10.0, 0.0, 0.0], [10.0, 10.0, 0.0], [0.0, 10.0, 0.0], [5.0, 5.0, 2.0]],
        triangles: vec![[0, 2, 1], [0, 3, 2], [0, 1, 4], [1, 2, 4], [2, 3, 4], [3, 0, 4]],
        ..Mesh::default()
    };
    let standing = inspect(&of_mesh(pyramid.clone())).mesh.expect("facts");
    assert_eq!((standing.needs_supports, standing.overhang_share), (Some(false), 0.0));
    // On its tip all four sides hang over: each is 5 * sqrt(29) mm², beside the base of 100 mm².
    let upside_down =
        Mesh { positions: pyramid.positions.iter().map(|&[x, y, z]| [x, y, 2.0 - z]).collect(), ..pyramid };
    let on_its_tip = inspect(&of_mesh(turned(upside_down))).mesh.expect("facts");
    let sides = 20.0 * 29.0_f64.sqrt();
    assert_eq!(on_its_tip.needs_supports, Some(true));
    assert!((on_its_tip.overhang_share - sides / (sides + 100.0)).abs() < 1e-9, "{}", on_its_tip.overhang_share);
}

#[test]
fn a_soup_of_triangles_is_welded() {
    let mesh = cube();
    let soup = Mesh {
        positions: (0..12).flat_map(|index| mesh.corners(index)).collect(),
        triangles: (0..12).map(|index| [index * 3, index * 3 + 1, index * 3 + 2]).collect(),
        ..Mesh::default()
    };
    assert_eq!(inspect(&of_mesh(soup)).mesh, inspect(&of_mesh(mesh)).mesh);
}

#[test]
fn the_readers_findings_come_along() {
    let code = pattern::Code { id: "R101", name: "cut-short", severity: pattern::Severity::Fail };
    let mut reading = of_mesh(cube());
    reading.findings.push(pattern::Finding::new(code, "The file ends early.", "Export it again."));
    let report = inspect(&reading);
    assert_eq!((said(&report).as_str(), report.verdict), ("R101 cut-short x1", Verdict::Fail));
    assert_eq!(report.sentence(), "One fault to mend.");
}

#[test]
fn a_report_as_json_has_the_names_that_were_agreed() {
    let mut open = cube();
    open.triangles.drain(2..4);
    let report = inspect(&of_mesh(open));
    insta::assert_json_snapshot!(report);
    let text = serde_json::to_string(&report).expect("json");
    assert_eq!(serde_json::from_str::<inspect::Report>(&text).expect("report"), report);
}

#[test]
fn what_cannot_be_read_is_of_unknown_kind_and_fails() {
    let reading = pattern::Reading { format: None, pattern: None, units: None, findings: Vec::new() };
    let report = inspect(&reading);
    let json = serde_json::to_value(&report).expect("json");
    assert_eq!((&json["kind"], &json["verdict"]), (&"unknown".into(), &"fail".into()));
    assert_eq!(serde_json::from_value::<inspect::Report>(json).expect("report"), report);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_shuffled_torus_keeps_its_figures(
        (rows, columns) in (3u32..40, 3u32..40),
        order in any::<u64>(),
    ) {
        let report = inspect(&of_mesh(shuffled(torus(rows, columns), order)));
        let facts = report.mesh.expect("facts");
        prop_assert!(facts.watertight && facts.consistent_winding);
        let edges = facts.triangles * 3 / 2;
        prop_assert_eq!(facts.vertices + facts.triangles, edges, "the Euler characteristic of a torus is 0");
        prop_assert_eq!((facts.vertices, facts.shells), (u64::from(rows * columns), 1));
        prop_assert_eq!(facts.non_manifold_vertices, 0);
        prop_assert!(facts.volume_mm3 > 0.0);
    }

    #[test]
    fn triangles_taken_out_leave_their_edges_open(
        (rows, columns) in (6u32..20, 6u32..20),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
        order in any::<u64>(),
    ) {
        let mut mesh = torus(rows, columns);
        let gone: std::collections::BTreeSet<usize> = picks.iter().map(|pick| pick.index(mesh.triangles.len())).collect();
        let shared = shared_edges(&gone.iter().map(|&index| mesh.triangles[index]).collect::<Vec<_>>());
        let mut index = 0;
        mesh.triangles.retain(|_| { index += 1; !gone.contains(&(index - 1)) });
        let facts = inspect(&of_mesh(shuffled(mesh, order))).mesh.expect("facts");
        prop_assert_eq!(facts.boundary_edges, (3 * gone.len() - 2 * shared) as u64);
        prop_assert!(!facts.watertight && facts.consistent_winding);
        prop_assert!((1..=gone.len() as u64).contains(&facts.boundary_loops));
    }

    #[test]
    fn the_volume_of_a_box_is_exact(size in prop::array::uniform3(1u16..2000), at in prop::array::uniform3(-1000i16..1000)) {
        let facts = inspect(&of_mesh(cuboid(at.map(f32::from), size.map(f32::from)))).mesh.expect("facts");
        let [x, y, z] = size.map(f64::from);
        prop_assert!((facts.volume_mm3 - x * y * z).abs() <= 1e-12 * x * y * z);
        prop_assert!((facts.area_mm2 - 2.0 * (x * y + y * z + z * x)).abs() <= 1e-12 * facts.area_mm2);
    }
}

/// How many edges are shared by two of `triangles`.
fn shared_edges(triangles: &[[u32; 3]]) -> usize {
    let edges = triangles.iter().flat_map(|&[a, b, c]| [[a, b], [b, c], [c, a]]);
    let mut edges: Vec<[u32; 2]> = edges.map(|[a, b]| [a.min(b), a.max(b)]).collect();
    edges.sort_unstable();
    edges.windows(2).filter(|pair| pair[0] == pair[1]).count()
}

/// The mesh with vertices and triangles in another order, and each triangle begun at another corner.
fn shuffled(mut mesh: Mesh, seed: u64) -> Mesh {
    let mut state = seed;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % limit as u64) as usize
    };
    let mut order: Vec<u32> = (0..mesh.positions.len() as u32).collect();
    for index in (1..order.len()).rev() {
        order.swap(index, below(index + 1));
    }
    let old = mesh.positions.clone();
    order.iter().zip(old).for_each(|(&place, position)| mesh.positions[place as usize] = position);
    for triangle in &mut mesh.triangles {
        *triangle = triangle.map(|vertex| order[vertex as usize]);
        triangle.rotate_left(below(3));
    }
    for index in (1..mesh.triangles.len()).rev() {
        mesh.triangles.swap(index, below(index + 1));
    }
    mesh
}
