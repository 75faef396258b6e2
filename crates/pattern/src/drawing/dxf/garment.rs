//! DXF as garment CAD exchanges it: ANSI/AAMA-292 and ASTM D6673 (Standard Practice for Sewn Products Pattern Data
//! Interchange). A piece in one size is a block, texts in it are `KEY: value`, and what a line is, the number of its layer says.

use std::ops::RangeInclusive;

use glam::DAffine3;
use kurbo::{BezPath, PathEl, Point};

use super::{
    frame::{enlargement, seen_point},
    records::Record,
    shapes::Shape,
    tables::File,
    words,
};
use crate::{
    Unit,
    drawing::{Layer, Path},
};

/// Characters of the name of a size or a piece that are kept: `36`, `40/42 LONG`, `FRONT LEFT`.
const NAME_CHARS_MAX: usize = 40;
/// Ends of two stretches of an outline that are this close meet, mm; files carry three decimals of a millimetre or an inch.
const MEET_MM: f64 = 0.1;

/// How deep notches may be, mm; what lies beyond is no depth.
const DEPTH_MM: RangeInclusive<f64> = 0.5..=25.0;
/// The depth of a notch that does not say its own, and the width of the mark of a drill hole, mm.
const MARK_MM: f64 = 4.0;

const NOTCH: &str = "notch";
const DRILL_HOLE: &str = "drill hole";

/// What the lines of a layer are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// It is drawn, and this is what makers call it.
    Drawn(&'static str),
    /// The same of an outline that is written as stretches from one turn point to the next.
    Outline(&'static str),
    /// Points and curves by which programs grade and check what others draw.
    Data,
    /// The standards leave the layer free.
    Free,
}

/// What the standards call the lines of a layer. The lines on layers 84 to 87 repeat those of 1, 8, 11 and 14 for checking.
fn line(layer: &str) -> Line {
    match layer.trim().parse::<u8>() {
        Ok(1) => Line::Outline("piece boundary"),
        Ok(2 | 3 | 5 | 84..=87) => Line::Data,
        Ok(4 | 80..=83) => Line::Drawn(NOTCH),
        Ok(6) => Line::Drawn("mirror line, on fold"),
        Ok(7) => Line::Drawn("grainline"),
        Ok(8) => Line::Drawn("internal line"),
        Ok(9) => Line::Drawn("stripe line"),
        Ok(10) => Line::Drawn("plaid line"),
        Ok(11) => Line::Outline("internal cutout"),
        Ok(13) => Line::Drawn(DRILL_HOLE),
        Ok(14) => Line::Outline("sew line"),
        Ok(15) => Line::Drawn("annotation"),
        _ => Line::Free,
    }
}

/// What a POINT on the layers of notches and drill holes draws, seen from above: a notch of the depth that its z says, to where
/// its angle (50) points; else a cross. A point alone would be seen by nobody.
pub(super) fn mark(record: &Record, layer: &str, frame: &DAffine3) -> Option<Shape> {
    let is_notch = line(layer) == Line::Drawn(NOTCH);
    if record.kind != "POINT" || !(is_notch || line(layer) == Line::Drawn(DRILL_HOLE)) {
        return None;
    }
    let unit_mm = enlargement(frame).max(f64::MIN_POSITIVE);
    let [x, y, said] = record.point(10);
    let depth = if is_notch && DEPTH_MM.contains(&(said * unit_mm)) { said } else { MARK_MM / unit_mm };
    let strokes = match record.text(50) {
        Some(_) if is_notch => vec![(record.number(50, 0.0), 0.0, depth)],
        _ => vec![(0.0, -depth / 2.0, depth / 2.0), (90.0, -depth / 2.0, depth / 2.0)],
    };
    let mut path = BezPath::new();
    for (angle_deg, from, to) in strokes {
        let (sin, cos) = f64::sin_cos(f64::to_radians(angle_deg));
        let at = |along: f64| seen_point(frame, [x + along * cos, y + along * sin, 0.0]);
        path.move_to(at(from));
        path.line_to(at(to));
    }
    Some(Shape { path, fill: None, width_mm: 0.0 })
}

/// What follows `key` in a text such as `Piece Name: FRONT`, whatever its case.
fn value<'a>(record: &Record<'a>, key: &str) -> Option<&'a str> {
    let text = record.text(1).filter(|_| record.kind == "TEXT")?.trim();
    let (own, value) = text.split_once(':')?;
    own.trim().eq_ignore_ascii_case(key).then(|| value.trim())
}

/// What a file says by which it is known as one of these.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Garment {
    /// The unit that it states in words; the header of such a file has none.
    pub(super) unit: Option<Unit>,
}

impl Garment {
    /// None of a drawing of anything else: a block has to name its piece on a numbered layer.
    pub(super) fn of(file: &File) -> Option<Self> {
        let is_piece =
            |record: &Record| value(record, "piece name").is_some() && line(record.text(8).unwrap_or("")) != Line::Free;
        file.blocks.values().any(|block| block.entities.iter().any(is_piece)).then_some(())?;
        let all = file.entities.iter().chain(file.blocks.values().flat_map(|block| &block.entities));
        let unit = all.filter_map(|record| value(record, "units")).find_map(|unit| match unit {
            _ if unit.eq_ignore_ascii_case("metric") => Some(Unit::Millimetre),
            _ if unit.eq_ignore_ascii_case("english") => Some(Unit::Inch),
            _ => None,
        });
        Some(Self { unit })
    }
}

/// What the texts of a block say of all its lines: `, size 36, of “FRONT”`.
pub(super) fn whose(entities: &[Record]) -> String {
    let said = |key: &str| {
        let value = entities.iter().find_map(|record| value(record, key)).filter(|value| !value.is_empty())?;
        let plain = words::plain(value);
        // The marks that the name stands between.
        Some(
            plain
                .chars()
                .filter(|c| !matches!(c, '“' | '”') && !c.is_control())
                .take(NAME_CHARS_MAX)
                .collect::<String>(),
        )
    };
    let size = said("size").map_or(String::new(), |size| format!(", size {size}"));
    let piece = said("piece name").map_or(String::new(), |piece| format!(", of “{piece}”"));
    size + &piece
}

/// Whether what lies on `layer` is for programs, and no line of the pattern.
pub(super) fn is_data(layer: &str) -> bool {
    line(layer) == Line::Data
}

/// Says of paths, all of one block, what they are and [`whose`], and joins the stretches of each outline: those of several
/// sizes start in the same corners, and nothing but the block tells them apart.
pub(super) fn told(paths: Vec<Path>, layers: &[Layer], whose: &str) -> Vec<Path> {
    let mut told: Vec<Path> = Vec::with_capacity(paths.len());
    for path in paths {
        let line = layers.get(path.layer).map_or(Line::Free, |layer| line(&layer.name));
        // What a block within this one holds has been told already.
        let (Line::Drawn(name) | Line::Outline(name), true) = (line, path.label.is_empty()) else {
            told.push(path);
            continue;
        };
        let joins = |last: &&mut Path| matches!(line, Line::Outline(_)) && last.layer == path.layer;
        if let Some(last) = told.last_mut().filter(joins)
            && join(&mut last.geometry, &path.geometry)
        {
            continue;
        }
        told.push(Path { label: format!("{name}{whose}").into(), ..path });
    }
    told
}

/// Appends `next` to `line` where it goes on from its end, and closes it once it is back at its beginning.
fn join(line: &mut BezPath, next: &BezPath) -> bool {
    let is_closed = |path: &BezPath| path.elements().last() == Some(&PathEl::ClosePath);
    let (Some(end), Some(PathEl::MoveTo(begin))) = (end(line), next.elements().first()) else { return false };
    if is_closed(line) || is_closed(next) || end.distance(*begin) > MEET_MM {
        return false;
    }
    if end != *begin {
        line.line_to(*begin);
    }
    line.extend(next.elements().iter().skip(1).copied());
    if let (Some(PathEl::MoveTo(first)), Some(last)) = (line.elements().first().copied(), self::end(line))
        && first.distance(last) <= MEET_MM
    {
        line.close_path();
    }
    true
}

/// Where an open line ends.
fn end(path: &BezPath) -> Option<Point> {
    path.elements().last().and_then(PathEl::end_point)
}
