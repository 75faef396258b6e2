//! Drawings: what burns a dot, what is cut twice, what makes a machine stutter, and what does not close by a slip of the
//! hand; and, where it is asked for, arcs for chords, fewer points, and a good order.

mod arcs;
mod distance;
mod doubles;
mod join;
mod near;
mod order;
mod requested;
mod simplify;
mod strokes;
mod trim;

use inspect::{
    Report, codes,
    words::{count, length},
};
use kurbo::Line;
use pattern::{Code, Drawing, Pattern, Reading, Severity};

use crate::{DrawingProof, Options, Outcome, Proof, Reason, Refusal, Step};
use strokes::{FLAT_MM, Strokes};

/// Ends that lie this close meet, mm; lines this close lie on one another. The inspection has the same.
const MEET_MM: f64 = 0.01;
/// Bounds of distances below this are not made any finer, mm.
const NEAR_MM: f64 = 1e-3;
/// How far segments shorter than a machine's step may be off what stands for them, mm.
const TINY_OFF_MM: f64 = 0.01;
/// What can be mended: open contours, doubled lines, strokes without length, steps too short for a machine.
pub(crate) const LINES: [Code; 4] = [codes::OPEN_PATH, codes::DOUBLED_LINE, codes::ZERO_LENGTH, codes::TINY_SEGMENTS];

/// A drawing on its way, with what was done so far.
struct Work {
    drawing: Drawing,
    steps: Vec<Step>,
    /// The inspection of `drawing`.
    report: Report,
    /// The lines of the original that must be found again: all but the dots that were taken out.
    original: Vec<Line>,
    /// How far the steps so far may have moved a line, mm.
    moved_max_mm: f64,
}

/// Mends a drawing.
pub(crate) fn mend(drawing: &Drawing, reading: &Reading, options: &Options) -> Outcome {
    let before = inspect::inspect(&read(drawing, reading));
    let is_faulty = faults(&before) > 0;
    let mended = is_faulty.then(|| without_faults(drawing, reading, options, &before));
    let (work, refusal) = match mended {
        Some(Ok(work)) => (work, None),
        Some(Err(refusal)) => (Work::untouched(drawing, &before), Some(refusal)),
        None => (Work::untouched(drawing, &before), None),
    };
    let work = requested::apply(work, reading, options);
    match refusal {
        Some(refusal) if work.steps.is_empty() => Outcome::refused(refusal),
        _ if work.steps.is_empty() => Outcome::sound(),
        _ => prove(work, drawing, before),
    }
}

impl Work {
    fn untouched(drawing: &Drawing, report: &Report) -> Self {
        let original = pieces(&Strokes::of(drawing));
        Self { drawing: drawing.clone(), steps: Vec::new(), report: report.clone(), original, moved_max_mm: 0.0 }
    }
}

/// The drawing without what [`LINES`] name, or with less of it. A short line on a longer one is taken away after ends
/// were joined, so that nothing is opened that they close; where that leaves something, it is tried before, so that it
/// does not come between ends that belong together.
fn without_faults(drawing: &Drawing, reading: &Reading, options: &Options, before: &Report) -> Result<Work, Refusal> {
    let left = |work: &Work| faults(&work.report);
    let mut best = attempt(drawing, reading, options, before, false);
    if left(&best) > 0 {
        let other = attempt(drawing, reading, options, before, true);
        if left(&other) < left(&best) {
            best = other;
        }
    }
    if left(&best) < faults(before) {
        return Ok(best);
    }
    let sentence = "What was found in the drawing is nothing that can be mended without guessing: gaps too wide for a \
                    slip, or lines that belong to two shapes. Mend it in the program that made it.";
    Err(Refusal::new(Reason::StillFaulty, sentence))
}

fn attempt(drawing: &Drawing, reading: &Reading, options: &Options, before: &Report, drops_first: bool) -> Work {
    let mut strokes = Strokes::of(drawing);
    let mut steps = Vec::new();
    drop_dots(&mut strokes, &mut steps);
    let original = pieces(&strokes);
    let mut doubled = doubles::drop_strokes(&mut strokes, drawing);
    if drops_first {
        doubled += doubles::drop_covered(&mut strokes, drawing);
    }
    join_ends(&mut strokes, drawing, options, &mut steps);
    doubled += doubles::drop_lines(&mut strokes, drawing);
    doubled += doubles::drop_covered(&mut strokes, drawing);
    let trimmed = trim::trim(&mut strokes, drawing);
    if doubled > 0 {
        let what = count(doubled, "line that lay", "lines that lay");
        steps.push(Step::new("drop-doubles", doubled, format!("Removed {what} on another.")));
    }
    if trimmed > 0 {
        let what = count(trimmed, "line that ran", "lines that ran");
        steps.push(Step::new("trim-overlaps", trimmed, format!("Drew back {what} on along another.")));
    }
    let mut moved_max_mm = options.join_mm / 2.0 + MEET_MM;
    if warnings(before, codes::TINY_SEGMENTS) > 0 {
        merge_tiny(&mut strokes, &mut steps);
        moved_max_mm += TINY_OFF_MM;
    }
    let mended = strokes.into_drawing(drawing);
    let report = inspect::inspect(&read(&mended, reading));
    Work { drawing: mended, steps, report, original, moved_max_mm }
}

/// How often all of [`LINES`] warn.
fn faults(report: &Report) -> u64 {
    LINES.iter().map(|code| warnings(report, *code)).sum()
}

/// In how many places a finding of this code warns.
fn warnings(report: &Report, code: Code) -> u64 {
    let same = report.findings.iter().filter(|finding| finding.is(code) && finding.severity > Severity::Info);
    same.map(|finding| finding.count).sum()
}

fn read(drawing: &Drawing, reading: &Reading) -> Reading {
    Reading {
        format: reading.format,
        pattern: Some(Pattern::Drawing(drawing.clone())),
        units: reading.units,
        findings: Vec::new(),
    }
}

/// Whether two paths are followed by the same tool: neither filled, both of one layer, colour, width and dash. Layers of
/// one name are one, as in the inspection: SVG has a group for each run of a layer's paths.
fn same_kind(drawing: &Drawing, one: usize, other: usize) -> bool {
    let (one, other) = (&drawing.paths[one], &drawing.paths[other]);
    one.fill.is_none()
        && other.fill.is_none()
        && (one.layer == other.layer || layer_name(drawing, one.layer) == layer_name(drawing, other.layer))
        && one.stroke == other.stroke
        && one.stroke_width_mm == other.stroke_width_mm
        && one.dashes_mm == other.dashes_mm
}

fn layer_name(drawing: &Drawing, layer: usize) -> Option<&str> {
    drawing.layers.get(layer).map(|layer| layer.name.as_str())
}

fn drop_dots(strokes: &mut Strokes, steps: &mut Vec<Step>) {
    let before = strokes.list.len();
    let is_changed = &mut strokes.is_changed;
    strokes.list.retain(|stroke| {
        let is_dot = stroke.length_mm() < MEET_MM;
        is_changed[stroke.path] |= is_dot;
        !is_dot
    });
    let dots = (before - strokes.list.len()) as u64;
    if dots > 0 {
        let sentence = format!("Removed {} without length.", count(dots, "stroke", "strokes"));
        steps.push(Step::new("drop-dots", dots, sentence));
    }
}

fn join_ends(strokes: &mut Strokes, drawing: &Drawing, options: &Options, steps: &mut Vec<Step>) {
    let joined = join::join(strokes, drawing, options.join_mm);
    if joined.gaps > 0 {
        let sentence =
            format!("Closed {}, the widest {}.", count(joined.gaps, "gap", "gaps"), length(joined.widest_mm));
        steps.push(Step::new("close-gaps", joined.gaps, sentence));
    }
    if joined.chained > 0 {
        let sentence = format!("Joined {} to others, end to end.", count(joined.chained, "line", "lines"));
        steps.push(Step::new("join-lines", joined.chained, sentence));
    }
}

fn merge_tiny(strokes: &mut Strokes, steps: &mut Vec<Step>) {
    let mut gone = 0;
    let is_changed = &mut strokes.is_changed;
    for stroke in &mut strokes.list {
        if let Some((simpler, count)) = simplify::without_tiny(stroke, TINY_OFF_MM) {
            is_changed[stroke.path] = true;
            gone += count;
            *stroke = simpler;
        }
    }
    if gone > 0 {
        let what = count(gone, "segment that is", "segments that are");
        let sentence = format!("Merged {what} shorter than a machine's step into those beside.");
        steps.push(Step::new("merge-tiny", gone, sentence));
    }
}

/// The straight pieces of all strokes.
fn pieces(strokes: &Strokes) -> Vec<Line> {
    strokes.list.iter().flat_map(strokes::Stroke::pieces).collect()
}

/// The outcome, with bounds of how far any line moved; refused where that is farther than the steps may.
fn prove(work: Work, drawing: &Drawing, before: Report) -> Outcome {
    let strokes = Strokes::of(&work.drawing);
    let lines = pieces(&strokes);
    // Curves were cut into straight pieces on both sides.
    let flat = 2.0 * FLAT_MM;
    let tolerance_mm = work.moved_max_mm * distance::CLOSE + flat + NEAR_MM;
    let far = |from: &[Line], to: &[Line]| distance::bound(from, to, NEAR_MM) + flat;
    let facts = before.drawing.unwrap_or_default();
    let cut_mm = work.report.drawing.as_ref().map_or(0.0, |facts| facts.cut_length_mm);
    let proof = DrawingProof {
        tolerance_mm,
        to_mended_mm: far(&work.original, &lines),
        to_original_mm: far(&lines, &work.original),
        cut_length_change_mm: cut_mm - facts.cut_length_mm,
        travel_change_mm: order::travel_mm(&strokes.list) - order::travel_mm(&Strokes::of(drawing).list),
        before: facts,
    };
    let farthest = proof.to_mended_mm.max(proof.to_original_mm);
    if farthest > tolerance_mm {
        let sentence = format!(
            "Mending would move a line by up to {}, more than the {} that can pass for the same drawing.",
            length(farthest),
            length(tolerance_mm)
        );
        return Outcome::refused(Refusal::new(Reason::TooFar, sentence));
    }
    let proof = Proof { after: work.report, mesh: None, drawing: Some(proof) };
    Outcome { pattern: Some(Pattern::Drawing(work.drawing)), steps: work.steps, proof: Some(proof), refused: None }
}
