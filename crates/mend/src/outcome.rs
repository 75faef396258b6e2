//! What mending gives: the mended pattern, the steps that led there, and the proof; or why not.

use inspect::{DrawingFacts, MeshFacts, Report};
use pattern::Pattern;
use serde::Serialize;

/// What mending gave. Where it was refused nothing was changed; where nothing had to be mended there are no steps.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The mended pattern; none where there was nothing to mend, or where it was refused.
    pub pattern: Option<Pattern>,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// How the mended pattern compares with the original; none where there is none.
    pub proof: Option<Proof>,
    /// Why it was not mended.
    pub refused: Option<Refusal>,
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// A stable name: `fill-holes`.
    pub name: &'static str,
    /// In how many places.
    pub count: u64,
    /// For makers: `Filled 2 holes, the longest rim 12 mm.`
    pub sentence: String,
}

/// Why a pattern was not mended.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refusal {
    /// For programs; the sentence says the same to people.
    pub reason: Reason,
    /// For makers: what is so, and what to do.
    pub sentence: String,
}

/// Kinds of refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// There is nothing in it that can be mended here: a picture, or no surface at all.
    Nothing,
    /// More triangles than the options allow.
    TooLarge,
    /// A sheet, or so much is missing that what is left does not say what the solid was.
    NotASolid,
    /// The surface has one side only.
    OneSided,
    /// A rim of more sides than can be filled.
    RimTooLong,
    /// What was made still fails inspection.
    StillFaulty,
    /// What was made lies farther from the original than the tolerance allows.
    TooFar,
}

impl Reason {
    /// The stable name: `not-a-solid`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::TooLarge => "too-large",
            Self::NotASolid => "not-a-solid",
            Self::OneSided => "one-sided",
            Self::RimTooLong => "rim-too-long",
            Self::StillFaulty => "still-faulty",
            Self::TooFar => "too-far",
        }
    }
}

/// What shows that the mended pattern is the original one, mended.
///
/// Distances are bounds that hold for every point of a surface, not for samples. Filled holes are new surface and walls
/// that went are old surface without new: both are measured as areas, and left out of the two bounds that `tolerance_mm`
/// limits.
#[derive(Clone, Debug, Serialize)]
pub struct Proof {
    /// The inspection of the mended pattern.
    pub after: Report,
    /// For a mesh.
    pub mesh: Option<MeshProof>,
    /// For a drawing.
    pub drawing: Option<DrawingProof>,
}

impl Proof {
    /// No point of what was there has moved farther than this, mm; new surface that fills holes left out.
    pub fn moved_mm(&self) -> f64 {
        let mesh = self.mesh.as_ref().map(|mesh| mesh.to_mended_mm.max(mesh.to_original_mm));
        let drawing = self.drawing.as_ref().map(|drawing| drawing.to_mended_mm.max(drawing.to_original_mm));
        mesh.or(drawing).unwrap_or_default()
    }

    /// New surface that fills holes, mm².
    pub fn filled_mm2(&self) -> f64 {
        self.mesh.as_ref().map(|mesh| mesh.filled_mm2).unwrap_or_default()
    }

    /// What is still found in the mended pattern, a name each, without what is only worth knowing.
    pub fn left(&self) -> Vec<String> {
        let worth_a_look = |finding: &&pattern::Finding| finding.severity != pattern::Severity::Info;
        self.after.findings.iter().filter(worth_a_look).map(|finding| finding.name.replace('-', " ")).collect()
    }
}

/// What bounds how far the mended mesh lies from the original one, and the figures of both.
#[derive(Clone, Debug, Serialize)]
pub struct MeshProof {
    /// What was so about the original.
    pub before: MeshFacts,
    /// What the two bounds below may not exceed, mm.
    pub tolerance_mm: f64,
    /// No point of the original, what was removed as no surface left out, lies farther from the mended surface as it was
    /// before bodies were united, mm.
    pub to_mended_mm: f64,
    /// No point of the mended surface, fillings left out, lies farther from the original, mm.
    pub to_original_mm: f64,
    /// The two-sided Hausdorff distance with nothing left out is at most this, mm: where a hole was filled, about half
    /// its width.
    pub hausdorff_mm: f64,
    /// New surface that fills holes, mm².
    pub filled_mm2: f64,
    /// Old surface that is none any more: walls and fins, repeats, what lies inside of united bodies, mm².
    pub left_out_mm2: f64,
    /// The mended volume, less the original's figure, mm³. The original's means little where it was open.
    pub volume_change_mm3: f64,
    /// The volume that moving surface made: the mended solid's before bodies were united, less the volume between the
    /// original triangles and the fillings, mm³. At most the moved area times the tolerance.
    pub volume_moved_mm3: f64,
    /// mm².
    pub area_change_mm2: f64,
    /// Where bodies were united: points beside the surface at which it was asked whether they are inside.
    pub probes: u64,
    /// At how many of them the answer was the same before and after; at all of them, or it was refused.
    pub probes_agree: u64,
}

/// What bounds how far the mended drawing lies from the original one, and the figures of both.
#[derive(Clone, Debug, Serialize)]
pub struct DrawingProof {
    /// What was so about the original.
    pub before: DrawingFacts,
    /// What no bound may exceed, mm.
    pub tolerance_mm: f64,
    /// No point of the original's lines lies farther from a mended line, mm.
    pub to_mended_mm: f64,
    /// No point of a mended line lies farther from the original's lines, mm.
    pub to_original_mm: f64,
    /// What a machine travels with the tool on, mended less original, mm.
    pub cut_length_change_mm: f64,
    /// What it travels from the end of each line to the beginning of the next, as they are drawn, mended less original,
    /// mm.
    pub travel_change_mm: f64,
}

impl Outcome {
    /// Nothing had to be mended.
    pub(crate) fn sound() -> Self {
        Self { pattern: None, steps: Vec::new(), proof: None, refused: None }
    }

    /// It was not mended, for this reason.
    pub(crate) fn refused(refusal: Refusal) -> Self {
        Self { refused: Some(refusal), ..Self::sound() }
    }
}

impl Refusal {
    pub(crate) fn new(reason: Reason, sentence: impl Into<String>) -> Self {
        Self { reason, sentence: sentence.into() }
    }
}

impl Step {
    pub(crate) fn new(name: &'static str, count: u64, sentence: impl Into<String>) -> Self {
        Self { name, count, sentence: sentence.into() }
    }
}
