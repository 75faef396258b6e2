//! Measures the inspection of a drawing of many segments: squares drawn line by line, in shuffled order.
//!
//! `cargo run --release -p inspect --example contours -- 100000` prints milliseconds a step.

use std::time::Instant;

use kurbo::{BezPath, Circle, Shape as _};
use pattern::{Drawing, Format, Pattern, Reading, Unit, Units, drawing::Path};

fn main() {
    let wanted: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(100_000);
    for (name, drawing) in [
        ("lines", squares(wanted)),
        ("circles", circles(wanted)),
        ("tiles", tiles(wanted)),
        ("scribble", scribble(wanted)),
    ] {
        let reading = Reading {
            format: Some(Format::Svg),
            pattern: Some(Pattern::Drawing(drawing)),
            units: Some(Units::stated(Unit::Millimetre)),
            findings: Vec::new(),
        };
        println!("{name}");
        let start = Instant::now();
        let mut last = start;
        let report = inspect::inspect_watched(&reading, &inspect::Options::default(), &mut |step| {
            println!("{step:>10} {:>8.1} ms", last.elapsed().as_secs_f64() * 1e3);
            last = Instant::now();
        });
        println!("{:>10} {:>8.1} ms", "all", start.elapsed().as_secs_f64() * 1e3);
        print!("{}", inspect::text(name, &report, false));
    }
}

fn of(geometries: Vec<BezPath>) -> Drawing {
    Drawing { paths: geometries.into_iter().map(Path::line).collect(), ..Drawing::default() }
}

/// Squares of four separate lines each, the lines far from one another in the file.
fn squares(wanted: usize) -> Drawing {
    let count = wanted / 4;
    let side = (count as f64).sqrt().ceil() as usize;
    let line = |index: usize| {
        let (x, y) = ((index % count % side) as f64 * 3.0, (index % count / side) as f64 * 3.0);
        let corners = [(x, y), (x + 2.0, y), (x + 2.0, y + 2.0), (x, y + 2.0)];
        let edge = index / count;
        let mut path = BezPath::new();
        path.move_to(corners[edge]);
        path.line_to(corners[(edge + 1) % 4]);
        path
    };
    of((0..count * 4).map(line).collect())
}

/// Circles of four curves each.
fn circles(wanted: usize) -> Drawing {
    let side = (wanted as f64 / 4.0).sqrt().ceil() as usize;
    let circle =
        |index: usize| Circle::new(((index % side) as f64 * 3.0, (index / side) as f64 * 3.0), 1.2).to_path(0.001);
    of((0..wanted / 4).map(circle).collect())
}

/// Squares side by side, each closed: every edge is drawn twice.
fn tiles(wanted: usize) -> Drawing {
    let side = (wanted as f64 / 4.0).sqrt().ceil() as usize;
    let tile = |index: usize| {
        let (x, y) = ((index % side) as f64 * 3.0, (index / side) as f64 * 3.0);
        kurbo::Rect::new(x, y, x + 3.0, y + 3.0).to_path(0.1)
    };
    of((0..wanted / 4).map(tile).collect())
}

/// One contour that wanders at random and crosses itself all the time.
fn scribble(wanted: usize) -> Drawing {
    let mut state = 1_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / f64::from(1 << 24) * 2.0 - 1.0
    };
    let mut path = BezPath::new();
    let mut at = (0.0, 0.0);
    path.move_to(at);
    for _ in 0..wanted {
        at = (at.0 + random(), at.1 + random());
        path.line_to(at);
    }
    of(vec![path])
}
