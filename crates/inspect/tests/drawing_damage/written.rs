//! Drawings as files: SVG by the writer of `pattern`, and DXF as CAD programs export it.

use std::fmt::Write as _;

use kurbo::{BezPath, PathEl, PathSeg, Point};
use pattern::Drawing;

/// What is added to a file beside the drawing's paths.
#[derive(Clone, Copy, Default)]
pub struct Extras {
    /// A picture is placed at this point.
    pub picture: Option<Point>,
    /// The path of this index is clipped.
    pub clipped: Option<usize>,
    /// The unit is left out.
    pub unitless: bool,
}

/// As SVG.
pub fn svg(drawing: &Drawing, extras: &Extras) -> Vec<u8> {
    let mut text = pattern::drawing::svg::write(drawing);
    if let Some(at) = extras.picture {
        let image = format!(
            "<image x=\"{}\" y=\"{}\" width=\"20\" height=\"20\" href=\"data:image/png;base64,\"/></svg>",
            at.x, at.y
        );
        text = text.replace("</svg>", &image);
    }
    if let Some(path) = extras.clipped {
        let id = format!("id=\"{}\"", drawing.paths[path].source.trim_start_matches('#'));
        text = text.replace(&id, &format!("{id} clip-path=\"url(#hide)\""));
        let clip = "<defs><clipPath id=\"hide\"><rect width=\"10\" height=\"10\"/></clipPath></defs><g id=\"layer1\"";
        text = text.replacen("<g id=\"layer1\"", clip, 1);
    }
    if extras.unitless {
        text = text.replace("mm\"", "\"");
    }
    text.into_bytes()
}

/// As DXF: closed contours of lines as polylines, all else line by line and curve by curve.
pub fn dxf(drawing: &Drawing, extras: &Extras) -> Vec<u8> {
    let mut out = String::new();
    if !extras.unitless {
        out += "0\nSECTION\n2\nHEADER\n9\n$INSUNITS\n70\n4\n0\nENDSEC\n";
    }
    out += "0\nSECTION\n2\nENTITIES\n";
    for path in &drawing.paths {
        let layer = drawing.layers.get(path.layer).map_or("0", |layer| layer.name.as_str());
        let color = if path.layer == 0 { 1 } else { 5 };
        write_path(&mut out, &path.geometry, &format!("8\n{layer}\n62\n{color}\n"));
    }
    for text in &drawing.texts {
        let _ = write!(
            out,
            "0\nTEXT\n8\ncut\n10\n{}\n20\n{}\n40\n{}\n1\n{}\n",
            text.at[0], text.at[1], text.height_mm, text.content
        );
    }
    if let Some(at) = extras.picture {
        let _ = write!(out, "0\nIMAGE\n8\ncut\n10\n{}\n20\n{}\n", at.x, at.y);
    }
    out += "0\nENDSEC\n0\nEOF\n";
    out.into_bytes()
}

fn write_path(out: &mut String, path: &BezPath, common: &str) {
    let segments: Vec<PathSeg> = path.segments().collect();
    let straight = segments.iter().all(|segment| matches!(segment, PathSeg::Line(_)));
    let closed = matches!(path.elements().last(), Some(PathEl::ClosePath));
    if straight && closed {
        let _ = write!(out, "0\nLWPOLYLINE\n{common}90\n{}\n70\n1\n", segments.len());
        for segment in &segments {
            let at = kurbo::ParamCurve::start(segment);
            let _ = write!(out, "10\n{}\n20\n{}\n", at.x, at.y);
        }
        return;
    }
    for segment in segments {
        match segment {
            PathSeg::Line(line) => {
                let (a, b) = (line.p0, line.p1);
                let _ = write!(out, "0\nLINE\n{common}10\n{}\n20\n{}\n11\n{}\n21\n{}\n", a.x, a.y, b.x, b.y);
            }
            other => {
                let cubic = other.to_cubic();
                let _ = write!(out, "0\nSPLINE\n{common}70\n8\n71\n3\n72\n8\n73\n4\n");
                (0..8).for_each(|knot| *out += if knot < 4 { "40\n0\n" } else { "40\n1\n" });
                for point in [cubic.p0, cubic.p1, cubic.p2, cubic.p3] {
                    let _ = write!(out, "10\n{}\n20\n{}\n30\n0\n", point.x, point.y);
                }
            }
        }
    }
}
