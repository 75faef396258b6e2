//! Sheet goods for laser and router: boxes with finger joints, living hinges, ornaments, coasters, stencils, plates.

use std::f64::consts::{PI, TAU};

use glam::DVec2;
use kurbo::{Affine, BezPath, Point};
use pattern::Drawing;

use crate::tool::{
    chance::Chance,
    region::{self, Outline},
    sheet::{self, Sheet},
};

pub(crate) fn v(x: f64, y: f64) -> DVec2 {
    DVec2::new(x, y)
}

pub(crate) fn moved(outline: &[DVec2], x: f64, y: f64) -> Outline {
    outline.iter().map(|point| *point + v(x, y)).collect()
}

/// A box of plates that hold by their fingers.
#[derive(Clone, Debug)]
pub struct FingerBox {
    /// Outside, millimetres: width, depth, height.
    pub outside_mm: [f64; 3],
    /// Thickness of the sheet, millimetres.
    pub sheet_mm: f64,
    /// Width of the cut, millimetres; every finger is made wider by it.
    pub kerf_mm: f64,
    /// Width of a finger, about, millimetres.
    pub finger_mm: f64,
    /// Whether there is a lid.
    pub lid: bool,
    /// A word to engrave on the front; empty is none.
    pub word: &'static str,
}

impl Default for FingerBox {
    fn default() -> Self {
        Self { outside_mm: [120.0, 80.0, 60.0], sheet_mm: 3.0, kerf_mm: 0.15, finger_mm: 10.0, lid: true, word: "" }
    }
}

/// How an edge of a plate meets its neighbour.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// Straight.
    Plain,
    /// It begins and ends with a finger.
    Fingers,
    /// It begins and ends with a gap.
    Gaps,
}

/// One plate with its lower left corner at the origin; edges in order below, right, above, left.
fn plate(size: DVec2, edges: [Edge; 4], p: &FingerBox) -> Outline {
    let (t, half) = (p.sheet_mm, p.kerf_mm / 2.0);
    let corners = [v(0.0, 0.0), v(size.x, 0.0), v(size.x, size.y), v(0.0, size.y)];
    let mut line: Outline = Vec::new();
    for side in 0..4 {
        let (from, to) = (corners[side], corners[(side + 1) % 4]);
        let along = (to - from).normalize();
        let inward = along.perp();
        let length = (to - from).length();
        let count = ((length / p.finger_mm / 2.0).floor() * 2.0 + 1.0).max(3.0) as u32;
        let step = length / f64::from(count);
        let depth = |k: u32| match edges[side] {
            Edge::Plain => -half,
            Edge::Fingers => {
                if k.is_multiple_of(2) {
                    -half
                } else {
                    t - half
                }
            }
            Edge::Gaps => {
                if k % 2 == 1 {
                    -half
                } else {
                    t - half
                }
            }
        };
        let before = |k: u32| {
            if edges[(side + 3) % 4] == Edge::Gaps && k == 0 { t - half } else { -half }
        };
        let after = if edges[(side + 1) % 4] == Edge::Gaps { length - t + half } else { length + half };
        for k in 0..count {
            // A finger grows by half the kerf on each side, a gap shrinks by it.
            let out = depth(k) < 0.0;
            let grow = if out { half } else { -half };
            let start = if k == 0 { before(0) } else { step * f64::from(k) - grow };
            let end = if k + 1 == count { after } else { step * f64::from(k + 1) + grow };
            line.push(from + along * start + inward * depth(k));
            line.push(from + along * end + inward * depth(k));
        }
    }
    line.dedup_by(|a, b| (*a - *b).length() < 1e-6);
    while line.len() > 2 && (line[0] - line[line.len() - 1]).length() < 1e-6 {
        line.pop();
    }
    line
}

/// The plates of a box, side by side.
pub fn finger_box(p: &FingerBox) -> Drawing {
    use Edge::{Fingers, Gaps, Plain};
    let [w, d, h] = p.outside_mm;
    let rim = if p.lid { Fingers } else { Plain };
    let front = plate(v(w, h), [Fingers, Fingers, rim, Fingers], p);
    let side = plate(v(d, h), [Fingers, Gaps, rim, Gaps], p);
    let floor = plate(v(w, d), [Gaps, Gaps, Gaps, Gaps], p);
    let gap = 5.0;
    let mut sheet = Sheet::new(2.0 * w + 3.0 * gap, 2.0 * h + d + 4.0 * gap);
    let (x1, x2) = (gap, 2.0 * gap + w);
    let rows = [gap, 2.0 * gap + h, 3.0 * gap + 2.0 * h];
    let mut put = |outline: &Outline, x: f64, y: f64| sheet.cut(sheet::closed(&moved(outline, x, y)));
    put(&front, x1, rows[0]);
    put(&front, x2, rows[0]);
    put(&side, x1, rows[1]);
    put(&side, x2, rows[1]);
    put(&floor, x1, rows[2]);
    if p.lid {
        put(&floor, x2, rows[2]);
    }
    if !p.word.is_empty() {
        sheet.label("engrave", sheet::ENGRAVE, p.word, [x1 + w / 2.0, rows[0] + h / 2.0], h * 0.22, 0.0);
    }
    sheet.finish()
}

/// A wallet of one sheet that bends along rows of cuts.
#[derive(Clone, Debug)]
pub struct Wallet {
    /// Width of a cover, millimetres.
    pub cover_mm: f64,
    /// Height, millimetres.
    pub height_mm: f64,
    /// Width of the hinge, millimetres.
    pub hinge_mm: f64,
    /// Distance between rows of cuts, millimetres.
    pub pitch_mm: f64,
}

impl Default for Wallet {
    fn default() -> Self {
        Self { cover_mm: 98.0, height_mm: 70.0, hinge_mm: 26.0, pitch_mm: 1.6 }
    }
}

/// Two covers and a hinge of staggered cuts between them.
pub fn wallet(p: &Wallet) -> Drawing {
    let (w, h) = (2.0 * p.cover_mm + p.hinge_mm, p.height_mm);
    let mut sheet = Sheet::new(w + 10.0, h + 10.0);
    sheet.cut(sheet::closed(&moved(&region::rounded(w / 2.0, h / 2.0, w, h, 6.0), 5.0, 5.0)));
    let rows = (p.hinge_mm / p.pitch_mm) as u32;
    let (long, bridge) = (h / 3.0, 3.0);
    for row in 0..=rows {
        let x = 5.0 + p.cover_mm + f64::from(row) * p.pitch_mm;
        let shift = if row % 2 == 0 { 0.0 } else { -long / 2.0 };
        for k in 0..4 {
            let (a, b) = (shift + f64::from(k) * long + bridge / 2.0, shift + f64::from(k + 1) * long - bridge / 2.0);
            let (a, b) = (a.max(0.8), b.min(h - 0.8));
            if b - a > 2.0 {
                sheet.line("hinge", sheet::SCORE, 0.1, sheet::open(&[v(x, 5.0 + a), v(x, 5.0 + b)]));
            }
        }
    }
    for side in [0.0, p.cover_mm + p.hinge_mm] {
        for i in 0..9 {
            sheet.cut(sheet::circle(5.0 + side + 9.0 + f64::from(i) * (p.cover_mm - 18.0) / 8.0, 5.0 + h - 4.0, 0.7));
        }
    }
    for i in 0..5 {
        let r = 6.0 + 4.0 * f64::from(i);
        sheet.engrave(sheet::circle(5.0 + p.cover_mm / 2.0, 5.0 + h / 2.0 - 2.0, r));
    }
    sheet.finish()
}

/// A row of snowflakes, each from its own seed.
pub fn snowflakes(count: u32, radius_mm: f64, seed: u64) -> Drawing {
    let r = radius_mm;
    let columns = 3;
    let rows = count.div_ceil(columns);
    let cell = 2.0 * r + 8.0;
    let mut sheet = Sheet::new(cell * f64::from(columns), cell * f64::from(rows));
    for i in 0..count {
        let (x, y) = (cell * (f64::from(i % columns) + 0.5), cell * (f64::from(i / columns) + 0.5));
        let mut chance = Chance::new(seed + u64::from(i));
        sheet.cut(sheet::closed(&moved(&flake(r, &mut chance), x, y)));
        let hub = r * chance.between(0.08, 0.13);
        for k in 0..6 {
            let at = DVec2::from_angle(TAU * f64::from(k) / 6.0 + PI / 6.0) * (hub * 1.7);
            let drop = region::regular(6, hub * 0.5, PI / 6.0);
            sheet.cut(sheet::closed(&moved(&drop, x + at.x, y + at.y)));
        }
        let tip = DVec2::from_angle(-PI / 2.0) * r * 0.94;
        sheet.cut(sheet::circle(x + tip.x, y + tip.y, 1.1));
    }
    sheet.finish()
}

/// One flake: half an arm, mirrored and turned six times.
fn flake(r: f64, chance: &mut Chance) -> Outline {
    let thick = r * chance.between(0.045, 0.06);
    let branches = 2 + chance.below(2);
    // Along the arm (x) and off it (y).
    let mut half = vec![v(r * 0.26, r * 0.26 * (PI / 6.0).tan())];
    let lean = chance.between(0.9, 1.15);
    for k in 0..branches {
        let x = r * (0.40 + 0.42 * k as f64 / branches as f64);
        let long = r * (0.30 - 0.09 * k as f64) * chance.between(0.75, 1.0);
        let along = DVec2::from_angle(lean);
        let wide = thick * 1.5;
        half.push(v(x - wide / 2.0, thick));
        half.push(v(x - wide / 2.0, thick) + along * long);
        half.push(v(x, thick) + along * (long + wide * 0.9));
        half.push(v(x + wide / 2.0 + wide * 0.3, thick) + along * (long - wide * 0.2));
        half.push(v(x + wide / 2.0 + wide * 0.35, thick));
    }
    half.push(v(r * 0.86, thick));
    half.push(v(r * 0.94, thick * 1.9));
    let mut line = Vec::new();
    for k in 0..6 {
        let turn = DVec2::from_angle(TAU * f64::from(k) / 6.0 - PI / 2.0);
        line.extend(half[1..].iter().map(|q| turn.rotate(v(q.x, -q.y))));
        line.push(turn.rotate(v(r, 0.0)));
        line.extend(half.iter().rev().map(|q| turn.rotate(*q)));
    }
    line
}

/// What a coaster shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coaster {
    /// Rings of petals.
    Rosette,
    /// Six-pointed stars that share lines.
    Stars,
    /// A maze.
    Waves,
    /// Circles that overlap.
    Circles,
}

/// Four coasters with different engravings.
pub fn coasters(diameter_mm: f64) -> Drawing {
    let (r, gap) = (diameter_mm / 2.0, 6.0);
    let side = 2.0 * diameter_mm + 3.0 * gap;
    let mut sheet = Sheet::new(side, side);
    for (i, kind) in [Coaster::Rosette, Coaster::Stars, Coaster::Waves, Coaster::Circles].into_iter().enumerate() {
        let (x, y) = (gap + r + (i % 2) as f64 * (diameter_mm + gap), gap + r + (i / 2) as f64 * (diameter_mm + gap));
        sheet.cut(sheet::circle(x, y, r));
        sheet.engrave(sheet::circle(x, y, r * 0.93));
        for line in coaster_lines(kind, r * 0.88) {
            sheet.engrave(sheet::closed(&moved(&line, x, y)));
        }
    }
    sheet.finish()
}

fn coaster_lines(kind: Coaster, r: f64) -> Vec<Outline> {
    match kind {
        Coaster::Rosette => (1..=5)
            .map(|k| {
                region::polar(480, |angle| {
                    r * f64::from(k) / 5.0 * (0.86 + 0.14 * (12.0 * angle + PI * f64::from(k)).cos())
                })
            })
            .collect(),
        Coaster::Stars => (1..=6)
            .map(|k| r * f64::from(k) / 6.0)
            .flat_map(|reach| [region::regular(3, reach, PI / 2.0), region::regular(3, reach, -PI / 2.0)])
            .collect(),
        Coaster::Waves => (1..=11)
            .map(|k| r * f64::from(k) / 11.4)
            .map(|reach| region::polar(360, move |angle| reach + r * 0.028 * (7.0 * angle + reach * 0.35).sin()))
            .collect(),
        Coaster::Circles => (0..12)
            .map(|k| DVec2::from_angle(TAU * f64::from(k) / 12.0) * r * 0.5)
            .map(|at| region::circle(at.x, at.y, r * 0.5, 120))
            .collect(),
    }
}

/// A jigsaw puzzle.
#[derive(Clone, Debug)]
pub struct Jigsaw {
    /// Pieces across and down.
    pub pieces: [u32; 2],
    /// Side of a piece, millimetres.
    pub piece_mm: f64,
    /// Which cut.
    pub seed: u64,
}

impl Default for Jigsaw {
    fn default() -> Self {
        Self { pieces: [8, 6], piece_mm: 24.0, seed: 5 }
    }
}

/// One knob from (0, 0) to (1, 0), standing out to +y: eight cubic curves' control points after the first.
const KNOB: [[(f64, f64); 3]; 6] = [
    [(0.18, 0.02), (0.42, 0.07), (0.40, -0.02)],
    [(0.39, -0.06), (0.34, -0.09), (0.34, -0.15)],
    [(0.34, -0.22), (0.42, -0.26), (0.50, -0.26)],
    [(0.58, -0.26), (0.66, -0.22), (0.66, -0.15)],
    [(0.66, -0.09), (0.61, -0.06), (0.60, -0.02)],
    [(0.58, 0.07), (0.82, 0.02), (1.0, 0.0)],
];

/// Knobbed lines across and down, and the border.
pub fn jigsaw(p: &Jigsaw) -> Drawing {
    let [nx, ny] = p.pieces;
    let (w, h, s) = (f64::from(nx) * p.piece_mm, f64::from(ny) * p.piece_mm, p.piece_mm);
    let mut sheet = Sheet::new(w + 10.0, h + 10.0);
    sheet.cut(sheet::closed(&moved(&region::rounded(w / 2.0, h / 2.0, w, h, 5.0), 5.0, 5.0)));
    let mut chance = Chance::new(p.seed);
    let mut line = |count: u32, from: DVec2, along: DVec2| {
        let mut path = BezPath::new();
        path.move_to((from.x, from.y));
        for k in 0..count {
            let side = if chance.unit() < 0.5 { 1.0 } else { -1.0 };
            let shift = chance.between(-0.05, 0.05);
            let start = from + along * s * f64::from(k);
            let at = |(x, y): (f64, f64)| {
                let near_end = x * (1.0 - x) * 4.0;
                let q = start + along * s * (x + shift * near_end.min(1.0)) + along.perp() * s * y * side;
                Point::new(q.x, q.y)
            };
            KNOB.iter().for_each(|[a, b, c]| path.curve_to(at(*a), at(*b), at(*c)));
        }
        path
    };
    let mut lines: Vec<BezPath> = (1..ny).map(|j| line(nx, v(5.0, 5.0 + s * f64::from(j)), DVec2::X)).collect();
    lines.extend((1..nx).map(|i| line(ny, v(5.0 + s * f64::from(i), 5.0), DVec2::Y)));
    lines.into_iter().for_each(|path| sheet.line("knobs", sheet::CUT, 0.1, path));
    sheet.finish()
}

/// A leaf stencil: a stem of leaves with bridges, and three holes to pin it.
pub fn stencil(width_mm: f64, height_mm: f64) -> Drawing {
    let (w, h) = (width_mm, height_mm);
    let mut sheet = Sheet::new(w, h);
    sheet.cut(sheet::closed(&region::rounded(w / 2.0, h / 2.0, w - 4.0, h - 4.0, 8.0)));
    for (x, y) in [(12.0, 12.0), (w - 12.0, 12.0), (12.0, h - 12.0), (w - 12.0, h - 12.0)] {
        sheet.cut(sheet::circle(x, y, 2.5));
    }
    let leaf = |at: DVec2, turn: f64, long: f64| {
        let mut path = BezPath::new();
        path.move_to((0.0, 0.0));
        path.curve_to((long * 0.25, -long * 0.32), (long * 0.72, -long * 0.26), (long, 0.0));
        path.curve_to((long * 0.72, long * 0.26), (long * 0.25, long * 0.32), (0.0, 0.0));
        path.close_path();
        path.apply_affine(Affine::translate((at.x, at.y)) * Affine::rotate(turn));
        path
    };
    let stem = |t: f64| v(w * (0.5 + 0.13 * (t * 4.4).sin()), h * (0.90 - 0.74 * t));
    for k in 0..9 {
        let t = f64::from(k) / 9.0;
        let long = w * (0.30 - 0.15 * t);
        let (a, b) = (stem(t), stem(t + 0.09));
        for side in [-1.0, 1.0] {
            let turn = -PI / 2.0 + side * (0.95 - 0.25 * t);
            sheet.cut(leaf(a + DVec2::from_angle(turn) * 4.0 + v(side * 1.5, 0.0), turn, long));
        }
        let across = (b - a).normalize().perp() * (1.6 - t);
        let (from, to) = (a.lerp(b, 0.12), a.lerp(b, 0.88));
        sheet.cut(sheet::closed(&[from + across, to + across, to - across, from - across]));
    }
    sheet.cut(leaf(stem(1.0), -PI / 2.0, w * 0.16));
    sheet.finish()
}

/// The wheels of a wooden clock on one sheet, each with its teeth and its name.
pub fn clock_layers() -> Drawing {
    let mut sheet = Sheet::new(300.0, 200.0);
    let wheels = [
        (60u32, 1.5, 52.0, 52.0, "MINUTE 60"),
        (45, 1.5, 145.0, 42.0, "THIRD 45"),
        (30, 1.5, 218.0, 34.0, "CENTRE 30"),
        (12, 1.5, 270.0, 24.0, "PINION 12"),
        (48, 1.5, 48.0, 148.0, "HOUR 48"),
        (36, 1.5, 126.0, 134.0, "FOURTH 36"),
        (15, 1.5, 178.0, 100.0, "15"),
    ];
    for (teeth, module, x, y, name) in wheels {
        let pitch = f64::from(teeth) * module / 2.0;
        sheet.cut(sheet::closed(&moved(&crate::gear::outline(teeth, module, 0.15), x, y)));
        sheet.cut(sheet::circle(x, y, 2.0));
        if pitch > 18.0 {
            for window in crate::drive::windows(5, pitch * 0.36, pitch * 0.78, pitch * 0.14) {
                sheet.cut(sheet::closed(&moved(&window, x, y)));
            }
            sheet.label("engrave", sheet::ENGRAVE, name, [x, y + pitch * 0.22], 2.2, 0.0);
        }
    }
    // The dial: a ring with hours.
    let (x, y) = (236.0, 138.0);
    sheet.cut(sheet::circle(x, y, 56.0));
    sheet.cut(sheet::circle(x, y, 30.0));
    for hour in 1..=12 {
        let turn = TAU * f64::from(hour) / 12.0;
        let at = DVec2::from_angle(turn - PI / 2.0) * 45.0;
        sheet.label("engrave", sheet::ENGRAVE, &hour.to_string(), [x + at.x, y + at.y], 7.0, turn);
    }
    for minute in 0..60 {
        let out = DVec2::from_angle(TAU * f64::from(minute) / 60.0);
        let from = if minute % 5 == 0 { 51.0 } else { 53.0 };
        sheet.engrave(sheet::open(&[v(x, y) + out * from, v(x, y) + out * 54.8]));
    }
    sheet.finish()
}
