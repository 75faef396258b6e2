//! Drawings: contours as a machine would follow them, and everything the checks ask of them.

mod bed;
mod between;
mod bridge;
mod chain;
mod cross;
mod double;
mod ends;
mod gap;
mod grid;
mod nest;
mod operation;
mod scale;
mod steps;
mod time;
mod trace;
mod width;

use pattern::{Drawing, Place};

use crate::{Sheet, options::Options, report::DrawingFacts};
pub(crate) use bed::Fit;
pub(crate) use between::Between;
pub(crate) use bridge::{BRIDGE_MIN_MM, Bridge, BridgeOf};
pub(crate) use chain::Contour;
pub(crate) use cross::Crossing;
pub(crate) use double::Double;
pub(crate) use ends::{Opening, Openness};
use grid::Grid;
use nest::Nest;
use operation::Operation;
pub(crate) use steps::Steps;
use trace::Traces;
pub(crate) use width::Narrow;

/// Ends that lie this close meet, mm; lines this close lie on one another.
pub(crate) const MEET_MM: f64 = 0.01;

/// A point in the plane, mm.
pub(crate) type Point = [f64; 2];

/// What was found, with enough to say where.
pub(crate) struct Survey<'a> {
    /// As it was read; places are told in its coordinates.
    pub drawing: &'a Drawing,
    /// The figures for the report.
    pub facts: DrawingFacts,
    /// Its lines, as a machine or a hand would follow them.
    pub contours: Vec<Contour>,
    /// Contours that do not close, by reason, the smallest gap first.
    pub openings: Vec<Opening>,
    /// Where contours cross themselves.
    pub crossings: Vec<Crossing>,
    /// Segments that lie on earlier ones, in the order in which they are drawn.
    pub doubles: Vec<Double>,
    /// Closed contours of one operation that cross.
    pub between: Vec<Between>,
    /// Where contours that are loose pieces begin, and the path each is of.
    pub islands: Vec<(Point, usize)>,
    /// Where two cuts leave too little between them.
    pub bridges: Vec<Bridge>,
    /// Closed contours narrower than what the tool takes away, where the tool is known.
    pub narrow: Vec<Narrow>,
    /// Whether anything is drawn as a line; a drawing of fills alone may be a print.
    pub has_lines: bool,
    /// The bed's sides, mm, and how the drawing fits it, where a bed is asked about.
    pub bed: Option<([f64; 2], Fit)>,
    /// Whether each contour by itself fits the bed.
    pub parts_fit: Option<bool>,
    /// The scale that the lines' lengths speak for, where they speak against the one in use.
    pub scale_guess: Option<scale::Guess>,
    /// Strokes without length, and the path each is of.
    pub dots: Vec<(Point, usize)>,
    /// Segments without length inside of longer lines, and the path each is of.
    pub still: Vec<(Point, usize)>,
    /// How lines are divided into segments.
    pub steps: Steps,
    /// Stretches that were not compared with others, because there are too many in one spot or in all.
    pub left_out: u64,
}

/// Looks at all of `drawing` as `options` say. `done` hears the name of each step when it is over.
pub(crate) fn survey<'a>(drawing: &'a Drawing, options: &Options, done: &mut dyn FnMut(&'static str)) -> Survey<'a> {
    let Traces { traces, dots, length_mm, still, left_out } = trace::traces(drawing);
    done("trace");
    let contours = chain::chain(traces, drawing);
    done("chain");
    let steps = Steps::of(&contours);
    done("steps");
    let of_path = operation::of_paths(drawing);
    let operation_of = operation::of_contours(&contours, &of_path);
    let compared = compare(&contours, &operation_of, drawing, options, done);
    let followed = operation::followed(&of_path, drawing);
    let cut_mm: f64 = length_mm.iter().zip(followed).filter(|(_, followed)| *followed).map(|(mm, _)| mm).sum();
    let doubled_mm = compared.doubles.iter().fold(0.0, |sum, double| sum + double.length_mm);
    let facts = DrawingFacts {
        paths: contours.len() as u64,
        open_paths: compared.openings.len() as u64,
        self_crossings: compared.crossings.len() as u64,
        duplicate_segments: compared.doubles.len() as u64,
        cut_length_mm: rounded(cut_mm),
        operations: operation::facts(&operation_of, &of_path, &length_mm, drawing),
        thinnest_bridge_mm: thinnest_mm(&compared.bridges),
        cut_time_s: time::cut_time_s(&contours, cut_mm, options.sheet.as_ref().map(|sheet| sheet.speed_mm_s)),
        doubled_length_mm: rounded(doubled_mm),
        tiny_segments: steps.tiny.iter().map(|run| run.segments).sum(),
        ..nested(compared.nest.as_ref(), facts(drawing))
    };
    let bed = options.bed_mm.and_then(|[w, h, _]| Some(([w, h], bed::fit(&contours, [w, h])?)));
    done("bed");
    Survey {
        drawing,
        facts,
        openings: compared.openings,
        crossings: compared.crossings,
        doubles: compared.doubles,
        between: compared.between,
        islands: islands(compared.nest.as_ref(), &contours),
        bridges: compared.bridges,
        narrow: compared.narrow,
        parts_fit: bed.map(|(bed_mm, _)| each_fits(&contours, bed_mm)),
        bed,
        has_lines: operation::has_lines(drawing),
        scale_guess: scale::guess(drawing),
        dots,
        still,
        steps,
        left_out: left_out + compared.left_out,
        contours,
    }
}

/// What comes of comparing contours with themselves and one another.
struct Compared {
    openings: Vec<Opening>,
    crossings: Vec<Crossing>,
    doubles: Vec<Double>,
    between: Vec<Between>,
    nest: Option<Nest>,
    bridges: Vec<Bridge>,
    narrow: Vec<Narrow>,
    left_out: u64,
}

fn compare(
    contours: &[Contour],
    operation_of: &[Operation],
    drawing: &Drawing,
    options: &Options,
    done: &mut dyn FnMut(&'static str),
) -> Compared {
    let ways: Vec<Vec<f64>> = contours.iter().map(Contour::travelled).collect();
    let mut grid = Grid::over(contours, options.thorough);
    done("grid");
    let crossings = cross::crossings(contours, &ways, &mut grid);
    done("cross");
    let doubles = double::doubles(contours, &ways, &mut grid, drawing);
    done("double");
    let doubled = ends::doubled(contours, &doubles.of_contour_mm);
    let openings = ends::openings(contours, &doubled, drawing);
    done("ends");
    let cut = operation::cut(contours, operation_of, drawing);
    let between = between::crossings(contours, &ways, operation_of, &cut, &mut grid);
    done("between");
    let nest = Nest::over(contours, operation_of, |index| cut[index] && !doubled[index], options.thorough);
    done("nest");
    let apart_min_mm = options.sheet.as_ref().map_or(BRIDGE_MIN_MM, Sheet::apart_min_mm);
    let bridges =
        nest.as_ref().map(|nest| bridge::bridges(contours, operation_of, &cut, nest, apart_min_mm, options.thorough));
    // Without knowing what lies in what nothing can be said about bridges.
    let all = || (Vec::new(), contours.iter().map(|contour| contour.segments.len() as u64).sum());
    let (bridges, unbridged) = bridges.unwrap_or_else(all);
    done("bridge");
    let narrow = options.sheet.as_ref().map(|sheet| width::narrower(contours, &cut, sheet.kerf_mm)).unwrap_or_default();
    let left_out = grid.left_out.max(unbridged);
    Compared { openings, crossings, doubles: doubles.segments, between, nest, bridges, narrow, left_out }
}

/// `facts` with what lies in what.
fn nested(nest: Option<&Nest>, facts: DrawingFacts) -> DrawingFacts {
    let depth = nest.map(|nest| nest.depth.as_slice()).unwrap_or_default();
    let at_depth = |wanted: fn(u32) -> bool| depth.iter().flatten().filter(|&&depth| wanted(depth)).count() as u64;
    DrawingFacts {
        outlines: at_depth(|depth| depth == 0),
        openings: at_depth(|depth| depth % 2 == 1),
        islands: at_depth(is_island),
        ..facts
    }
}

/// Where contours that are loose pieces begin, and the path each is of.
fn islands(nest: Option<&Nest>, contours: &[Contour]) -> Vec<(Point, usize)> {
    let depth = nest.map(|nest| nest.depth.as_slice()).unwrap_or_default();
    let loose = depth.iter().zip(contours).filter(|(depth, _)| depth.is_some_and(is_island));
    loose.map(|(_, contour)| (contour.points[0], contour.paths[0] as usize)).collect()
}

/// Whether each contour by itself fits the bed, turned by 90° or not.
fn each_fits(contours: &[Contour], bed_mm: [f64; 2]) -> bool {
    let (long, short) = (bed_mm[0].max(bed_mm[1]), bed_mm[0].min(bed_mm[1]));
    contours.iter().all(|contour| {
        let side = |axis: usize| {
            let low = contour.points.iter().fold(f64::INFINITY, |low, point| low.min(point[axis]));
            contour.points.iter().fold(f64::NEG_INFINITY, |high, point| high.max(point[axis])) - low
        };
        let (w, h) = (side(0), side(1));
        w.max(h) <= long && w.min(h) <= short
    })
}

/// The narrowest bridge in a part, mm.
fn thinnest_mm(bridges: &[Bridge]) -> Option<f64> {
    let widths = bridges.iter().filter(|bridge| bridge.between == BridgeOf::Part).map(|bridge| bridge.width_mm);
    widths.min_by(f64::total_cmp).map(rounded)
}

/// Whether a contour this deep inside others is a piece of its own inside an opening.
fn is_island(depth: u32) -> bool {
    depth >= 2 && depth.is_multiple_of(2)
}

impl Survey<'_> {
    /// The place of a point on a path.
    pub fn place(&self, (point, path): (Point, usize)) -> Place {
        Place { mm: Some([rounded(point[0]), rounded(point[1]), 0.0]), element: self.source(path) }
    }

    /// What the file calls a path.
    pub fn source(&self, path: usize) -> Option<String> {
        let path = self.drawing.paths.get(path)?;
        (!path.source.is_empty()).then(|| path.source.clone())
    }
}

/// The figures that need no contours.
fn facts(drawing: &Drawing) -> DrawingFacts {
    let finite = |bounds: &[f64; 4]| bounds.iter().all(|value| value.is_finite());
    let bounds_mm = drawing.bounds().filter(finite).unwrap_or_default().map(rounded);
    let drawn = drawing.paths.iter().filter(|path| path.geometry.segments().next().is_some());
    let mut layers: Vec<usize> = drawn.map(|path| path.layer).collect();
    layers.sort_unstable();
    layers.dedup();
    DrawingFacts {
        bounds_mm,
        size_mm: std::array::from_fn(|axis| rounded(bounds_mm[axis + 2] - bounds_mm[axis])),
        layers: layers.len() as u64,
        texts: drawing.texts.len() as u64,
        repeat: drawing.repeat,
        ..DrawingFacts::default()
    }
}

/// From one point to the other, mm.
pub(crate) fn distance(a: Point, b: Point) -> f64 {
    (b[0] - a[0]).hypot(b[1] - a[1])
}

/// To a millionth of a millimetre; what is too large for that stays.
fn rounded(mm: f64) -> f64 {
    // The sum of nothing is -0, which a report would show.
    if mm.abs() < 1e9 { (mm * 1e6).round() / 1e6 + 0.0 } else { mm }
}
