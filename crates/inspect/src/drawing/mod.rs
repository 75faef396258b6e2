//! Drawings: contours as a machine would follow them, and everything the checks ask of them.

mod chain;
mod cross;
mod double;
mod ends;
mod grid;
mod operation;
mod steps;
mod trace;

use pattern::{Drawing, Place};

use crate::report::DrawingFacts;
use chain::Contour;
pub(crate) use double::Double;
pub(crate) use ends::{Opening, Openness};
use grid::Grid;
pub(crate) use steps::Steps;
use trace::Traces;

/// Ends that lie this close meet, mm; lines this close lie on one another.
pub(crate) const MEET_MM: f64 = 0.01;

/// A point in the plane, mm.
pub(crate) type Point = [f64; 2];

/// What was found, with enough to say where.
pub(crate) struct Survey<'a> {
    /// The drawing itself.
    pub drawing: &'a Drawing,
    /// The figures for the report.
    pub facts: DrawingFacts,
    /// Contours that do not close, by reason, the smallest gap first.
    pub openings: Vec<Opening>,
    /// Where contours cross themselves, and the path it is on.
    pub crossings: Vec<(Point, usize)>,
    /// Segments that lie on earlier ones, in the order in which they are drawn.
    pub doubles: Vec<Double>,
    /// Strokes without length, and the path each is of.
    pub dots: Vec<(Point, usize)>,
    /// How lines are divided into segments.
    pub steps: Steps,
    /// Stretches that were not compared with others, because there are too many in one spot or in all.
    pub left_out: u64,
}

/// Looks at all of `drawing`. `done` hears the name of each step when it is over.
pub(crate) fn survey<'a>(drawing: &'a Drawing, done: &mut dyn FnMut(&'static str)) -> Survey<'a> {
    let Traces { traces, dots, length_mm, steps, left_out } = trace::traces(drawing);
    done("trace");
    let contours = chain::chain(traces, drawing);
    done("chain");
    let ways: Vec<Vec<f64>> = contours.iter().map(Contour::travelled).collect();
    let grid = Grid::over(&contours);
    done("grid");
    let crossings = cross::crossings(&contours, &ways, &grid);
    done("cross");
    let doubles = double::doubles(&contours, &ways, &grid, drawing);
    done("double");
    let openings = ends::openings(&contours, &doubles.of_contour_mm, drawing);
    done("ends");
    let doubles = doubles.segments;
    let facts = DrawingFacts {
        paths: contours.len() as u64,
        open_paths: openings.len() as u64,
        self_crossings: crossings.len() as u64,
        duplicate_segments: doubles.len() as u64,
        cut_length_mm: rounded(length_mm),
        doubled_length_mm: rounded(doubles.iter().fold(0.0, |sum, double| sum + double.length_mm)),
        tiny_segments: steps.tiny.iter().map(|run| run.segments).sum(),
        ..facts(drawing)
    };
    Survey { drawing, facts, openings, crossings, doubles, dots, steps, left_out: left_out + grid.left_out }
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
    if mm.abs() < 1e9 { (mm * 1e6).round() / 1e6 } else { mm }
}
