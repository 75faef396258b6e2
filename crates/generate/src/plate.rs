//! Plates for router and plotter: name plates, jigs, trays, inlays, guilloches.

use std::f64::consts::{PI, TAU};

use glam::DVec2;
use pattern::Drawing;

use crate::{
    sheet_goods::{moved, v},
    tool::{
        lettering,
        region::{self, Outline},
        sheet::{self, Sheet},
    },
};

/// A name plate with two screw holes: an outline to cut and a word to engrave.
pub fn name_plate(word: &str, width_mm: f64, height_mm: f64) -> Drawing {
    let (w, h) = (width_mm, height_mm);
    let mut sheet = Sheet::new(w + 10.0, h + 10.0);
    let ogee = region::fillet(
        &[
            v(12.0, 0.0),
            v(w - 12.0, 0.0),
            v(w - 12.0, 6.0),
            v(w, 6.0),
            v(w, h - 6.0),
            v(w - 12.0, h - 6.0),
            v(w - 12.0, h),
            v(12.0, h),
            v(12.0, h - 6.0),
            v(0.0, h - 6.0),
            v(0.0, 6.0),
            v(12.0, 6.0),
        ],
        5.0,
        8,
    );
    sheet.cut(sheet::closed(&moved(&ogee, 5.0, 5.0)));
    let border: Outline = region::offset(&ogee, 3.2);
    sheet.engrave(sheet::closed(&moved(&border, 5.0, 5.0)));
    for x in [8.5, w - 8.5] {
        sheet.cut(sheet::circle(5.0 + x, 5.0 + h / 2.0, 2.1));
    }
    let height = (h * 0.42).min((w - 36.0) / lettering::width(word, 1.0));
    sheet.label("engrave", sheet::ENGRAVE, word, [5.0 + w / 2.0, 5.0 + h / 2.0], height, 0.0);
    sheet.finish()
}

/// A drilling jig for a row of shelf pins 32 mm apart.
pub fn shelf_jig(holes: u32) -> Drawing {
    let (w, h) = (32.0 * f64::from(holes) + 24.0, 92.0);
    let mut sheet = Sheet::new(w + 10.0, h + 10.0);
    sheet.cut(sheet::closed(&moved(&region::rounded(w / 2.0, h / 2.0, w, h, 4.0), 5.0, 5.0)));
    for i in 0..holes {
        let x = 5.0 + 12.0 + 32.0 * (f64::from(i) + 0.5);
        for y in [37.0, 64.0] {
            sheet.cut(sheet::circle(x, 5.0 + h - y, 4.0));
            sheet.engrave(sheet::open(&[v(x - 7.0, 5.0 + h - y), v(x - 5.0, 5.0 + h - y)]));
            sheet.engrave(sheet::open(&[v(x + 5.0, 5.0 + h - y), v(x + 7.0, 5.0 + h - y)]));
        }
        sheet.label("engrave", sheet::ENGRAVE, &format!("{}", 32 * i), [x, 5.0 + h - 8.0], 4.0, 0.0);
    }
    sheet.engrave(sheet::open(&[v(5.0, 5.0 + h - 14.0), v(5.0 + w, 5.0 + h - 14.0)]));
    for x in [0.25, 0.5, 0.75] {
        sheet.cut(sheet::circle(5.0 + w * x, 17.0, 2.5));
    }
    sheet.label("engrave", sheet::ENGRAVE, "SHELF PINS 32 MM", [5.0 + w * 0.375, 17.0], 5.0, 0.0);
    sheet.finish()
}

/// A tray to rout: nested outlines of pockets with their depths.
pub fn catch_all(width_mm: f64, height_mm: f64) -> Drawing {
    let (w, h) = (width_mm, height_mm);
    let mut sheet = Sheet::new(w + 20.0, h + 20.0);
    let pebble = |grow: f64| {
        region::polar(300, |angle| {
            let (c, s) = (angle.cos().abs() / (w / 2.0 + grow), angle.sin().abs() / (h / 2.0 + grow));
            (c.powf(2.8) + s.powf(2.8)).powf(-1.0 / 2.8)
        })
    };
    let (x, y) = (w / 2.0 + 10.0, h / 2.0 + 10.0);
    let mut line =
        |name: &str, color, outline: &[DVec2]| sheet.line(name, color, 0.2, sheet::closed(&moved(outline, x, y)));
    line("outline 20 mm", sheet::CUT, &pebble(0.0));
    line("rim 3 mm", [90, 90, 200], &pebble(-6.0));
    let pocket = |cx: f64, width: f64| region::rounded(cx, 0.0, width, h - 34.0, 18.0);
    line("pocket 14 mm", sheet::SCORE, &pocket(-w * 0.21, w * 0.42));
    line("pocket 14 mm", sheet::SCORE, &region::circle(w * 0.24, -h * 0.16, h * 0.2, 90));
    line("pocket 9 mm", [0, 130, 90], &region::slot(v(w * 0.12, h * 0.26), v(w * 0.36, h * 0.26), 16.0));
    sheet.finish()
}

/// An inlay star for a table top: pockets and plugs, drawn apart by the cutter's play.
pub fn inlay(radius_mm: f64, play_mm: f64) -> Drawing {
    let r = radius_mm;
    let side = 2.0 * r + 12.0;
    let mut sheet = Sheet::new(2.0 * side, side);
    let kite = |turn: f64, outer: f64, inner: f64| {
        let out = DVec2::from_angle(turn);
        [v(inner * 0.12, 0.0), v(inner, -inner * 0.36), v(outer, 0.0), v(inner, inner * 0.36)]
            .map(|q| out.rotate(q))
            .to_vec()
    };
    for k in 0..8 {
        let turn = TAU * f64::from(k) / 8.0 - PI / 2.0;
        let (outer, inner) = if k % 2 == 0 { (r, r * 0.42) } else { (r * 0.72, r * 0.36) };
        let pocket = kite(turn, outer, inner);
        let plug = region::offset(&pocket, play_mm);
        sheet.line("pocket 3 mm", sheet::SCORE, 0.2, sheet::closed(&moved(&pocket, side / 2.0, side / 2.0)));
        sheet.line("plug", sheet::CUT, 0.2, sheet::closed(&moved(&plug, side * 1.5, side / 2.0)));
    }
    sheet.line("pocket 3 mm", sheet::SCORE, 0.2, sheet::circle(side / 2.0, side / 2.0, r + 2.0));
    sheet.line("pocket 3 mm", sheet::SCORE, 0.2, sheet::circle(side / 2.0, side / 2.0, r + 5.0));
    sheet.finish()
}

/// A guilloche: two families of fine lines wound round a ring.
pub fn guilloche(radius_mm: f64, lobes: u32, lines: u32) -> Drawing {
    let r = radius_mm;
    let side = 2.0 * r + 10.0;
    let mut sheet = Sheet::new(side, side);
    for k in 0..lines {
        let phase = TAU * f64::from(k) / f64::from(lines);
        let wave = |angle: f64| {
            r * (0.70
                + 0.20 * (f64::from(lobes) * angle + phase).cos()
                + 0.08 * (3.0 * f64::from(lobes) * angle - phase).sin())
        };
        sheet.line(
            "lines",
            [24, 56, 110],
            0.15,
            sheet::closed(&moved(&region::polar(720, wave), side / 2.0, side / 2.0)),
        );
        let inner = |angle: f64| r * (0.24 + 0.13 * (f64::from(lobes / 2) * angle - phase).cos());
        sheet.line(
            "heart",
            [140, 48, 60],
            0.15,
            sheet::closed(&moved(&region::polar(540, inner), side / 2.0, side / 2.0)),
        );
    }
    sheet.finish()
}
