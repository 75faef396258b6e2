//! Whether parts can be made: each finding on the smallest part that has it and on the nearest that has not.
#![allow(clippy::expect_used)]

#[path = "../shapes/mod.rs"]
mod shapes;

mod forms;

use forms::{drawn_out, laid, turned_round};
use inspect::{Options, PrintFacts, Process, Report, Way, inspect_watched};
use pattern::Mesh;
use shapes::{both, cuboid, of_mesh, turned};

fn judged(mesh: Mesh, way: Way) -> Report {
    let options = Options { process: Some(Process::usual(way)), ..Options::default() };
    inspect_watched(&of_mesh(mesh), &options, &mut |_| {})
}

/// `CODE xCOUNT` for what is said about making.
fn said(report: &Report) -> String {
    let about = report.findings.iter().filter(|finding| ("M330".."M350").contains(&finding.code.as_str()));
    about.map(|finding| format!("{} x{}", finding.code, finding.count)).collect::<Vec<_>>().join(", ")
}

fn said_of(mesh: Mesh, way: Way) -> String {
    said(&judged(mesh, way))
}

fn facts_of(mesh: Mesh, way: Way) -> PrintFacts {
    judged(mesh, way).mesh.expect("a mesh").print.expect("facts of making")
}

fn message<'a>(report: &'a Report, code: &str) -> &'a str {
    report.findings.iter().find(|finding| finding.code == code).map_or("", |finding| &finding.message)
}

/// A block of 20 x 20 x 10 mm.
fn block() -> Mesh {
    cuboid([0.0; 3], [20.0, 20.0, 10.0])
}

#[test]
fn a_block_can_be_made_in_every_way_as_it_lies() {
    for way in Way::ALL {
        assert_eq!(said_of(block(), way), "", "{}", way.word());
    }
}

#[test]
fn a_surface_without_an_inside_is_not_judged_and_says_so() {
    let mut open = block();
    open.triangles.pop();
    let report = judged(open, Way::Fdm);
    assert_eq!(said(&report), "M330 x1");
    assert!(report.mesh.expect("a mesh").print.is_none());
    assert_eq!(said_of(turned(block()), Way::Fdm), "M330 x1");
}

/// A plate of 40 x 20 x 3 mm with a fin of `thickness` mm on it.
fn fin(thickness: f32) -> Mesh {
    let (left, right) = (20.0 - thickness / 2.0, 20.0 + thickness / 2.0);
    let outline =
        [[0.0, 0.0], [40.0, 0.0], [40.0, 3.0], [right, 3.0], [right, 15.0], [left, 15.0], [left, 3.0], [0.0, 3.0]];
    drawn_out(&outline, 20.0)
}

#[test]
fn a_fin_thinner_than_a_line_is_lost_and_one_of_a_single_line_is_weak() {
    let report = judged(fin(0.3), Way::Fdm);
    assert_eq!(said(&report), "M331 x1");
    assert_eq!(
        message(&report, "M331"),
        "One wall is too thin: down to 0.3 mm. A nozzle of 0.4 mm makes walls from 0.4 mm."
    );
    assert_eq!(report.verdict, inspect::Verdict::Warn);
    let place = report.findings[0].at[0].mm.expect("a place");
    assert!((place[0] - 20.0).abs() <= 0.16 && (3.0..=15.0).contains(&place[2]), "{place:?}");
    let weak = judged(fin(0.6), Way::Fdm);
    assert_eq!((said(&weak).as_str(), weak.verdict), ("M331 x1", inspect::Verdict::Pass));
    assert_eq!(weak.mesh.expect("a mesh").print.expect("facts").thinnest_wall_mm, Some(0.6));
    for (thickness, way, wanted) in
        [(0.9, Way::Fdm, ""), (0.6, Way::Resin, ""), (0.15, Way::Resin, "M331 x1"), (0.6, Way::Sls, "M331 x1")]
    {
        assert_eq!(said_of(fin(thickness), way), wanted, "{thickness} mm by {}", way.word());
    }
}

#[test]
fn a_finer_nozzle_makes_finer_walls() {
    let fine = Process { tool_mm: 0.25, layer_mm: 0.1, ..Process::usual(Way::Fdm) };
    let options = Options { process: Some(fine), ..Options::default() };
    let report = inspect_watched(&of_mesh(fin(0.3)), &options, &mut |_| {});
    assert_eq!(report.verdict, inspect::Verdict::Pass);
}

/// A plate with a pin of `radius` mm that goes into it.
fn pinned(radius: f32) -> Mesh {
    let pin = turned_round(&[[0.0, 1.0], [radius, 1.0], [radius, 12.0], [0.0, 12.0]], 24);
    both(cuboid([-10.0, -10.0, 0.0], [20.0, 20.0, 3.0]), pin)
}

#[test]
fn a_pin_is_told_from_a_wall() {
    let report = judged(pinned(0.15), Way::Fdm);
    assert_eq!(said(&report), "M332 x1");
    assert_eq!(
        message(&report, "M332"),
        "One detail such as a pin or a letter's stroke is 0.297 mm thick. A nozzle of 0.4 mm makes them from 0.4 mm."
    );
    assert_eq!(said_of(pinned(1.0), Way::Fdm), "");
}

/// A block of 40 x 20 x 20 mm with a slot of `width` mm from above.
fn slotted(width: f32) -> Mesh {
    let (left, right) = (20.0 - width / 2.0, 20.0 + width / 2.0);
    let outline =
        [[0.0, 0.0], [40.0, 0.0], [40.0, 20.0], [right, 20.0], [right, 10.0], [left, 10.0], [left, 20.0], [0.0, 20.0]];
    drawn_out(&outline, 20.0)
}

#[test]
fn a_slot_closes_up_or_keeps_the_cutter_out() {
    let report = judged(slotted(0.15), Way::Fdm);
    assert_eq!(said(&report), "M333 x1");
    assert_eq!(
        message(&report, "M333"),
        "One gap is so narrow that it closes up: down to 0.15 mm, 0.2 mm is kept open."
    );
    assert_eq!(said_of(slotted(0.25), Way::Fdm), "");
    assert_eq!(
        message(&judged(slotted(2.0), Way::Cnc), "M333"),
        "One gap is narrower than the cutter: down to 2 mm, the cutter is 3 mm."
    );
    assert_eq!(message(&judged(slotted(3.5), Way::Cnc), "M333"), "");
}

#[test]
fn bodies_that_nearly_touch_grow_together() {
    let apart = |gap: f32| both(block(), cuboid([20.0 + gap, 0.0, 0.0], [20.0, 20.0, 10.0]));
    let report = judged(apart(0.2), Way::Fdm);
    assert_eq!(said(&report), "M334 x1");
    assert_eq!(
        message(&report, "M334"),
        "Bodies are 0.2 mm apart in one place; a nozzle of 0.4 mm joins what is nearer than 0.3 mm."
    );
    assert_eq!(said_of(apart(0.4), Way::Fdm), "");
}

/// A pillar of 10 mm with an arm of `reach` mm to one side; the underside of the arm rises by `rise` mm outwards.
fn arm(reach: f32, rise: f32) -> Mesh {
    let outline =
        [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [10.0 + reach, 10.0 + rise], [10.0 + reach, 30.0], [0.0, 30.0]];
    drawn_out(&outline, 30.0)
}

#[test]
fn an_arm_hangs_over_unless_it_is_short_or_rises() {
    let report = judged(arm(8.0, 0.0), Way::Fdm);
    assert_eq!(said(&report), "M335 x1, M342 x1");
    assert_eq!(message(&report, "M335"), "2.4 cm² of the underside hang over and want supports, in one place.");
    let turn = message(&report, "M342");
    assert!(turn.contains("nothing hangs over instead of 2.4 cm²"), "{turn}");
    assert_eq!(said_of(arm(8.0, 8.5), Way::Fdm), "");
    assert_eq!(said_of(arm(0.4, 0.0), Way::Fdm), "");
}

/// Two walls 5 mm thick and a lid over `span` mm between them.
fn gate(span: f32) -> Mesh {
    let right = 5.0 + span;
    let outline = [
        [0.0, 0.0],
        [5.0, 0.0],
        [5.0, 20.0],
        [right, 20.0],
        [right, 0.0],
        [right + 5.0, 0.0],
        [right + 5.0, 25.0],
        [0.0, 25.0],
    ];
    drawn_out(&outline, 40.0)
}

#[test]
fn a_ceiling_between_walls_is_bridged_up_to_a_width() {
    let report = judged(gate(8.0), Way::Fdm);
    assert!(!said(&report).contains("M335") && !said(&report).contains("M336"), "{}", said(&report));
    assert_eq!(report.mesh.expect("a mesh").print.expect("facts").bridged_mm, Some(8.0));
    let wide = judged(gate(30.0), Way::Fdm);
    assert_eq!(
        message(&wide, "M336"),
        "One ceiling between two walls is too wide to print without supports: 30 mm, up to 10 mm hold by themselves."
    );
    assert_eq!(message(&wide, "M335"), "");
}

/// A gate from whose lid something hangs that does not reach the ground.
fn icicle() -> Mesh {
    let outline = [
        [0.0, 0.0],
        [5.0, 0.0],
        [5.0, 20.0],
        [8.0, 20.0],
        [8.0, 10.0],
        [12.0, 10.0],
        [12.0, 20.0],
        [15.0, 20.0],
        [15.0, 0.0],
        [20.0, 0.0],
        [20.0, 25.0],
        [0.0, 25.0],
    ];
    drawn_out(&outline, 20.0)
}

#[test]
fn what_hangs_from_a_lid_begins_in_mid_air() {
    for way in [Way::Fdm, Way::Resin] {
        let report = judged(icicle(), way);
        let island = report.findings.iter().find(|finding| finding.code == "M337").expect("an island");
        assert_eq!((island.count, island.message.as_str()), (1, "One piece begins in mid-air as it is built upwards."));
        assert_eq!(island.at[0].mm.expect("a place")[2], 10.0);
    }
    assert_eq!(message(&judged(icicle(), Way::Sls), "M337"), "");
    assert_eq!(message(&judged(gate(8.0), Way::Fdm), "M337"), "");
    // What lies in another body is held by it.
    let held = both(cuboid([0.0; 3], [20.0; 3]), cuboid([5.0, 5.0, 10.0], [10.0, 10.0, 20.0]));
    assert_eq!(facts_of(held, Way::Fdm).islands, 0);
    let floating = both(cuboid([0.0; 3], [20.0; 3]), cuboid([5.0, 5.0, 22.0], [10.0, 10.0, 20.0]));
    assert_eq!(facts_of(floating, Way::Fdm).islands, 1);
}

#[test]
fn a_closed_hollow_traps_resin_and_powder() {
    let hollow = both(cuboid([0.0; 3], [30.0; 3]), turned(cuboid([5.0; 3], [20.0; 3])));
    let report = judged(hollow.clone(), Way::Resin);
    // Its ceiling is too wide for a bridge, too.
    assert_eq!(said(&report), "M336 x1, M338 x1");
    let trapped = report.mesh.expect("a mesh").print.expect("facts").trapped_mm3;
    assert!((trapped / 8000.0 - 1.0).abs() < 0.03, "{trapped}");
    assert_eq!(said_of(hollow.clone(), Way::Sls), "M338 x1");
    assert_eq!(message(&judged(hollow, Way::Fdm), "M338"), "");
}

/// A cup 40 mm wide and 30 mm high with walls of 3 mm.
fn cup() -> Mesh {
    turned_round(&[[0.0, 0.0], [20.0, 0.0], [20.0, 30.0], [17.0, 30.0], [17.0, 3.0], [0.0, 3.0]], 64)
}

#[test]
fn a_cup_that_opens_upwards_pulls_a_vacuum_in_resin_only() {
    let report = judged(cup(), Way::Resin);
    let finding = report.findings.iter().find(|finding| finding.code == "M339").expect("a cup");
    let [x, y, z] = finding.at[0].mm.expect("a place");
    assert!(x.hypot(y) <= 17.0 && (z - 3.0).abs() < 0.01, "{x} {y} {z}");
    let volume = std::f64::consts::PI * 17.0 * 17.0 * 27.0 / 1000.0;
    assert!(finding.message.contains(&format!("holds {volume:.1} ml and is 27 mm deep")), "{}", finding.message);
    assert_eq!(message(&judged(cup(), Way::Fdm), "M339"), "");
    // On its side it is open.
    assert_eq!(message(&judged(laid(cup()), Way::Resin), "M339"), "");
}

#[test]
fn a_part_whose_weight_lies_beside_its_foot_falls_over() {
    let leaning = |reach: f32| {
        drawn_out(&[[0.0, 0.0], [10.0, 0.0], [10.0, 30.0], [reach, 30.0], [reach, 40.0], [0.0, 40.0]], 10.0)
    };
    assert!(said_of(leaning(40.0), Way::Fdm).contains("M340 x1"), "{}", said_of(leaning(40.0), Way::Fdm));
    assert!(!said_of(leaning(14.0), Way::Fdm).contains("M340"));
}

#[test]
fn a_thin_pole_comes_loose() {
    let pole = |height: f32| cuboid([0.0; 3], [3.0, 3.0, height]);
    let report = judged(pole(60.0), Way::Fdm);
    assert_eq!(message(&report, "M341"), "It stands on 9 mm² and is 60 mm high: it comes loose easily.");
    assert!(message(&report, "M342").contains("it is 3 mm high instead of 60 mm"), "{}", message(&report, "M342"));
    assert_eq!(message(&judged(pole(20.0), Way::Fdm), "M341"), "");
}

#[test]
fn a_part_that_stands_on_its_edge_is_better_laid_on_its_side() {
    let wedge = drawn_out(&[[0.0, 0.0], [10.0, 10.0], [0.0, 20.0], [-10.0, 10.0]], 30.0);
    let facts = facts_of(wedge, Way::Fdm);
    let better = facts.recommended.expect("a better way");
    assert!(!facts.as_modelled.stands && better.stands);
    assert!(better.overhang_mm2 < 1.0 && better.contact_mm2 > 199.0, "{better:?}");
}

#[test]
fn what_fits_the_bed_is_asked_on_every_side_and_turned() {
    let options = |bed| Options { bed_mm: Some(bed), ..Options::default() };
    let says = |mesh: Mesh, bed| {
        let report = inspect_watched(&of_mesh(mesh), &options(bed), &mut |_| {});
        report
            .findings
            .iter()
            .map(|finding| format!("{} {}", finding.code, finding.severity.word()))
            .collect::<String>()
    };
    let rod = || cuboid([0.0; 3], [5.0, 5.0, 250.0]);
    assert_eq!(says(rod(), [220.0, 220.0, 250.0]), "");
    // Across the bed's diagonal only.
    assert_eq!(says(rod(), [220.0, 220.0, 200.0]), "M313 info");
    assert_eq!(says(rod(), [150.0, 150.0, 200.0]), "M313 warn");
    // Along an axis of its own, which is none of the file's.
    let turn = |[x, y, z]: [f32; 3]| [0.6 * x - 0.8 * z, y, 0.8 * x + 0.6 * z];
    let mut slanted = rod();
    slanted.positions.iter_mut().for_each(|position| *position = turn(*position));
    assert_eq!(says(slanted, [255.0, 20.0, 20.0]), "M313 info");
}

#[test]
fn a_mill_does_not_reach_an_undercut_and_leaves_inside_corners_round() {
    // A slot like a T, turned so that no direction but along it is free; closed at both ends.
    let tee = [
        [0.0, 0.0],
        [60.0, 0.0],
        [60.0, 40.0],
        [35.0, 40.0],
        [35.0, 25.0],
        [45.0, 25.0],
        [45.0, 10.0],
        [15.0, 10.0],
        [15.0, 25.0],
        [25.0, 25.0],
        [25.0, 40.0],
        [0.0, 40.0],
    ];
    let ends = [cuboid([0.0, -5.0, 0.0], [60.0, 6.0, 40.0]), cuboid([0.0, 29.0, 0.0], [60.0, 6.0, 40.0])];
    let closed = ends.into_iter().fold(drawn_out(&tee, 30.0), both);
    let report = judged(closed, Way::Cnc);
    assert!(message(&report, "M343").contains("are reached neither from above nor from below"), "{}", said(&report));
    // A square pocket from above.
    let pocket = both_sides_open();
    let report = judged(pocket, Way::Cnc);
    assert_eq!(said(&report), "M344 x4");
    assert_eq!(
        message(&report, "M344"),
        "Four upright corners are sharp inside: the cutter leaves a radius of 1.5 mm."
    );
}

/// A square frame of 40 mm with a window of 20 mm, 10 mm high.
fn both_sides_open() -> Mesh {
    let ring = |half: f32, z: f32| [[-half, -half, z], [half, -half, z], [half, half, z], [-half, half, z]];
    let positions: Vec<[f32; 3]> = [ring(20.0, 0.0), ring(20.0, 10.0), ring(10.0, 10.0), ring(10.0, 0.0)].concat();
    let mut triangles = Vec::new();
    for step in 0..4u32 {
        let next = (step + 1) % 4;
        for ring in 0..4u32 {
            let (low, high) = (4 * ring, 4 * ((ring + 1) % 4));
            triangles.extend([[low + step, low + next, high + next], [low + step, high + next, high + step]]);
        }
    }
    Mesh { positions, triangles, ..Mesh::default() }
}

#[test]
fn weight_and_time_grow_with_the_part() {
    let [small, large] = [10.0, 20.0].map(|side| facts_of(cuboid([0.0; 3], [side; 3]), Way::Fdm));
    assert_eq!((small.process.as_str(), small.material.as_str()), ("fdm", "PLA"));
    assert!(small.weight_g < 1.24 && large.weight_g > 2.0 * small.weight_g && large.time_s > 3.0 * small.time_s);
    let solid = facts_of(cuboid([0.0; 3], [20.0; 3]), Way::Sls);
    assert_eq!((solid.material_mm3, solid.weight_g), (8000.0, 8.08));
}

#[test]
fn the_report_does_not_depend_on_the_cores() {
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    for mesh in [fin(0.3), pinned(0.15), icicle(), shapes::torus(60, 40)] {
        for way in [Way::Fdm, Way::Resin, Way::Cnc] {
            assert_eq!(judged(mesh.clone(), way), alone.install(|| judged(mesh.clone(), way)));
        }
    }
}

#[test]
fn what_is_drawn_exactly_at_a_limit_is_within_it() {
    // Thicknesses that single precision cannot hold, beside places where it rounds both ways.
    for at in [0.0, 0.1, 0.3, 7.7] {
        assert!(!said_of(cuboid([at, 0.0, 0.0], [0.8, 20.0, 5.0]), Way::Fdm).contains("M331"), "0.8 mm at {at}");
        let wall = judged(cuboid([at, 0.0, 0.0], [0.4, 20.0, 5.0]), Way::Fdm);
        assert_eq!(wall.verdict, inspect::Verdict::Pass, "0.4 mm at {at}");
        let apart = both(cuboid([at, 0.0, 0.0], [20.0; 3]), cuboid([at + 20.3, 0.0, 0.0], [20.0; 3]));
        assert_eq!(said_of(apart, Way::Fdm), "", "0.3 mm at {at}");
        // A chamfer of 45° is the cure that the finding itself names.
        let foot =
            [[at, 0.0], [at + 20.0, 0.0], [at + 23.3, 3.3], [at + 23.3, 20.0], [at - 3.3, 20.0], [at - 3.3, 3.3]];
        assert_eq!(said_of(drawn_out(&foot, 30.0), Way::Fdm), "", "45° at {at}");
    }
    assert_eq!(facts_of(gate(10.0), Way::Fdm).bridged_mm, Some(10.0));
}

#[test]
fn a_table_on_legs_is_no_island_and_hangs_over_between_them() {
    let top = cuboid([0.0, 0.0, 40.0], [80.0, 60.0, 4.0]);
    let legs = [[0.0, 0.0], [74.0, 0.0], [0.0, 54.0], [74.0, 54.0]];
    // The legs end inside the top.
    let table = legs.into_iter().map(|[x, y]| cuboid([x, y, 0.0], [6.0, 6.0, 41.0])).fold(top, both);
    let report = judged(table, Way::Fdm);
    assert_eq!((message(&report, "M337"), report.mesh.as_ref().expect("a mesh").shells), ("", 5));
    let place = message(&report, "M335");
    // All of the top but the legs: 46.6 cm², as samples tell it.
    assert!(place.starts_with("46") || place.starts_with("47"), "{place}");
}

#[test]
fn a_hollow_behind_a_thin_wall_is_found_by_its_shell() {
    let hollow = both(cuboid([0.0; 3], [300.0, 300.0, 60.0]), turned(cuboid([1.0; 3], [298.0, 298.0, 58.0])));
    let report = judged(hollow, Way::Sls);
    assert_eq!(message(&report, "M338"), "One hollow has no way out: 5150.6 ml of powder stay inside.");
}

#[test]
fn a_shelf_on_one_wall_is_no_bridge() {
    let shelf = drawn_out(&[[0.0, 0.0], [5.0, 0.0], [5.0, 20.0], [45.0, 20.0], [45.0, 24.0], [0.0, 24.0]], 8.0);
    let facts = judged(shelf, Way::Fdm);
    assert!(message(&facts, "M335").starts_with("3.2 cm²"), "{}", said(&facts));
}
