//! Mends every drawing of a folder in which inspection warns of something that can be mended, and counts; then asks for
//! arcs, fewer points and an order of all of them.
//!
//! `cargo run --release -p mend --example lines -- FOLDER [OUT]` prints one line a file, tabs between: the path, what
//! came of it, the seconds, and the steps or the reason; then how many of each. Into OUT go the changed ones as DXF and SVG.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Instant,
};

use mend::{Options, Outcome};
use pattern::{Budget, Pattern, Reading, Severity};

/// What mending takes on unasked.
const MENDABLE: [&str; 4] = ["D402", "D404", "D407", "D410"];

fn main() {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("lines FOLDER [OUT]");
        return;
    };
    let out = std::env::args_os().nth(2).map(PathBuf::from);
    let mut files = Vec::new();
    gather(Path::new(&folder), &mut files);
    files.sort();
    let mut tally: BTreeMap<String, u32> = BTreeMap::new();
    let requested = Options { arcs_mm: Some(0.02), simplify_mm: Some(0.01), order: true, ..Options::default() };
    for file in &files {
        let Ok(bytes) = std::fs::read(file) else { continue };
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        let reading = pattern::read(&bytes, name.as_deref(), &Budget::default());
        if !matches!(reading.pattern, Some(Pattern::Drawing(_))) {
            continue;
        }
        let before = faults(&inspect::inspect(&reading));
        if before > 0 {
            tell(file, &reading, &Options::default(), &mut tally, "unasked", before);
        }
        let outcome = tell(file, &reading, &requested, &mut tally, "requested", before);
        if let (Some(out), Some(Pattern::Drawing(drawing))) = (&out, &outcome.pattern)
            && let Err(error) = write(out, file, drawing)
        {
            eprintln!("{}: {error}", out.display());
        }
    }
    tally.iter().for_each(|(kind, count)| println!("{count:>5} {kind}"));
}

fn faults(report: &inspect::Report) -> u64 {
    let mendable =
        |finding: &&pattern::Finding| finding.severity > Severity::Info && MENDABLE.contains(&finding.code.as_str());
    report.findings.iter().filter(mendable).map(|finding| finding.count).sum()
}

/// What is left to mend, by code.
fn codes(report: &inspect::Report) -> String {
    let left = report.findings.iter().filter(|finding| finding.severity > Severity::Info);
    let left = left.filter(|finding| MENDABLE.contains(&finding.code.as_str()));
    left.map(|finding| format!(" {} x{}", finding.code, finding.count)).collect()
}

fn tell(
    file: &Path,
    reading: &Reading,
    options: &Options,
    tally: &mut BTreeMap<String, u32>,
    how: &str,
    before: u64,
) -> Outcome {
    let start = Instant::now();
    let outcome = mend::mend(reading, options);
    let seconds = start.elapsed().as_secs_f64();
    let left = outcome.proof.as_ref().map(|proof| faults(&proof.after));
    let codes = outcome.proof.as_ref().map_or(String::new(), |proof| codes(&proof.after));
    let kind = match (&outcome, left) {
        (Outcome { refused: Some(refusal), .. }, _) => format!("{how}: refused {}", refusal.reason.name()),
        (_, None) => format!("{how}: nothing to do"),
        (_, Some(0)) => format!("{how}: changed, nothing left to mend"),
        (_, Some(left)) if left < before => format!("{how}: changed, less left to mend"),
        (_, Some(_)) => format!("{how}: changed, as much left to mend"),
    };
    for step in &outcome.steps {
        *tally.entry(format!("{how}: step {}", step.name)).or_default() += 1;
    }
    let steps: Vec<&str> = outcome.steps.iter().map(|step| step.sentence.as_str()).collect();
    let why = outcome.refused.as_ref().map_or(steps.join(" "), |refusal| refusal.sentence.clone());
    let moved = outcome.proof.as_ref().and_then(|proof| proof.drawing.as_ref());
    let moved = moved.map_or(String::new(), |proof| {
        format!("moved {:.4} of {:.4} mm", proof.to_mended_mm.max(proof.to_original_mm), proof.tolerance_mm)
    });
    println!("{}\t{kind}\t{seconds:.3}\t{before} to {left:?}{codes}\t{moved}\t{why}", file.display());
    *tally.entry(kind).or_default() += 1;
    outcome
}

fn write(out: &Path, file: &Path, drawing: &pattern::Drawing) -> std::io::Result<()> {
    let name = file.to_string_lossy().replace(['/', ' '], "_");
    std::fs::create_dir_all(out)?;
    std::fs::write(out.join(format!("{name}.dxf")), pattern::drawing::dxf::write(drawing))?;
    std::fs::write(out.join(format!("{name}.svg")), pattern::drawing::svg::write(drawing))
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| gather(&entry.path(), files)),
        Err(_) => files.push(path.to_owned()),
    }
}
