//! Paths and texts as entities.

use kurbo::{Affine, BezPath, PathEl, Point};

use super::{MODEL, Pen};
use crate::drawing::{
    Path, Text,
    dxf::colors,
    round::{self, Arc, Piece},
};

/// Cubics are written as an arc where they keep to a circle to this, mm: the reader divides arcs to half of it.
const ARC_MM: f64 = 1e-3;
/// How far the chords in place of curves round a hatch are off, mm.
const HATCH_MM: f64 = 0.01;
/// The same as a share of the fill's size, where that is more: what is kilometres wide is not divided for ever.
const HATCH_SHARE: f64 = 1e-5;
/// Arcs of one circle have centres this near, mm.
const CENTER_MM: f64 = 2.0 * ARC_MM;

/// A corner of a polyline, and the bulge of what follows it.
type Corner = (Point, f64);

/// How the entities of a path look.
struct Look<'a> {
    layer: &'a str,
    color: [u8; 4],
    width_mm: f64,
    line_type: Option<String>,
}

pub(super) fn path(pen: &mut Pen, path: &Path, layer: &str, line_type: Option<String>, flip: bool) {
    let geometry = if flip { Affine::FLIP_Y * path.geometry.clone() } else { path.geometry.clone() };
    if let Some(color) = path.fill {
        hatch(pen, &geometry, &Look { layer, color, width_mm: 0.0, line_type: None });
    }
    // A path with neither colour is a line, too.
    if let Some(color) = path.stroke.or_else(|| path.fill.is_none().then_some([0, 0, 0, 255])) {
        let look = Look { layer, color, width_mm: path.stroke_width_mm, line_type };
        geometry.subpaths().for_each(|elements| subpath(pen, elements, &look));
    }
}

fn begin(pen: &mut Pen, kind: &str, class: &str, look: &Look) {
    pen.group(0, kind);
    pen.handle();
    pen.group(330, format!("{MODEL:X}"));
    pen.groups(&[(100, "AcDbEntity"), (8, look.layer)]);
    if let Some(name) = &look.line_type {
        pen.group(6, name);
    }
    let [r, g, b, _] = look.color;
    let index = colors::nearest(look.color);
    pen.group(62, index);
    if colors::aci(index) != [r, g, b, 255] {
        pen.group(420, u32::from_be_bytes([0, r, g, b]));
    }
    if look.width_mm > 0.0 {
        pen.group(370, standard_width(look.width_mm));
    }
    pen.group(100, class);
}

/// The nearest of the widths that DXF has, in hundredths of a millimetre.
fn standard_width(mm: f64) -> u16 {
    const WIDTHS: [u16; 23] =
        [5, 9, 13, 15, 18, 20, 25, 30, 35, 40, 50, 53, 60, 70, 80, 90, 100, 106, 120, 140, 158, 200, 211];
    let off = |width: &&u16| (f64::from(**width) - mm * 100.0).abs();
    WIDTHS.iter().min_by(|a, b| off(a).total_cmp(&off(b))).copied().unwrap_or(25)
}

/// One subpath: a point, a circle, or polylines and splines in turn.
fn subpath(pen: &mut Pen, elements: &[PathEl], look: &Look) {
    let Some(PathEl::MoveTo(first)) = elements.first().copied() else { return };
    let closed = elements.last() == Some(&PathEl::ClosePath);
    let pieces = round::pieces(elements, f64::INFINITY, ARC_MM);
    if let Some((center, radius)) = circle(&pieces, first) {
        begin(pen, "CIRCLE", "AcDbCircle", look);
        pen.point(10, [center.x, center.y]);
        pen.group(40, radius);
        return;
    }
    let mut corners: Vec<Corner> = vec![(first, 0.0)];
    let mut cubics: Vec<[Point; 3]> = Vec::new();
    let mut from = first;
    let mut is_whole = true;
    for piece in &pieces[1..] {
        let cubic = match *piece {
            Piece::Plain(PathEl::CurveTo(a, b, to)) => Some([a, b, to]),
            Piece::Plain(PathEl::QuadTo(a, to)) => Some([from.lerp(a, 2.0 / 3.0), to.lerp(a, 2.0 / 3.0), to]),
            _ => None,
        };
        match (cubic, *piece) {
            (Some(cubic), _) => {
                if cubics.is_empty() {
                    polyline(pen, &corners, false, look);
                    corners = vec![(from, 0.0)];
                }
                cubics.push(cubic);
                is_whole = false;
                from = cubic[2];
                continue;
            }
            (None, Piece::Plain(PathEl::LineTo(to))) => go_on(pen, &mut corners, &mut cubics, from, to, 0.0, look),
            (None, Piece::Arc(arc)) => go_on(pen, &mut corners, &mut cubics, from, arc.to, bulge(&arc), look),
            (None, Piece::Plain(PathEl::ClosePath)) if !is_whole && from != first => {
                go_on(pen, &mut corners, &mut cubics, from, first, 0.0, look);
            }
            _ => continue,
        }
        from = corners.last().map_or(from, |(at, _)| *at);
    }
    if cubics.is_empty() {
        polyline(pen, &corners, closed && is_whole, look);
    } else {
        spline(pen, corners[0].0, &cubics, look);
    }
}

/// Adds a corner to the polyline, or begins one at `from` where a spline has just ended there.
fn go_on(
    pen: &mut Pen,
    corners: &mut Vec<Corner>,
    cubics: &mut Vec<[Point; 3]>,
    from: Point,
    to: Point,
    bulge: f64,
    look: &Look,
) {
    if !cubics.is_empty() {
        spline(pen, corners[0].0, cubics, look);
        cubics.clear();
        *corners = vec![(from, 0.0)];
    }
    if let Some(last) = corners.last_mut() {
        last.1 = bulge;
    }
    corners.push((to, 0.0));
}

fn bulge(arc: &Arc) -> f64 {
    (arc.sweep / 4.0).tan()
}

/// The centre and radius where all pieces are arcs that go once round one circle.
fn circle(pieces: &[Piece], first: Point) -> Option<(Point, f64)> {
    let mut sweep = 0.0;
    let mut found: Option<Arc> = None;
    let mut to = first;
    for piece in &pieces[1..] {
        match piece {
            Piece::Arc(arc) => {
                let one = found.get_or_insert(*arc);
                if one.center.distance(arc.center) > CENTER_MM || (one.radius - arc.radius).abs() > ARC_MM {
                    return None;
                }
                sweep += arc.sweep;
                to = arc.to;
            }
            Piece::Plain(PathEl::ClosePath) => {}
            Piece::Plain(_) => return None,
        }
    }
    let is_once = (sweep.abs() - std::f64::consts::TAU).abs() < 1e-6 && to.distance(first) < ARC_MM;
    found.filter(|_| is_once).map(|arc| (arc.center, arc.radius))
}

fn polyline(pen: &mut Pen, corners: &[Corner], closed: bool, look: &Look) {
    let mut corners = corners.to_vec();
    if closed && corners.len() > 2 && corners.first().map(|corner| corner.0) == corners.last().map(|corner| corner.0) {
        corners.pop();
    }
    match corners.as_slice() {
        [] | [_] => {}
        [(a, _), (b, _)] if a == b => {
            begin(pen, "POINT", "AcDbPoint", look);
            pen.point(10, [a.x, a.y]);
        }
        corners => {
            begin(pen, "LWPOLYLINE", "AcDbPolyline", look);
            pen.group(90, corners.len());
            pen.group(70, u8::from(closed));
            corners.iter().for_each(|corner| write_corner(pen, *corner));
        }
    }
}

fn write_corner(pen: &mut Pen, (at, bulge): Corner) {
    pen.group(10, at.x);
    pen.group(20, at.y);
    if bulge != 0.0 {
        pen.group(42, bulge);
    }
}

/// Cubics as one spline, whose inner knots stand three times: it runs through where they meet.
fn spline(pen: &mut Pen, first: Point, cubics: &[[Point; 3]], look: &Look) {
    begin(pen, "SPLINE", "AcDbSpline", look);
    pen.groups(&[(210, "0"), (220, "0"), (230, "1"), (70, "8"), (71, "3")]);
    pen.group(72, 3 * cubics.len() + 5);
    pen.group(73, 3 * cubics.len() + 1);
    pen.group(74, 0);
    for knot in 0..=cubics.len() {
        let times = if knot == 0 || knot == cubics.len() { 4 } else { 3 };
        (0..times).for_each(|_| pen.group(40, knot));
    }
    for point in std::iter::once(&first).chain(cubics.as_flattened()) {
        pen.point(10, [point.x, point.y]);
    }
}

/// A fill: solid, or of lines where it lets half through, as the reader takes hatches of lines.
fn hatch(pen: &mut Pen, geometry: &BezPath, look: &Look) {
    let mut loops: Vec<Vec<Point>> = Vec::new();
    let size = geometry.control_box().size();
    let tolerance = HATCH_MM.max(HATCH_SHARE * size.width.max(size.height));
    for elements in geometry.subpaths() {
        let mut corners: Vec<Point> = Vec::new();
        kurbo::flatten(elements.iter().copied(), tolerance, |element| match element {
            PathEl::MoveTo(to) | PathEl::LineTo(to) => corners.push(to),
            _ => {}
        });
        corners.dedup();
        if corners.len() > 1 && corners.first() == corners.last() {
            corners.pop();
        }
        if corners.len() > 2 {
            loops.push(corners);
        }
    }
    if loops.is_empty() {
        return;
    }
    begin(pen, "HATCH", "AcDbHatch", look);
    pen.point(10, [0.0; 2]);
    let is_solid = look.color[3] == u8::MAX;
    pen.groups(&[(210, "0"), (220, "0"), (230, "1"), (2, if is_solid { "SOLID" } else { "ANSI31" })]);
    pen.group(70, u8::from(is_solid));
    pen.group(71, 0);
    pen.group(91, loops.len());
    for corners in &loops {
        pen.groups(&[(92, "3"), (72, "0"), (73, "1")]);
        pen.group(93, corners.len());
        corners.iter().for_each(|at| write_corner(pen, (*at, 0.0)));
        pen.group(97, 0);
    }
    pen.groups(&[(75, "0"), (76, "1")]);
    if !is_solid {
        pen.groups(&[(52, "0"), (41, "1"), (77, "0"), (78, "1"), (53, "45"), (43, "0"), (44, "0")]);
        pen.groups(&[(45, "-2.245"), (46, "2.245"), (79, "0")]);
    }
    pen.group(98, 0);
}

/// A text, line by line.
pub(super) fn text(pen: &mut Pen, text: &Text, flip: bool) {
    let [x, y] = [text.at[0], if flip { -text.at[1] } else { text.at[1] }];
    let (sine, cosine) = text.rotation_deg.to_radians().sin_cos();
    for (line, content) in text.content.split('\n').enumerate() {
        let down = line as f64 * text.height_mm * 1.5;
        let look = Look { layer: "0", color: [0, 0, 0, 255], width_mm: 0.0, line_type: None };
        begin(pen, "TEXT", "AcDbText", &look);
        pen.point(10, [x + down * sine, y - down * cosine]);
        pen.group(40, text.height_mm);
        pen.group(1, content.replace(['\r', '\n'], " "));
        pen.group(50, text.rotation_deg);
        pen.group(100, "AcDbText");
    }
}
