//! Meshes: everything that the checks and the facts ask, step by step, from the surface to the bodies and what they are
//! made by.

mod between;
mod bodies;
mod buckets;
mod cuts;
mod holes;
mod inverted;
mod measure;
mod nesting;
mod one_ring;
mod roundness;
mod seams;
mod shells;
mod surface;
mod thin;
mod trials;
mod weld;

use pattern::{Mesh, Place};

use crate::{Options, print, report::MeshFacts, vector::wide};
pub(crate) use between::{Between, Pair};
use bodies::{Bodies, Look};
pub(crate) use holes::Hole;
pub(crate) use nesting::Swallowed;
pub(crate) use roundness::share_of_whole;
pub(crate) use seams::Seams;
pub(crate) use shells::Shell;
use surface::Surface;
pub(crate) use thin::Thin;

/// Above so many triangles the searches for self-intersections, slivers and folds are left out unless everything is asked
/// for: up to here they take about as long as all the rest.
pub(crate) const CUTS_TRIANGLES_MAX: usize = 2_000_000;

/// Coordinates beyond this are no part's, mm: a hundred kilometres. There a float steps by eight millimetres, and what meets
/// or nearly meets would tell of rounding, or of bytes that are no coordinates.
const FAR_MM: f32 = 1e8;

/// Why places where the surface cuts itself were not looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeftOut {
    /// There are more triangles than are looked at unless everything is asked for.
    Large,
    /// Coordinates are beyond what a machine could make.
    Far,
    /// Too many triangles lie across one another.
    Crowded,
}

/// What was found, with enough to say where.
pub(crate) struct Survey<'a> {
    /// As it was read; places are told in its coordinates.
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
    pub non_manifold_edges: Vec<[u32; 2]>,
    /// How many of those are where solids touch.
    pub non_manifold_balanced: u64,
    /// Edges whose two triangles disagree.
    pub flipped: Vec<[u32; 2]>,
    /// Vertices where fans touch.
    pub non_manifold_vertices: Vec<u32>,
    /// Repeated triangles, by their vertices.
    pub copies: Vec<[u32; 3]>,
    /// Triangles without area, by their index.
    pub degenerate: Vec<u32>,
    /// Why nobody looked for triangles that cut others, where nobody did.
    pub left_out: Option<LeftOut>,
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
    let Surface { triangles, topology, joined, bounds, rounded_apart } = Surface::of(mesh, done);
    let holes = holes::holes(&mesh.positions, &topology.boundary);
    done("holes");
    let seams = match rounded_apart {
        Some(_) => seams::seams(&mesh.positions, &topology.boundary, bounds),
        None => Seams { is_left_out: !is_far(bounds), ..Seams::default() },
    };
    done("seams");
    let measures = measure::measure(&mesh.positions, &triangles, bounds, mesh.up);
    done("measure");
    let lowest = joined.lowest_of_shell(&triangles);
    let look = Look { mesh, triangles: &triangles, lowest: &lowest, topology: &topology, measures: &measures, bounds };
    let bodies = Bodies::of(&look, options, done);
    let made = bodies.made(&look, options);
    done("print");
    let facts = bodies.facts(&look, holes.len(), made.print.as_ref());
    Survey {
        mesh,
        facts,
        holes,
        seams,
        rounded_apart: rounded_apart.unwrap_or_default(),
        unused: unused(mesh, topology.vertices),
        non_manifold_edges: topology.non_manifold_edges,
        non_manifold_balanced: topology.balanced_count,
        flipped: topology.flipped,
        non_manifold_vertices: topology.non_manifold_vertices,
        copies: topology.copies,
        degenerate: measures.degenerate,
        left_out: bodies.cuts.err(),
        thin: bodies.thin,
        shells: bodies.shells,
        inverted: bodies.inverted,
        between: bodies.between,
        is_nesting_known: bodies.is_nesting_known,
        cavities: bodies.cavities,
        swallowed: bodies.swallowed,
        print: made.print,
        fit: made.fit,
    }
}

impl Survey<'_> {
    /// The place of a vertex.
    pub fn vertex(&self, vertex: u32) -> Place {
        Place::point(self.mesh.positions[vertex as usize].map(short))
    }

    /// The place of an edge: its midpoint.
    pub fn edge(&self, [a, b]: [u32; 2]) -> Place {
        let [a, b] = [a, b].map(|vertex| wide(self.mesh.positions[vertex as usize]));
        Place::point(((a + b) / 2.0).to_array().map(rounded))
    }

    /// The length of an edge, mm.
    pub fn edge_length_mm(&self, [a, b]: [u32; 2]) -> f64 {
        let [a, b] = [a, b].map(|vertex| wide(self.mesh.positions[vertex as usize]));
        a.distance(b)
    }

    /// The place of a triangle by its vertices: its centre of mass.
    pub fn triangle(&self, vertices: [u32; 3]) -> Place {
        let [a, b, c] = vertices.map(|vertex| wide(self.mesh.positions[vertex as usize]));
        Place::point(((a + b + c) / 3.0).to_array().map(rounded))
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

/// Whether a mesh with these bounds reaches farther than any machine.
fn is_far(bounds: [f32; 6]) -> bool {
    bounds.into_iter().any(|value| value.abs() > FAR_MM)
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

/// A coordinate as its shortest decimal: 0.1, not 0.10000000149.
fn short(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_else(|_| f64::from(value))
}

/// To a millionth of a millimetre; what is too large for that stays.
pub(crate) fn rounded(mm: f64) -> f64 {
    if mm.abs() < 1e9 { (mm * 1e6).round() / 1e6 } else { mm }
}
