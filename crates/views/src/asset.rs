//! The crate's own static files and the addresses they are served at.

use std::{
    hash::{DefaultHasher, Hasher},
    sync::LazyLock,
};

/// One file that a browser fetches from `/static/`.
#[derive(Debug)]
pub struct StaticFile {
    /// `maquette.css`.
    pub name: &'static str,
    /// For the `Content-Type` header.
    pub content_type: &'static str,
    /// The whole file.
    pub bytes: &'static [u8],
}

impl StaticFile {
    /// The file as gzip and as Brotli, where that is shorter; made at build time.
    pub fn packed(&self) -> (Option<&'static [u8]>, Option<&'static [u8]>) {
        let packed = PACKED.iter().find(|(name, ..)| *name == self.name);
        packed.map_or((None, None), |(_, gzip, brotli)| (*gzip, *brotli))
    }
}

/// Name, gzip, Brotli.
/// A file's name, and its bytes packed by Brotli and by gzip where that makes them smaller.
type Packed = (&'static str, Option<&'static [u8]>, Option<&'static [u8]>);

static PACKED: &[Packed] = include!(concat!(env!("OUT_DIR"), "/packed.rs"));

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// One sheet for every page, so that a second page fetches none.
pub(crate) const SHEET: &str = concat!(
    include_str!("../static/css/tokens.css"),
    include_str!("../static/css/parts.css"),
    include_str!("../static/css/pages.css"),
    include_str!("../static/css/rooms.css"),
    include_str!("../static/css/print.css"),
);
/// The same with the faces, for servers that carry the font files.
const SHEET_WITH_FONTS: &str = concat!(
    include_str!("../static/css/fonts.css"),
    include_str!("../static/css/tokens.css"),
    include_str!("../static/css/parts.css"),
    include_str!("../static/css/pages.css"),
    include_str!("../static/css/rooms.css"),
    include_str!("../static/css/print.css"),
);

static FILES: [StaticFile; 19] = [
    file("maquette.css", CSS, SHEET_WITH_FONTS.as_bytes()),
    file("plain.css", CSS, SHEET.as_bytes()),
    file("icons.svg", SVG, include_bytes!("../static/icons.svg")),
    file("favicon.svg", SVG, include_bytes!("../static/favicon.svg")),
    file("upload.js", SCRIPT, include_bytes!("../static/upload.js")),
    file("viewer.js", SCRIPT, include_bytes!("../static/viewer.js")),
    file("stage.js", SCRIPT, include_bytes!("../static/stage.js")),
    file("studio.js", SCRIPT, include_bytes!("../static/studio.js")),
    file("dimensions.js", SCRIPT, include_bytes!("../static/dimensions.js")),
    file("drawing.js", SCRIPT, include_bytes!("../static/drawing.js")),
    file("tiles.js", SCRIPT, include_bytes!("../static/tiles.js")),
    file("ruler.js", SCRIPT, include_bytes!("../static/ruler.js")),
    file("inspect.js", SCRIPT, include_bytes!("../static/inspect.js")),
    file("inspector.js", SCRIPT, include_bytes!("../static/inspector.js")),
    file("inspect-worker.js", SCRIPT, include_bytes!("../static/inspect-worker.js")),
    file("draft.js", SCRIPT, include_bytes!("../static/draft.js")),
    file("details.js", SCRIPT, include_bytes!("../static/details.js")),
    file("browse.js", SCRIPT, include_bytes!("../static/browse.js")),
    file("zone.js", SCRIPT, include_bytes!("../static/zone.js")),
];

const fn file(name: &'static str, content_type: &'static str, bytes: &'static [u8]) -> StaticFile {
    StaticFile { name, content_type, bytes }
}

/// Addresses in the order of [`FILES`]; a content hash lets browsers keep them for ever.
static ADDRESSES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let address = |file: &StaticFile| {
        let mut hasher = DefaultHasher::new();
        hasher.write(file.bytes);
        format!("/static/{}?v={:016x}", file.name, hasher.finish())
    };
    FILES.iter().map(address).collect()
});

/// The file behind `/static/{name}`, if there is one.
pub fn static_file(name: &str) -> Option<&'static StaticFile> {
    FILES.iter().find(|file| file.name == name)
}

/// The address of a file, with its content hash: `/static/maquette.css?v=…`.
///
/// A name that is not ours is taken for a third-party file under `/assets/`.
pub fn asset_url(name: &str) -> String {
    match FILES.iter().position(|file| file.name == name) {
        Some(place) => ADDRESSES[place].clone(),
        None => format!("/assets/{name}"),
    }
}
