//! Clean drawings: what makers sell, closed and whole, in five sizes each.

use std::f64::consts::{PI, TAU};

use kurbo::{BezPath, Circle, Point, Shape as _, Vec2};
use pattern::{
    Drawing,
    drawing::{Layer, Path},
};

/// A drawing, and a place on an outer edge from which this many millimetres inward are free.
pub struct Clean {
    pub name: String,
    pub drawing: Drawing,
    pub edge: Point,
    pub inward: Vec2,
}

/// All of them: eight kinds in five sizes.
pub fn all() -> Vec<Clean> {
    type Make = fn(f64) -> Clean;
    let kinds: [(&str, Make); 8] = [
        ("box", finger_box),
        ("coaster", coaster),
        ("gear", gear),
        ("garment", garment),
        ("hinge", hinge),
        ("lines", loose_lines),
        ("panel", panel),
        ("hearts", hearts),
    ];
    let sized = |(name, make): (&'static str, Make)| {
        (0..5).map(move |size| {
            let clean = make(1.0 + f64::from(size) * 0.23);
            Clean { name: format!("{name}-{size}"), ..clean }
        })
    };
    kinds.into_iter().flat_map(sized).collect()
}

const CUT: [u8; 4] = [255, 0, 0, 255];
const SCORE: [u8; 4] = [0, 0, 255, 255];

/// A path drawn as a thin line.
pub fn line(geometry: BezPath, layer: usize, stroke: [u8; 4], source: String) -> Path {
    Path { layer, stroke: Some(stroke), stroke_width_mm: 0.1, source, ..Path::line(geometry) }
}

fn of(name: &str, cut: Vec<BezPath>, score: Vec<BezPath>, edge: (f64, f64), inward: (f64, f64)) -> Clean {
    let cut = cut.into_iter().map(|geometry| (geometry, 0, CUT, "c"));
    let score = score.into_iter().map(|geometry| (geometry, 1, SCORE, "s"));
    let paths = cut.chain(score).enumerate();
    let paths =
        paths.map(|(index, (geometry, layer, stroke, word))| line(geometry, layer, stroke, format!("#{word}{index}")));
    let layers = ["cut", "score"].map(|name| Layer { name: name.into(), color: None });
    let drawing = Drawing { paths: paths.collect(), layers: layers.to_vec(), unit_mm: Some(1.0), ..Drawing::default() };
    Clean { name: name.into(), drawing, edge: edge.into(), inward: inward.into() }
}

fn polygon(corners: impl IntoIterator<Item = (f64, f64)>) -> BezPath {
    let mut path = BezPath::new();
    for corner in corners {
        if path.elements().is_empty() { path.move_to(corner) } else { path.line_to(corner) }
    }
    path.close_path();
    path
}

fn round(x: f64, y: f64, radius: f64) -> BezPath {
    Circle::new((x, y), radius).to_path(1e-4)
}

/// A side of a box: fingers along two edges.
fn fingers(x: f64, y: f64, w: f64, h: f64, count: u32) -> BezPath {
    let step = w / f64::from(2 * count + 1);
    let mut corners = vec![(x, y)];
    for finger in 0..count {
        let from = x + step * f64::from(2 * finger + 1);
        corners.extend([(from, y), (from, y + 3.0), (from + step, y + 3.0), (from + step, y)]);
    }
    corners.extend([(x + w, y), (x + w, y + h)]);
    for finger in (0..count).rev() {
        let from = x + step * f64::from(2 * finger + 2);
        corners.extend([(from, y + h), (from, y + h - 3.0), (from - step, y + h - 3.0), (from - step, y + h)]);
    }
    corners.push((x, y + h));
    polygon(corners)
}

fn finger_box(size: f64) -> Clean {
    let (w, h) = (90.0 * size, 50.0 * size);
    let slot = polygon([(20.0, 20.0), (40.0, 20.0), (40.0, 23.0), (20.0, 23.0)]);
    let cut = vec![fingers(0.0, 0.0, w, h, 4), slot, fingers(w + 5.0, 0.0, w, h, 4), fingers(0.0, h + 5.0, w, h, 4)];
    of("box", cut, Vec::new(), (0.0, h / 2.0), (1.0, 0.0))
}

fn coaster(size: f64) -> Clean {
    let radius = 45.0 * size;
    let petal = |turn: u32| {
        let along = Vec2::from_angle(f64::from(turn) / 8.0 * TAU);
        let across = Vec2::new(-along.y, along.x) * 5.0 * size;
        let (from, to) = ((along * 10.0 * size).to_point(), (along * 34.0 * size).to_point());
        let mut path = BezPath::new();
        path.move_to(from);
        path.curve_to(from + along * 6.0 * size + across, to - along * 6.0 * size + across, to);
        path.curve_to(to - along * 6.0 * size - across, from + along * 6.0 * size - across, from);
        path.close_path();
        path
    };
    let cut = std::iter::once(round(0.0, 0.0, radius)).chain((0..8).map(petal)).chain([round(0.0, 0.0, 4.0)]);
    of("coaster", cut.collect(), Vec::new(), (-radius, 0.0), (1.0, 0.0))
}

fn gear(size: f64) -> Clean {
    let teeth = (20.0 * size) as u32;
    let radius = 30.0 * size;
    let corner = |step: u32| {
        let angle = f64::from(step) / f64::from(teeth * 4) * TAU;
        let at = if step % 4 < 2 { radius } else { radius - 4.0 };
        (at * angle.cos(), at * angle.sin())
    };
    let body = polygon((0..teeth * 4).map(corner));
    // A tooth's land begins at the angle 0; half a step on is its middle.
    let middle = PI / f64::from(teeth * 4);
    let land = radius * middle.cos();
    let at = (land * middle.cos(), land * middle.sin());
    let spokes = (0..5).map(|turn| {
        let along = Vec2::from_angle(f64::from(turn) / 5.0 * TAU + 0.6) * 15.0 * size;
        round(along.x, along.y, 4.0 * size)
    });
    let cut = [body, round(0.0, 0.0, 3.0)].into_iter().chain(spokes).collect();
    of("gear", cut, Vec::new(), at, (-middle.cos(), -middle.sin()))
}

fn garment(size: f64) -> Clean {
    let (w, h) = (180.0 * size, 260.0 * size);
    let mut block = BezPath::new();
    block.move_to((0.0, 0.0));
    block.line_to((w, 0.0));
    block.line_to((w, h * 0.55));
    block.curve_to((w * 0.75, h * 0.6), (w * 0.72, h * 0.8), (w * 0.8, h));
    block.line_to((w * 0.4, h));
    block.curve_to((w * 0.3, h * 0.9), (w * 0.1, h * 0.87), (0.0, h * 0.86));
    block.close_path();
    let mut dart = BezPath::new();
    dart.move_to((w * 0.4, 10.0));
    dart.line_to((w * 0.45, h * 0.3));
    dart.line_to((w * 0.5, 10.0));
    let mut grain = BezPath::new();
    grain.move_to((w * 0.3, h * 0.4));
    grain.line_to((w * 0.3, h * 0.7));
    of("garment", vec![block], vec![dart, grain], (0.0, h * 0.3), (1.0, 0.0))
}

fn hinge(size: f64) -> Clean {
    let (w, h) = (100.0 * size, 60.0 * size);
    let outline = polygon([(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]);
    let rows = (10.0 * size) as u32;
    let slits = (0..rows).flat_map(|row| {
        let x = 30.0 + 3.0 * f64::from(row);
        let spans =
            if row % 2 == 0 { vec![(3.0, h / 2.0 - 2.0), (h / 2.0 + 2.0, h - 3.0)] } else { vec![(h / 4.0, h * 0.75)] };
        spans.into_iter().map(move |(from, to)| {
            let mut slit = BezPath::new();
            slit.move_to((x, from));
            slit.line_to((x, to));
            slit
        })
    });
    of("hinge", std::iter::once(outline).chain(slits).collect(), Vec::new(), (0.0, h / 2.0), (1.0, 0.0))
}

/// A frame of which each side is a line of its own, in no order.
fn loose_lines(size: f64) -> Clean {
    let frame = |low: f64, high: f64| {
        let corners = [(low, low), (high, low), (high, high), (low, high)];
        [0_usize, 2, 1, 3].map(|side| {
            let (from, to) = (corners[side], corners[(side + 1) % 4]);
            let mut line = BezPath::new();
            line.move_to(if side.is_multiple_of(2) { from } else { to });
            line.line_to(if side.is_multiple_of(2) { to } else { from });
            line
        })
    };
    let cut = [frame(0.0, 80.0 * size), frame(20.0, 60.0 * size)].concat();
    of("lines", cut, Vec::new(), (0.0, 40.0 * size), (1.0, 0.0))
}

/// A plate with round corners and holes of arcs.
fn panel(size: f64) -> Clean {
    let (w, h) = (120.0 * size, 70.0 * size);
    let plate = kurbo::RoundedRect::new(0.0, 0.0, w, h, 8.0).to_path(1e-4);
    let holes = [(12.0, 12.0), (w - 12.0, 12.0), (w - 12.0, h - 12.0), (12.0, h - 12.0)];
    let holes = holes.map(|(x, y)| round(x, y, 2.1));
    let window = kurbo::RoundedRect::new(30.0, 20.0, w - 30.0, h - 20.0, 5.0).to_path(1e-4);
    let cut = [plate, window].into_iter().chain(holes).collect();
    of("panel", cut, Vec::new(), (0.0, h / 2.0), (1.0, 0.0))
}

fn hearts(size: f64) -> Clean {
    let (w, h) = (100.0 * size, 60.0 * size);
    let heart = |x: f64| {
        let mut path = BezPath::new();
        path.move_to((x, 45.0 * size));
        path.curve_to((x - 18.0 * size, 30.0 * size), (x - 14.0 * size, 12.0 * size), (x, 22.0 * size));
        path.curve_to((x + 14.0 * size, 12.0 * size), (x + 18.0 * size, 30.0 * size), (x, 45.0 * size));
        path.close_path();
        path
    };
    let cut = vec![polygon([(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]), heart(30.0 * size), heart(70.0 * size)];
    of("hearts", cut, Vec::new(), (0.0, h / 2.0), (1.0, 0.0))
}
