//! What is no pattern, or too crowded to hold each against each, ends soon: the report says what nobody looked for.
//! Without the limits each of these would take minutes or gigabytes.
#![allow(clippy::expect_used)] // What is missing ends the test.

mod shapes;

use inspect::inspect;
use pattern::{Budget, Finding, Mesh};
use shapes::{drawing, of_drawing, of_mesh, said};

/// Numbers that look random and are the same each time (an xorshift generator, Marsaglia 2003).
fn noise(seed: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(seed), |&state| {
        let state = state ^ (state << 13);
        let state = state ^ (state >> 7);
        Some(state ^ (state << 17))
    })
    .skip(1)
}

/// As many triangles, each of which reaches from anywhere to anywhere within a cube of 100 mm.
fn soup(triangles: u32) -> Mesh {
    let mut values = noise(7).map(|value| (value >> 40) as f32 / (1 << 24) as f32 * 100.0);
    let mut next = || values.next().expect("no end");
    let positions = (0..3 * triangles).map(|_| [next(), next(), next()]).collect();
    Mesh {
        positions,
        triangles: (0..triangles).map(|at| [3 * at, 3 * at + 1, 3 * at + 2]).collect(),
        ..Mesh::default()
    }
}

fn finding<'a>(report: &'a inspect::Report, code: &str) -> &'a Finding {
    report.findings.iter().find(|finding| finding.code == code).unwrap_or_else(|| panic!("{}", said(report)))
}

#[test]
fn random_bytes_that_look_like_an_stl_are_no_part_of_any_machine() {
    // Two megabytes: 40,000 triangles with coordinates up to 3·10³⁸.
    let mut bytes = vec![b'x'; 80];
    bytes.extend(40_000_u32.to_le_bytes());
    bytes.extend(noise(5).flat_map(u64::to_le_bytes).take(40_000 * 50));
    let report = inspect(&pattern::read(&bytes, None, &Budget::default()));
    assert!(report.mesh.as_ref().is_some_and(|mesh| mesh.self_intersections.is_none()));
    let left_out = &finding(&report, "M399").message;
    let expected = "Not checked: whether the surface cuts itself or nearly meets. Coordinates reach farther than a hundred \
                    kilometres, which no machine makes.";
    assert!(left_out.starts_with(expected), "{left_out}");
    let size = &finding(&report, "M310").message;
    assert!(size.starts_with("The longest side is more than 1,000 km as read."), "{size}");
    let text = inspect::text("noise.stl", &report, false);
    assert!(text.lines().all(|line| line.len() < 400), "no line of digits: {text}");
}

#[test]
fn a_soup_of_triangles_across_one_another_is_not_held_each_against_each() {
    let report = inspect(&of_mesh(soup(20_000)));
    assert!(report.mesh.as_ref().is_some_and(|mesh| mesh.self_intersections.is_none()));
    let left_out = &finding(&report, "M399").message;
    assert!(left_out.starts_with("Not checked: whether the surface cuts itself. Too many triangles"), "{left_out}");
    // As many that keep apart are.
    let small = inspect(&of_mesh(soup(200)));
    assert!(small.mesh.as_ref().is_some_and(|mesh| mesh.self_intersections > Some(150)), "{}", said(&small));
}

#[test]
fn a_line_drawn_thousands_of_times_is_left_out_where_it_is_too_crowded() {
    let triangles = |times| inspect(&of_drawing(drawing(&vec!["M1 1H10V10Z"; times])));
    let report = triangles(3_000);
    let facts = report.drawing.as_ref().expect("a drawing");
    assert_eq!((facts.paths, facts.duplicate_segments), (3_000, 0));
    assert_eq!(finding(&report, "D409").count, 9_000, "{}", said(&report));
    // What people do by mistake is told.
    assert_eq!(triangles(300).drawing.expect("a drawing").duplicate_segments, 3 * 299);
}

#[test]
fn a_lattice_of_strokes_is_compared_where_lines_lie_and_not_piece_by_piece() {
    // 25,000 crosses of 4 mm, 1 mm apart: the lines of a row go on from one another, so that each of 100 long ones crosses
    // each of 4,000 others.
    let cross = |at: u32| format!("M{} {}h4m-2 -2v4", at % 1000, at / 1000 + 2);
    let crosses: Vec<String> = (0..25_000).map(cross).collect();
    let report = inspect(&of_drawing(drawing(&crosses.iter().map(String::as_str).collect::<Vec<_>>())));
    let facts = report.drawing.as_ref().expect("a drawing");
    assert!((facts.cut_length_mm - 200_000.0).abs() < 1e-3, "{}", facts.cut_length_mm);
    assert_eq!((facts.thinnest_bridge_mm, said(&report).contains("D409")), (None, false), "{}", said(&report));
}

#[test]
fn strokes_between_lines_of_many_pieces_are_left_out_beyond_a_limit() {
    // 40 lines of 2,000 pieces each, and from each to the next 2,000 strokes: every stroke is held against all pieces of both.
    let row = |y: u32| format!("M0 {y}{}", "h1".repeat(2_000));
    let strokes = |y: u32| (0..2_000).map(move |x| format!("M{x}.{} {y}v1", if y.is_multiple_of(2) { 25 } else { 75 }));
    let lines: Vec<String> = (0..40).flat_map(|y| std::iter::once(row(y)).chain(strokes(y))).collect();
    let of = |lines: &[String]| inspect(&of_drawing(drawing(&lines.iter().map(String::as_str).collect::<Vec<_>>())));
    assert!(finding(&of(&lines), "D409").count > 0);
    // A wall of bricks is looked at in full.
    let few = of(&lines[..10 * 2_001]);
    assert!(!said(&few).contains("D409"), "{}", said(&few));
}
