//! A drawing as SVG in true scale: one user unit is one millimetre, layers are groups.

use std::fmt::Write as _;

use kurbo::{Affine, BezPath, PathEl};

use super::clean::push_escaped;
use crate::Drawing;
use crate::drawing::{
    Path, Text, YAxis,
    round::{self, Arc, Piece},
};

/// Width given to a hairline so that it can be seen, in millimetres; laser programs take it as a line to cut.
const HAIRLINE_MM: f64 = 0.01;
/// Room round the geometry where the drawing has no sheet, in millimetres.
const MARGIN_MM: f64 = 1.0;
/// Cubics are written as an arc where they keep to a circle to this share of its radius,
const ARC_SHARE: f64 = 1e-7;
/// and to this, mm.
const ARC_MM: f64 = 1e-5;

/// Writes `drawing` as SVG. Paths that run along y upwards are turned over, so that they look the same.
///
/// Reading it back gives the same geometry, layers, labels, colours and widths; hairlines come back 0.01 mm wide. Cubics that keep
/// to a circle to the last digits are written as arcs.
pub fn write(drawing: &Drawing) -> String {
    let flip = drawing.y == YAxis::Up;
    let [x, y, width, height] = sheet(drawing);
    let top = if flip { -(y + height) } else { y };
    let mut out = String::new();
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" ",
    );
    let _ = write!(out, "width=\"{width}mm\" height=\"{height}mm\" viewBox=\"{x} {top} {width} {height}\"");
    out.push_str(if drawing.repeat { " data-repeat=\"true\">\n" } else { ">\n" });
    write_layers(&mut out, drawing, flip);
    for text in &drawing.texts {
        write_text(&mut out, text, flip);
    }
    out.push_str("</svg>\n");
    out
}

/// The sheet, or a box round the geometry.
fn sheet(drawing: &Drawing) -> [f64; 4] {
    let usable = |sheet: &[f64; 4]| sheet.iter().all(|value| value.is_finite()) && sheet[2] > 0.0 && sheet[3] > 0.0;
    drawing.sheet.filter(usable).unwrap_or_else(|| {
        let [x0, y0, x1, y1] = drawing.bounds().unwrap_or([0.0, 0.0, 100.0, 100.0]);
        [x0 - MARGIN_MM, y0 - MARGIN_MM, x1 - x0 + 2.0 * MARGIN_MM, y1 - y0 + 2.0 * MARGIN_MM]
    })
}

/// Paths in their order; a group opens wherever the layer changes.
fn write_layers(out: &mut String, drawing: &Drawing, flip: bool) {
    let mut open: Option<usize> = None;
    let mut opened = vec![0u32; drawing.layers.len()];
    for path in &drawing.paths {
        if open != Some(path.layer) {
            if open.is_some() {
                out.push_str("</g>\n");
            }
            open_layer(out, drawing, path.layer, &mut opened);
            open = Some(path.layer);
        }
        write_path(out, path, flip);
    }
    if open.is_some() {
        out.push_str("</g>\n");
    }
}

fn open_layer(out: &mut String, drawing: &Drawing, layer: usize, opened: &mut [u32]) {
    let times = opened.get_mut(layer).map_or(0, |count| {
        *count += 1;
        *count
    });
    let name = drawing.layers.get(layer).map_or("", |layer| layer.name.as_str());
    // A layer that comes back later in painting order needs an id of its own.
    let suffix = if times > 1 { format!("-{times}") } else { String::new() };
    let _ = write!(out, "<g id=\"layer{}{suffix}\" inkscape:groupmode=\"layer\" inkscape:label=\"", layer + 1);
    push_escaped(out, name);
    out.push_str("\">\n");
}

fn write_path(out: &mut String, path: &Path, flip: bool) {
    out.push_str("<path");
    if let Some(id) = path.source.strip_prefix('#').filter(|id| !id.is_empty() && !id.contains(char::is_whitespace)) {
        out.push_str(" id=\"");
        push_escaped(out, id);
        out.push('"');
    }
    if !path.label.is_empty() {
        out.push_str(" class=\"");
        push_escaped(out, &path.label);
        out.push('"');
    }
    out.push_str(" d=\"");
    out.push_str(&data(&turned(&path.geometry, flip)));
    out.push('"');
    write_paint(out, "fill", path.fill);
    if path.fill.is_some() && path.even_odd {
        out.push_str(" fill-rule=\"evenodd\"");
    }
    // A path with neither colour would be invisible; a black hairline is what it means.
    let stroke = path.stroke.or_else(|| path.fill.is_none().then_some([0, 0, 0, 255]));
    if stroke.is_some() {
        write_paint(out, "stroke", stroke);
        let width = if path.stroke_width_mm > 0.0 { path.stroke_width_mm } else { HAIRLINE_MM };
        let _ = write!(out, " stroke-width=\"{width}\"");
        if !path.dashes_mm.is_empty() {
            let dashes: Vec<String> = path.dashes_mm.iter().map(f64::to_string).collect();
            let _ = write!(out, " stroke-dasharray=\"{}\"", dashes.join(" "));
        }
    }
    out.push_str("/>\n");
}

/// Path data, with arcs where there are some.
fn data(path: &BezPath) -> String {
    let mut out = String::new();
    for piece in round::pieces(path.elements(), ARC_SHARE, ARC_MM) {
        if !out.is_empty() {
            out.push(' ');
        }
        let _ = match piece {
            Piece::Arc(Arc { to, radius, sweep, .. }) => {
                write!(out, "A{radius},{radius} 0 0 {} {},{}", u8::from(sweep > 0.0), to.x, to.y)
            }
            Piece::Plain(PathEl::MoveTo(to)) => write!(out, "M{},{}", to.x, to.y),
            Piece::Plain(PathEl::LineTo(to)) => write!(out, "L{},{}", to.x, to.y),
            Piece::Plain(PathEl::QuadTo(a, to)) => write!(out, "Q{},{} {},{}", a.x, a.y, to.x, to.y),
            Piece::Plain(PathEl::CurveTo(a, b, to)) => {
                write!(out, "C{},{} {},{} {},{}", a.x, a.y, b.x, b.y, to.x, to.y)
            }
            Piece::Plain(PathEl::ClosePath) => write!(out, "Z"),
        };
    }
    out
}

fn turned(geometry: &BezPath, flip: bool) -> BezPath {
    if flip { Affine::FLIP_Y * geometry.clone() } else { geometry.clone() }
}

fn write_paint(out: &mut String, name: &str, color: Option<[u8; 4]>) {
    match color {
        None => {
            let _ = write!(out, " {name}=\"none\"");
        }
        Some([r, g, b, a]) => {
            let _ = write!(out, " {name}=\"#{r:02x}{g:02x}{b:02x}\"");
            if a < 255 {
                let _ = write!(out, " {name}-opacity=\"{:.4}\"", f64::from(a) / 255.0);
            }
        }
    }
}

fn write_text(out: &mut String, text: &Text, flip: bool) {
    let [x, y] = [text.at[0], if flip { -text.at[1] } else { text.at[1] }];
    let _ = write!(out, "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\"", text.height_mm);
    if text.rotation_deg != 0.0 {
        let _ = write!(out, " transform=\"rotate({} {x} {y})\"", -text.rotation_deg);
    }
    out.push('>');
    let mut lines = text.content.split('\n');
    push_escaped(out, lines.next().unwrap_or_default());
    for line in lines {
        let _ = write!(out, "<tspan x=\"{x}\" dy=\"1.2em\">");
        push_escaped(out, line);
        out.push_str("</tspan>");
    }
    out.push_str("</text>\n");
}
