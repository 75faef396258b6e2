//! Bags and aprons: pieces of one size.

use glam::DVec2;
use kurbo::BezPath;
use pattern::Drawing;

use crate::garment::{Cut, lay_out, outline, v};

/// A one-size piece.
fn single<'a>(name: &'a str, note: &'a str, path: BezPath, grain: [DVec2; 2], notches: Vec<DVec2>) -> Cut<'a> {
    Cut { name, note, outlines: vec![(0, path)], grain, notches }
}

fn box_path(w: f64, h: f64) -> BezPath {
    outline(v(0.0, 0.0), &[&[v(w, 0.0)], &[v(w, h)], &[v(0.0, h)]])
}

/// A tote bag: body with boxed corners, pocket and straps.
pub fn tote(width_mm: f64, height_mm: f64, base_mm: f64) -> Drawing {
    let (w, h, b) = (width_mm + base_mm, height_mm + base_mm / 2.0, base_mm / 2.0);
    let body = outline(
        v(0.0, 0.0),
        &[
            &[v(w, 0.0)],
            &[v(w, h - b)],
            &[v(w - b, h - b)],
            &[v(w - b, h)],
            &[v(b, h)],
            &[v(b, h - b)],
            &[v(0.0, h - b)],
        ],
    );
    let pocket = outline(
        v(0.0, 0.0),
        &[&[v(w * 0.45, 0.0)], &[v(w * 0.45, h * 0.36)], &[v(w * 0.225, h * 0.43)], &[v(0.0, h * 0.36)]],
    );
    lay_out(
        &[
            single(
                "BODY",
                "CUT 2 OUTER 2 LINING",
                body,
                [v(w * 0.4, h * 0.12), v(w * 0.4, h * 0.8)],
                vec![v(w * 0.3, 0.0), v(w * 0.7, 0.0)],
            ),
            single("POCKET", "CUT 1", pocket, [v(w * 0.17, 24.0), v(w * 0.17, h * 0.33)], vec![]),
            single("STRAP", "CUT 2", box_path(90.0, 640.0), [v(24.0, 90.0), v(24.0, 550.0)], vec![v(0.0, 320.0)]),
        ],
        12.0,
    )
}

/// An apron with a bib, a pocket and ties.
pub fn apron() -> Drawing {
    let body = outline(
        v(0.0, 0.0),
        &[
            &[v(140.0, 0.0)],
            &[v(150.0, 130.0), v(200.0, 240.0), v(340.0, 260.0)],
            &[v(350.0, 760.0)],
            &[v(350.0, 790.0), v(330.0, 810.0), v(300.0, 810.0)],
            &[v(0.0, 810.0)],
        ],
    );
    let pocket = outline(
        v(0.0, 0.0),
        &[
            &[v(360.0, 0.0)],
            &[v(360.0, 150.0)],
            &[v(360.0, 185.0), v(335.0, 210.0), v(300.0, 210.0)],
            &[v(60.0, 210.0)],
            &[v(25.0, 210.0), v(0.0, 185.0), v(0.0, 150.0)],
        ],
    );
    lay_out(
        &[
            single("APRON", "CUT 1 ON FOLD", body, [v(70.0, 320.0), v(70.0, 730.0)], vec![v(345.0, 500.0)]),
            single("POCKET", "CUT 1", pocket, [v(180.0, 40.0), v(180.0, 170.0)], vec![v(180.0, 0.0)]),
            single("TIE", "CUT 3", box_path(70.0, 760.0), [v(20.0, 120.0), v(20.0, 640.0)], vec![]),
        ],
        10.0,
    )
}

/// A pouch with a zip: outer, lining and tab.
pub fn pouch(width_mm: f64, height_mm: f64) -> Drawing {
    let (w, h) = (width_mm, height_mm);
    let side = outline(
        v(0.0, 0.0),
        &[
            &[v(w, 0.0)],
            &[v(w + 6.0, h - 45.0)],
            &[v(w + 6.0, h - 15.0), v(w - 10.0, h), v(w - 40.0, h)],
            &[v(40.0, h)],
            &[v(10.0, h), v(-6.0, h - 15.0), v(-6.0, h - 45.0)],
        ],
    );
    lay_out(
        &[
            single(
                "OUTER",
                "CUT 2",
                side.clone(),
                [v(w * 0.4, 25.0), v(w * 0.4, h - 30.0)],
                vec![v(w / 2.0, 0.0), v(w / 2.0, h)],
            ),
            single("LINING", "CUT 2", side, [v(w * 0.4, 25.0), v(w * 0.4, h - 30.0)], vec![v(w / 2.0, 0.0)]),
            single("TAB", "CUT 2", box_path(46.0, 62.0), [v(10.0, 10.0), v(10.0, 52.0)], vec![]),
        ],
        8.0,
    )
}
