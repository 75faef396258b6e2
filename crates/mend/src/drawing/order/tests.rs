//! Contours in the order for a machine: what is inside comes first, and the travel is shorter than it was.

use super::*;
use kurbo::{BezPath, PathEl};

fn drawing(paths: &[&str]) -> Drawing {
    let path = |(index, text): (usize, &&str)| pattern::drawing::Path {
        source: format!("#path{index}"),
        ..pattern::drawing::Path::line(BezPath::from_svg(text).expect("path data"))
    };
    Drawing { paths: paths.iter().enumerate().map(path).collect(), ..Drawing::default() }
}

fn ordered(drawing: &Drawing) -> (Drawing, Option<Ordered>) {
    let mut strokes = Strokes::of(drawing);
    let ordered = order(&mut strokes, drawing);
    (strokes.into_drawing(drawing), ordered)
}

fn names(drawing: &Drawing) -> Vec<&str> {
    drawing.paths.iter().map(|path| path.source.as_str()).collect()
}

fn square(x: f64, y: f64, side: f64) -> String {
    format!("M{x} {y} h{side} v{side} h-{side} Z")
}

#[test]
fn what_lies_inside_comes_first_however_deep() {
    let texts: Vec<String> =
        [50.0, 40.0, 30.0, 20.0].iter().map(|side| square(-side / 2.0, -side / 2.0, *side)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).chain(["M-1 0 H1"]).collect();
    let (mended, ordered) = ordered(&drawing(&texts));
    assert_eq!(names(&mended), ["#path4", "#path3", "#path2", "#path1", "#path0"]);
    assert_eq!(ordered.expect("ordered").too_early, 4);
}

#[test]
fn a_path_of_many_contours_is_divided_only_where_something_has_to_come_between() {
    let plate = format!("{} {}", square(0.0, 0.0, 50.0), square(10.0, 10.0, 5.0));
    let (mended, _) = ordered(&drawing(&[&plate, &square(30.0, 30.0, 5.0)]));
    assert_eq!(names(&mended), ["#path0", "#path1", "#path0-2"]);
    let (mended, _) = ordered(&drawing(&[&plate]));
    assert_eq!(names(&mended), ["#path0"]);
    assert!(mended.paths[0].geometry.elements().last() == Some(&PathEl::ClosePath));
}

#[test]
fn fills_stay_and_colours_are_followed_one_by_one() {
    let texts = [square(0.0, 0.0, 5.0), square(90.0, 0.0, 5.0), square(10.0, 0.0, 5.0), square(80.0, 0.0, 5.0)];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut mixed = drawing(&texts);
    mixed.paths[1].stroke = Some([255, 0, 0, 255]);
    mixed.paths[3].stroke = Some([255, 0, 0, 255]);
    assert_eq!(names(&ordered(&mixed).0), ["#path0", "#path2", "#path3", "#path1"]);
    mixed.paths[2].fill = Some([0, 0, 0, 255]);
    let (mended, _) = ordered(&mixed);
    assert_eq!(names(&mended)[2], "#path2", "a fill is not moved past a line");
}

#[test]
fn a_way_through_scattered_lines_becomes_much_shorter_and_no_line_changes() {
    let mut seed = 7_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let texts: Vec<String> = (0..400)
        .map(|index| {
            let (x, y) = (next() * 300.0, next() * 300.0);
            if index % 3 == 0 { format!("M{x} {y} l3 1") } else { square(x, y, 2.0) }
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let scattered = drawing(&texts);
    let (mended, ordered) = ordered(&scattered);
    let Ordered { before_mm, after_mm, strokes, .. } = ordered.expect("ordered");
    // The best way through 400 random points on 300 mm is about 0.7124 √(400 · 300²) = 4274 mm long.
    assert_eq!(strokes, 400);
    assert!(after_mm < 4400.0 && before_mm > 50_000.0, "{before_mm} to {after_mm}");
    let lines = |drawing: &Drawing| {
        let mut lines: Vec<String> = drawing
            .paths
            .iter()
            .flat_map(|path| path.geometry.segments())
            .map(|segment| {
                let mut ends = [segment.start(), segment.end()].map(|end| format!("{:?}", end));
                ends.sort();
                ends.concat()
            })
            .collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(&mended), lines(&scattered));
}

#[test]
fn a_dashed_line_begins_where_it_began() {
    let mut dashed = drawing(&["M0 0 H10", "M100 0 H20", "M50 5 H40"]);
    dashed.paths[1].dashes_mm = vec![2.0, 1.0];
    let (mended, _) = ordered(&dashed);
    let place = mended.paths.iter().find(|path| path.source == "#path1").expect("the line");
    assert_eq!(place.geometry.to_svg(), "M100,0 L20,0");
}
