//! Drawings: what burns a dot, what is cut twice, and what does not close by a slip of the hand.

mod doubles;
mod join;
mod strokes;

use inspect::{
    Report,
    words::{count, length},
};
use pattern::{Drawing, Pattern, Reading, Severity};

use crate::{
    DrawingProof, Options, Outcome, Proof, Reason, Refusal, Step,
    mesh::{distance::bound, space::Point},
};
use strokes::{FLAT_MM, Strokes};

/// Ends that lie this close meet, mm; lines this close lie on one another. The inspection has the same.
const MEET_MM: f64 = 0.01;
/// What can be mended: open contours, doubled lines, strokes without length.
const LINES: [&str; 3] = ["D402", "D404", "D407"];

/// Mends a drawing.
pub(crate) fn mend(drawing: &Drawing, reading: &Reading, options: &Options) -> Outcome {
    let before = inspect::inspect(&read(drawing, reading));
    if faults(&before).iter().all(|count| *count == 0) {
        return Outcome::sound();
    }
    let mut strokes = Strokes::of(drawing);
    let mut steps = Vec::new();
    drop_dots(&mut strokes, &mut steps);
    let original = pieces(&strokes);
    let whole = doubles::drop_strokes(&mut strokes, drawing);
    join_ends(&mut strokes, drawing, options, &mut steps);
    let doubled = whole + doubles::drop_lines(&mut strokes, drawing);
    if doubled > 0 {
        let what = count(doubled, "line that lay", "lines that lay");
        steps.push(Step::new("drop-doubles", doubled, format!("Removed {what} on another.")));
    }
    let lines = pieces(&strokes);
    let mended = strokes.into_drawing(drawing);
    let after = inspect::inspect(&read(&mended, reading));
    conclude(mended, steps, [original, lines], before, after, options)
}

/// How often each of [`LINES`] warns.
fn faults(report: &Report) -> [u64; LINES.len()] {
    LINES.map(|code| {
        let same = report.findings.iter().filter(|finding| finding.code == code && finding.severity > Severity::Info);
        same.map(|finding| finding.count).sum()
    })
}

fn read(drawing: &Drawing, reading: &Reading) -> Reading {
    Reading {
        format: reading.format,
        pattern: Some(Pattern::Drawing(drawing.clone())),
        units: reading.units,
        findings: Vec::new(),
    }
}

/// Whether two paths are followed by the same tool: neither filled, both of one layer, colour, width and dash.
fn same_kind(drawing: &Drawing, one: usize, other: usize) -> bool {
    let (one, other) = (&drawing.paths[one], &drawing.paths[other]);
    one.fill.is_none()
        && other.fill.is_none()
        && one.layer == other.layer
        && one.stroke == other.stroke
        && one.stroke_width_mm == other.stroke_width_mm
        && one.dashes_mm == other.dashes_mm
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

/// The strokes' straight pieces as triangles that repeat a corner.
fn pieces(strokes: &Strokes) -> Vec<[Point; 3]> {
    let pieces = strokes.list.iter().flat_map(strokes::Stroke::pieces);
    pieces.map(|[a, b]| [a, b, b].map(|[x, y]| [x, y, 0.0])).collect()
}

fn conclude(
    mended: Drawing,
    steps: Vec<Step>,
    [original, lines]: [Vec<[Point; 3]>; 2],
    before: Report,
    after: Report,
    options: &Options,
) -> Outcome {
    let (was, is) = (faults(&before), faults(&after));
    if was.iter().sum::<u64>() <= is.iter().sum() {
        let sentence = "What was found in the drawing is nothing that can be mended without guessing: gaps too wide for a \
                        slip, or lines that belong to two shapes. Mend it in the program that made it.";
        return Outcome::refused(Refusal::new(Reason::StillFaulty, sentence));
    }
    // Curves were cut into straight pieces on both sides.
    let flat = 2.0 * FLAT_MM;
    let tolerance_mm = options.join_mm / 2.0 + MEET_MM + flat;
    let far = |from: &[[Point; 3]], to: &[[Point; 3]]| bound(from, to, MEET_MM) + flat;
    let facts = before.drawing.unwrap_or_default();
    let cut_mm = after.drawing.as_ref().map_or(0.0, |facts| facts.cut_length_mm);
    let proof = DrawingProof {
        tolerance_mm,
        to_mended_mm: far(&original, &lines),
        to_original_mm: far(&lines, &original),
        cut_length_change_mm: cut_mm - facts.cut_length_mm,
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
    let proof = Proof { after, mesh: None, drawing: Some(proof) };
    Outcome { pattern: Some(Pattern::Drawing(mended)), steps, proof: Some(proof), refused: None }
}
