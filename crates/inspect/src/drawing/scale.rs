//! What the lengths of the lines say about the unit: people draw in whole and half millimetres, and in sixteenths of an
//! inch.

use kurbo::PathSeg;
use pattern::Drawing;

/// Different lengths that are needed before they say anything.
const LENGTHS_MIN: usize = 8;
/// Lengths that are looked at.
const LENGTHS_MAX: usize = 5000;
/// A scale is likely where this share of the lengths is round,
const ROUND_SHARE: f64 = 0.8;
/// and the one in use is doubtful where no more than this is.
const ODD_SHARE: f64 = 0.3;
/// A millimetre's halves, and how near to one a length must be, mm: one in twenty-five is by chance.
const STEP_MM: f64 = 0.5;
const NEAR_MM: f64 = 0.01;
/// Millimetres in an inch.
const INCH_MM: f64 = 25.4;

/// A scale at which the lengths are round.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Guess {
    /// Whose scale it is: `as Illustrator writes it, 72 units to the inch`.
    pub words: &'static str,
    /// How many times larger the drawing is by it.
    pub factor: f64,
    /// The share of lengths that are round by it, 0 to 1.
    pub share: f64,
    /// The share that is round as it was read.
    pub share_now: f64,
}

/// Scales that programs write by, millimetres to the unit.
const SCALES: [(f64, &str); 3] = [
    (INCH_MM / 72.0, "at 72 units to the inch, as Illustrator writes"),
    (INCH_MM / 90.0, "at 90 units to the inch, as Inkscape before 0.92 wrote"),
    (INCH_MM / 96.0, "at 96 units to the inch, as browsers and Inkscape have it"),
];

/// The scale that the lengths speak for, where they speak against the one in use.
pub(super) fn guess(drawing: &Drawing) -> Option<Guess> {
    let unit_mm = drawing.unit_mm.filter(|unit| unit.is_finite() && *unit > 0.0)?;
    let lengths = lengths(drawing, unit_mm);
    if lengths.len() < LENGTHS_MIN {
        return None;
    }
    let share = |scale: f64, step: f64, near: f64| {
        let round = |length: &&f64| {
            let steps = **length * scale / step;
            (steps - steps.round()).abs() * step <= near && steps.round() >= 1.0
        };
        lengths.iter().filter(round).count() as f64 / lengths.len() as f64
    };
    let share_now = share(unit_mm, STEP_MM, NEAR_MM);
    // Whole units are whole at any scale, so they say nothing.
    let whole = share(1.0, 1.0, NEAR_MM);
    if share_now > ODD_SHARE || whole > ODD_SHARE {
        return None;
    }
    let sixteenths = share(1.0, 1.0 / 16.0, 5e-4);
    if sixteenths >= ROUND_SHARE && (unit_mm - 1.0).abs() < 1e-9 {
        return Some(Guess { words: "in inches", factor: INCH_MM, share: sixteenths, share_now });
    }
    let other = SCALES.iter().filter(|(scale, _)| (scale / unit_mm - 1.0).abs() > 1e-6);
    let judged = other.map(|&(scale, words)| Guess {
        words,
        factor: scale / unit_mm,
        share: share(scale, STEP_MM, NEAR_MM),
        share_now,
    });
    // Of scales at which all is equally round the first: more files come from Illustrator than from old Inkscape.
    let likelier = |best: Guess, guess: Guess| if guess.share > best.share { guess } else { best };
    judged.filter(|guess| guess.share >= ROUND_SHARE).reduce(likelier)
}

/// The different lengths of straight lines, in the file's units; only lines of at least ten times what counts as near.
fn lengths(drawing: &Drawing, unit_mm: f64) -> Vec<f64> {
    let segments = drawing.paths.iter().flat_map(|path| path.geometry.segments()).take(LENGTHS_MAX);
    let lines = segments.filter_map(|segment| match segment {
        PathSeg::Line(line) => Some((line.p1 - line.p0).hypot() / unit_mm),
        _ => None,
    });
    let mut lengths: Vec<f64> =
        lines.filter(|length| length.is_finite() && length * unit_mm > 10.0 * NEAR_MM).collect();
    lengths.sort_by(f64::total_cmp);
    lengths.dedup_by(|a, b| (*a - *b).abs() <= 1e-3 * a.abs().max(1.0));
    lengths
}
