//! Lists what is embedded, packed: the third-party files in `assets/` at the repository's root, if they were fetched, and the
//! pictures of the manual of findings.

#[path = "../views/build/pack.rs"]
mod pack;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

fn main() -> std::io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..");
    list(&root.join("assets"), "assets.rs")?;
    list(&root.join("docs/findings/pictures"), "finding_pictures.rs")
}

/// Writes the files of `folder` as an expression into `out`: name, content, as gzip, as Brotli.
fn list(folder: &Path, out: &str) -> std::io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).filter(|path| is_embedded(path)).collect())
        .unwrap_or_default();
    files.sort();
    let mut list = String::from("&[");
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let whole = path.canonicalize()?;
        let (gzip, brotli) = pack::pack(&name, &fs::read(path)?)?;
        list.push_str(&format!("({name:?}, include_bytes!({whole:?}) as &[u8], {gzip}, {brotli}),"));
    }
    list.push(']');
    fs::write(Path::new(&env::var("OUT_DIR").unwrap_or_default()).join(out), list)
}

fn is_embedded(path: &Path) -> bool {
    path.is_file() && path.extension().is_none_or(|ending| ending != "md")
}
