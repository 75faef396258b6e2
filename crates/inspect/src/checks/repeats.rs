//! What a reader and a check both say of one file is said once.

use pattern::{Code, Finding, codes as reading};

use super::codes;

/// Findings that give way, and to which. Of clips, masks and pictures the check says where they are; that nothing can be
/// drawn the reader says, with what to do in the file's own format.  Of a hollow, whoever makes it in resin or powder says more.
const GIVES_WAY: [(Code, Code); 6] = [
    (reading::SVG_EFFECT, codes::EFFECT_IGNORED),
    (reading::SVG_IMAGE, codes::RASTER_INSIDE),
    (reading::DXF_IMAGE, codes::RASTER_INSIDE),
    (codes::NO_PATHS, reading::DXF_EMPTY),
    (codes::NO_PATHS, reading::SVG_EMPTY),
    (codes::HOLLOW, codes::TRAPPED_VOLUME),
];

/// `findings` without those that repeat another.
pub(crate) fn without_repeats(findings: Vec<Finding>) -> Vec<Finding> {
    let is_said = |code: Code| findings.iter().any(|finding| finding.is(code));
    let gone: Vec<Code> = GIVES_WAY.iter().filter(|(_, to)| is_said(*to)).map(|(code, _)| *code).collect();
    findings.into_iter().filter(|finding| !gone.iter().any(|code| finding.is(*code))).collect()
}
