//! Files that end before they should: a broken upload, a full disk.

use pattern::Severity;

use crate::answers::{read, told};
use crate::good;

/// An OBJ says nowhere how long it is: one that is cut between two lines, or within a number, is a shorter OBJ.
fn may_pass(kind: &str) -> bool {
    kind == "OBJ"
}

#[test]
fn a_file_cut_at_any_sixteenth_says_so_and_does_not_pass() {
    let mut sheet = String::new();
    for (name, kind, bytes) in good::files() {
        assert!(
            read(&bytes, name).findings.iter().all(|finding| finding.severity == Severity::Info),
            "{kind} is sound"
        );
        let mut last = String::new();
        for sixteenth in 0..16 {
            let reading = read(&bytes[..bytes.len() * sixteenth / 16], name);
            let fails = reading.findings.iter().any(|finding| finding.severity == Severity::Fail);
            assert!(
                fails || (may_pass(kind) && reading.pattern.is_some()),
                "{kind} at {sixteenth}/16: {:?}",
                reading.findings
            );
            // Cuts that differ in figures only are kept once.
            let answer = told(&reading);
            let shape: String = answer.chars().filter(|letter| !letter.is_ascii_digit()).collect();
            if shape != last {
                sheet += &format!("{kind}, cut at {sixteenth}/16\n{answer}");
                last = shape;
            }
        }
    }
    insta::assert_snapshot!(sheet);
}

#[test]
fn every_single_cut_of_a_small_file_is_survived() {
    for (name, _, bytes) in good::files() {
        for end in 0..bytes.len().min(2048) {
            read(&bytes[..end], name);
        }
    }
}
