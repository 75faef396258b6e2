//! Judges files: for each mesh named, or found in a folder named, its verdict and what is so about its surface.
//!
//! `cargo run --release -p inspect --example judge -- FILE_OR_FOLDER...` prints one line a file, tabs between: the path,
//! the verdict, triangles, open edges, crowded edges, volume in mm³ and the codes of what was found.

use std::path::{Path, PathBuf};

use pattern::{Budget, Pattern};

fn main() {
    let mut files = Vec::new();
    std::env::args_os().skip(1).for_each(|argument| gather(Path::new(&argument), &mut files));
    files.sort();
    println!("path\tverdict\ttriangles\topen\tcrowded\tvolume_mm3\tcodes");
    for file in files {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let name = file.file_name().and_then(|name| name.to_str());
        let reading = pattern::read(&bytes, name, &Budget::default());
        if let Some(Pattern::Mesh(_)) = reading.pattern {
            println!("{}\t{}", file.display(), line(&inspect::inspect(&reading)));
        }
    }
}

fn line(report: &inspect::Report) -> String {
    let facts = report.mesh.clone().unwrap_or_default();
    let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code.as_str()).collect();
    format!(
        "{}\t{}\t{}\t{}\t{:.6e}\t{}",
        report.verdict.word(),
        facts.triangles,
        facts.boundary_edges,
        facts.non_manifold_edges,
        facts.volume_mm3,
        codes.join(",")
    )
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| gather(&entry.path(), files)),
        Err(_) => files.push(path.to_owned()),
    }
}
