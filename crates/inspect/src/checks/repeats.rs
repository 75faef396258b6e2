//! What a reader and a check both say of one file is said once.

use pattern::Finding;

/// Findings that give way, and to which. Of clips, masks and pictures the check says where they are; that nothing can be
/// drawn the reader says, with what to do in the file's own format.  Of a hollow, whoever makes it in resin or powder says more.
const GIVES_WAY: [(&str, &str); 6] =
    [("R225", "D414"), ("R224", "D406"), ("R312", "D406"), ("D401", "R313"), ("D401", "R231"), ("M321", "M338")];

/// `findings` without those that repeat another.
pub(crate) fn without_repeats(findings: Vec<Finding>) -> Vec<Finding> {
    let is_said = |code: &str| findings.iter().any(|finding| finding.code == code);
    let gone: Vec<&str> = GIVES_WAY.iter().filter(|(_, to)| is_said(to)).map(|(code, _)| *code).collect();
    findings.into_iter().filter(|finding| !gone.contains(&finding.code.as_str())).collect()
}
