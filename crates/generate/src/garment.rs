//! Garments: pieces with stitching lines, seam allowance, grainlines, notches and labels.

use std::f64::consts::PI;

use glam::DVec2;
use kurbo::{BezPath, PathEl, Point};
use pattern::Drawing;

use crate::tool::{
    region,
    sheet::{self, INK, Sheet},
};

/// Body measures of one size, millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    /// The size's number (EU).
    pub size: u32,
    /// Round the bust.
    pub bust_mm: f64,
    /// Round the waist.
    pub waist_mm: f64,
    /// Round the hip.
    pub hip_mm: f64,
    /// From nape to waist.
    pub back_mm: f64,
    /// From neck to shoulder.
    pub shoulder_mm: f64,
    /// Round the upper arm.
    pub arm_mm: f64,
    /// From shoulder to wrist.
    pub sleeve_mm: f64,
    /// From waist to seat, sitting.
    pub rise_mm: f64,
    /// From crotch to floor.
    pub inseam_mm: f64,
}

impl Body {
    /// EU women's sizes 34 to 48, 40 mm of bust to a size up to 46 (Aldrich's grading, rounded).
    pub fn size(size: u32) -> Self {
        let step = (f64::from(size) - 38.0) / 2.0;
        Self {
            size,
            bust_mm: 880.0 + 40.0 * step,
            waist_mm: 700.0 + 40.0 * step,
            hip_mm: 960.0 + 40.0 * step,
            back_mm: 408.0 + 3.0 * step,
            shoulder_mm: 122.0 + 2.4 * step,
            arm_mm: 280.0 + 12.0 * step,
            sleeve_mm: 585.0 + 2.0 * step,
            rise_mm: 280.0 + 5.0 * step,
            inseam_mm: 780.0,
        }
    }
}

/// What a draft is made with.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Sizes nested in each other; the largest carries the markings.
    pub sizes: Vec<u32>,
    /// Seam allowance round the largest, millimetres.
    pub seam_mm: f64,
    /// Ease over body measures at bust and hip, millimetres.
    pub ease_mm: f64,
}

impl Default for Draft {
    fn default() -> Self {
        Self { sizes: vec![36, 38, 40, 42, 44], seam_mm: 15.0, ease_mm: 60.0 }
    }
}

pub(crate) fn v(x: f64, y: f64) -> DVec2 {
    DVec2::new(x, y)
}

/// One piece: an outline at each size, and where its markings stand.
pub(crate) struct Cut<'a> {
    pub name: &'a str,
    pub note: &'a str,
    pub outlines: Vec<(u32, BezPath)>,
    pub grain: [DVec2; 2],
    pub notches: Vec<DVec2>,
}

/// A path of lines and curves: each step is a point, or two handles and a point.
pub(crate) fn outline(start: DVec2, steps: &[&[DVec2]]) -> BezPath {
    let at = |q: DVec2| Point::new(q.x, q.y);
    let mut path = BezPath::new();
    path.move_to(at(start));
    for step in steps {
        match step {
            [a, b, c] => path.curve_to(at(*a), at(*b), at(*c)),
            [a] => path.line_to(at(*a)),
            _ => {}
        }
    }
    path.close_path();
    path
}

/// The path as points no farther than 0.2 mm from it.
fn flat(path: &BezPath) -> Vec<DVec2> {
    let mut points: Vec<DVec2> = Vec::new();
    kurbo::flatten(path, 0.2, |element| {
        if let PathEl::MoveTo(q) | PathEl::LineTo(q) = element {
            let q = v(q.x, q.y);
            if points.last().is_none_or(|last| (*last - q).length() > 1e-6) {
                points.push(q);
            }
        }
    });
    while points.len() > 2 && (points[0] - points[points.len() - 1]).length() < 1e-6 {
        points.pop();
    }
    points
}

/// Draws pieces side by side, left to right, and makes the sheet fit them.
pub(crate) fn lay_out(pieces: &[Cut], seam: f64) -> Drawing {
    let gap = 30.0 + 2.0 * seam;
    let boxes: Vec<[DVec2; 2]> = pieces
        .iter()
        .map(|piece| {
            let points = piece.outlines.iter().flat_map(|(_, path)| flat(path));
            points.fold([DVec2::MAX, DVec2::MIN], |[low, high], q| [low.min(q), high.max(q)])
        })
        .collect();
    let width: f64 = boxes.iter().map(|[low, high]| high.x - low.x + gap).sum::<f64>() + 45.0 + TEST_SQUARE_MM;
    let height = boxes.iter().map(|[low, high]| high.y - low.y).fold(0.0, f64::max) + gap + 30.0;
    let mut sheet = Sheet::new(width, height);
    let mut x = 15.0 + gap / 2.0;
    for (piece, [low, high]) in pieces.iter().zip(&boxes) {
        draw(&mut sheet, piece, v(x, 15.0 + gap / 2.0) - *low, seam);
        x += high.x - low.x + gap;
    }
    test_square(&mut sheet, [width - 15.0 - TEST_SQUARE_MM, 15.0]);
    sheet.finish()
}

/// Side of the square by which a print is measured, millimetres.
const TEST_SQUARE_MM: f64 = 50.0;

/// A square of a known size, with its size in it.
fn test_square(sheet: &mut Sheet, [x, y]: [f64; 2]) {
    let side = TEST_SQUARE_MM;
    let corners = [v(x, y), v(x + side, y), v(x + side, y + side), v(x, y + side)];
    sheet.line("test square", INK, 0.3, sheet::closed(&corners));
    for (row, words) in ["TEST SQUARE", "50 X 50 MM"].into_iter().enumerate() {
        sheet.label("labels", INK, words, [x + side / 2.0, y + side * (0.4 + 0.2 * row as f64)], 5.0, 0.0);
    }
}

fn draw(sheet: &mut Sheet, piece: &Cut, by: DVec2, seam: f64) {
    let moved = |path: &BezPath| kurbo::Affine::translate((by.x, by.y)) * path.clone();
    let count = piece.outlines.len();
    for (index, (size, path)) in piece.outlines.iter().enumerate() {
        let last = index + 1 == count;
        let dashes = [[4.0, 3.0], [10.0, 3.0], [2.0, 2.0], [14.0, 4.0]][index % 4];
        let name = if *size == 0 { "outline".to_owned() } else { format!("size {size}") };
        if last { sheet.line(&name, INK, 0.8, moved(path)) } else { sheet.dashed(&name, INK, 0.4, dashes, moved(path)) }
    }
    let Some((_, largest)) = piece.outlines.last() else {
        return;
    };
    let line = flat(&moved(largest));
    let outward = if region::area(&line) > 0.0 { -seam } else { seam };
    sheet.dashed("seam allowance", [70, 90, 150], 0.5, [8.0, 4.0], sheet::closed(&region::offset(&line, outward)));
    let [a, b] = piece.grain.map(|q| q + by);
    grainline(sheet, a, b);
    for notch in &piece.notches {
        let q = *notch + by;
        let near = line.iter().copied().min_by(|p, r| (*p - q).length().total_cmp(&(*r - q).length())).unwrap_or(q);
        let middle = (a + b) / 2.0;
        let inward = (middle - near).normalize_or_zero() * 7.0;
        let side = inward.perp() * 0.4;
        sheet.line("notches", INK, 0.6, sheet::closed(&[near - side, near + inward, near + side]));
    }
    let middle = a.lerp(b, 0.5);
    let turn = if (b - a).x.abs() > (b - a).y.abs() { 0.0 } else { -PI / 2.0 };
    let beside = if turn == 0.0 { v(0.0, 1.0) } else { v(1.0, 0.0) };
    let size = ((b - a).length() / (piece.name.len().max(piece.note.len()) as f64)).clamp(4.0, 14.0);
    for (row, text) in [piece.name, piece.note].into_iter().enumerate() {
        let at = middle + beside * size * (1.4 + 1.6 * row as f64);
        sheet.label("labels", INK, text, [at.x, at.y], size * if row == 0 { 1.0 } else { 0.7 }, turn);
    }
}

/// A line with an arrow at each end, along the warp.
fn grainline(sheet: &mut Sheet, a: DVec2, b: DVec2) {
    let along = (b - a).normalize() * 12.0;
    let side = along.perp() * 0.3;
    sheet.line("grainline", INK, 0.6, sheet::open(&[a, b]));
    sheet.line("grainline", INK, 0.6, sheet::open(&[a + along + side, a, a + along - side]));
    sheet.line("grainline", INK, 0.6, sheet::open(&[b - along + side, b, b - along - side]));
}

fn each(p: &Draft, make: impl Fn(&Body) -> BezPath) -> Vec<(u32, BezPath)> {
    p.sizes.iter().map(|&size| (size, make(&Body::size(size)))).collect()
}

/// Half of a bodice, front (with a waist dart) or back.
fn bodice_half(b: &Body, ease: f64, front: bool) -> BezPath {
    let chest = (b.bust_mm + ease) / 4.0 + if front { 6.0 } else { -6.0 };
    let waist = b.waist_mm / 4.0 + 12.0 + 28.0;
    let length = b.back_mm + if front { 12.0 } else { 0.0 };
    let neck = b.bust_mm / 20.0 + 28.0;
    let drop = if front { neck + 8.0 } else { 20.0 };
    let tip = v(neck + b.shoulder_mm * 0.94, 44.0);
    let depth = b.bust_mm / 8.0 + 100.0;
    let middle = waist * 0.5;
    outline(
        v(0.0, drop),
        &[
            &[v(neck * 0.55, drop), v(neck, drop * 0.55), v(neck, 0.0)],
            &[tip],
            &[v(tip.x - 22.0, depth * 0.55), v(tip.x - 26.0, depth), v(chest, depth + 10.0)],
            &[v(waist, length)],
            &[v(middle + 14.0, length)],
            &[v(middle, depth + 45.0)],
            &[v(middle - 14.0, length)],
            &[v(0.0, length + if front { 6.0 } else { 0.0 })],
        ],
    )
}

/// A bodice block: front and back.
pub fn bodice(p: &Draft) -> Drawing {
    let piece = |name, note, front| Cut {
        name,
        note,
        outlines: each(p, |b| bodice_half(b, p.ease_mm, front)),
        grain: [v(52.0, 150.0), v(52.0, 360.0)],
        notches: vec![v(250.0, 240.0), v(190.0, 130.0)],
    };
    lay_out(&[piece("FRONT", "CUT 1 ON FOLD", true), piece("BACK", "CUT 1 ON FOLD", false)], p.seam_mm)
}

/// A sleeve block: a bell-shaped head and straight seams.
pub fn sleeve(p: &Draft) -> Drawing {
    let make = |b: &Body| {
        let (half, cap) = ((b.arm_mm + p.ease_mm) / 2.0, b.bust_mm / 10.0 + 50.0);
        let wrist = half * 0.66;
        outline(
            v(-half, cap),
            &[
                &[v(-half * 0.62, cap * 0.92), v(-half * 0.52, 0.0), v(0.0, 0.0)],
                &[v(half * 0.46, 0.0), v(half * 0.60, cap * 0.98), v(half, cap)],
                &[v(wrist, b.sleeve_mm)],
                &[v(0.0, b.sleeve_mm + 6.0)],
                &[v(-wrist, b.sleeve_mm)],
            ],
        )
    };
    let piece = Cut {
        name: "SLEEVE",
        note: "CUT 2",
        outlines: each(p, make),
        grain: [v(0.0, 170.0), v(0.0, 500.0)],
        notches: vec![v(0.0, 0.0), v(-110.0, 80.0), v(110.0, 80.0), v(116.0, 80.0)],
    };
    lay_out(&[piece], p.seam_mm)
}

/// An A-line skirt: front, back and waistband.
pub fn skirt(p: &Draft) -> Drawing {
    let panel = |b: &Body| {
        let (waist, hip, long) = (b.waist_mm / 4.0 + 24.0, (b.hip_mm + p.ease_mm * 0.6) / 4.0, 560.0);
        let middle = waist * 0.48;
        outline(
            v(0.0, 12.0),
            &[
                &[v(middle - 12.0, 10.0)],
                &[v(middle, 110.0)],
                &[v(middle + 12.0, 9.0)],
                &[v(waist, 0.0)],
                &[v(waist + 14.0, 80.0), v(hip, 140.0), v(hip + 4.0, 205.0)],
                &[v(hip + 85.0, long - 16.0)],
                &[v(hip * 0.7, long), v(hip * 0.3, long + 6.0), v(0.0, long + 6.0)],
            ],
        )
    };
    let band = |b: &Body| {
        outline(
            v(0.0, 0.0),
            &[&[v(70.0, 0.0)], &[v(70.0, b.waist_mm / 2.0 + 30.0)], &[v(0.0, b.waist_mm / 2.0 + 30.0)]],
        )
    };
    let half = |name| Cut {
        name,
        note: "CUT 1 ON FOLD",
        outlines: each(p, panel),
        grain: [v(70.0, 200.0), v(70.0, 480.0)],
        notches: vec![v(260.0, 205.0)],
    };
    let band = Cut {
        name: "WAISTBAND",
        note: "CUT 1 ON FOLD",
        outlines: each(p, band),
        grain: [v(24.0, 60.0), v(24.0, 300.0)],
        notches: vec![v(70.0, 190.0)],
    };
    lay_out(&[half("SKIRT FRONT"), half("SKIRT BACK"), band], p.seam_mm)
}

/// Trousers: front and back leg.
pub fn trousers(p: &Draft) -> Drawing {
    let leg = |b: &Body, back: bool| {
        let hip = (b.hip_mm + p.ease_mm * 0.5) / 4.0 + if back { 12.0 } else { -8.0 };
        let waist = b.waist_mm / 4.0 + if back { 30.0 } else { 16.0 };
        let fork = b.hip_mm / if back { 9.0 } else { 20.0 };
        let (seat, floor) = (b.rise_mm, b.rise_mm + b.inseam_mm);
        let knee = seat + b.inseam_mm * 0.46;
        let (wide, hem) = if back { (120.0, 108.0) } else { (105.0, 95.0) };
        let crease = (hip + fork) / 2.0 - fork;
        let lift = if back { -26.0 } else { 0.0 };
        outline(
            v(if back { 34.0 } else { 8.0 }, lift),
            &[
                &[v(if back { 34.0 + waist } else { 8.0 + waist }, 0.0)],
                &[v(hip - 4.0, seat * 0.4), v(hip, seat * 0.6), v(hip, seat * 0.78)],
                &[v(hip, seat * 1.1), v(crease + wide + 6.0, knee * 0.85), v(crease + wide, knee)],
                &[v(crease + hem, floor)],
                &[v(crease - hem, floor)],
                &[v(crease - wide, knee)],
                &[
                    v(crease - wide - 6.0, knee * 0.8),
                    v(-fork + 14.0, seat + 60.0),
                    v(-fork, seat + if back { 10.0 } else { 0.0 }),
                ],
                &[v(-fork * 0.4, seat), v(0.0, seat * 0.86), v(if back { 4.0 } else { 0.0 }, seat * 0.66)],
            ],
        )
    };
    let piece = |name, back| Cut {
        name,
        note: "CUT 2",
        outlines: each(p, |b| leg(b, back)),
        grain: [v(90.0, 330.0), v(90.0, 950.0)],
        notches: vec![v(200.0, 660.0), v(-20.0, 660.0)],
    };
    lay_out(&[piece("FRONT LEG", false), piece("BACK LEG", true)], p.seam_mm)
}
