//! Lists the third-party files in `assets/` at the repository's root, if they were fetched, so that they are embedded.

use std::{env, fmt::Write as _, fs, path::PathBuf};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../assets");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files: Vec<PathBuf> = fs::read_dir(&root)
        .map(|entries| entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect())
        .unwrap_or_default();
    files.sort();
    let mut list = String::from("&[");
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let whole = path.canonicalize().unwrap_or_else(|_| path.clone());
        let _ = write!(list, "({name:?}, include_bytes!({whole:?}) as &[u8]),");
    }
    list.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("assets.rs");
    if let Err(error) = fs::write(&out, list) {
        println!("cargo::error=the list of assets could not be written: {error}");
    }
}
