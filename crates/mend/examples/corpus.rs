//! Mends every mesh of a folder of which inspection says anything, and counts.
//!
//! `cargo run --release -p mend --example corpus -- FOLDER [OUT]` prints one line a file, tabs between: the path, the
//! verdict before and what came of it, the seconds, and the steps or the reason; then for each verdict how many were
//! mended with proof and why others were not. Into OUT go the mended ones of the meshes that fail as STL, and their
//! originals as STL beside them, in folders of these names.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Instant,
};

use inspect::Verdict;
use pattern::{Budget, Mesh, Pattern, mesh::stl};

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let Some(folder) = arguments.next() else {
        eprintln!("corpus FOLDER [OUT]");
        return;
    };
    let out = arguments.next().map(PathBuf::from);
    let mut files = Vec::new();
    gather(Path::new(&folder), &mut files);
    files.sort();
    let mut tally: BTreeMap<String, u32> = BTreeMap::new();
    let start = Instant::now();
    for file in &files {
        if let Some(kind) = mend(file, out.as_deref()) {
            *tally.entry(kind).or_default() += 1;
        }
    }
    println!("{:.1} s", start.elapsed().as_secs_f64());
    tally.iter().for_each(|(kind, count)| println!("{count:>5} {kind}"));
}

/// What came of a file; none where it passes inspection or is no mesh.
fn mend(file: &Path, out: Option<&Path>) -> Option<String> {
    let bytes = std::fs::read(file).ok()?;
    let reading = pattern::read(&bytes, file.file_name()?.to_str(), &Budget::default());
    let Some(Pattern::Mesh(mesh)) = &reading.pattern else { return None };
    let before = inspect::inspect(&reading).verdict;
    let out = out.filter(|_| before == Verdict::Fail);
    if before == Verdict::Pass {
        return None;
    }
    write(out, "original", file, mesh);
    let start = Instant::now();
    let outcome = mend::mend(&reading, &mend::Options::default());
    let seconds = start.elapsed().as_secs_f64();
    let (kind, why) = match (&outcome.pattern, &outcome.refused) {
        (Some(Pattern::Mesh(mended)), _) => {
            write(out, "mended", file, mended);
            ("mended".to_owned(), said(&outcome))
        }
        (_, Some(refusal)) => (format!("refused {}", refusal.reason.name()), refusal.sentence.clone()),
        _ => ("nothing of its surface".to_owned(), String::new()),
    };
    let kind = format!("{}: {kind}", before.word());
    println!("{}\t{kind}\t{seconds:.3}\t{why}", file.display());
    Some(kind)
}

fn said(outcome: &mend::Outcome) -> String {
    let steps: Vec<String> = outcome.steps.iter().map(|step| step.sentence.clone()).collect();
    let proof = outcome.proof.as_ref();
    let figures = proof.and_then(|proof| proof.mesh.as_ref()).map(|mesh| {
        format!(
            "[{}; moved {:.2e} of {:.2e} mm; Hausdorff {:.3} mm; {:.1} mm2 filled; {:.1} mm2 left out; {:.3} mm3 now]",
            proof.map_or("", |proof| proof.after.verdict.word()),
            mesh.to_mended_mm.max(mesh.to_original_mm),
            mesh.tolerance_mm,
            mesh.hausdorff_mm,
            mesh.filled_mm2,
            mesh.left_out_mm2,
            mesh.before.volume_mm3 + mesh.volume_change_mm3
        )
    });
    format!("{} {}", steps.join(" "), figures.unwrap_or_default())
}

fn write(out: Option<&Path>, kind: &str, file: &Path, mesh: &Mesh) {
    let Some(folder) = out.map(|out| out.join(kind)) else { return };
    let name: String = file.to_string_lossy().replace(['/', ' '], "_");
    let written = std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(folder.join(format!("{}.stl", name.trim_start_matches('_'))), stl::write(mesh)));
    if let Err(error) = written {
        eprintln!("{}: {error}", folder.display());
    }
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| gather(&entry.path(), files)),
        Err(_) => files.push(path.to_owned()),
    }
}
