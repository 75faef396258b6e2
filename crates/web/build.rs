//! Lists the third-party files in `assets/` at the repository's root, if they were fetched, so that they are embedded, packed.

#[path = "../views/build/pack.rs"]
mod pack;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

fn main() -> std::io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../assets");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files: Vec<PathBuf> = fs::read_dir(&root)
        .map(|entries| entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect())
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
    fs::write(Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("assets.rs"), list)
}
