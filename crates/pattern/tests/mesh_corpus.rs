//! Every mesh of the corpus beside what another program counts in it; says so and passes where no corpus is at hand.
//!
//! `MAQUETTE_CORPUS` names the folder; without it, `../shared/corpus` beside the repository is tried.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pattern::{Budget, Format, Kind, Pattern};

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("MAQUETTE_CORPUS").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// Faces by path, as the peer counts them; none where it could not read the file.
fn peers(folder: &Path) -> BTreeMap<String, Option<usize>> {
    let text = std::fs::read_to_string(folder.join("peers.csv")).unwrap_or_default();
    let row = |line: &str| {
        let mut fields = line.rsplitn(13, ',').collect::<Vec<_>>();
        fields.reverse();
        let faces = fields.get(3)?.parse().ok();
        let (path, _) = fields.first()?.rsplit_once(',').map_or((*fields.first()?, ""), |split| split);
        Some((path.trim_matches('"').to_owned(), faces))
    };
    text.lines().skip(1).filter_map(row).collect()
}

#[test]
fn every_mesh_of_the_corpus_is_read_or_says_why_not() {
    let Some(folder) = corpus() else {
        eprintln!("no corpus: set MAQUETTE_CORPUS to its folder");
        return;
    };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    paths.sort();
    let peers = peers(&folder);
    for path in paths {
        let name = path.strip_prefix(&folder).expect("inside").to_string_lossy().into_owned();
        if !Format::from_name(&name).is_some_and(|format| format.kind() == Kind::Mesh) {
            continue;
        }
        let reading = pattern::read(&std::fs::read(&path).expect("readable"), Some(&name), &Budget::default());
        let triangles = match &reading.pattern {
            Some(Pattern::Mesh(mesh)) => Some(mesh.triangles.len()),
            _ => None,
        };
        let faces = peers.get(&name).copied().flatten();
        if triangles != faces {
            println!("{name}: {triangles:?} here, {faces:?} there");
        }
        for finding in &reading.findings {
            println!(
                "    {name}: {} {} x{} {} {:?}",
                finding.code,
                finding.name,
                finding.count,
                finding.message,
                finding.at.first()
            );
        }
        assert!(triangles.is_some() || !reading.findings.is_empty(), "{name} gives nothing and says nothing");
    }
}
