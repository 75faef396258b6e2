//! Every mesh of the corpus that fails inspection is mended with proof or is no solid; says so and passes where no corpus
//! is at hand.
//!
//! `MAQUETTE_CORPUS` names the folder; without it, `../shared/corpus` beside the repository is tried.
#![allow(clippy::expect_used)] // What is missing ends the test.

use std::path::{Path, PathBuf};

use inspect::Verdict;
use mend::{Options, Reason};
use pattern::{Budget, Pattern};

/// Failing files that were mended when this was last measured: the number may only rise.
const MENDED_MIN: usize = 14;
/// Failing files that were refused then: it may only fall, whatever inspection comes to fail or to pass.
const REFUSED_MAX: usize = 12;

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("MAQUETTE_CORPUS").map_or(beside, PathBuf::from);
    folder.join("peers.csv").is_file().then_some(folder)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn what_fails_is_mended_with_proof_or_is_no_solid() {
    let Some(folder) = corpus() else {
        println!("skipped: no corpus beside the repository");
        return;
    };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    paths.sort();
    let (mut mended, mut refusals) = (0, 0);
    for path in paths {
        let bytes = std::fs::read(&path).expect("a file");
        let reading = pattern::read(&bytes, path.file_name().and_then(|name| name.to_str()), &Budget::default());
        let is_mesh = matches!(reading.pattern, Some(Pattern::Mesh(_)));
        if !is_mesh || inspect::inspect(&reading).verdict != Verdict::Fail {
            continue;
        }
        let outcome = mend::mend(&reading, &Options::default());
        match (outcome.proof, outcome.refused) {
            (Some(proof), None) => {
                let mesh = proof.mesh.expect("of a mesh");
                assert_ne!(proof.after.verdict, Verdict::Fail, "{}", path.display());
                assert!(mesh.to_mended_mm.max(mesh.to_original_mm) <= mesh.tolerance_mm, "{}", path.display());
                mended += 1;
            }
            // The file fails by a rule of its format, and its surface is sound.
            (None, None) => assert!(!fails_as_a_surface(&reading), "{}", path.display()),
            (_, refused) => {
                let reason = refused.map(|refusal| refusal.reason);
                assert_eq!(reason, Some(Reason::NotASolid), "{}", path.display());
                refusals += 1;
            }
        }
    }
    assert!(mended >= MENDED_MIN && refusals <= REFUSED_MAX, "{mended} mended, {refusals} refused");
}

/// Whether a check of meshes fails it, beside what the reader said.
fn fails_as_a_surface(reading: &pattern::Reading) -> bool {
    let fails =
        |finding: &pattern::Finding| finding.severity == pattern::Severity::Fail && finding.code.starts_with('M');
    inspect::inspect(reading).findings.iter().any(fails)
}
