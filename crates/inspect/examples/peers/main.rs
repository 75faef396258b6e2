//! The verifier beside others on the same files in the same run: `peers [PYTHON]`, where PYTHON has trimesh and pymeshlab.
//!
//! Every figure is of a whole process, from its start to its end, on a file that the system has in memory. Tori of 1 and 5
//! million triangles in no order; then many small files. What is not installed leaves its place empty.

mod child;
mod torus;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Instant,
};

use child::{Run, run};
use inspect::Options;
use pattern::Budget;
use rayon::prelude::*;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What trimesh is asked: the same as the JSON's topology as far as it knows it.
const TRIMESH: &str =
    "import sys, trimesh; mesh = trimesh.load(sys.argv[1]); print(mesh.is_watertight, mesh.is_winding_consistent)";
/// What pymeshlab is asked, and by itself how long it takes to load and weld.
const PYMESHLAB_LOAD: &str = "import sys, pymeshlab; meshes = pymeshlab.MeshSet(); meshes.load_new_mesh(sys.argv[1]); meshes.apply_filter('meshing_remove_duplicate_vertices')";
const PYMESHLAB_CUTS: &str = "; meshes.apply_filter('compute_selection_by_self_intersections_per_face')";

/// Many small files: how many, and triangles of each.
const SMALL_FILES: usize = 10_000;
const SMALL_TRIANGLES: usize = 5_000;

fn main() -> Result<ExitCode, Failure> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["look", how, path] => look(how, Path::new(path)),
        [] => compare(None),
        [python] => compare(Some(Path::new(python))),
        _ => Err("usage: peers [PYTHON]".into()),
    }?;
    Ok(ExitCode::SUCCESS)
}

/// The child's part: one file, as far as `how` says.
fn look(how: &str, path: &Path) -> Result<(), Failure> {
    let bytes = fs::read(path)?;
    if how == "touch" {
        println!(
            "{}",
            bytes.par_chunks(1 << 20).map(|part| part.iter().map(|&byte| u64::from(byte)).sum::<u64>()).sum::<u64>()
        );
        return Ok(());
    }
    let reading = pattern::read(&bytes, path.to_str(), &Budget::default());
    drop(bytes);
    let options = if how == "full" { Options::thorough() } else { Options::default() };
    println!("{}", inspect::inspect_watched(&reading, &options, &mut |_| {}).sentence());
    Ok(())
}

fn ours(how: &str, path: &Path, threads: usize) -> Result<Run, Failure> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["look", how]).arg(path).env("RAYON_NUM_THREADS", threads.to_string());
    Ok(run(&mut command)?)
}

fn compare(python: Option<&Path>) -> Result<(), Failure> {
    let folder = env::temp_dir().join(format!("maquette-inspect-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let cores = std::thread::available_parallelism()?.get();
    for wanted in [1_000_000, 5_000_000] {
        let path = folder.join(format!("torus-{wanted}.stl"));
        let triangles = torus::write(&path, wanted)?;
        println!("{triangles} triangles, binary STL, {cores} cores");
        topology(&path, cores, python)?;
        if wanted == 1_000_000 {
            cuts(&path, cores, python)?;
        }
        fs::remove_file(path)?;
    }
    small_files(&folder, cores)?;
    fs::remove_dir_all(&folder)?;
    Ok(())
}

/// All of the JSON's topology, beside who answers a part of it.
fn topology(path: &Path, cores: usize, python: Option<&Path>) -> Result<(), Failure> {
    let touch = best(|| ours("touch", path, cores))?;
    let all = best(|| ours("default", path, cores))?;
    line("read and touch every byte once", Ok(touch), all);
    line("inspect, without self-intersections above 2 million", Ok(all), all);
    line("inspect, one core", best(|| ours("default", path, 1)), all);
    let trimesh = python.ok_or_else(|| "no Python was named".into());
    line("trimesh: load, watertight, winding", trimesh.and_then(|python| command(python, &["-c", TRIMESH], path)), all);
    line("admesh", command(Path::new("admesh"), &[], path), all);
    line("PrusaSlicer --info", command(Path::new("prusa-slicer"), &["--info"], path), all);
    Ok(())
}

/// The search for self-intersections by itself.
fn cuts(path: &Path, cores: usize, python: Option<&Path>) -> Result<(), Failure> {
    let bytes = fs::read(path)?;
    let reading = pattern::read(&bytes, None, &Budget::default());
    for threads in [1, cores] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        let mut seconds = f64::MAX;
        for _ in 0..3 {
            let (mut start, mut took) = (Instant::now(), 0.0);
            pool.install(|| {
                inspect::inspect_watched(&reading, &Options::thorough(), &mut |step| {
                    if step == "cuts" {
                        took = start.elapsed().as_secs_f64();
                    }
                    start = Instant::now();
                })
            });
            seconds = f64::min(seconds, took);
        }
        println!("  self-intersections alone, {threads} cores: {seconds:.2} s");
    }
    let Some(python) = python else { return Ok(()) };
    let with_cuts = format!("{PYMESHLAB_LOAD}{PYMESHLAB_CUTS}");
    let (load, all) = (command(python, &["-c", PYMESHLAB_LOAD], path)?, command(python, &["-c", &with_cuts], path)?);
    println!("  pymeshlab: {:.2} s after {:.2} s of loading and welding", all.seconds - load.seconds, load.seconds);
    Ok(())
}

/// Files a second of a folder of small ones.
fn small_files(folder: &Path, cores: usize) -> Result<(), Failure> {
    let original = folder.join("small.stl");
    let triangles = torus::write(&original, SMALL_TRIANGLES)?;
    let bytes = fs::read(&original)?;
    let paths: Vec<PathBuf> = (0..SMALL_FILES).map(|index| folder.join(format!("small-{index}.stl"))).collect();
    for path in &paths {
        fs::write(path, &bytes)?;
    }
    let start = Instant::now();
    let sound: usize = paths
        .par_iter()
        .map(|path| -> Result<usize, Failure> {
            let bytes = fs::read(path)?;
            let report = inspect::inspect(&pattern::read(&bytes, path.to_str(), &Budget::default()));
            Ok(usize::from(report.findings.is_empty()))
        })
        .sum::<Result<usize, Failure>>()?;
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{SMALL_FILES} files of {triangles} triangles, self-intersections too: {:.0} files a second on {cores} cores ({sound} sound)",
        SMALL_FILES as f64 / seconds
    );
    Ok(())
}

fn command(program: &Path, arguments: &[&str], path: &Path) -> Result<Run, Failure> {
    Ok(run(Command::new(program).args(arguments).arg(path))?)
}

/// The quickest of three runs: what else the machine does only ever adds.
fn best(mut each: impl FnMut() -> Result<Run, Failure>) -> Result<Run, Failure> {
    let mut best = each()?;
    for _ in 0..2 {
        let next = each()?;
        if next.seconds < best.seconds {
            best = next;
        }
    }
    Ok(best)
}

fn line(what: &str, run: Result<Run, Failure>, ours: Run) {
    match run {
        Ok(run) => println!(
            "  {what:<52} {:>7.2} s {:>6.1} x  {:>6.0} MiB {:>5.1} x",
            run.seconds,
            run.seconds / ours.seconds,
            run.memory_mib,
            run.memory_mib / ours.memory_mib
        ),
        Err(why) => println!("  {what:<52} not measured: {why}"),
    }
}
