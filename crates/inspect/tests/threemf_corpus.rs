//! The 3MF files of the corpus against the standard's rules: the consortium's own that must fail and must pass, its samples,
//! and those of other projects. Says so and passes where no corpus lies beside the repository.
#![allow(clippy::expect_used)] // What is missing ends the test.

use std::path::{Path, PathBuf};

use inspect::{Report, Verdict, inspect};
use pattern::{Budget, Severity};

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("MAQUETTE_CORPUS").map_or(beside, PathBuf::from);
    folder.join("3mf-samples").is_dir().then_some(folder)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "3mf") {
            found.push(path);
        }
    }
}

/// Files that the rules judge in another way than their folder's name does, and why.
const DISAGREEMENTS: [(&str, &str); 2] = [
    (
        "MUSTFAIL_Chapter3.4.1a_MissingMetadataName.3mf",
        "its metadata “Undefined” is as unknown as “MustIgnore” in MUSTPASS_Chapter3.4.1c, from which it differs in nothing \
         else that a rule could see; core 3.4.1 tells consumers to ignore such names, so both are a warning",
    ),
    (
        "examples/material/dodeca_chain_loop_color.3mf",
        "it has two pieces of metadata named “Description”, and core 3.4.1 says that producers MUST NOT do that; \
         MUSTFAIL_Chapter3.4.1b has nothing else wrong with it than two named “Title”",
    ),
];

/// Files that must pass or are samples, break a rule all the same, and are warned of only: the code, and why no more.
const WARNED: [(&str, &str, &str); 6] = [
    (
        "multiprop-metallic.3mf",
        "R131",
        "“multi” and “ms:pbmetallic” are in no namespace of 3MF, which consumers ignore",
    ),
    ("multiprop-opaque.3mf", "R131", "“multi” is in the core namespace, which does not have it; consumers ignore it"),
    ("multiprop-translucent.3mf", "R131", "the same, and “ms:translucent”"),
    (
        "MUSTPASS_Chapter3.4.1c_MustIgnoreUndefinedMetadataName.3mf",
        "R133",
        "core 3.4.1: consumers ignore unknown names",
    ),
    ("MUSTPASS_Chapter3.4.2_MetaData_Resources_Build.3mf", "R137", "a texture as a layer: materials 5 asks for groups"),
    ("MUSTPASS_Chapter3.4.3a_MustNotOutputNonReferencedObjects.3mf", "R137", "the same"),
];

/// Samples of which nothing can be made here for another reason than a rule.
const OTHERWISE: [(&str, &str, &str); 2] = [
    ("examples/beam lattice/pyramid.3mf", "R106", "a lattice without a triangle, and beams are not made a surface yet"),
    ("examples/beam lattice/variable voronoi.3mf", "R106", "the same"),
];

/// Whether a finding says that a rule of the 3MF standard is broken.
fn is_rule(code: &str) -> bool {
    matches!(code, "R117" | "R118" | "R120" | "R121") || ("R130"..="R140").contains(&code)
}

/// Codes of the report, of this severity, that are rules or are not.
fn codes(report: &Report, severity: Severity, rules: bool) -> Vec<&str> {
    let told = report.findings.iter().filter(|finding| finding.severity == severity && is_rule(&finding.code) == rules);
    told.map(|finding| finding.code.as_str()).collect()
}

fn reason<'a>(table: &[(&str, &'a str)], path: &str) -> Option<&'a str> {
    table.iter().find(|(name, _)| path.ends_with(name)).map(|(_, reason)| *reason)
}

#[test]
fn the_standards_own_files_fail_and_pass_as_they_must() {
    let Some(folder) = corpus() else {
        println!("skipped: no corpus beside the repository");
        return;
    };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    paths.sort();
    let (mut must_fail, mut must_fail_fails, mut fails, mut odd) = (0, 0, 0, String::new());
    for path in &paths {
        let own = path.strip_prefix(&folder).expect("inside").to_string_lossy().into_owned();
        let report = inspect(&pattern::read(&std::fs::read(path).expect("readable"), Some(&own), &Budget::default()));
        let is_bad = own.contains("/MUSTFAIL_");
        let broken = codes(&report, Severity::Fail, true);
        must_fail += u32::from(is_bad);
        must_fail_fails += u32::from(is_bad && !broken.is_empty());
        fails += u32::from(!broken.is_empty());
        assert!(broken.is_empty() || report.verdict == Verdict::Fail, "{own}");
        if is_bad == broken.is_empty() {
            match reason(&DISAGREEMENTS, &own) {
                Some(why) => println!("{own} {broken:?}: {why}"),
                None => odd += &format!("{own} {broken:?}\n"),
            }
        }
        odd += &unexpected(&own, is_bad, &report);
    }
    println!("recall: {must_fail_fails} of {must_fail} that must fail do, by a rule");
    println!("precision: {must_fail_fails} of {fails} that fail by a rule must");
    println!("files: {}", paths.len());
    assert!(odd.is_empty(), "{odd}");
    assert_eq!((must_fail - must_fail_fails, fails - must_fail_fails), (1, 1));
}

/// What is wrong with a sound file, by a warning of the rules or by something else, that no table explains.
fn unexpected(own: &str, is_bad: bool, report: &Report) -> String {
    let mut odd = String::new();
    for code in codes(report, Severity::Warn, true).into_iter().filter(|_| !is_bad) {
        let known = WARNED.iter().find(|(name, known, _)| own.ends_with(name) && *known == code);
        match known {
            Some((.., why)) => println!("{own} is warned of by {code}: {why}"),
            None => odd += &format!("{own} warns {code}\n"),
        }
    }
    for code in codes(report, Severity::Fail, false).into_iter().filter(|_| !is_bad) {
        match OTHERWISE.iter().find(|(name, known, _)| own.ends_with(name) && *known == code) {
            Some((.., why)) => println!("{own} fails by {code}: {why}"),
            None => odd += &format!("{own} fails by {code}\n"),
        }
    }
    odd
}
