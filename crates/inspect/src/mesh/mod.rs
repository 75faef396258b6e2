//! Meshes: everything that the checks and the facts ask, found in one walk over the triangles.

mod between;
mod buckets;
mod cuts;
mod holes;
mod inverted;
mod measure;
mod nesting;
mod roundness;
mod seams;
mod shells;
mod stars;
mod thin;
mod weld;

use std::borrow::Cow;

use pattern::{Mesh, Place, mesh::Up};
use rayon::prelude::*;

use crate::{Options, print, report::MeshFacts};
pub(crate) use between::{Between, Pair};
pub(crate) use holes::Hole;
pub(crate) use nesting::Swallowed;
pub(crate) use roundness::share_of_whole;
pub(crate) use seams::Seams;
use shells::Links;
pub(crate) use shells::Shell;
pub(crate) use thin::Thin;

/// Above this share of its surface hanging over, a part will want supports: below it, what hangs is bridged.
const OVERHANG_SHARE_MAX: f64 = 0.01;

/// A surface of which more than one triangle in so many lies at a hole has no inside that rays could measure.
const OPEN_ONE_IN: usize = 100;

/// Above so many triangles the searches for self-intersections, slivers and folds are left out unless everything is asked
/// for: up to here it
/// takes about as long as all the rest.
pub(crate) const CUTS_TRIANGLES_MAX: usize = 2_000_000;

/// What was found, with enough to say where.
pub(crate) struct Survey<'a> {
    /// The mesh itself.
    pub mesh: &'a Mesh,
    /// The figures for the report.
    pub facts: MeshFacts,
    /// Holes, longest rim first.
    pub holes: Vec<Hole>,
    /// Rims that nearly meet.
    pub seams: Seams,
    /// Corners that differ from an earlier one by rounding only and are taken for it.
    pub rounded_apart: Vec<[u32; 2]>,
    /// Edges with three or more triangles, repeated triangles counted once.
    pub crowded: Vec<[u32; 2]>,
    /// How many of those are where solids touch.
    pub crowded_balanced: u64,
    /// Edges whose two triangles disagree.
    pub flipped: Vec<[u32; 2]>,
    /// Vertices where fans touch.
    pub pinched: Vec<u32>,
    /// Repeated triangles, by their vertices.
    pub copies: Vec<[u32; 3]>,
    /// Triangles without area, by their index.
    pub degenerate: Vec<u32>,
    /// Triangles that cut or touch others where they should not, in order; none where it was not looked at.
    pub cuts: Option<Vec<u32>>,
    /// Slivers and folds; none where they were not looked for.
    pub thin: Option<Thin>,
    /// Positions that no triangle uses, in order.
    pub unused: Vec<u32>,
    /// Bodies, in the order of their lowest vertices; largest is not first.
    pub shells: Vec<Shell>,
    /// Which of them are inside out, largest first.
    pub inverted: Vec<usize>,
    /// What the cuts come to shell by shell; none where they were not looked for.
    pub between: Option<Between>,
    /// Whether it was asked which shells lie in which; not where they are too many.
    pub is_nesting_known: bool,
    /// Closed shells inside a solid that face inward, largest first.
    pub cavities: Vec<usize>,
    /// Closed shells inside a solid that face outward, largest first.
    pub swallowed: Vec<Swallowed>,
    /// How it is made, where a process was named and the surface has an inside.
    pub print: Option<print::Survey>,
    /// How it fits the bed, where one was named and the part is not flat.
    pub fit: Option<print::Fit>,
}

/// Looks at all of `mesh`. `done` hears the name of each step when it is over.
pub(crate) fn survey<'a>(mesh: &'a Mesh, options: &Options, done: &mut dyn FnMut(&'static str)) -> Survey<'a> {
    let mut triangles = welded(mesh);
    done("weld");
    let mut links = Links::new(mesh.positions.len());
    let mut topology = stars::topology(&triangles, &links);
    done("stars");
    let bounds = measure::bounds(&mesh.positions, &triangles, topology.vertices).unwrap_or_default();
    let rounded_apart = seams::rounded(&mesh.positions, &topology.boundary, bounds);
    if !rounded_apart.is_empty() {
        triangles = Cow::Owned(merged(&triangles, &rounded_apart));
        links = Links::new(mesh.positions.len());
        topology = stars::topology(&triangles, &links);
    }
    done("rounding");
    let holes = holes::holes(&mesh.positions, &topology.boundary);
    done("holes");
    let seams = seams::seams(&mesh.positions, &topology.boundary, bounds);
    done("seams");
    let measures = measure::measure(&mesh.positions, &triangles, bounds, mesh.up);
    done("measure");
    let lowest = links.lowest_of_shell(&triangles);
    let marks = [&topology.boundary, &topology.crowded, &topology.flipped];
    let marks = marks.into_iter().flat_map(|edges| edges.iter().map(|edge| edge[0]));
    let shells = shells::shells(&mesh.positions, &triangles, &lowest, marks, bounds, &measures);
    done("shells");
    let is_quick = options.thorough || triangles.len() <= CUTS_TRIANGLES_MAX;
    let thin = is_quick.then(|| thin::thin(&mesh.positions, &triangles, &measures.degenerate));
    done("thin");
    let cuts = is_quick.then(|| cuts::cuts(&mesh.positions, &triangles, bounds, &measures.degenerate));
    done("cuts");
    let between =
        cuts.as_ref().map(|cuts| between::between(&mesh.positions, &triangles, bounds, &lowest, &shells, cuts));
    done("between");
    let pairs = between.as_ref().map_or(&[][..], |between| &between.pairs);
    let nests = nesting::nesting(&mesh.positions, &triangles, &lowest, &shells, pairs);
    let (cavities, swallowed) =
        nesting::inside(mesh, &triangles, &lowest, &shells, nests.as_deref().unwrap_or_default());
    done("nesting");
    let inverted = inverted::inverted(&mesh.positions, &triangles, &lowest, &shells, nests.as_deref());
    done("inverted");
    let is_reliable = topology.flipped.is_empty() && inverted.is_empty() && measures.volume > 0.0;
    let up_axis = if mesh.up == Up::Y { 1 } else { 2 };
    let mut resting: Vec<u32> = Vec::new();
    for pair in between.iter().flat_map(|between| &between.pairs) {
        let [one, other] = pair.shells.map(|index| &shells[index as usize]);
        let lower = one.bounds[up_axis].total_cmp(&other.bounds[up_axis]);
        resting.extend(lower.is_gt().then_some(one.lowest));
        resting.extend(lower.is_lt().then_some(other.lowest));
    }
    resting.sort_unstable();
    resting.dedup();
    let part = print::Part {
        positions: &mesh.positions,
        triangles: &triangles,
        lowest: &lowest,
        bounds,
        up: match mesh.up {
            Up::Z => [0.0, 0.0, 1.0],
            Up::Y => [0.0, 1.0, 0.0],
        },
        volume_mm3: measures.volume,
        resting,
        cavities_mm3: cavities.iter().fold(0.0, |sum, &index| sum + shells[index].volume_mm3.abs()),
        overlapping: shells.len() > 1 || cuts.as_ref().is_none_or(|cuts| !cuts.is_empty()),
    };
    let is_closed = topology.boundary.len() * OPEN_ONE_IN <= triangles.len();
    let print = options
        .process
        .filter(|_| is_reliable && is_closed)
        .and_then(|process| print::survey(&part, &process, options));
    let fit = options.bed_mm.and_then(|bed| print::fit(&part, bed));
    done("print");
    let facts = MeshFacts {
        shells: shells.len() as u64,
        boundary_loops: holes.len() as u64,
        self_intersections: cuts.as_ref().map(|cuts| cuts.len() as u64),
        cavities: cavities.len() as u64,
        cavities_volume_mm3: cavities.iter().fold(0.0, |sum, &index| sum + shells[index].volume_mm3.abs()),
        swallowed_shells: swallowed.len() as u64,
        overlapping_shells: between.as_ref().map(Between::overlapping),
        needs_supports: is_reliable.then_some(measures.overhang > OVERHANG_SHARE_MAX * measures.area),
        print: print.as_ref().map(|print| print.facts.clone()),
        ..facts(mesh, &topology, &measures, bounds)
    };
    Survey {
        mesh,
        facts,
        holes,
        seams,
        rounded_apart,
        crowded: topology.crowded,
        crowded_balanced: topology.balanced_count,
        flipped: topology.flipped,
        pinched: topology.pinched,
        copies: topology.copies,
        degenerate: measures.degenerate,
        cuts,
        thin,
        unused: unused(mesh, topology.vertices),
        shells,
        inverted,
        between,
        is_nesting_known: nests.is_some(),
        cavities,
        swallowed,
        print,
        fit,
    }
}

impl Survey<'_> {
    /// The place of a vertex.
    pub fn vertex(&self, vertex: u32) -> Place {
        Place::point(self.mesh.positions[vertex as usize].map(short))
    }

    /// The place of an edge: its midpoint.
    pub fn edge(&self, [a, b]: [u32; 2]) -> Place {
        let [a, b] = [a, b].map(|vertex| self.mesh.positions[vertex as usize].map(f64::from));
        Place::point(std::array::from_fn(|axis| rounded((a[axis] + b[axis]) / 2.0)))
    }

    /// The length of an edge, mm.
    pub fn edge_length_mm(&self, [a, b]: [u32; 2]) -> f64 {
        let [a, b] = [a, b].map(|vertex| self.mesh.positions[vertex as usize].map(f64::from));
        measure::length(measure::minus(b, a))
    }

    /// The place of a triangle by its vertices: its centre of mass.
    pub fn triangle(&self, vertices: [u32; 3]) -> Place {
        let corners = vertices.map(|vertex| self.mesh.positions[vertex as usize].map(f64::from));
        Place::point(std::array::from_fn(|axis| rounded(corners.iter().map(|corner| corner[axis]).sum::<f64>() / 3.0)))
    }

    /// The place of a triangle of the file by its index, with its name.
    pub fn face(&self, triangle: u32) -> Place {
        let place = self.triangle(self.mesh.triangles[triangle as usize]);
        Place { element: Some(format!("triangle {triangle}")), ..place }
    }

    /// Whether two triangles of the file belong to different parts of it.
    pub fn are_parts(&self, [one, other]: [u32; 2]) -> bool {
        nesting::part(self.mesh, one) != nesting::part(self.mesh, other)
    }

    /// The area of a triangle of the file, mm².
    pub fn area_mm2(&self, triangle: u32) -> f64 {
        let corners = self.mesh.triangles[triangle as usize].map(|vertex| self.mesh.positions[vertex as usize]);
        measure::length(measure::cross(corners.map(|corner| corner.map(f64::from)))) / 2.0
    }

    /// Whether there is nothing behind the surface: it is thinner than a millionth of its size, or closed
    /// round no volume.
    pub fn is_flat(&self) -> bool {
        let size = self.facts.size_mm;
        let largest = size.into_iter().fold(0.0, f64::max);
        let smallest = size.into_iter().fold(f64::MAX, f64::min);
        let hollow = self.facts.watertight && self.facts.volume_mm3.abs() <= 1e-9 * self.facts.area_mm2 * largest;
        self.facts.triangles > 0 && (smallest <= 1e-6 * largest || hollow)
    }
}

/// The triangles over welded vertices.
fn welded(mesh: &Mesh) -> Cow<'_, [[u32; 3]]> {
    match weld::weld(&mesh.positions) {
        None => Cow::Borrowed(&mesh.triangles),
        Some(first) => Cow::Owned(
            mesh.triangles.par_iter().map(|triangle| triangle.map(|vertex| first[vertex as usize])).collect(),
        ),
    }
}

/// The triangles with each corner that comes first in a pair of `corners` put in the place of the second. Pairs are in the
/// order of their first ones, and a second one is lower than its first.
fn merged(triangles: &[[u32; 3]], corners: &[[u32; 2]]) -> Vec<[u32; 3]> {
    let one = |mut vertex: u32| {
        while let Ok(at) = corners.binary_search_by_key(&vertex, |pair| pair[0]) {
            vertex = corners[at][1];
        }
        vertex
    };
    triangles.par_iter().map(|triangle| triangle.map(one)).collect()
}

/// Positions that no triangle uses. `used` is how many different ones triangles without repeated corners use.
fn unused(mesh: &Mesh, used: u64) -> Vec<u32> {
    if used == mesh.positions.len() as u64 {
        return Vec::new();
    }
    let mut is_used = vec![false; mesh.positions.len()];
    mesh.triangles.as_flattened().iter().for_each(|&vertex| is_used[vertex as usize] = true);
    (0..mesh.positions.len() as u32).filter(|&vertex| !is_used[vertex as usize]).collect()
}

fn facts(mesh: &Mesh, topology: &stars::Topology, measures: &measure::Measures, bounds: [f32; 6]) -> MeshFacts {
    let bounds_mm = bounds.map(short);
    MeshFacts {
        triangles: mesh.triangles.len() as u64,
        vertices: topology.vertices,
        boundary_edges: topology.boundary.len() as u64,
        non_manifold_edges: topology.crowded_count,
        non_manifold_vertices: topology.pinched.len() as u64,
        watertight: topology.vertices > 0 && topology.boundary.is_empty() && topology.crowded_count == 0,
        consistent_winding: topology.flipped.is_empty(),
        degenerate_triangles: measures.degenerate.len() as u64,
        duplicate_triangles: topology.copies.len() as u64,
        volume_mm3: measures.volume,
        area_mm2: measures.area,
        bounds_mm,
        size_mm: std::array::from_fn(|axis| rounded(bounds_mm[axis + 3] - bounds_mm[axis])),
        overhang_share: if measures.area > 0.0 { measures.overhang / measures.area } else { 0.0 },
        parts: mesh.parts.len().max(1) as u64,
        ..MeshFacts::default()
    }
}

/// A coordinate as its shortest decimal: 0.1, not 0.10000000149.
fn short(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_else(|_| f64::from(value))
}

/// To a millionth of a millimetre; what is too large for that stays.
pub(crate) fn rounded(mm: f64) -> f64 {
    if mm.abs() < 1e9 { (mm * 1e6).round() / 1e6 } else { mm }
}
