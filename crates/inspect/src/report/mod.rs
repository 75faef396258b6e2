//! The report: what was found, in the shape in which it is stored, sent and shown.

mod making;
mod sewing;

use pattern::{Finding, Format, Kind, Pattern, Severity, Units};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Use, words};
pub use making::{PoseFacts, PrintFacts};
pub use sewing::SewingFacts;

/// The version of the checks. A stored report of a lower one can be made anew.
pub const VERSION: u32 = 11;

/// What a file is and what is wrong with it. As JSON, beside the path that the caller adds, it is the
/// line that `maquette inspect --format json` prints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The format, as the content tells it.
    pub format: Option<Format>,
    /// What sort of pattern it is; `unknown` in JSON where nothing could be read.
    #[serde(serialize_with = "write_kind", deserialize_with = "read_kind")]
    pub kind: Option<Kind>,
    /// The worst of the findings.
    pub verdict: Verdict,
    /// Facts of a mesh.
    #[serde(default)]
    pub mesh: Option<MeshFacts>,
    /// Facts of a drawing.
    #[serde(default)]
    pub drawing: Option<DrawingFacts>,
    /// Facts of a picture.
    #[serde(default)]
    pub raster: Option<RasterFacts>,
    /// The unit the file was drawn in.
    #[serde(default)]
    pub units: Option<Units>,
    /// Everything that was found, worst first.
    pub findings: Vec<Finding>,
    /// [`VERSION`] of the checks that made it.
    #[serde(default)]
    pub version: u32,
}

/// Whether a file may go on sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing that a person must look at.
    Pass,
    /// Something may go wrong.
    Warn,
    /// Something will go wrong.
    Fail,
}

impl Verdict {
    /// The word that is stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }

    /// The verdict that `findings` come to.
    pub fn of(findings: &[Finding]) -> Self {
        match findings.iter().map(|finding| finding.severity).max() {
            Some(Severity::Fail) => Self::Fail,
            Some(Severity::Warn) => Self::Warn,
            Some(Severity::Info) | None => Self::Pass,
        }
    }
}

/// What is so about a mesh. Vertices are counted after welding equal positions; triangles that name a
/// vertex twice take no part in edges, shells and fans.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MeshFacts {
    /// Triangles, as the file has them.
    pub triangles: u64,
    /// Positions that triangles use, each counted once.
    pub vertices: u64,
    /// Edges with a triangle on one side only.
    pub boundary_edges: u64,
    /// Holes: boundary edges that hang together.
    pub boundary_loops: u64,
    /// Edges with three or more triangles.
    pub non_manifold_edges: u64,
    /// Vertices where fans of triangles touch that share no edge.
    pub non_manifold_vertices: u64,
    /// Whether every edge has exactly two triangles.
    pub watertight: bool,
    /// Whether triangles that share an edge face the same side, over all edges of two.
    pub consistent_winding: bool,
    /// Bodies: triangles that hang together by their vertices.
    pub shells: u64,
    /// Triangles without area, by exact arithmetic.
    pub degenerate_triangles: u64,
    /// Triangles on the same three vertices as an earlier one.
    pub duplicate_triangles: u64,
    /// Triangles that take part in an intersection: they have a point in common with another that is no vertex or edge of
    /// both, and are in it by more than the rounding of 32-bit floats; none where it was not looked at.
    pub self_intersections: Option<u64>,
    /// Signed volume, mm³: below zero where the surface is inside out; only a measure of a solid where `watertight`.
    pub volume_mm3: f64,
    /// Surface, mm².
    pub area_mm2: f64,
    /// `[x0, y0, z0, x1, y1, z1]`, mm; zeros without triangles.
    pub bounds_mm: [f64; 6],
    /// Width, depth and height along the file's axes, mm.
    pub size_mm: [f64; 3],
    /// Share of the surface, 0 to 1, that hangs over at more than 45° from the vertical and does not lie on the bed.
    pub overhang_share: f64,
    /// Whether it wants supports as it stands, printed in plastic: wide ledges beyond 60°, or many narrow ones; an estimate, none
    /// where the surface has no reliable outside or it takes too long to tell.
    pub needs_supports: Option<bool>,
    /// Parts that the file names; 1 where it names none.
    pub parts: u64,
    /// Closed hollows inside solids: shells that face inward.
    pub cavities: u64,
    /// What they enclose together, mm³.
    pub cavities_volume_mm3: f64,
    /// Closed shells that lie inside a solid and face outward, so that they add nothing to it.
    pub swallowed_shells: u64,
    /// Pairs of shells that run through each other; none where it was not looked at.
    pub overlapping_shells: Option<u64>,
    /// What making it comes to, where a process was named and the surface has an inside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub print: Option<PrintFacts>,
}

/// What is so about a drawing. Contours are chained across elements by ends that meet within 0.01 mm.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DrawingFacts {
    /// Contours after chaining.
    pub paths: u64,
    /// Contours whose ends do not meet, dashed ones included.
    pub open_paths: u64,
    /// Points where a contour crosses itself.
    pub self_crossings: u64,
    /// Stretches that lie on an earlier one.
    pub duplicate_segments: u64,
    /// `[x0, y0, x1, y1]`, mm; zeros without geometry.
    pub bounds_mm: [f64; 4],
    /// Width and height, mm.
    pub size_mm: [f64; 2],
    /// What a machine travels with the tool on, mm, doubled lines included; fills count, too, but for a CAD drawing's
    /// hatches beside lines.
    pub cut_length_mm: f64,
    /// Layers that hold geometry.
    pub layers: u64,
    /// Texts that were not turned into paths.
    pub texts: u64,
    /// Whether it is one repeat of an endless surface.
    pub repeat: bool,
    /// What of `cut_length_mm` lies on an earlier line, so that it is cut twice, mm.
    pub doubled_length_mm: f64,
    /// Segments shorter than 0.02 mm, where several follow one another.
    pub tiny_segments: u64,
    /// What a machine may do with which lines: one for each layer and colour, in the order in which they first come; at
    /// most 32, of more the longest.
    pub operations: Vec<OperationFacts>,
    /// Closed contours that lie in no other of their layer and colour.
    pub outlines: u64,
    /// Closed contours at an odd depth inside others of their layer and colour: what is inside falls out.
    pub openings: u64,
    /// Closed contours inside such an opening: loose pieces of their own, and what lies in those on and on.
    pub islands: u64,
    /// The narrowest bridge between two cuts, mm, where it is narrower than 0.5 mm, or than the sheet asks for.
    pub thinnest_bridge_mm: Option<f64>,
    /// How long a machine may take, s: an estimate by the speeds of a small laser in 3 mm of plywood (15 mm/s with the
    /// tool on, 150 mm/s between contours, 0.2 s for each), or with the tool on at the sheet's speed where the sheet was named.
    pub cut_time_s: f64,
    /// What it is for, by which it is judged.
    pub used_for: Use,
    /// Whether somebody said so; else its layers, labels and texts did, or nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub use_was_said: bool,
    /// What is so about a sewing pattern, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sewing: Option<SewingFacts>,
}

impl DrawingFacts {
    /// Whether it was judged for what `wanted` says that it is for; without that, for what itself says.
    pub fn is_judged_for(&self, wanted: Option<Use>) -> bool {
        match wanted {
            Some(wanted) => self.used_for == wanted,
            None => !self.use_was_said,
        }
    }
}

/// The lines of one layer and colour, which programs for cutters map to one operation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OperationFacts {
    /// The layer's name.
    pub name: String,
    /// The colour of its lines, or of its fills where they have none: `#rrggbb`.
    pub color: String,
    /// Contours that begin on it.
    pub paths: u64,
    /// Their length, mm.
    pub length_mm: f64,
    /// What its layer's name says that is done with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used_for: Option<Use>,
}

/// What is so about a picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RasterFacts {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Pixels to the inch, where the file says so.
    pub dpi: Option<f64>,
    /// Whether any pixel lets the ground through.
    pub alpha: bool,
}

impl Report {
    pub(crate) fn empty(format: Option<Format>) -> Self {
        Self {
            format,
            kind: None,
            verdict: Verdict::Pass,
            mesh: None,
            drawing: None,
            raster: None,
            units: None,
            findings: Vec::new(),
            version: VERSION,
        }
    }

    /// Takes the findings and draws the verdict; a file of which nothing could be read fails, whatever was said.
    pub(crate) fn conclude(&mut self, findings: Vec<Finding>, pattern: Option<&Pattern>) {
        self.kind = pattern.map(|pattern| match pattern {
            Pattern::Mesh(_) => Kind::Mesh,
            Pattern::Drawing(_) => Kind::Drawing,
            Pattern::Raster(_) => Kind::Raster,
        });
        self.verdict = match pattern {
            Some(_) => Verdict::of(&findings),
            None => Verdict::Fail,
        };
        self.findings = findings;
    }

    /// One line for a title block: `Sound. Nothing to mend.`
    pub fn sentence(&self) -> String {
        let count_of = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count() as u64;
        let (fails, warns) = (count_of(Severity::Fail), count_of(Severity::Warn));
        let look = format!("{} to look at.", words::some(warns, "thing", "things"));
        let mend = format!("{} to mend.", words::some(fails, "fault", "faults"));
        match (self.kind, fails, warns) {
            (None, _, _) => "Nothing could be read.".to_owned(),
            (_, 0, 0) => "Sound. Nothing to mend.".to_owned(),
            (_, 0, _) => words::capital(&look),
            (_, _, 0) => words::capital(&mend),
            _ => format!("{} {}", words::capital(&mend), words::capital(&look)),
        }
    }
}

fn write_kind<S: Serializer>(kind: &Option<Kind>, serializer: S) -> Result<S::Ok, S::Error> {
    match kind {
        Some(kind) => kind.serialize(serializer),
        None => serializer.serialize_str("unknown"),
    }
}

fn read_kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Kind>, D::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        Mesh,
        Drawing,
        Raster,
        Unknown,
    }
    Ok(match Word::deserialize(deserializer)? {
        Word::Mesh => Some(Kind::Mesh),
        Word::Drawing => Some(Kind::Drawing),
        Word::Raster => Some(Kind::Raster),
        Word::Unknown => None,
    })
}
