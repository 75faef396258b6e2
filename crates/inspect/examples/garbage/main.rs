//! How long files take that are no patterns, or whose every piece lies across every other: `cargo xtask bench garbage`.
//!
//! Files of so many megabytes are made by a fixed generator, read and inspected, one after the other, on all cores; so are
//! the files that fuzzing begins with and those that it once found. Printed are seconds, seconds a megabyte, and what was left
//! out; and the slowest by format. The limit beside them is reading every byte once.

mod made;

use std::{path::Path, time::Instant};

use pattern::Budget;

/// What one file took.
struct Line {
    name: String,
    seconds: f64,
    megabytes: f64,
    left_out: String,
}

impl Line {
    fn of(name: &str, bytes: &[u8]) -> Self {
        let begun = Instant::now();
        let report = inspect::inspect(&pattern::read(bytes, Some(name), &Budget::default()));
        let seconds = begun.elapsed().as_secs_f64();
        let codes = report.findings.iter().map(|finding| finding.code.as_str());
        let left_out: Vec<&str> = codes.filter(|code| matches!(*code, "M399" | "D409" | "R213" | "R104")).collect();
        Self { name: name.to_owned(), seconds, megabytes: bytes.len() as f64 / 1e6, left_out: left_out.join(" ") }
    }

    fn print(&self) {
        let Self { name, seconds, megabytes, left_out } = self;
        println!("| {name} | {megabytes:.1} | {seconds:.2} | {:.2} | {left_out} |", seconds / megabytes);
    }

    fn extension(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }
}

fn main() -> std::io::Result<()> {
    let megabytes = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(2);
    let bytes = megabytes * 1_000_000;
    let mut lines = Vec::new();
    println!("| file | MB | s | s/MB | left out |\n|---|---|---|---|---|");
    println!("| reading every byte | {megabytes} | {:.3} | | |", reading(bytes));
    for (name, make) in made::KINDS {
        let line = Line::of(name, &make(bytes));
        line.print();
        lines.push(line);
    }
    lines.sort_by(|a, b| a.extension().cmp(b.extension()).then(b.seconds.total_cmp(&a.seconds)));
    lines.dedup_by(|later, first| later.extension() == first.extension());
    println!("\n| slowest by format | MB | s | s/MB | left out |\n|---|---|---|---|---|");
    lines.iter().for_each(Line::print);
    fuzzed()
}

/// Seconds of adding up that many bytes.
fn reading(bytes: usize) -> f64 {
    let bytes = made::noise(1).flat_map(u64::to_le_bytes).take(bytes).collect::<Vec<u8>>();
    let begun = Instant::now();
    let sum: u64 = bytes.iter().map(|&byte| u64::from(byte)).sum();
    std::hint::black_box(sum);
    begun.elapsed().as_secs_f64()
}

/// The files of fuzzing, by folder: how many, and the slowest. They are small, so that seconds a megabyte tell nothing.
fn fuzzed() -> std::io::Result<()> {
    println!("\n| fuzzing | files | slowest, s |\n|---|---|---|");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pattern/fuzz");
    for kind in ["seeds", "found"] {
        let mut targets: Vec<_> = std::fs::read_dir(folder.join(kind))?.flatten().map(|target| target.path()).collect();
        targets.sort();
        for target in targets {
            let (mut count, mut slowest) = (0, 0.0_f64);
            for file in std::fs::read_dir(&target)?.flatten() {
                let line = Line::of(&file.file_name().to_string_lossy(), &std::fs::read(file.path())?);
                count += 1;
                slowest = slowest.max(line.seconds);
            }
            let name = target.file_name().unwrap_or_default().to_string_lossy();
            println!("| {kind}/{name} | {count} | {slowest:.3} |");
        }
    }
    Ok(())
}
