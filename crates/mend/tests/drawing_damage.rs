//! Damage planted into clean drawings is mended where it can be without guessing, and nothing else is touched.
#![allow(clippy::expect_used)] // What is missing ends the test.

#[path = "../../inspect/tests/drawing_damage/clean.rs"]
mod clean;
#[path = "../../inspect/tests/drawing_damage/kinds.rs"]
mod kinds;
#[path = "../../inspect/tests/drawing_damage/written.rs"]
mod written;

use std::collections::BTreeMap;

use inspect::Report;
use kinds::{KINDS, Random};
use mend::{Options, Outcome};
use pattern::{Budget, Pattern, Severity};

/// What is mended wherever it is planted. A gap of 0.3 mm may be a bridge that holds a part, and what a line would have to
/// be guessed for is the maker's to draw.
const MENDED: [&str; 6] =
    ["gap of 0.05 mm", "doubled line", "half-doubled line", "inner part doubled", "stray dot", "tiny segments"];

/// How often each thing is warned of.
fn warned(report: &Report) -> BTreeMap<String, u64> {
    let loud = report.findings.iter().filter(|finding| finding.severity > Severity::Info);
    loud.map(|finding| (finding.code.clone(), finding.count)).collect()
}

#[test]
fn what_can_be_mended_is_gone_and_nothing_new_is_warned_of() {
    let mut random = Random(20_261_125);
    let mut tallies: BTreeMap<usize, [u32; 4]> = BTreeMap::new();
    let mut left = Vec::new();
    for clean in clean::all() {
        for (order, (kind, codes, in_dxf, damage)) in KINDS.iter().enumerate() {
            let Some(damaged) = damage(&clean, &mut random) else { continue };
            let svg = ("svg", written::svg(&damaged.drawing, &damaged.extras));
            let dxf = in_dxf.then(|| ("dxf", written::dxf(&damaged.drawing, &damaged.extras)));
            for (format, bytes) in std::iter::once(svg).chain(dxf) {
                let reading = pattern::read(&bytes, Some(&format!("a.{format}")), &Budget::default());
                let before = warned(&inspect::inspect(&reading));
                let tally = tallies.entry(order).or_default();
                tally[0] += 1;
                let outcome = mend::mend(&reading, &Options::default());
                let Outcome { pattern: Some(Pattern::Drawing(_)), proof: Some(proof), .. } = outcome else {
                    tally[2] += u32::from(outcome.refused.is_some());
                    if MENDED.contains(kind) {
                        left.push(format!("{kind} in {}.{format}: {:?}", clean.name, outcome.refused));
                    }
                    continue;
                };
                let after = warned(&proof.after);
                let is_gone = !codes.iter().any(|code| after.contains_key(*code));
                tally[1] += u32::from(is_gone);
                let worse = after.iter().any(|(code, count)| before.get(code).is_none_or(|was| count > was));
                tally[3] += u32::from(worse);
                if worse || (MENDED.contains(kind) && !is_gone) {
                    left.push(format!("{kind} in {}.{format}: {before:?} to {after:?}", clean.name));
                }
            }
        }
    }
    println!("{:<20} {:>7} {:>7} {:>7} {:>6}", "kind", "planted", "mended", "refused", "worse");
    for (order, [planted, mended, refused, worse]) in &tallies {
        println!("{:<20} {planted:>7} {mended:>7} {refused:>7} {worse:>6}", KINDS[*order].0);
    }
    assert!(left.is_empty(), "{} left:\n{}", left.len(), left.join("\n"));
}

#[test]
fn clean_drawings_are_not_touched_unasked_and_keep_their_length_when_they_are_asked_for() {
    let asked = Options { arcs_mm: Some(0.02), simplify_mm: Some(0.01), order: true, ..Options::default() };
    for clean in clean::all() {
        let bytes = written::svg(&clean.drawing, &written::Extras::default());
        let reading = pattern::read(&bytes, Some("a.svg"), &Budget::default());
        let unasked = mend::mend(&reading, &Options::default());
        assert!(unasked.steps.is_empty() && unasked.refused.is_none(), "{}: {:?}", clean.name, unasked.steps);
        let outcome = mend::mend(&reading, &asked);
        assert!(outcome.refused.is_none(), "{}: {:?}", clean.name, outcome.refused);
        let Some(proof) = outcome.proof else { continue };
        assert_eq!(warned(&proof.after), BTreeMap::new(), "{}", clean.name);
        let lines = proof.drawing.expect("of a drawing");
        assert!(lines.to_mended_mm.max(lines.to_original_mm) <= lines.tolerance_mm, "{}", clean.name);
        assert!(lines.cut_length_change_mm.abs() <= 1e-3 * lines.before.cut_length_mm, "{}", clean.name);
    }
}
