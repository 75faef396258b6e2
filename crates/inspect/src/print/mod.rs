//! Whether a part can be made in a certain way, how it is best laid, and what that takes.
//!
//! Start at [`survey`]. Nothing here is asked unless a process is named: it needs a surface with an inside.

mod basins;
mod estimate;
mod hanging;
mod hull;
mod milling;
mod pose;
mod sample;
mod solid;
mod supports;
mod walls;

pub(crate) use basins::Basin;
pub(crate) use estimate::Estimate;
pub(crate) use hanging::Hanging;
pub(crate) use milling::Unreached;
pub(crate) use pose::Pose;
pub(crate) use supports::wants_supports;
pub(crate) use walls::{Spot, Walls};

use glam::DVec3;
use hull::Hull;
use solid::Solid;

use crate::vector::wide;
use crate::{
    Options,
    process::{Process, Way},
    report::{PoseFacts, PrintFacts},
};

/// Sine of 46°: what faces further down than this hangs over. A degree more than is said, so that a slope drawn at 45° is
/// none on any side of rounding.
const STEEP: f64 = 0.7193;
/// Points of the surface that are measured, unless everything is asked for.
const POINTS_MAX: usize = 300_000;
/// Boxes that rays look at, unless everything is asked for: some seconds' work.
const WORK_MAX: u64 = 80_000_000;
/// The same where nothing is to be left out.
const POINTS_THOROUGH_MAX: usize = 3_000_000;
/// Directions that are tried for milling: each is a look from many points.
const MILLED_SIDES_MAX: usize = 8;
/// Points of the surface from which it is asked whether a cutter reaches them.
const MILLED_POINTS_MAX: usize = 40_000;
/// How much better another way of laying the part must be before it is worth a word.
const BETTER: f64 = 0.7;

/// Less than this under supports is not worth turning a part for, mm².
const OVERHANG_LEAST_MM2: f64 = 50.0;

/// What is known of the mesh when it comes here.
pub(crate) struct Part<'a> {
    pub positions: &'a [[f32; 3]],
    /// Over welded vertices.
    pub triangles: &'a [[u32; 3]],
    /// For each vertex the lowest one of its shell.
    pub lowest: &'a [u32],
    pub bounds: [f32; 6],
    /// Upwards, as the file has it.
    pub up: DVec3,
    pub volume_mm3: f64,
    /// Whether bodies may lie in one another.
    pub overlapping: bool,
    /// What shells that face inwards enclose, mm³.
    pub cavities_mm3: f64,
    /// The lowest vertices of shells that lie on or in another one which begins lower, in order.
    pub resting: Vec<u32>,
}

/// What was found.
pub(crate) struct Survey {
    pub process: Process,
    pub walls: Walls,
    pub hanging: Hanging,
    pub basins: Vec<Basin>,
    pub unreached: Unreached,
    pub as_modelled: Pose,
    pub fits_as_modelled: Option<bool>,
    /// A better way of laying it, and what it takes so.
    pub better: Option<(Pose, Estimate)>,
    pub estimate: Estimate,
    pub facts: PrintFacts,
}

/// Judges a part for a process; none where it is flat, so that there is nothing to make.
pub(crate) fn survey(part: &Part, process: &Process, options: &Options) -> Option<Survey> {
    let hull = hull_of(part.positions, part.triangles, part.bounds)?;
    let solid = Solid::new(part.positions, part.triangles, part.lowest, part.bounds, part.overlapping);
    let (points, work) = if options.thorough { (POINTS_THOROUGH_MAX, u64::MAX) } else { (POINTS_MAX, WORK_MAX) };
    let centre = pose::centre_of_mass(&solid, &hull);
    let lay = |up: DVec3| {
        let pose = Pose::of(&solid, &hull, centre, process, up);
        let estimate = estimate::estimate(process, &pose, estimate::Seen::of(&solid, &pose), part.volume_mm3);
        let fits = options.bed_mm.map(|bed| pose::fits(&hull, up, bed));
        Laid { pose, estimate, fits, undercut_mm2: 0.0 }
    };
    let mut own = lay(part.up);
    let mut others: Vec<Laid> =
        pose::directions(&hull, [part.up]).into_iter().filter(|up| up.dot(part.up) < 0.999_999).map(lay).collect();
    if process.way == Way::Cnc {
        others.truncate(MILLED_SIDES_MAX);
        for laid in others.iter_mut().chain([&mut own]) {
            laid.undercut_mm2 = milling::undercut(&solid, laid.pose.up, MILLED_POINTS_MAX / 10, work / 8).0;
        }
    }
    let better = best(process, &own, &others);
    let walls = walls::walls(&solid, &process.limits(), points, work);
    let up = own.pose.up;
    let hanging = if process.way.wants_supports() {
        hanging::hanging(&solid, process, up, &part.resting, work)
    } else {
        Hanging::default()
    };
    let basins = if matches!(process.way, Way::Resin | Way::Sls) { basins::basins(&solid, up) } else { Vec::new() };
    let unreached = if process.way == Way::Cnc {
        unreached(&solid, better.unwrap_or(own).pose.up, work)
    } else {
        Unreached::default()
    };
    let mut survey = Survey {
        process: *process,
        walls,
        hanging,
        basins,
        unreached,
        as_modelled: own.pose,
        fits_as_modelled: own.fits,
        better: better.map(|laid| (laid.pose, laid.estimate)),
        estimate: own.estimate,
        facts: PrintFacts::default(),
    };
    survey.facts = facts(&survey, &own, better.as_ref());
    if matches!(process.way, Way::Resin | Way::Sls) {
        // Columns do not see a hollow behind a wall thinner than they are.
        survey.facts.trapped_mm3 = survey.facts.trapped_mm3.max(rounded(part.cavities_mm3));
    }
    Some(survey)
}

/// The hull of the vertices that triangles use.
fn hull_of(positions: &[[f32; 3]], triangles: &[[u32; 3]], bounds: [f32; 6]) -> Option<Hull> {
    let mut used = vec![false; positions.len()];
    triangles.as_flattened().iter().for_each(|&vertex| used[vertex as usize] = true);
    let points: Vec<DVec3> =
        positions.iter().zip(used).filter(|(_, used)| *used).map(|(point, _)| wide(*point)).collect();
    let diagonal = (0..3).map(|axis| f64::from(bounds[axis + 3]) - f64::from(bounds[axis])).map(|side| side * side);
    let tolerance = 1e-5 * diagonal.sum::<f64>().sqrt();
    // A foil is thinner than the tolerance, and no less a part.
    hull::hull(&points, tolerance).or_else(|| hull::hull(&points, 0.0))
}

/// Whether a part fits the space in which a machine works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// As it is, or turned about the upright.
    AsItStands,
    /// Laid on another side on which it lies flat.
    OnAnotherSide,
    /// On none.
    Nowhere,
}

/// How the part fits `bed`; none where it is flat.
pub(crate) fn fit(part: &Part, bed: [f64; 3]) -> Option<Fit> {
    let hull = hull_of(part.positions, part.triangles, part.bounds)?;
    let fits = |up: DVec3| pose::fits(&hull, up, bed);
    Some(match pose::directions(&hull, []).into_iter().any(fits) {
        _ if fits(part.up) => Fit::AsItStands,
        true => Fit::OnAnotherSide,
        false => Fit::Nowhere,
    })
}

/// A way of laying the part with all that decides.
#[derive(Clone, Copy)]
struct Laid {
    pose: Pose,
    estimate: Estimate,
    fits: Option<bool>,
    undercut_mm2: f64,
}

/// The best of the ways, where it is much better than the part's own.
fn best(process: &Process, own: &Laid, others: &[Laid]) -> Option<Laid> {
    let allowed = |laid: &&Laid| {
        laid.fits != Some(false) && (process.way != Way::Fdm || (laid.pose.stands() && laid.pose.holds()))
    };
    let cost = |laid: &Laid| match process.way {
        // Every square millimetre that rested on supports is cleaned by hand.
        Way::Fdm | Way::Resin => laid.estimate.time_s + laid.pose.overhang_mm2,
        Way::Sls => laid.pose.size_mm[2],
        // What is not reached cannot be made; then the flatter the better.
        Way::Cnc => 100.0 * laid.undercut_mm2 + laid.pose.size_mm[2],
    };
    let best = others.iter().filter(allowed).min_by(|a, b| cost(a).total_cmp(&cost(b)))?;
    // What nothing has to hold up leaves no marks, even where it takes as long.
    let overhang = |laid: &Laid| if process.way.wants_supports() { laid.pose.overhang_mm2 } else { 0.0 };
    let is_clean = overhang(own) - overhang(best) > OVERHANG_LEAST_MM2 && overhang(best) < 0.5 * overhang(own);
    let is_better = cost(best) < BETTER * cost(own) || (is_clean && cost(best) < cost(own));
    (!allowed(&own) || is_better).then_some(*best)
}

fn unreached(solid: &Solid, up: DVec3, work_max: u64) -> Unreached {
    let (undercut_mm2, points) = milling::undercut(solid, up, MILLED_POINTS_MAX, work_max);
    Unreached { undercut_mm2, points, corners: milling::inside_corners(solid, up) }
}

fn facts(survey: &Survey, own: &Laid, better: Option<&Laid>) -> PrintFacts {
    let least = |one: &[Spot], other: &[Spot]| {
        let all = [one.first(), other.first()].into_iter().flatten().map(|spot| spot.least_mm);
        all.min_by(f64::total_cmp).map(rounded)
    };
    let walls = &survey.walls;
    let trapped = survey.basins.iter().filter(|basin| basin.closed).map(|basin| basin.volume_mm3).sum();
    PrintFacts {
        process: survey.process.way.word().to_owned(),
        material: survey.process.material.name.to_owned(),
        tool_mm: survey.process.tool_mm,
        layer_mm: survey.process.layer_mm,
        as_modelled: own.facts(),
        recommended: better.map(Laid::facts),
        thinnest_wall_mm: least(&walls.walls, &walls.pins),
        narrowest_gap_mm: least(&walls.gaps, &walls.clearances),
        bridged_mm: (survey.hanging.bridged_mm > 0.0).then(|| rounded(survey.hanging.bridged_mm)),
        islands: survey.hanging.islands.len() as u64,
        trapped_mm3: rounded(trapped),
        spacing_mm: rounded(walls.spacing_mm),
        material_mm3: rounded(survey.estimate.material_mm3),
        weight_g: rounded(survey.estimate.weight_g),
        time_s: survey.estimate.time_s.round(),
    }
}

impl Laid {
    fn facts(&self) -> PoseFacts {
        PoseFacts {
            up: self.pose.up.to_array().map(rounded),
            size_mm: self.pose.size_mm.map(rounded),
            contact_mm2: rounded(self.pose.contact_mm2),
            overhang_mm2: rounded(self.pose.overhang_mm2),
            stands: self.pose.stands(),
            fits_bed: self.fits,
        }
    }
}

/// To a thousandth: what is measured along rays and planes is not known closer.
fn rounded(value: f64) -> f64 {
    if value.abs() < 1e12 { (value * 1e3).round() / 1e3 + 0.0 } else { value }
}
