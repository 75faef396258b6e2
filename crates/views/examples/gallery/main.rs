//! Writes every page with samples: `cargo run -p views --example gallery -- OUTDIR [IMAGES] [THEME]`.
//!
//! Serve OUTDIR at the root of a local address to look at them; IMAGES is where the pictures lie
//! (`/img` unless told), THEME is `light` or `dark` and holds the pages to that side.

use std::{env, fs, io, path::Path};

mod samples;

const STATIC: [&str; 15] = [
    "maquette.css",
    "plain.css",
    "icons.svg",
    "favicon.svg",
    "upload.js",
    "viewer.js",
    "stage.js",
    "studio.js",
    "dimensions.js",
    "drawing.js",
    "tiles.js",
    "ruler.js",
    "browse.js",
    "details.js",
    "draft.js",
];

fn main() -> io::Result<()> {
    let mut words = env::args().skip(1);
    let folder = words.next().ok_or_else(|| io::Error::other("say where to write: gallery OUTDIR"))?;
    let folder = Path::new(&folder);
    let images = words.next().unwrap_or_else(|| "/img".to_owned());
    let theme = words.next();
    for (address, html) in samples::all(&images) {
        let place = folder.join(address.trim_start_matches('/'));
        fs::create_dir_all(&place)?;
        let held = theme
            .iter()
            .fold(html, |html, theme| html.replacen("<html ", &format!("<html data-theme=\"{theme}\" "), 1));
        fs::write(place.join("index.html"), held)?;
    }
    fs::create_dir_all(folder.join("static"))?;
    for file in STATIC.iter().filter_map(|name| views::static_file(name)) {
        fs::write(folder.join("static").join(file.name), file.bytes)?;
    }
    Ok(())
}
