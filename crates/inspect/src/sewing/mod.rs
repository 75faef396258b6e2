//! Sewing patterns: their pieces, and what a maker needs of each: grainline, notches, an even allowance, all sizes, seams
//! that go together, and a square that shows whether the print is true.

mod allowance;
mod distance;
mod piece;
mod seam;
mod shape;
mod square;

use std::collections::BTreeSet;

use pattern::Drawing;

use crate::{
    drawing::{Contour, Point},
    report::SewingFacts,
    signs::{self, Sign},
};
pub(crate) use allowance::Uneven;
pub(crate) use piece::Piece;
pub(crate) use seam::{Mismatch, Seam};
pub(crate) use square::TestSquare;

/// What was found, with enough to say where.
pub(crate) struct Survey {
    /// The figures for the report.
    pub facts: SewingFacts,
    /// From left to right.
    pub pieces: Vec<Piece>,
    /// Allowances that are not even, the longest stretch first.
    pub uneven: Vec<Uneven>,
    /// Squares by which a print is measured.
    pub squares: Vec<TestSquare>,
    /// Pieces without some of the sizes that others have, and which those are.
    pub lacking: Vec<(usize, Vec<String>)>,
    /// Outlines that do not close: where, their path, and the gap, mm.
    pub open: Vec<(Point, usize, f64)>,
    /// Where notches stand that touch no line of a piece, and their path.
    pub astray: Vec<(Point, usize)>,
    /// Named seams that stand on two pieces.
    pub seams: Vec<Seam>,
}

/// What a contour is, as the file calls it, else as it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// An outline, or anything else.
    Line,
    /// The edge that is cut.
    Allowance,
    /// The direction of the warp.
    Grain,
    /// An edge on the fold.
    Fold,
    /// A mark that meets another.
    Notch,
    /// A named seam, drawn once more on its outline.
    Seam,
    /// The line that is sewn.
    Stitching,
    /// A test square.
    TestSquare,
}

/// Looks at `contours` of `drawing`, a sewing pattern.
pub(crate) fn survey(drawing: &Drawing, contours: &[Contour]) -> Survey {
    let roles: Vec<Role> = contours.iter().map(|contour| role(contour, drawing)).collect();
    let squares = square::squares(drawing, contours, &roles);
    let is_square = |index: usize| squares.iter().any(|square| square.contour == index);
    let pieces = piece::pieces(drawing, contours, &roles, is_square);
    let (levels, uneven) = allowance::allowances(contours, &roles, &pieces);
    let sizes = piece::sizes(&pieces);
    let lacking = piece::lacking(&pieces, &sizes);
    let (notches, astray) = piece::notches(contours, &roles, &pieces);
    let seams = seam::seams(drawing, contours, &roles, &pieces);
    let open = piece::open_outlines(drawing, contours, &roles, &pieces);
    let facts = SewingFacts {
        pieces: pieces.len() as u64,
        sizes_unnamed: if sizes.is_empty() { piece::unnamed_sizes(contours, &pieces) } else { 0 },
        sizes,
        allowances_mm: levels,
        test_square_mm: squares.first().map(|square| square.sides_mm[0]),
        with_grain: pieces.iter().filter(|piece| piece.has_grain).count() as u64,
        notches,
        seams: seams.len() as u64,
    };
    Survey { facts, pieces, uneven, squares, lacking, open, astray, seams }
}

/// What the path that a contour begins with is called, by its layer and itself.
fn role(contour: &Contour, drawing: &Drawing) -> Role {
    let Some(path) = contour.paths.first().and_then(|path| drawing.paths.get(*path as usize)) else {
        return Role::Line;
    };
    let layer = drawing.layers.get(path.layer).map_or("", |layer| layer.name.as_str());
    let named = [&*path.label, layer, path.source.strip_prefix('#').unwrap_or_default()];
    let said: BTreeSet<Sign> = named.iter().flat_map(|words| signs::of(words)).collect();
    let of_signs = [
        (Sign::Allowance, Role::Allowance),
        (Sign::Grain, Role::Grain),
        (Sign::Fold, Role::Fold),
        (Sign::Notch, Role::Notch),
        (Sign::TestSquare, Role::TestSquare),
    ];
    let by_sign = of_signs.iter().find(|(sign, _)| said.contains(sign)).map(|(_, role)| *role);
    let by_seam = || named.iter().find_map(|words| signs::seam(words)).map(|_| Role::Seam);
    let by_stitching = || said.contains(&Sign::Stitching).then_some(Role::Stitching);
    by_sign.or_else(by_seam).or_else(by_stitching).unwrap_or(Role::Line)
}
