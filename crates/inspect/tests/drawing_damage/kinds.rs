//! Kinds of damage, and how each is planted into a clean drawing by a fixed seed.
#![allow(dead_code)] // Other tests use some of it.

use kurbo::{BezPath, ParamCurve as _, ParamCurveArclen as _, PathEl, PathSeg, Point, Shape as _, Vec2};
use pattern::{Drawing, drawing::Text};

use super::{
    clean::{self, Clean},
    written::Extras,
};

/// Numbers from a fixed seed (splitmix64).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A damaged drawing.
pub struct Damaged {
    pub drawing: Drawing,
    pub extras: Extras,
    pub bed_mm: Option<[f64; 3]>,
    /// Where the damage is; none where it is nowhere in particular.
    pub at: Option<Point>,
}

impl Damaged {
    fn at(drawing: Drawing, at: Point) -> Self {
        Self { drawing, extras: Extras::default(), bed_mm: None, at: Some(at) }
    }

    fn with(drawing: Drawing, extras: Extras) -> Self {
        Self { drawing, extras, bed_mm: None, at: None }
    }
}

/// A kind of damage: its name, the codes of which one must be said, whether DXF can hold it, and how it is done; none
/// where the drawing has no place for it.
pub type Kind = (&'static str, &'static [&'static str], bool, fn(&Clean, &mut Random) -> Option<Damaged>);

pub const KINDS: [Kind; 17] = [
    ("gap of 0.05 mm", &["D402"], true, |clean, random| gap(clean, random, 0.05)),
    ("gap of 0.3 mm", &["D402"], true, |clean, random| gap(clean, random, 0.3)),
    ("gap of 2 mm", &["D402"], true, |clean, random| gap(clean, random, 2.0)),
    ("doubled line", &["D404"], true, |clean, random| doubled(clean, random, 0.0, 1.0)),
    ("half-doubled line", &["D404"], true, |clean, random| doubled(clean, random, 0.5, 1.0)),
    ("inner part doubled", &["D404"], true, |clean, random| doubled(clean, random, 0.3, 0.6)),
    ("self-crossing", &["D403"], true, crossed),
    ("stray dot", &["D407"], true, dot),
    ("point twice", &["D407"], false, twice),
    ("tiny segments", &["D410"], true, tiny),
    ("text", &["D405"], true, text),
    ("picture", &["D406"], true, picture),
    ("clip", &["D414"], false, clipped),
    ("off the bed", &["D420"], true, off_bed),
    ("no unit", &["R206", "R306"], true, unitless),
    ("thin bridge", &["D418"], true, bridge),
    ("crossing contours", &["D417"], true, overlapping),
];

/// A segment of a contour that is to be cut, and where it is: path, index, segment.
fn pick(clean: &Clean, random: &mut Random, wanted: impl Fn(&PathSeg) -> bool) -> Option<(usize, usize, PathSeg)> {
    let straight_alone = |geometry: &BezPath| geometry.elements().len() == 2 && !clean.name.starts_with("lines");
    let paths = clean.drawing.paths.iter().enumerate();
    let paths = paths.filter(|(_, path)| path.layer == 0 && !straight_alone(&path.geometry));
    let all: Vec<(usize, usize, PathSeg)> = paths
        .flat_map(|(index, path)| path.geometry.segments().enumerate().map(move |(at, segment)| (index, at, segment)))
        .filter(|(_, _, segment)| wanted(segment))
        .collect();
    (!all.is_empty()).then(|| all[random.below(all.len())])
}

fn long_line(segment: &PathSeg) -> bool {
    matches!(segment, PathSeg::Line(line) if line.p0.distance(line.p1) >= 5.0)
}

/// The path with the segment of index `at` replaced.
fn replaced(path: &BezPath, at: usize, with: &[Point], closed: bool) -> BezPath {
    let mut out = BezPath::new();
    for (index, segment) in path.segments().enumerate() {
        if index == 0 {
            out.move_to(segment.start());
        }
        if index == at {
            with.iter().for_each(|point| out.line_to(*point));
        } else {
            out.push(segment.as_path_el());
        }
    }
    if closed {
        out.close_path();
    }
    out
}

fn is_closed(path: &BezPath) -> bool {
    matches!(path.elements().last(), Some(PathEl::ClosePath))
}

/// The path opened before the end of its segment `at`.
fn gap(clean: &Clean, random: &mut Random, gap_mm: f64) -> Option<Damaged> {
    let (path, at, segment) =
        pick(clean, random, |segment| long_line(segment) || matches!(segment, PathSeg::Cubic(_)))?;
    let short = segment.subsegment(0.0..before_end(&segment, gap_mm));
    let mut drawing = clean.drawing.clone();
    let segments: Vec<PathSeg> = drawing.paths[path].geometry.segments().collect();
    let order = (at + 1..segments.len()).chain(0..at).map(|index| segments[index]).chain([short]);
    let mut out = BezPath::new();
    for segment in order {
        if out.elements().is_empty() {
            out.move_to(segment.start());
        }
        out.push(segment.as_path_el());
    }
    let place = short.end().midpoint(segment.end());
    drawing.paths[path].geometry = out;
    Some(Damaged::at(drawing, place))
}

/// The parameter this far before the end of a segment, mm.
fn before_end(segment: &PathSeg, mm: f64) -> f64 {
    segment.inv_arclen(segment.arclen(1e-6) - mm, 1e-6)
}

fn doubled(clean: &Clean, random: &mut Random, from: f64, to: f64) -> Option<Damaged> {
    let (path, _, segment) = pick(clean, random, |segment| segment.arclen(1e-3) > 3.0)?;
    let part = segment.subsegment(from..to);
    let part = if random.below(2) == 0 { part } else { part.reverse() };
    let mut drawing = clean.drawing.clone();
    let geometry = BezPath::from_path_segments([part].into_iter());
    let mut copy = drawing.paths[path].clone();
    copy.geometry = geometry;
    copy.source = "#copy".into();
    drawing.paths.push(copy);
    let middle = part.eval(before_end(&part, part.arclen(1e-6) / 2.0));
    Some(Damaged::at(drawing, middle))
}

fn crossed(clean: &Clean, random: &mut Random) -> Option<Damaged> {
    let (path, at, segment) = pick(clean, random, long_line)?;
    let (a, b) = (segment.start(), segment.end());
    let along = (b - a).normalize();
    let across = Vec2::new(-along.y, along.x);
    let middle = a.midpoint(b);
    let half = a.distance(b) / 2.0;
    let loop_mm = 1.2;
    let corners = [middle + (along + across) * loop_mm, middle + (across - along) * loop_mm, b];
    let mut drawing = clean.drawing.clone();
    let closed = is_closed(&drawing.paths[path].geometry);
    drawing.paths[path].geometry = replaced(&drawing.paths[path].geometry, at, &corners, closed);
    Some(Damaged::at(drawing, middle + across * (loop_mm * half / (half + loop_mm))))
}

fn dot(clean: &Clean, random: &mut Random) -> Option<Damaged> {
    let mut drawing = clean.drawing.clone();
    let bounds = drawing.bounds().expect("bounds");
    let at = Point::new(bounds[0] + random.share() * 50.0, bounds[3] + 5.0);
    let mut geometry = BezPath::new();
    geometry.move_to(at);
    geometry.line_to(at);
    drawing.paths.push(clean::line(geometry, 0, [255, 0, 0, 255], "#dot".into()));
    Some(Damaged::at(drawing, at))
}

fn twice(clean: &Clean, random: &mut Random) -> Option<Damaged> {
    let (path, at, segment) = pick(clean, random, long_line)?;
    let middle = segment.eval(0.3 + 0.4 * random.share());
    let mut drawing = clean.drawing.clone();
    let closed = is_closed(&drawing.paths[path].geometry);
    drawing.paths[path].geometry =
        replaced(&drawing.paths[path].geometry, at, &[middle, middle, segment.end()], closed);
    Some(Damaged::at(drawing, middle))
}

fn tiny(clean: &Clean, random: &mut Random) -> Option<Damaged> {
    let (path, at, segment) = pick(clean, random, long_line)?;
    let along = (segment.end() - segment.start()).normalize();
    let begin = segment.eval(0.2 + 0.5 * random.share());
    let mut corners: Vec<Point> = (0..=24).map(|step| begin + along * (0.014 * f64::from(step))).collect();
    let middle = corners[12];
    corners.push(segment.end());
    let mut drawing = clean.drawing.clone();
    let closed = is_closed(&drawing.paths[path].geometry);
    drawing.paths[path].geometry = replaced(&drawing.paths[path].geometry, at, &corners, closed);
    Some(Damaged::at(drawing, middle))
}

fn text(clean: &Clean, random: &mut Random) -> Option<Damaged> {
    let mut drawing = clean.drawing.clone();
    let bounds = drawing.bounds().expect("bounds");
    let at = [bounds[0] + 10.0 + random.share() * 20.0, (bounds[1] + bounds[3]) / 2.0];
    drawing.texts.push(Text { content: "Cut 2".into(), at, height_mm: 6.0, rotation_deg: 0.0, source: String::new() });
    Some(Damaged::at(drawing, Point::new(at[0], at[1])))
}

fn picture(clean: &Clean, random: &mut Random) -> Option<Damaged> {
    let at = Point::new(random.share() * 30.0, random.share() * 30.0);
    Some(Damaged::with(clean.drawing.clone(), Extras { picture: Some(at), ..Extras::default() }))
}

fn clipped(clean: &Clean, random: &mut Random) -> Option<Damaged> {
    let path = random.below(clean.drawing.paths.len());
    Some(Damaged::with(clean.drawing.clone(), Extras { clipped: Some(path), ..Extras::default() }))
}

fn off_bed(clean: &Clean, _: &mut Random) -> Option<Damaged> {
    let bounds = clean.drawing.bounds().expect("bounds");
    let short = (bounds[2] - bounds[0]).min(bounds[3] - bounds[1]);
    let mut damaged = Damaged::with(clean.drawing.clone(), Extras::default());
    damaged.bed_mm = Some([short * 0.6, short * 0.6, 50.0]);
    Some(damaged)
}

fn unitless(clean: &Clean, _: &mut Random) -> Option<Damaged> {
    Some(Damaged::with(clean.drawing.clone(), Extras { unitless: true, ..Extras::default() }))
}

/// A hole so near to the edge that 0.3 mm are left.
fn bridge(clean: &Clean, random: &mut Random) -> Option<Damaged> {
    let left_mm = 0.1 + 0.3 * random.share();
    let radius = 0.5;
    let center = clean.edge + clean.inward * (left_mm + radius);
    let mut drawing = clean.drawing.clone();
    let hole = kurbo::Circle::new(center, radius).to_path(1e-4);
    drawing.paths.push(clean::line(hole, 0, [255, 0, 0, 255], "#hole".into()));
    Some(Damaged::at(drawing, clean.edge + clean.inward * (left_mm / 2.0)))
}

/// A hole across the edge.
fn overlapping(clean: &Clean, _: &mut Random) -> Option<Damaged> {
    let mut drawing = clean.drawing.clone();
    let hole = kurbo::Circle::new(clean.edge, 0.6).to_path(1e-4);
    drawing.paths.push(clean::line(hole, 0, [255, 0, 0, 255], "#hole".into()));
    Some(Damaged::at(drawing, clean.edge))
}

/// Every contour the other way round.
pub fn reversed(drawing: &Drawing) -> Drawing {
    let mut drawing = drawing.clone();
    drawing.paths.iter_mut().for_each(|path| path.geometry = path.geometry.reverse_subpaths());
    drawing
}

/// Every segment an element of its own, in no order and either direction.
pub fn divided(drawing: &Drawing, random: &mut Random) -> Drawing {
    let mut out = drawing.clone();
    let pieces = drawing.paths.iter().flat_map(|path| path.geometry.segments().map(move |segment| (path, segment)));
    let mut pieces: Vec<_> = pieces
        .map(|(path, segment)| {
            let segment = if random.below(2) == 0 { segment } else { segment.reverse() };
            let mut piece = path.clone();
            piece.geometry = BezPath::from_path_segments([segment].into_iter());
            piece
        })
        .collect();
    for index in (1..pieces.len()).rev() {
        pieces.swap(index, random.below(index + 1));
    }
    pieces.iter_mut().enumerate().for_each(|(index, piece)| piece.source = format!("#p{index}"));
    out.paths = pieces;
    out
}
