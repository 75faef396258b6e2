//! Milliseconds on one core from a mesh file to its pictures, beside f3d on the same files: `views [TRIANGLES|FILE...]`.
//!
//! The object is a knotted tube, which shades itself. Each figure is the middle of several runs, in processor time where
//! the system tells it, so that what other programs take does not count. f3d draws with OpenGL in software, without
//! shadows, and is one process a picture; so it is given beside the whole way from file to picture.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use std::{env, fs, io};

use glam::DVec3;
use pattern::{Budget, Mesh, Pattern};
use render::{Still, Studio};

/// Side of the pictures, pixels.
const SIZE_PX: u32 = 512;
/// Runs of which the middle one counts.
const RUNS: usize = 5;
/// Views of the turntable; the first is the still.
const VIEWS: u32 = 12;

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut wanted: Vec<String> = env::args().skip(1).collect();
    if wanted.is_empty() {
        wanted = ["10000", "200000", "1000000"].map(str::to_owned).into();
    }
    let folder = env::temp_dir().join(format!("maquette-views-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let peer = Peer::start();
    let one_core = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let clock = if thread_ms().is_some() { "processor time" } else { "wall time" };
    println!("one core, {SIZE_PX} px, milliseconds of {clock}, the middle of {RUNS} runs");
    println!(
        "{:>9} {:>6} {:>7} {:>10} {:>12} {:>16} {:>7} {:>10}",
        "triangles", "read", "studio", "first view", "each further", "file to picture", "f3d", "f3d --ssao"
    );
    for word in wanted {
        let path = match word.parse() {
            Ok(count) => {
                let path = folder.join(format!("{count}.stl"));
                fs::write(&path, pattern::mesh::stl::write(&knotted_tube(count)))?;
                path
            }
            Err(_) => PathBuf::from(&word),
        };
        let mut steps: Vec<Steps> = Vec::new();
        for _ in 0..RUNS {
            steps.push(one_core.install(|| photograph(&path))?);
        }
        let middle = |of: fn(&Steps) -> f64| middle(steps.iter().map(of).collect());
        let further = middle(|steps| steps.further);
        print!("{:>9} {:>6.0} {:>7.0}", steps[0].triangles, middle(|steps| steps.read), middle(|steps| steps.studio));
        let first = middle(|steps| steps.studio + steps.view);
        print!(" {first:>10.0} {further:>12.0} {:>16.0}", middle(|steps| steps.whole));
        match &peer {
            Ok(peer) => {
                let plain = peer.milliseconds(&path, &folder, &[])?;
                println!(" {plain:>7.0} {:>10.0}", peer.milliseconds(&path, &folder, &["--ssao"])?);
            }
            Err(_) => println!(" {:>7} {:>10}", "-", "-"),
        }
    }
    match peer {
        Ok(peer) => println!("{}", peer.version),
        Err(why) => println!("no f3d: {why}"),
    }
    fs::remove_dir_all(&folder)?;
    Ok(())
}

/// What each step took.
struct Steps {
    triangles: usize,
    read: f64,
    studio: f64,
    view: f64,
    further: f64,
    whole: f64,
}

/// From the file to its still as WebP, and then the other views.
fn photograph(path: &Path) -> Result<Steps, Box<dyn std::error::Error + Send + Sync>> {
    let begun = Watch::start();
    let bytes = fs::read(path)?;
    let Some(Pattern::Mesh(mesh)) = pattern::read(&bytes, None, &Budget::default()).pattern else {
        return Err("no mesh".into());
    };
    let read = begun.ms();
    let start = Watch::start();
    let studio = Studio::new(&mesh).ok_or("nothing to show")?;
    let prepared = start.ms();
    let start = Watch::start();
    let still = studio.still(&Still { size_px: SIZE_PX, ..Still::default() });
    let view = start.ms();
    still.webp(85.0)?;
    let whole = begun.ms();
    let start = Watch::start();
    for index in 1..VIEWS {
        let azimuth_deg = Still::default().azimuth_deg + 360.0 * index as f32 / VIEWS as f32;
        studio.still(&Still { size_px: SIZE_PX, azimuth_deg, ..Still::default() });
    }
    let further = start.ms() / f64::from(VIEWS - 1);
    Ok(Steps { triangles: mesh.triangles.len(), read, studio: prepared, view, further, whole })
}

/// Time since a moment: this thread's on a processor, else on the wall.
struct Watch {
    wall: Instant,
    thread: Option<f64>,
}

impl Watch {
    fn start() -> Self {
        Self { wall: Instant::now(), thread: thread_ms() }
    }

    fn ms(&self) -> f64 {
        match (self.thread, thread_ms()) {
            (Some(start), Some(now)) => now - start,
            _ => self.wall.elapsed().as_secs_f64() * 1e3,
        }
    }
}

/// Processor time of this thread, as Linux tells it.
fn thread_ms() -> Option<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split_whitespace().next()?.parse::<f64>().ok()? / 1e6)
}

/// Processor time of the children that have ended, as Linux tells it, in hundredths of a second (proc(5), cutime).
fn children_ms() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    Some((ticks(13)? + ticks(14)?) * 10.0)
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A tube along a trefoil with ridges round it, of about `count` triangles.
fn knotted_tube(count: u32) -> Mesh {
    let around = ((f64::from(count) / 2.0 / 9.0).sqrt() as u32).max(8);
    let along = (count / 2 / around).max(24);
    let line = |t: f64| {
        let out = 30.0 + 13.0 * (3.0 * t).cos();
        DVec3::new(out * (2.0 * t).cos(), out * (2.0 * t).sin(), 15.0 * (3.0 * t).sin() + 25.0)
    };
    let mut mesh = Mesh::default();
    for step in 0..along {
        let t = std::f64::consts::TAU * f64::from(step) / f64::from(along);
        let forward = (line(t + 1e-4) - line(t - 1e-4)).normalize();
        let side = forward.cross(DVec3::Z).normalize();
        let up = side.cross(forward);
        for corner in 0..around {
            let angle = std::f64::consts::TAU * f64::from(corner) / f64::from(around);
            let radius = 7.0 + 0.5 * (angle * 12.0 + t * 24.0).cos();
            let point = line(t) + (side * angle.cos() + up * angle.sin()) * radius;
            mesh.positions.push(point.as_vec3().to_array());
        }
    }
    for step in 0..along {
        let next = (step + 1) % along;
        for corner in 0..around {
            let other = (corner + 1) % around;
            let [a, b] = [step, next].map(|ring| ring * around + corner);
            let [c, d] = [step, next].map(|ring| ring * around + other);
            mesh.triangles.extend([[a, b, d], [a, d, c]]);
        }
    }
    mesh
}

/// f3d and the screen in memory that it needs.
struct Peer {
    screen: Child,
    display: String,
    version: String,
}

impl Peer {
    /// Starts the screen; a sentence where something is missing.
    fn start() -> Result<Self, String> {
        let version =
            Command::new("f3d").arg("--version").output().map_err(|_| "the program is not installed".to_owned())?;
        let version = String::from_utf8_lossy(&version.stdout)
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or("f3d")
            .trim()
            .to_owned();
        let mut screen = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1024x1024x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|_| "Xvfb, the screen it needs, is not installed".to_owned())?;
        let mut number = String::new();
        let read = screen.stdout.take().map(|output| BufReader::new(output).read_line(&mut number));
        if !matches!(read, Some(Ok(bytes)) if bytes > 0) {
            let _ = screen.kill();
            return Err("Xvfb does not start".to_owned());
        }
        Ok(Self { screen, display: format!(":{}", number.trim()), version })
    }

    /// The whole way from the file to a picture, on one core, the middle of several runs.
    fn milliseconds(&self, path: &Path, folder: &Path, options: &[&str]) -> io::Result<f64> {
        let picture = folder.join("f3d.png");
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let (begun, before) = (Instant::now(), children_ms());
            let status = Command::new("taskset")
                .args(["--cpu-list", "0", "f3d", "--quiet", "--dry-run", "--up=+Z"])
                .arg(format!("--output={}", picture.display()))
                .arg(format!("--resolution={SIZE_PX},{SIZE_PX}"))
                .args(options)
                .arg(path)
                .env("DISPLAY", &self.display)
                .env("LIBGL_ALWAYS_SOFTWARE", "1")
                .env("LP_NUM_THREADS", "1")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()?;
            times.push(match (before, children_ms()) {
                (Some(before), Some(after)) => after - before,
                _ => begun.elapsed().as_secs_f64() * 1e3,
            });
            if !status.success() || !picture.is_file() {
                return Ok(f64::NAN);
            }
            fs::remove_file(&picture)?;
        }
        Ok(middle(times))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.screen.kill();
        let _ = self.screen.wait();
    }
}
