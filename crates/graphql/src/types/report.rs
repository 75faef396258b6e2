//! The report of an inspection.

use async_graphql::{Enum, Object, SimpleObject};

use super::words::{Severity, Verdict};

/// What was found in a file.
pub(crate) struct Report(pub(crate) inspect::Report);

#[Object]
impl Report {
    /// The worst of the findings.
    async fn verdict(&self) -> Verdict {
        self.0.verdict.into()
    }

    /// The same in a sentence.
    async fn sentence(&self) -> String {
        self.0.sentence()
    }

    /// Facts of a mesh.
    async fn mesh(&self) -> Option<MeshFacts> {
        self.0.mesh.as_ref().map(MeshFacts::from)
    }

    /// Facts of a drawing.
    async fn drawing(&self) -> Option<DrawingFacts> {
        self.0.drawing.as_ref().map(DrawingFacts::from)
    }

    /// Facts of a picture.
    async fn raster(&self) -> Option<RasterFacts> {
        self.0.raster.as_ref().map(RasterFacts::from)
    }

    /// Everything that was found, worst first.
    #[graphql(complexity = "super::list_weight(10, child_complexity)")]
    async fn findings(&self) -> Vec<Finding> {
        self.0.findings.iter().map(Finding::from).collect()
    }
}

/// One thing that was found.
#[derive(SimpleObject)]
struct Finding {
    /// `M302`; never reused for something else.
    code: String,
    /// `open-edge`.
    name: String,
    /// How bad it is.
    severity: Severity,
    /// In how many places.
    count: u64,
    /// What is so, with figures and units.
    message: String,
    /// What to do next.
    fix: String,
    /// Some of the places.
    at: Vec<Place>,
}

impl From<&pattern::Finding> for Finding {
    fn from(finding: &pattern::Finding) -> Self {
        Self {
            code: finding.code.clone(),
            name: finding.name.clone(),
            severity: finding.severity.into(),
            count: finding.count,
            message: finding.message.clone(),
            fix: finding.fix.clone(),
            at: finding
                .at
                .iter()
                .map(|place| Place { mm: place.mm.map(Vec::from), element: place.element.clone() })
                .collect(),
        }
    }
}

/// Where something is.
#[derive(SimpleObject)]
struct Place {
    /// x, y and z in millimetres in the file's own axes; z is 0 in drawings.
    mm: Option<Vec<f64>>,
    /// The element in the file's own words: `triangle 17`, `#path12`.
    element: Option<String>,
}

/// What is so about a mesh.
#[derive(SimpleObject)]
struct MeshFacts {
    /// Triangles, as the file has them.
    triangles: u64,
    /// Positions that triangles use, each counted once.
    vertices: u64,
    /// Edges with a triangle on one side only.
    boundary_edges: u64,
    /// Edges with three or more triangles.
    non_manifold_edges: u64,
    /// Whether every edge has exactly two triangles.
    watertight: bool,
    /// Whether neighbours face the same side.
    consistent_winding: bool,
    /// Bodies.
    shells: u64,
    /// Volume, cubic millimetres; below zero where the surface is inside out.
    volume_mm3: f64,
    /// Surface, square millimetres.
    area_mm2: f64,
    /// Width, depth and height, millimetres.
    size_mm: Vec<f64>,
    /// Whether it will want supports as it stands; an estimate, none where the surface has no reliable outside.
    needs_supports: Option<bool>,
}

impl From<&inspect::MeshFacts> for MeshFacts {
    fn from(facts: &inspect::MeshFacts) -> Self {
        Self {
            triangles: facts.triangles,
            vertices: facts.vertices,
            boundary_edges: facts.boundary_edges,
            non_manifold_edges: facts.non_manifold_edges,
            watertight: facts.watertight,
            consistent_winding: facts.consistent_winding,
            shells: facts.shells,
            volume_mm3: facts.volume_mm3,
            area_mm2: facts.area_mm2,
            size_mm: facts.size_mm.to_vec(),
            needs_supports: facts.needs_supports,
        }
    }
}

/// What is so about a drawing.
#[derive(SimpleObject)]
struct DrawingFacts {
    /// Contours, chained by ends that meet.
    paths: u64,
    /// Contours whose ends do not meet.
    open_paths: u64,
    /// Points where a contour crosses itself.
    self_crossings: u64,
    /// Stretches that lie on an earlier one.
    duplicate_segments: u64,
    /// Width and height, millimetres.
    size_mm: Vec<f64>,
    /// What a machine travels with the tool on, millimetres.
    cut_length_mm: f64,
    /// What it is for, by which it is judged.
    used_for: Use,
    /// What is so about a sewing pattern, where it is one.
    sewing: Option<SewingFacts>,
}

/// What a drawing is for.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// A beam, a knife or a cutter goes through the material.
    Cut,
    /// A beam or a cutter marks the surface.
    Engrave,
    /// A pen or a printer draws it.
    Plot,
    /// It has the pieces of something sewn.
    Sew,
}

/// What is so about a sewing pattern.
#[derive(SimpleObject)]
struct SewingFacts {
    /// Outlines that lie in no other.
    pieces: u64,
    /// Sizes that layers or labels name.
    sizes: Vec<String>,
    /// Widths of the seam allowance, millimetres, the one of the longest seam first.
    allowances_mm: Vec<f64>,
    /// Side of the test square, millimetres; null where there is none.
    test_square_mm: Option<f64>,
    /// Pieces with a grainline, or an edge on the fold.
    with_grain: u64,
    /// Notches.
    notches: u64,
}

impl From<&inspect::SewingFacts> for SewingFacts {
    fn from(facts: &inspect::SewingFacts) -> Self {
        Self {
            pieces: facts.pieces,
            sizes: facts.sizes.clone(),
            allowances_mm: facts.allowances_mm.clone(),
            test_square_mm: facts.test_square_mm,
            with_grain: facts.with_grain,
            notches: facts.notches,
        }
    }
}

impl From<&inspect::DrawingFacts> for DrawingFacts {
    fn from(facts: &inspect::DrawingFacts) -> Self {
        Self {
            paths: facts.paths,
            open_paths: facts.open_paths,
            self_crossings: facts.self_crossings,
            duplicate_segments: facts.duplicate_segments,
            size_mm: facts.size_mm.to_vec(),
            cut_length_mm: facts.cut_length_mm,
            used_for: match facts.used_for {
                inspect::Use::Cut => Use::Cut,
                inspect::Use::Engrave => Use::Engrave,
                inspect::Use::Plot => Use::Plot,
                inspect::Use::Sew => Use::Sew,
            },
            sewing: facts.sewing.as_ref().map(SewingFacts::from),
        }
    }
}

/// What is so about a picture.
#[derive(SimpleObject)]
struct RasterFacts {
    /// Pixels across.
    width: u32,
    /// Pixels down.
    height: u32,
    /// Pixels to the inch, where the file says so.
    dpi: Option<f64>,
}

impl From<&inspect::RasterFacts> for RasterFacts {
    fn from(facts: &inspect::RasterFacts) -> Self {
        Self { width: facts.width, height: facts.height, dpi: facts.dpi }
    }
}
