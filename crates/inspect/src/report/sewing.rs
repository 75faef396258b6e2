//! What a report tells of a sewing pattern.

use serde::{Deserialize, Serialize};

use crate::words;

/// What is so about a sewing pattern.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SewingFacts {
    /// Pieces: outlines that lie in no other.
    pub pieces: u64,
    /// Sizes that layers or labels name, in their order; empty where they name none.
    pub sizes: Vec<String>,
    /// Outlines nested in one another that no size is named for, in the piece that has the most of them.
    pub sizes_unnamed: u64,
    /// Widths of the seam allowance, mm, the longest stretch first; empty where none is drawn apart from its seam.
    pub allowances_mm: Vec<f64>,
    /// Side of the test square, mm; none where there is none.
    pub test_square_mm: Option<f64>,
    /// Pieces with a grainline, or an edge on the fold.
    pub with_grain: u64,
    /// Notches.
    pub notches: u64,
    /// Named seams that stand on two pieces.
    pub seams: u64,
}

impl SewingFacts {
    /// `4 pieces, sizes 36 to 44, allowance 15 mm`.
    pub fn words(&self) -> String {
        let mut parts = vec![words::count(self.pieces, "piece", "pieces")];
        match (self.sizes.as_slice(), self.sizes_unnamed) {
            ([], 0) => {}
            ([], unnamed) => parts.push(format!("{unnamed} nested outlines")),
            ([only], _) => parts.push(format!("size {only}")),
            ([first, .., last], _) => parts.push(format!("sizes {first} to {last}")),
        }
        parts.extend(self.allowance_words().map(|widths| format!("allowance {widths}")));
        parts.join(", ")
    }

    /// `10 mm`, `15 and 30 mm`; none where no allowance is drawn.
    pub fn allowance_words(&self) -> Option<String> {
        let widths: Vec<String> =
            self.allowances_mm.iter().take(ALLOWANCES_SHOWN).map(|mm| words::decimal(*mm, 1)).collect();
        (!widths.is_empty()).then(|| format!("{} mm", widths.join(" and ")))
    }
}

/// Widths of allowances that are told in a line.
const ALLOWANCES_SHOWN: usize = 2;
