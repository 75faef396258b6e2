//! Judges whether meshes can be made: for each file named, or found in a folder named, the report for one process.
//!
//! `cargo run --release -p inspect --example making -- fdm FILE_OR_FOLDER...` prints the report as text, and how long it took.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use inspect::{Options, Process, Way};
use pattern::{Budget, Pattern};

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let word = arguments.next().unwrap_or_default();
    let Some(way) = Way::ALL.into_iter().find(|way| word == way.word()) else {
        eprintln!("name a process first: fdm, resin, sls or cnc");
        return;
    };
    let options = Options { process: Some(Process::usual(way)), ..Options::default() };
    let mut files = Vec::new();
    arguments.for_each(|argument| gather(Path::new(&argument), &mut files));
    files.sort();
    for file in files {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let reading = pattern::read(&bytes, file.file_name().and_then(|name| name.to_str()), &Budget::default());
        if let Some(Pattern::Mesh(_)) = reading.pattern {
            let (start, mut before) = (Instant::now(), 0.0);
            let mut steps = Vec::new();
            let report = inspect::inspect_watched(&reading, &options, &mut |step| {
                let now = start.elapsed().as_secs_f64();
                steps.push(format!("{step} {:.0}", 1e3 * (now - before)));
                before = now;
            });
            print!("{}", inspect::text(&file.to_string_lossy(), &report, false));
            println!("  ms: {}", steps.join(", "));
        }
    }
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| gather(&entry.path(), files)),
        Err(_) => files.push(path.to_owned()),
    }
}
