//! A pattern mended: each step named, and proven by inspecting it again and by bounds of how far it moved.
//!
//! It is pure: no file, no clock, the same outcome on every machine. What cannot be mended within the limits is refused
//! with a reason, and nothing is changed.
//!
//! Start at [`mend`].
//!
//! ```
//! // A tetrahedron without its base.
//! let off = b"OFF\n4 3 0\n0 0 0\n10 0 0\n0 10 0\n0 0 10\n3 0 1 3\n3 1 2 3\n3 2 0 3\n";
//! let reading = pattern::read(off, Some("open.off"), &pattern::Budget::default());
//! let outcome = mend::mend(&reading, &mend::Options::default());
//! assert_eq!(outcome.steps[0].sentence, "Filled 1 hole with a rim of 34.1 mm.");
//! assert_eq!(outcome.proof.map(|proof| proof.after.verdict), Some(inspect::Verdict::Pass));
//! ```

mod drawing;
mod mesh;
mod near;
mod options;
mod outcome;

pub use options::Options;
pub use outcome::{DrawingProof, MeshProof, Outcome, Proof, Reason, Refusal, Step};

use pattern::{Pattern, Reading};

/// Mends what a reader gave. Its findings are not looked at: what could not be read cannot be mended.
pub fn mend(reading: &Reading, options: &Options) -> Outcome {
    match &reading.pattern {
        Some(Pattern::Mesh(mesh)) => mesh::mend(mesh, reading, options),
        Some(Pattern::Drawing(drawing)) => drawing::mend(drawing, reading, options),
        Some(Pattern::Raster(_)) | None => {
            Outcome::refused(Refusal::new(Reason::Nothing, "There is neither a surface nor a line in it to mend."))
        }
    }
}

/// Whether mending is for a finding with this code: others are about size, walls or overhangs, which are the maker's choice.
pub fn helps(code: &str) -> bool {
    mesh::SURFACE.iter().chain(&drawing::LINES).any(|known| known.id == code)
}
