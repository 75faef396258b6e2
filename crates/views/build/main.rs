//! Packs the crate's own static files.

mod pack;

use std::{env, fs, path::Path};

/// The sheets, each from its parts; `asset.rs` joins them in the same order, and a test holds one against the other.
const SHEETS: [(&str, &[&str]); 2] = [
    ("maquette.css", &["fonts.css", "tokens.css", "parts.css", "pages.css", "rooms.css", "print.css"]),
    ("plain.css", &["tokens.css", "parts.css", "pages.css", "rooms.css", "print.css"]),
];

fn main() -> std::io::Result<()> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("static");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for (name, parts) in SHEETS {
        let mut sheet = Vec::new();
        for part in parts {
            sheet.extend(fs::read(folder.join("css").join(part))?);
        }
        files.push((name.to_owned(), sheet));
    }
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.is_file() {
            files.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), fs::read(&path)?));
        }
    }
    files.sort();
    let mut list = String::from("&[");
    for (name, bytes) in files {
        let (gzip, brotli) = pack::pack(&name, &bytes)?;
        list.push_str(&format!("({name:?}, {gzip}, {brotli}),"));
    }
    list.push(']');
    fs::write(Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("packed.rs"), list)
}
