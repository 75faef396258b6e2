//! Meshes: the steps in order, each only where there is something to mend.

mod distance;
mod doubles;
mod edges;
mod fill;
mod fins;
mod flaps;
mod gaps;
mod junctions;
mod proof;
mod rims;
mod sheets;
mod triangle;
mod unite;
mod winding;
mod work;

use inspect::{
    Report, Verdict, codes,
    words::{count, grouped, length},
};
use pattern::{Code, Finding, Mesh, Pattern, Reading, Severity};

use crate::{Options, Outcome, Reason, Refusal, Step};
use edges::{Edges, twins};
use work::Work;

/// Findings about the surface itself: what mending is for. Those about size and count of bodies are not.
pub(crate) const SURFACE: [Code; 14] = [
    codes::OPEN_EDGE,
    codes::NON_MANIFOLD_EDGE,
    codes::INCONSISTENT_WINDING,
    codes::INSIDE_OUT,
    codes::DEGENERATE_TRIANGLE,
    codes::DUPLICATE_TRIANGLE,
    codes::NON_MANIFOLD_VERTEX,
    codes::FLAT,
    codes::SELF_INTERSECTION,
    codes::NEAR_VERTICES,
    codes::T_JUNCTION,
    codes::BODIES_OVERLAP,
    codes::BODIES_TOUCH,
    codes::BODY_IN_BODY,
];

/// Shares of the tolerance that are tried in turn, so that what is close is joined before what is less so.
const REACHES: [f64; 6] = [1e-3, 1e-2, 0.03, 0.1, 0.2, 0.5];
/// How many of them are tried: where joining what is farther apart leads nowhere, less is joined.
const ATTEMPTS: [usize; 4] = [6, 4, 2, 0];
/// The steps that are told of from several places.
const DROP_REPEATS: &str = "drop-repeats";
const CLOSE_CRACKS: &str = "close-cracks";
/// Rounds of splitting and welding at one reach.
const ROUNDS_MAX: usize = 8;

/// Mends a mesh.
pub(crate) fn mend(mesh: &Mesh, reading: &Reading, options: &Options) -> Outcome {
    if mesh.triangles.len() > options.triangles_max {
        return Outcome::refused(too_large(mesh, options));
    }
    let before = inspect::inspect(&read(mesh, reading));
    if mesh.triangles.is_empty() {
        return Outcome::refused(no_surface());
    }
    if faults(&before).is_empty() {
        return Outcome::sound();
    }
    let mut refusal = None;
    for reaches in ATTEMPTS.map(|count| &REACHES[..count]) {
        let mut mending = Mending {
            options,
            reaches,
            tolerance_mm: tolerance(mesh, options),
            work: Work::of(mesh),
            steps: Vec::new(),
        };
        let run = mending.run();
        let has_joined = mending.steps.iter().any(|step| step.name == CLOSE_CRACKS);
        let outcome = match run {
            Ok(()) => mending.conclude(mesh, reading, &before),
            Err(refusal) => Outcome::refused(refusal),
        };
        let Some(refused) = outcome.refused else { return outcome };
        // What is said about the first attempt says most.
        refusal.get_or_insert(refused);
        if !has_joined {
            break;
        }
    }
    refusal.map_or_else(Outcome::sound, Outcome::refused)
}

/// The codes of what is wrong with the surface, worst first.
fn faults(report: &Report) -> Vec<(Severity, &str)> {
    wrong(report).map(|finding| (finding.severity, finding.code.as_str())).collect()
}

/// What is wrong with the surface. What is only told may be meant: parts of two colours lie against each other.
fn wrong(report: &Report) -> impl Iterator<Item = &Finding> {
    let is_wrong =
        |finding: &&Finding| finding.severity > Severity::Info && SURFACE.iter().any(|code| finding.is(*code));
    report.findings.iter().filter(is_wrong)
}

fn read(mesh: &Mesh, reading: &Reading) -> Reading {
    Reading {
        format: reading.format,
        pattern: Some(Pattern::Mesh(mesh.clone())),
        units: reading.units,
        findings: Vec::new(),
    }
}

/// How far the surface may move, mm.
fn tolerance(mesh: &Mesh, options: &Options) -> f64 {
    let used = mesh.triangles.as_flattened().iter().map(|&vertex| triangle::wide(mesh.positions[vertex as usize]));
    (triangle::diagonal(used) * options.tolerance_share).min(options.tolerance_max_mm)
}

fn no_surface() -> Refusal {
    Refusal::new(Reason::Nothing, "There is no surface in it that could be mended: no triangle has an area.")
}

fn too_large(mesh: &Mesh, options: &Options) -> Refusal {
    let sentence = format!(
        "The mesh has {}, more than the {} that are mended here. Reduce it first: Blender, modifier Decimate.",
        count(mesh.triangles.len() as u64, "triangle", "triangles"),
        grouped(options.triangles_max as u64)
    );
    Refusal::new(Reason::TooLarge, sentence)
}

/// A mesh on its way.
struct Mending<'a> {
    options: &'a Options,
    /// Shares of the tolerance within which open edges are joined, in turn.
    reaches: &'a [f64],
    tolerance_mm: f64,
    work: Work,
    steps: Vec<Step>,
}

impl Mending<'_> {
    fn run(&mut self) -> Result<(), Refusal> {
        self.drop_doubles();
        if self.work.faces.is_empty() {
            return Err(no_surface());
        }
        self.close_gaps();
        self.drop_flaps();
        self.agree()?;
        self.drop_walls()?;
        self.fill()?;
        self.outward();
        Ok(())
    }

    fn step(&mut self, name: &'static str, places: u64, sentence: String) {
        match self.steps.iter_mut().find(|step| step.name == name) {
            Some(known) => *known = Step::new(name, known.count + places, sentence),
            None => self.steps.push(Step::new(name, places, sentence)),
        }
    }

    fn drop_doubles(&mut self) {
        let flat = doubles::drop_degenerate(&mut self.work);
        if flat > 0 {
            let what = count(flat, "triangle", "triangles");
            self.step("drop-degenerate", flat, format!("Removed {what} without area."));
        }
        let repeats = doubles::drop_repeats(&mut self.work);
        self.say_repeats(repeats);
    }

    /// Welds and splits open edges, the closest first.
    fn close_gaps(&mut self) {
        let clear = self.reaches.last().copied().unwrap_or_default() * self.tolerance_mm;
        let (mut welded, mut split, mut widest) = (0, 0, 0.0);
        for reach in self.reaches.iter().map(|share| share * self.tolerance_mm) {
            for _ in 0..ROUNDS_MAX {
                let closed = gaps::close(&mut self.work, reach);
                let met = junctions::split(&mut self.work, reach, clear);
                welded += closed;
                split += met;
                if closed + met == 0 {
                    break;
                }
                widest = reach;
            }
        }
        if welded + split == 0 {
            return;
        }
        // Joined edges may have brought faces onto one another.
        let doubled = doubles::drop_repeats(&mut self.work);
        let joints = count(welded + split, "place", "places");
        let sentence = format!("Closed cracks at {joints}, none wider than {}.", length(widest));
        self.step(CLOSE_CRACKS, welded + split, sentence);
        self.say_repeats(doubled);
    }

    fn drop_flaps(&mut self) {
        let flaps = flaps::drop_flaps(&mut self.work, self.tolerance_mm);
        self.say_repeats(flaps);
    }

    fn say_repeats(&mut self, repeats: u64) {
        if repeats > 0 {
            let before = self.steps.iter().find(|step| step.name == DROP_REPEATS).map_or(0, |step| step.count);
            let what = count(before + repeats, "triangle that lay", "triangles that lay");
            self.step(DROP_REPEATS, repeats, format!("Removed {what} on top of others."));
        }
    }

    fn agree(&mut self) -> Result<(), Refusal> {
        let one_sided = |_| {
            let sentence = "The surface has one side only, like a strip with half a twist: there is no inside to fill. \
                            Cut it where the faces meet the wrong way, or give it thickness (Blender: modifier Solidify).";
            Refusal::new(Reason::OneSided, sentence)
        };
        let turned = winding::agree(&mut self.work).map_err(one_sided)?;
        if turned > 0 {
            let what = count(turned, "face", "faces");
            self.step("turn-faces", turned, format!("Turned {what} to face like their neighbours."));
        }
        Ok(())
    }

    fn drop_walls(&mut self) -> Result<(), Refusal> {
        let gone = fins::drop_walls(&mut self.work, self.tolerance_mm);
        if gone.sheets == 0 {
            return Ok(());
        }
        let what = count(gone.sheets, "wall or fin", "walls and fins");
        self.step("drop-walls", gone.sheets, format!("Removed {what} without thickness, {:.1} mm² in all.", gone.area));
        self.agree()
    }

    /// Fills the holes; where that shows what is a loose shred, again without these.
    fn fill(&mut self) -> Result<(), Refusal> {
        let old = self.work.clone();
        let mut filled = self.filled()?;
        let shreds = sheets::shreds(&self.work, self.options.filled_share_max, self.tolerance_mm)?;
        if shreds.sheets > 0 {
            self.work = old;
            self.work.drop_marked(&shreds.marks[..self.work.faces.len()]);
            let what = count(shreds.sheets, "loose shred", "loose shreds");
            let sentence = format!("Removed {what} of surface, {:.2} % of all.", 100.0 * shreds.share);
            self.step("drop-shreds", shreds.sheets, sentence);
            filled = self.filled()?;
            sheets::shreds(&self.work, self.options.filled_share_max, self.tolerance_mm)?;
        }
        if filled.holes > 0 {
            let rim = length(filled.longest_mm);
            let sentence = match filled.holes {
                1 => format!("Filled 1 hole with a rim of {rim}."),
                holes => format!("Filled {} holes, the longest rim {rim}.", grouped(holes)),
            };
            self.step("fill-holes", filled.holes, sentence);
        }
        Ok(())
    }

    fn filled(&mut self) -> Result<fill::Filled, Refusal> {
        let edges = Edges::of(&self.work.faces);
        let joined = twins(&self.work, &edges);
        let filled = fill::fill(&mut self.work, &edges, &joined).map_err(|rim| {
            let sentence = format!(
                "A hole has a rim of {} and {}: so much is missing that filling it would be guessing. Model the missing part.",
                count(rim.sides, "edge", "edges"),
                length(rim.length_mm)
            );
            Refusal::new(Reason::RimTooLong, sentence)
        })?;
        self.agree()?;
        Ok(filled)
    }

    fn outward(&mut self) {
        let joined = twins(&self.work, &Edges::of(&self.work.faces));
        let turned = winding::outward(&mut self.work, &joined);
        if turned > 0 {
            let what = count(turned, "body that was", "bodies that were");
            self.step("turn-bodies", turned, format!("Turned {what} inside out."));
        }
    }

    /// Inspects, unites where that betters it, and proves.
    fn conclude(mut self, mesh: &Mesh, reading: &Reading, before: &Report) -> Outcome {
        let mut mended = self.work.clone().into_mesh(mesh);
        let mut after = inspect::inspect(&read(&mended, reading));
        let mut apart = None;
        if !faults(&after).is_empty()
            && let Some((united, made, report)) = self.united(mesh, reading, &after)
        {
            apart = Some(std::mem::replace(&mut self.work, united));
            (mended, after) = (made, report);
        }
        if after.verdict == Verdict::Fail || !is_better(&after, before) {
            return Outcome::refused(still_faulty(&after));
        }
        let proof = proof::of(mesh, before, apart.as_ref(), &self.work, after, self.tolerance_mm);
        if let Some(refusal) = proof::refusal(&proof) {
            return Outcome::refused(refusal);
        }
        Outcome { pattern: Some(Pattern::Mesh(mended)), steps: self.steps, proof: Some(proof), refused: None }
    }

    /// The bodies united, where the inspection then finds less than it found in `known`.
    fn united(&mut self, mesh: &Mesh, reading: &Reading, known: &Report) -> Option<(Work, Mesh, Report)> {
        let is_closed = Edges::of(&self.work.faces).is_balanced(&self.work.faces);
        if !is_closed || self.work.faces.len() > self.options.unite_triangles_max {
            return None;
        }
        let united = unite::unite(&self.work)?;
        let made = united.clone().into_mesh(mesh);
        let report = inspect::inspect(&read(&made, reading));
        if !is_better(&report, known) {
            return None;
        }
        let bodies = |report: &Report| report.mesh.as_ref().map_or(0, |facts| facts.shells);
        let sentence = format!(
            "Made one of what overlapped or touched, and dissolved walls inside: {} now, {} before.",
            count(bodies(&report), "body", "bodies"),
            bodies(known)
        );
        self.step("unite", 1, sentence);
        Some((united, made, report))
    }
}

/// Whether the surface of the first is less at fault; not where it was too crowded to look for what the second was asked.
fn is_better(report: &Report, known: &Report) -> bool {
    let is_known = |report: &Report| report.mesh.as_ref().is_some_and(|facts| facts.self_intersections.is_some());
    if is_known(known) && !is_known(report) {
        return false;
    }
    let worst = |report: &Report| {
        let faults = faults(report);
        let fails = faults.iter().filter(|(severity, _)| *severity == Severity::Fail).count();
        let cuts = report.mesh.as_ref().and_then(|facts| facts.self_intersections).unwrap_or(u64::MAX);
        (fails, faults.len(), cuts)
    };
    worst(report) < worst(known)
}

fn still_faulty(after: &Report) -> Refusal {
    let what: Vec<&str> = wrong(after).map(|finding| finding.message.as_str()).collect();
    let sentence = format!(
        "Nothing that was tried makes the surface sound, so nothing was changed. What remains: {} Mend it in the program \
         that made it.",
        what.join(" ")
    );
    Refusal::new(Reason::StillFaulty, sentence)
}
