//! The samples of `docs/findings`: each is the smallest pattern that has its finding, and every check has one.
#![allow(clippy::expect_used)]

use std::{collections::BTreeSet, path::Path};

use inspect::{Options, Process, Sheet, Use, Way};
use pattern::Budget;

/// Checks without a sample, because there is nothing to see, or too much of it.
const WITHOUT: [&str; 5] = ["M301", "M399", "D401", "D409", "P501"];

/// What the second part of a sample's name asks for: a way of making, a use, a bed, or a sheet.
fn options(setting: &str) -> Options {
    let way = Way::ALL.into_iter().find(|way| way.word() == setting);
    Options {
        process: way.map(Process::usual),
        bed_mm: (setting == "bed").then_some([220.0, 220.0, 250.0]),
        sheet: Sheet::named(setting),
        used_for: Use::named(setting),
        ..Options::default()
    }
}

#[test]
fn every_check_has_a_sample_that_has_its_finding() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings");
    let mut seen = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("the samples are there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            continue;
        }
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let parts: Vec<&str> = name.split('.').collect();
        let reading = pattern::read(&std::fs::read(&path).expect("read"), Some(&name), &Budget::default());
        let report = inspect::inspect_watched(&reading, &options(parts[1]), &mut |_| {});
        let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code.as_str()).collect();
        assert!(codes.contains(&parts[0]), "{name} has {codes:?}");
        let picture = path.with_file_name("pictures").join(format!("{}.svg", parts[0]));
        assert!(picture.is_file(), "{name} has no picture: run `cargo xtask findings`");
        seen.insert(parts[0].to_owned());
    }
    let wanted = inspect::codes::ALL.iter().map(|code| code.id.to_owned());
    let wanted: BTreeSet<String> = wanted.filter(|id| !WITHOUT.contains(&id.as_str())).collect();
    assert_eq!(seen, wanted);
}
