//! Bodies among each other: cavities, bodies inside bodies, bodies that overlap or touch.

mod shapes;

use std::ops::Range;

use inspect::{Report, Verdict, inspect};
use pattern::{Mesh, mesh::Part};
use shapes::{both, cuboid, of_mesh, said, torus, turned};

fn cube() -> Mesh {
    cuboid([0.0; 3], [10.0; 3])
}

fn report(mesh: Mesh) -> Report {
    inspect(&of_mesh(mesh))
}

/// The mesh with its triangles named as parts.
fn parted(mut mesh: Mesh, ranges: &[Range<usize>]) -> Mesh {
    let part = |(index, triangles): (usize, &Range<usize>)| Part {
        name: format!("part {index}"),
        triangles: triangles.clone(),
        color: None,
        source: format!("object {index}"),
    };
    mesh.parts = ranges.iter().enumerate().map(part).collect();
    mesh
}

#[test]
fn a_cavity_is_told_with_its_volume_and_the_room_outside_is_none() {
    let report = report(both(cube(), turned(cuboid([2.0; 3], [3.0; 3]))));
    assert_eq!(said(&report), "M308 many-shells x2, M321 hollow x1");
    assert_eq!(report.verdict, Verdict::Pass);
    let facts = report.mesh.expect("facts");
    assert_eq!((facts.cavities, facts.cavities_volume_mm3, facts.swallowed_shells), (1, 27.0, 0));
    let message = &report.findings[1].message;
    assert!(message.starts_with("1 closed hollow inside, 27.0 mm³ in all"), "{message}");
    assert_eq!(report.findings[1].at[0].element.as_deref(), Some("hollow of 27.0 mm³"));
}

#[test]
fn a_solid_inside_a_solid_adds_nothing_but_one_in_a_cavity_does() {
    let inner = cuboid([4.0; 3], [2.0; 3]);
    let swallowed = report(both(cube(), inner.clone()));
    assert_eq!(said(&swallowed), "M320 body-in-body x1, M308 many-shells x2");
    assert_eq!((swallowed.verdict, swallowed.mesh.expect("facts").swallowed_shells), (Verdict::Warn, 1));
    let rattle = both(both(cube(), turned(cuboid([2.0; 3], [6.0; 3]))), inner);
    assert_eq!(said(&report(rattle)), "M308 many-shells x3, M321 hollow x1");
}

#[test]
fn a_part_of_its_own_inside_another_is_only_told() {
    let inner = both(cube(), cuboid([4.0; 3], [2.0; 3]));
    let report = report(parted(inner, &[0..12, 12..24]));
    assert_eq!((said(&report).as_str(), report.verdict), ("M308 many-shells x2, M320 body-in-body x1", Verdict::Pass));
}

#[test]
fn the_pearl_in_the_hole_of_a_ring_is_in_no_body() {
    // Its box lies in the ring's, and seen from above the ring's hole lies round it.
    let facts = report(both(torus(24, 12), cuboid([-1.0; 3], [2.0; 3]))).mesh.expect("facts");
    assert_eq!((facts.cavities, facts.swallowed_shells), (0, 0));
    let facts = report(both(torus(24, 12), cuboid([29.0, -1.0, -1.0], [2.0; 3]))).mesh.expect("facts");
    assert_eq!((facts.cavities, facts.swallowed_shells), (0, 1), "this one is in its tube");
}

#[test]
fn bodies_under_corners_and_edges_of_what_is_round_them_are_found_all_the_same() {
    // The rays go up through a diagonal of the cube's top, and through its middle where four triangles meet.
    let mut round = cube();
    round.positions.push([5.0, 5.0, 10.0]);
    let top: Vec<[u32; 3]> = round.triangles.drain(2..4).collect();
    let [a, b, c, d] = [top[0][0], top[0][1], top[0][2], top[1][2]];
    round.triangles.extend([[a, b, 8], [b, c, 8], [c, d, 8], [d, a, 8]]);
    for at in [[5.0, 5.0, 2.0], [3.0, 3.0, 2.0], [5.0, 2.0, 2.0], [2.0, 6.0, 2.0]] {
        let facts = report(both(round.clone(), turned(cuboid(at, [1.0; 3])))).mesh.expect("facts");
        assert_eq!(facts.cavities, 1, "{at:?}");
        let facts = report(both(round.clone(), turned(cuboid([at[0], at[1], 12.0], [1.0; 3])))).mesh.expect("facts");
        assert_eq!(facts.cavities, 0, "{at:?} above");
    }
}

#[test]
fn thousands_of_hollows_are_each_found() {
    let mut foam = cuboid([-1.0; 3], [61.0, 61.0, 61.0]);
    let mut places = (0..15).flat_map(|x| (0..15).flat_map(move |y| (0..15).map(move |z| [x, y, z].map(|i| 4 * i))));
    foam = places.try_fold(foam, |foam, at| Some(both(foam, turned(cuboid(at.map(|i| i as f32), [2.0; 3]))))).unwrap();
    let report = report(foam);
    let facts = report.mesh.as_ref().expect("facts");
    assert_eq!((facts.cavities, facts.cavities_volume_mm3), (3375, 27_000.0));
    assert_eq!(said(&report), "M308 many-shells x3376, M321 hollow x3375");
}

#[test]
fn bodies_in_bodies_in_bodies_take_turns() {
    // A solid, its hollow, a solid in it, its hollow, and so on.
    let nested = (0..40).map(|depth| {
        let inset = depth as f32;
        let shell = cuboid([inset; 3], [100.0 - 2.0 * inset; 3]);
        if depth % 2 == 0 { shell } else { turned(shell) }
    });
    let report = report(nested.reduce(both).expect("some"));
    let facts = report.mesh.as_ref().expect("facts");
    assert_eq!((facts.cavities, facts.swallowed_shells), (20, 0));
    assert_eq!(said(&report), "M308 many-shells x40, M321 hollow x20");
}

#[test]
fn too_many_bodies_one_in_the_other_are_given_up_and_it_is_said() {
    let nested = (0..1500).map(|depth| {
        let inset = depth as f32 * 0.01;
        cuboid([inset; 3], [100.0 - 2.0 * inset; 3])
    });
    let mut all = Mesh::default();
    for shell in nested {
        let offset = all.positions.len() as u32;
        all.positions.extend(shell.positions);
        all.triangles.extend(shell.triangles.into_iter().map(|triangle| triangle.map(|vertex| vertex + offset)));
    }
    let report = report(all);
    assert_eq!(said(&report), "M308 many-shells x1500, M399 left-out x1");
}

#[test]
fn bodies_that_cross_are_told_in_pairs_and_not_as_a_surface_that_cuts_itself() {
    let cross = report(both(cube(), cuboid([5.0; 3], [10.0; 3])));
    assert_eq!(said(&cross), "M318 bodies-overlap x1, M308 many-shells x2");
    assert_eq!(cross.findings[0].message, "Two bodies run through each other.");
    let facts = cross.mesh.expect("facts");
    assert_eq!((facts.self_intersections, facts.overlapping_shells), (Some(12), Some(1)));
    let row = (0..4).map(|index| cuboid([8.0 * index as f32, 0.3 * index as f32, 0.2 * index as f32], [10.0; 3]));
    let row = report(row.reduce(both).expect("some"));
    assert_eq!(said(&row), "M318 bodies-overlap x3, M308 many-shells x4");
    assert_eq!(row.findings[0].message, "4 bodies run through one another, in 3 pairs.");
}

#[test]
fn bodies_whose_faces_lie_in_common_planes_overlap_too() {
    let row = report(both(cube(), cuboid([5.0, 0.0, 0.0], [10.0; 3])));
    assert_eq!(said(&row), "M318 bodies-overlap x1, M308 many-shells x2");
}

#[test]
fn bodies_that_lie_against_each_other_touch() {
    let flush = both(cube(), cuboid([10.0, 2.0, 2.0], [6.0; 3]));
    let one = report(flush.clone());
    assert_eq!((said(&one).as_str(), one.verdict), ("M319 bodies-touch x1, M308 many-shells x2", Verdict::Warn));
    let parts = report(parted(flush, &[0..12, 12..24]));
    assert_eq!((said(&parts).as_str(), parts.verdict), ("M308 many-shells x2, M319 bodies-touch x1", Verdict::Pass));
}

#[test]
fn a_body_that_cuts_itself_and_another_is_told_for_both() {
    // A spike of the cube's corner goes through its own far side, and a second body through the cube.
    let mut spiked = cube();
    spiked.positions[0] = [12.0, 5.0, 6.0];
    let own = report(spiked.clone());
    let triangles = own.findings.iter().find(|finding| finding.code == "M312").expect("it cuts itself").count;
    let all = report(both(spiked, cuboid([1.0, 8.0, 8.0], [1.0, 9.0, 9.0])));
    let again = all.findings.iter().find(|finding| finding.code == "M312").expect("it still does").count;
    assert_eq!(triangles, again);
    assert!(all.findings.iter().any(|finding| finding.code == "M318"), "{}", said(&all));
}
