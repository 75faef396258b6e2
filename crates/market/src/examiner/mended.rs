//! Mending a foreign file: what could be mended, what was done, and how far what was there has moved.

use std::path::Path;

use inspect::Verdict;
use mend::{Options, Outcome, Proof};
use pattern::{Pattern, Reading};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::pictures::{keep, webp};
use crate::Error;

/// Sides of the pictures of a mended file, pixels: as beside its report.
const AFTER_PX: [u32; 2] = [512, 256];

/// What mending a file came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mended {
    /// The mended file among what was made; none where nothing was mended.
    pub file: Option<String>,
    /// Its length.
    pub bytes: u64,
    /// What was done, in order, a sentence each.
    pub steps: Vec<String>,
    /// What an inspection of the mended file came to.
    pub verdict: Option<Verdict>,
    /// What it found, a name each, without what is only worth knowing.
    pub left: Vec<String>,
    /// No point of what was there has moved farther than this, mm; new surface that fills holes left out.
    pub moved_mm: f64,
    /// New surface that fills holes, mm².
    pub filled_mm2: f64,
    /// Why nothing was mended, for its creator; none where it was, or where nothing had to be.
    pub refused: Option<String>,
}

impl Mended {
    /// It could not be mended.
    pub(crate) fn refused(why: impl Into<String>) -> Self {
        Self { refused: Some(why.into()), ..Self::default() }
    }

    /// Reads what the step kept; none of what is no such thing.
    pub(crate) fn of_output(output: &Value) -> Option<Self> {
        serde_json::from_value(output["mended"].clone()).ok()
    }

    /// The step's output, with what was made.
    pub(crate) fn output(&self, made: &Map<String, Value>) -> Value {
        json!({ "mended": self, "artifacts": made })
    }
}

/// Mends what was read and writes it with its pictures to `out`; gives the step's output.
pub(super) fn mended(reading: &Reading, out: &Path) -> Result<Value, Error> {
    let Outcome { pattern, steps, proof, refused } = mend::mend(reading, &Options::default());
    let mut made = Map::new();
    let mut mended = Mended {
        steps: steps.into_iter().map(|step| step.sentence).collect(),
        refused: refused.map(|refusal| refusal.sentence),
        ..Mended::default()
    };
    let format = pattern.as_ref().and_then(|pattern| pattern::writable(pattern, reading.format));
    if let (Some(pattern), Some(format), Some(proof)) = (&pattern, format, &proof)
        && let Some(bytes) = pattern::write(pattern, format)
    {
        let name = format!("mended.{}", format.extension());
        mended.bytes = bytes.len() as u64;
        keep(&mut made, out, &name, &bytes)?;
        for size_px in AFTER_PX {
            if let Some(image) = picture(pattern, size_px) {
                keep(&mut made, out, &format!("mended-{size_px}.webp"), &webp(&image)?)?;
            }
        }
        mended.file = Some(name);
        prove(&mut mended, proof);
    }
    Ok(mended.output(&made))
}

fn prove(mended: &mut Mended, proof: &Proof) {
    mended.verdict = Some(proof.after.verdict);
    mended.left = proof.left();
    mended.moved_mm = proof.moved_mm();
    mended.filled_mm2 = proof.filled_mm2();
}

fn picture(pattern: &Pattern, size_px: u32) -> Option<render::Image> {
    match pattern {
        Pattern::Mesh(mesh) => {
            Some(render::Studio::new(mesh)?.still(&render::Still { size_px, ..render::Still::default() }))
        }
        flat => render::picture(flat, size_px),
    }
}
