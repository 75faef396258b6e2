//! Writes `docs/events.md` and the JSON Schema of every kind of event that has none yet in its present version.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    std::fs::create_dir_all(docs.join("events"))?;
    for kind in market::event::described() {
        let path = docs.join("events").join(kind.file_name());
        // A schema that stands is never written over: what has changed gets a version of its own.
        if !path.exists() {
            std::fs::write(path, format!("{:#}\n", kind.schema))?;
            println!("{}", kind.file_name());
        }
    }
    std::fs::write(docs.join("events.md"), market::event::page())
}
