//! The proof: what was inspected, how far the surface moved at most, and that uniting changed no inside.

use glam::DVec3;
use inspect::{Report, words::length};
use pattern::Mesh;
use rayon::prelude::*;

use super::{
    distance::bound,
    triangle::{area, centroid, nearest_on, normal, six_volumes, unit, wide, winding_number},
    work::{Face, NEW, Work},
};
use crate::{MeshProof, Proof, Reason, Refusal, near::Near};

/// Bounds below this share of the tolerance are not made any finer.
const SMALL_SHARE: f64 = 0.01;
/// Points at which the inside is asked for, and solid angles that may be computed for all of them.
const PROBES_MAX: usize = 256;
const ANGLES_MAX: usize = 20_000_000;
/// How far from its triangle a probe lies, as a share of the tolerance.
const PROBE_SHARE: f64 = 2.0;

/// The proof that `united` is `mesh`. `apart` is the work before bodies were united; none where they were not.
pub(super) fn of(
    mesh: &Mesh,
    before: &Report,
    apart: Option<&Work>,
    united: &Work,
    after: Report,
    tolerance_mm: f64,
) -> Proof {
    let original: Vec<[DVec3; 3]> = (0..mesh.triangles.len()).map(|index| mesh.corners(index).map(wide)).collect();
    let mended = united.triangles();
    let first = apart.unwrap_or(united);
    let (old, new): (Vec<Face>, Vec<Face>) = united.faces.iter().partition(|face| face.origin != NEW);
    let sum =
        |triangles: &[[DVec3; 3]]| triangles.iter().map(|&corners| area(corners)).fold(0.0, |sum, area| sum + area);
    let corners = |faces: &[Face]| -> Vec<[DVec3; 3]> { faces.iter().map(|face| united.corners(face)).collect() };
    let (old_mm2, new_mm2) = (sum(&corners(&old)), sum(&corners(&new)));
    let (to_mended_mm, left_out) = to_mended(&original, first, tolerance_mm);
    let to_original_mm = old.iter().map(|face| from_origin(&original, united, face)).fold(0.0, f64::max);
    let from_original = match apart {
        Some(_) => bound(&original, &mended, tolerance_mm),
        None => to_mended_mm.max(bound(&left_out, &mended, tolerance_mm)),
    };
    let facts = before.mesh.clone().unwrap_or_default();
    let figures = after.mesh.clone().unwrap_or_default();
    let (probes, probes_agree) = apart.map_or((0, 0), |apart| probe(apart, united, tolerance_mm));
    let mesh = MeshProof {
        tolerance_mm,
        to_mended_mm,
        to_original_mm,
        hausdorff_mm: from_original.max(to_original_mm).max(bound(&corners(&new), &original, tolerance_mm)),
        filled_mm2: new_mm2,
        left_out_mm2: (sum(&original) - old_mm2).max(0.0),
        volume_change_mm3: figures.volume_mm3 - facts.volume_mm3,
        volume_moved_mm3: volume_moved(&original, first),
        area_change_mm2: figures.area_mm2 - facts.area_mm2,
        probes,
        probes_agree,
        before: facts,
    };
    Proof { after, mesh: Some(mesh), drawing: None }
}

/// How far the triangles of the file that are still there are from the work at most, mm, and the others.
///
/// A triangle that is whole was only moved and split: its points went no farther than its corners and the places where it
/// was split, because what lies between follows linearly. One of which a piece is gone is measured.
fn to_mended(original: &[[DVec3; 3]], work: &Work, tolerance_mm: f64) -> (f64, Vec<[DVec3; 3]>) {
    let mut moved: Vec<Option<f64>> = vec![None; original.len()];
    for face in work.faces.iter().filter(|face| face.origin != NEW) {
        let known = &mut moved[face.origin as usize];
        *known = Some(known.unwrap_or(0.0).max(face.moved_mm));
    }
    let mut is_torn = vec![false; original.len()];
    work.gone.iter().filter(|&&origin| origin != NEW).for_each(|&origin| is_torn[origin as usize] = true);
    let whole = moved.iter().zip(&is_torn).filter(|(_, torn)| !**torn).filter_map(|(moved, _)| *moved);
    let whole = whole.fold(0.0, f64::max);
    let of = |wanted: bool| -> Vec<[DVec3; 3]> {
        let all = original.iter().zip(&moved).zip(&is_torn);
        all.filter(|((_, moved), torn)| **torn && moved.is_some() == wanted).map(|((corners, _), _)| *corners).collect()
    };
    (whole.max(bound(&of(true), &work.triangles(), SMALL_SHARE * tolerance_mm)), of(false))
}

/// No point of a face lies farther from the triangle that it is of, mm: the distance to a triangle is convex, so it is
/// largest at a corner.
fn from_origin(original: &[[DVec3; 3]], work: &Work, face: &Face) -> f64 {
    let triangle = original[face.origin as usize];
    work.corners(face).into_iter().map(|corner| nearest_on(triangle, corner).distance(corner)).fold(0.0, f64::max)
}

/// Why the proof does not hold, if it does not.
pub(super) fn refusal(proof: &Proof) -> Option<Refusal> {
    let mesh = proof.mesh.as_ref()?;
    let farthest = mesh.to_mended_mm.max(mesh.to_original_mm);
    let moved_max = mesh.tolerance_mm * mesh.before.area_mm2.max(mesh.before.area_mm2 + mesh.area_change_mm2);
    if farthest <= mesh.tolerance_mm && mesh.volume_moved_mm3.abs() <= moved_max && mesh.probes == mesh.probes_agree {
        return None;
    }
    let sentence = format!(
        "Mending would move the surface by up to {}, more than the {} that can pass for the same model, so nothing was \
         changed. Mend it in the program that made it.",
        length(farthest),
        length(mesh.tolerance_mm)
    );
    Some(Refusal::new(Reason::TooFar, sentence))
}

/// The volume that the faces enclose, less the one between the triangles they are of, as they face now, and the
/// fillings, mm³.
fn volume_moved(original: &[[DVec3; 3]], work: &Work) -> f64 {
    let centre = original.first().map(|corners| corners[0]).unwrap_or_default();
    let mut is_counted = vec![false; original.len()];
    let mut moved = 0.0;
    for face in work.faces.iter().filter(|face| face.origin != NEW) {
        moved += six_volumes(work.corners(face), centre);
        let origin = face.origin as usize;
        if !std::mem::replace(&mut is_counted[origin], true) {
            let volume = six_volumes(original[origin], centre);
            moved -= if face.turned { -volume } else { volume };
        }
    }
    moved / 6.0
}

/// Asks on both sides of triangles spread over the surface whether they are inside, before bodies were united and after:
/// how often that was asked, and how often the answers were the same.
fn probe(apart: &Work, united: &Work, tolerance_mm: f64) -> (u64, u64) {
    let (before, after) = (apart.triangles(), united.triangles());
    let budget = ANGLES_MAX / (before.len() + after.len()).max(1);
    let step = (before.len() / PROBES_MAX.min(budget).max(1)).max(1);
    let surface = Near::new(&after);
    let is_inside = |triangles: &[[DVec3; 3]], eye: DVec3| winding_number(triangles.iter().copied(), eye) > 0.5;
    let both = |corners: &[DVec3; 3]| {
        let up = unit(normal(*corners));
        [PROBE_SHARE, -PROBE_SHARE].map(|share| centroid(*corners) + share * tolerance_mm * up)
    };
    // Within rounding of the surface either answer is right.
    let is_clear = |eye: &DVec3| surface.nearest(*eye).is_some_and(|(_, mm)| mm > SMALL_SHARE * tolerance_mm);
    let eyes: Vec<DVec3> = before.iter().step_by(step).flat_map(both).filter(is_clear).collect();
    let agree = eyes.par_iter().filter(|eye| is_inside(&before, **eye) == is_inside(&after, **eye)).count();
    (eyes.len() as u64, agree as u64)
}
