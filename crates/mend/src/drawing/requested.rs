//! What is done on request only: arcs for chords, fewer points, a good order. Each step is kept only where inspection
//! warns of nothing more than before it.

use std::collections::BTreeMap;

use inspect::{
    Report,
    words::{count, grouped, length},
};
use pattern::{Drawing, Reading, Severity};

use super::{
    Work, arcs, order, read, simplify,
    strokes::{Stroke, Strokes},
};
use crate::{Options, Step};

/// The largest tolerance that is taken, mm: what is farther off is another drawing.
const TOLERANCE_MAX_MM: f64 = 1.0;

/// `work` with what `options` ask for: arcs before fewer points, which would leave no chords to know them by.
pub(super) fn apply(work: Work, reading: &Reading, options: &Options) -> Work {
    let tolerance = |mm: f64| Some(mm).filter(|mm| *mm > 0.0).map(|mm| mm.min(TOLERANCE_MAX_MM));
    let mut work = work;
    if let Some(mm) = options.arcs_mm.and_then(tolerance) {
        work = kept(work, reading, mm, |strokes, drawing| fit_arcs(strokes, drawing, mm));
    }
    if let Some(mm) = options.simplify_mm.and_then(tolerance) {
        work = kept(work, reading, mm, |strokes, _| simplify_all(strokes, mm));
    }
    if options.order {
        work = kept(work, reading, 0.0, put_in_order);
    }
    work
}

/// `work` after `change`, which moves lines by `moved_mm` at most; as it was where there was nothing to do, or where
/// inspection warns of more.
fn kept(
    work: Work,
    reading: &Reading,
    moved_mm: f64,
    change: impl FnOnce(&mut Strokes, &Drawing) -> Option<Step>,
) -> Work {
    let mut strokes = Strokes::of(&work.drawing);
    let Some(step) = change(&mut strokes, &work.drawing) else { return work };
    let drawing = strokes.into_drawing(&work.drawing);
    let report = inspect::inspect(&read(&drawing, reading));
    if warns_of_more(&report, &work.report) {
        return work;
    }
    let mut steps = work.steps;
    steps.push(step);
    Work { drawing, steps, report, moved_max_mm: work.moved_max_mm + moved_mm, ..work }
}

fn warns_of_more(after: &Report, before: &Report) -> bool {
    let counts = |report: &Report| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for finding in report.findings.iter().filter(|finding| finding.severity > Severity::Info) {
            *counts.entry(finding.code.clone()).or_default() += finding.count;
        }
        counts
    };
    let before = counts(before);
    counts(after).iter().any(|(code, count)| before.get(code).is_none_or(|before| count > before))
}

fn fit_arcs(strokes: &mut Strokes, drawing: &Drawing, tolerance_mm: f64) -> Option<Step> {
    let (mut fits, mut chords) = (0, 0);
    let is_changed = &mut strokes.is_changed;
    let mut looks = arcs::LOOKS_MAX;
    for stroke in &mut strokes.list {
        let may_turn = drawing.paths[stroke.path].dashes_mm.is_empty();
        if let Some(fitted) = arcs::fitted(stroke, tolerance_mm, may_turn, &mut looks) {
            is_changed[stroke.path] = true;
            (fits, chords) = (fits + fitted.arcs, chords + fitted.chords);
            *stroke = fitted.stroke;
        }
    }
    let sentence = format!(
        "Drew {} in place of {}, none off by more than {}.",
        count(fits, "arc", "arcs"),
        count(chords, "straight piece", "straight pieces"),
        length(tolerance_mm)
    );
    (fits > 0).then(|| Step::new("fit-arcs", fits, sentence))
}

fn simplify_all(strokes: &mut Strokes, tolerance_mm: f64) -> Option<Step> {
    let segments = |strokes: &[Stroke]| strokes.iter().map(|stroke| stroke.segments.len() as u64).sum::<u64>();
    let before = segments(&strokes.list);
    let is_changed = &mut strokes.is_changed;
    for stroke in &mut strokes.list {
        if let Some((simpler, _)) = simplify::simplified(stroke, tolerance_mm) {
            is_changed[stroke.path] = true;
            *stroke = simpler;
        }
    }
    let left = segments(&strokes.list);
    let sentence = format!(
        "Left {} of {}, none off by more than {}.",
        grouped(left),
        count(before, "segment", "segments"),
        length(tolerance_mm)
    );
    (left < before).then(|| Step::new("simplify", before - left, sentence))
}

fn put_in_order(strokes: &mut Strokes, drawing: &Drawing) -> Option<Step> {
    let ordered = order::order(strokes, drawing)?;
    let early = match ordered.too_early {
        0 => String::new(),
        early => format!(" {} cut before what lies inside.", count(early, "contour was", "contours were")),
    };
    let sentence = format!(
        "Ordered {}, inner before outer: {} of travel between them instead of {}.{early}",
        count(ordered.strokes, "line", "lines"),
        length(ordered.after_mm),
        length(ordered.before_mm)
    );
    Some(Step::new("order", ordered.strokes, sentence))
}
