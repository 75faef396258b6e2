//! What the checks say about a folder of drawings: the slowest files, and the most frequent findings with an example.
//!
//! `cargo run --release -p inspect --example drawings -- FOLDER [CODE]` prints what it says of one code in each file, too.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Instant,
};

use pattern::{Budget, Pattern};

fn main() {
    let Some(folder) = std::env::args().nth(1) else {
        println!("drawings FOLDER");
        return;
    };
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files);
    files.sort();
    let mut times: Vec<(f64, &PathBuf)> = Vec::new();
    let mut said: BTreeMap<(String, String), (u64, u64, String)> = BTreeMap::new();
    for path in &files {
        let Ok(bytes) = std::fs::read(path) else { continue };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let reading = pattern::read(&bytes, name.as_deref(), &Budget::default());
        if !matches!(reading.pattern, Some(Pattern::Drawing(_))) {
            continue;
        }
        let begin = Instant::now();
        let mut last = begin;
        let mut steps = String::new();
        let report = inspect::inspect_watched(&reading, &inspect::Options::default(), &mut |step| {
            steps += &format!(" {step} {:.0}", last.elapsed().as_secs_f64() * 1e3);
            last = Instant::now();
        });
        if begin.elapsed().as_millis() > 100 {
            println!("{}: ms{steps}", path.display());
        }
        if let Some(wanted) = std::env::args().nth(2) {
            let named = report.findings.iter().filter(|finding| finding.code == wanted);
            named.for_each(|finding| {
                println!(
                    "{} {} x{} {} {:?}",
                    path.display(),
                    finding.severity.word(),
                    finding.count,
                    finding.message,
                    finding.at.first()
                )
            });
        }
        times.push((begin.elapsed().as_secs_f64() * 1e3, path));
        for finding in report.findings {
            let key = (finding.code, finding.severity.word().to_owned());
            let known = said.entry(key).or_default();
            known.0 += 1;
            if finding.count > known.1 {
                (known.1, known.2) =
                    (finding.count, format!("{}: {}", name.clone().unwrap_or_default(), finding.message));
            }
        }
    }
    times.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("{} drawings of {} files", times.len(), files.len());
    times.iter().take(8).for_each(|(ms, path)| println!("{ms:>9.1} ms  {}", path.display()));
    let mut said: Vec<_> = said.into_iter().collect();
    said.sort_by_key(|(_, (files, ..))| std::cmp::Reverse(*files));
    for ((code, severity), (files, count, example)) in said {
        println!("{code} {severity:<4} in {files:>4} files, up to {count:>7}: {example}");
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path
            .extension()
            .is_some_and(|known| ["dxf", "svg"].iter().any(|name| known.eq_ignore_ascii_case(name)))
        {
            files.push(path);
        }
    }
}
