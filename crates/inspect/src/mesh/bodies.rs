//! The bodies that a surface makes: its shells, how they cut, touch and hold one another, and whether they can be made.

use glam::DVec3;
use pattern::{Mesh, mesh::Up};

use super::{
    CUTS_TRIANGLES_MAX, LeftOut,
    between::{self, Between},
    cuts::{self, Cuts},
    inverted, is_far,
    measure::Measures,
    nesting::{self, Swallowed},
    one_ring::Topology,
    rounded,
    shells::{self, Shell},
    short,
    thin::{self, Thin},
};
use crate::{Options, print, report::MeshFacts};

/// A surface of which more than one triangle in so many lies at a hole has no inside that rays could measure.
const OPEN_ONE_IN: usize = 100;

/// What is known of the mesh when its bodies are asked for.
pub(super) struct Look<'a> {
    pub mesh: &'a Mesh,
    /// Over welded vertices.
    pub triangles: &'a [[u32; 3]],
    /// For each vertex the lowest one of its shell.
    pub lowest: &'a [u32],
    pub topology: &'a Topology,
    pub measures: &'a Measures,
    pub bounds: [f32; 6],
}

/// What was found of them; each is told in the survey.
pub(super) struct Bodies {
    pub shells: Vec<Shell>,
    pub thin: Option<Thin>,
    /// Triangles that meet others where they should not; or why nobody looked.
    pub cuts: Result<Cuts, LeftOut>,
    pub between: Option<Between>,
    pub is_nesting_known: bool,
    pub cavities: Vec<usize>,
    pub swallowed: Vec<Swallowed>,
    pub inverted: Vec<usize>,
}

/// How they are made, where that was asked.
pub(super) struct Made {
    pub print: Option<print::Survey>,
    pub fit: Option<print::Fit>,
}

impl Bodies {
    pub fn of(look: &Look, options: &Options, done: &mut dyn FnMut(&'static str)) -> Self {
        let &Look { mesh, triangles, lowest, topology, measures, bounds } = look;
        let positions = &mesh.positions;
        let marks = [&topology.boundary, &topology.non_manifold_edges, &topology.flipped];
        let marks = marks.into_iter().flat_map(|edges| edges.iter().map(|edge| edge[0]));
        let shells = shells::shells(positions, triangles, lowest, marks, bounds, measures);
        done("shells");
        let is_quick = options.thorough || triangles.len() <= CUTS_TRIANGLES_MAX;
        let thin = is_quick.then(|| thin::thin(positions, triangles, &measures.degenerate));
        done("thin");
        let cuts = match () {
            () if is_far(bounds) => Err(LeftOut::Far),
            () if !is_quick => Err(LeftOut::Large),
            () => cuts::cuts(positions, triangles, bounds, &measures.degenerate).ok_or(LeftOut::Crowded),
        };
        done("cuts");
        let between =
            cuts.as_ref().ok().map(|cuts| between::between(positions, triangles, bounds, lowest, &shells, cuts));
        done("between");
        let pairs = between.as_ref().map_or(&[][..], |between| &between.pairs);
        let nests = nesting::nesting(positions, triangles, lowest, &shells, pairs);
        let (cavities, swallowed) =
            nesting::inside(mesh, triangles, lowest, &shells, nests.as_deref().unwrap_or_default());
        done("nesting");
        let inverted = inverted::inverted(positions, triangles, lowest, &shells, nests.as_deref());
        done("inverted");
        Self { shells, thin, cuts, between, is_nesting_known: nests.is_some(), cavities, swallowed, inverted }
    }

    /// Whether the surface has an inside that its volume tells.
    fn is_reliable(&self, look: &Look) -> bool {
        !is_far(look.bounds)
            && look.topology.flipped.is_empty()
            && self.inverted.is_empty()
            && look.measures.volume > 0.0
    }

    /// Judges how they are made, where a process or a bed was named.
    pub fn made(&self, look: &Look, options: &Options) -> Made {
        let part = self.part(look);
        let process = options.process.filter(|_| self.is_reliable(look) && self.is_closed(look));
        let print = process.and_then(|process| print::survey(&part, &process, options));
        Made { print, fit: options.bed_mm.and_then(|bed| print::fit(&part, bed)) }
    }

    /// Whether it wants supports as it stands; none where the surface has no inside that tells.
    fn wants_supports(&self, look: &Look) -> Option<bool> {
        let is_asked = self.is_reliable(look) && self.is_closed(look);
        is_asked.then(|| print::wants_supports(&self.part(look), look.measures.area)).flatten()
    }

    /// Whether rays find an inside.
    fn is_closed(&self, look: &Look) -> bool {
        look.topology.boundary.len() * OPEN_ONE_IN <= look.triangles.len()
    }

    /// All of them as the one part that is made.
    fn part<'a>(&self, look: &Look<'a>) -> print::Part<'a> {
        print::Part {
            positions: &look.mesh.positions,
            triangles: look.triangles,
            lowest: look.lowest,
            bounds: look.bounds,
            up: match look.mesh.up {
                Up::Z => DVec3::Z,
                Up::Y => DVec3::Y,
            },
            volume_mm3: look.measures.volume,
            resting: self.resting(look.mesh.up),
            cavities_mm3: self.cavities_mm3(),
            overlapping: self.shells.len() > 1 || !matches!(&self.cuts, Ok(cuts) if cuts.deep.is_empty()),
        }
    }

    /// The lowest vertices of shells that lie on or in another one which begins lower, in order.
    fn resting(&self, up: Up) -> Vec<u32> {
        let axis = if up == Up::Y { 1 } else { 2 };
        let mut resting: Vec<u32> = Vec::new();
        for pair in self.between.iter().flat_map(|between| &between.pairs) {
            let [one, other] = pair.shells.map(|index| &self.shells[index as usize]);
            let lower = one.bounds[axis].total_cmp(&other.bounds[axis]);
            resting.extend(lower.is_gt().then_some(one.lowest));
            resting.extend(lower.is_lt().then_some(other.lowest));
        }
        resting.sort_unstable();
        resting.dedup();
        resting
    }

    fn cavities_mm3(&self) -> f64 {
        self.cavities.iter().fold(0.0, |sum, &index| sum + self.shells[index].volume_mm3.abs())
    }

    /// The figures for the report.
    pub fn facts(&self, look: &Look, hole_count: usize, print: Option<&print::Survey>) -> MeshFacts {
        MeshFacts {
            shells: self.shells.len() as u64,
            boundary_loops: hole_count as u64,
            self_intersections: self.cuts.as_ref().ok().map(|cuts| cuts.deep.len() as u64),
            cavities: self.cavities.len() as u64,
            cavities_volume_mm3: self.cavities_mm3(),
            swallowed_shells: self.swallowed.len() as u64,
            overlapping_shells: self.between.as_ref().map(Between::overlapping),
            needs_supports: self.wants_supports(look),
            print: print.map(|print| print.facts.clone()),
            ..surface_facts(look)
        }
    }
}

/// What is known without asking for bodies.
fn surface_facts(look: &Look) -> MeshFacts {
    let Look { mesh, topology, measures, bounds, .. } = look;
    let bounds_mm = bounds.map(short);
    MeshFacts {
        triangles: mesh.triangles.len() as u64,
        vertices: topology.vertices,
        boundary_edges: topology.boundary.len() as u64,
        non_manifold_edges: topology.non_manifold_count,
        non_manifold_vertices: topology.non_manifold_vertices.len() as u64,
        watertight: topology.vertices > 0 && topology.boundary.is_empty() && topology.non_manifold_count == 0,
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
