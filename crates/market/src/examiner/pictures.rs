//! Pictures and previews of a pattern, written where the examination puts what it makes.

use std::path::Path;

use pattern::{Drawing, Mesh, Pattern, raster::Raster};
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::{Error, tile_pack::PackWriter};

/// Sides of the pictures of a file, pixels: for its own page, for tiles, and for small tiles.
const STILL_PX: [u32; 4] = [1024, 512, 384, 256];
/// The one of them that the card for links is made of.
const CARD_PX: u32 = STILL_PX[0];
/// Longer side of a photograph that is shown whole, pixels.
const WHOLE_PX: u32 = 1600;
/// Views of the turntable, and the side of each, pixels.
const TURNTABLE: (u32, u32) = (12, 320);
/// Triangles of the preview that a browser turns: enough to judge a form by, too few to print it.
const PREVIEW_TRIANGLES_MAX: usize = 60_000;
/// Quality of pictures, 0 to 100.
const WEBP_QUALITY: f32 = 78.0;
/// Quality of those of a list, which are small beside each other: a first page of them is not to weigh more than it did when
/// their shadows were softer.
const LISTED_QUALITY: f32 = 72.0;

/// Writes the pictures of `pattern` into `out`; their names with their file names.
pub(super) fn photograph(pattern: Option<&Pattern>, out: &Path) -> Result<Map<String, Value>, Error> {
    let mut made = Map::new();
    let mut keep = |name: &str, bytes: &[u8]| keep(&mut made, out, name, bytes);
    match pattern {
        None => {}
        Some(Pattern::Mesh(mesh)) => {
            if let Some(studio) = render::Studio::new(mesh) {
                let still = render::Still { size_px: STILL_PX[0], ..Default::default() };
                stills(studio.stills(&still, &STILL_PX), &mut keep)?;
                let camera = json!({ "camera": studio.camera(&render::Still::default()), "lights": studio.lights(&render::Still::default()) });
                keep("camera.json", camera.to_string().as_bytes())?;
            }
        }
        Some(Pattern::Drawing(drawing)) => {
            stills(drawn(|size_px| render::picture(pattern?, size_px)), &mut keep)?;
            if let Some(place) = (!drawing.repeat).then(|| render::drawing_place(drawing)).flatten() {
                keep("sheet.json", json!(place).to_string().as_bytes())?;
            }
        }
        Some(Pattern::Raster(_)) => {
            stills(drawn(|size_px| render::picture(pattern?, size_px)), &mut keep)?;
        }
    }
    Ok(made)
}

/// Writes what a pattern is looked at closely by: views of a mesh from all sides and the preview that a browser turns, and
/// the tiles of a drawing. Nothing of a repeat or a raster.
pub(super) fn views(pattern: Option<&Pattern>, out: &Path) -> Result<Map<String, Value>, Error> {
    match pattern {
        Some(Pattern::Mesh(mesh)) => round(mesh, out),
        Some(Pattern::Drawing(drawing)) if !drawing.repeat => closely(drawing, out),
        _ => Ok(Map::new()),
    }
}

/// A drawing's tiles in one pack, as many levels as there is room for.
///
/// They are made here, once, and not when somebody first looks: the file is read anew for that by a process that is shut in,
/// which takes as long as the upload did, and would let any visitor start it.
fn closely(drawing: &Drawing, out: &Path) -> Result<Map<String, Value>, Error> {
    let mut made = Map::new();
    let mut pack = PackWriter::new(render::TILE_PX);
    for level in render::levels(drawing) {
        let tiles = render::tiles(drawing, level).map(|tile| tile.as_ref().map(tile_webp).transpose());
        if !pack.level(level.side_px, tiles)? {
            break;
        }
    }
    if let Some(pack) = pack.finish() {
        keep(&mut made, out, "sheet.tiles", &pack)?;
    }
    Ok(made)
}

fn round(mesh: &Mesh, out: &Path) -> Result<Map<String, Value>, Error> {
    let mut made = Map::new();
    let Some(studio) = render::Studio::new(mesh) else { return Ok(made) };
    for (view, image) in studio.turntable(TURNTABLE.1, TURNTABLE.0).iter().enumerate() {
        keep(&mut made, out, &format!("turn-{view:02}.webp"), &webp(image)?)?;
    }
    let preview = render::preview_mesh(mesh, PREVIEW_TRIANGLES_MAX);
    keep(&mut made, out, "preview.glb", &pattern::mesh::gltf::write(&preview))?;
    Ok(made)
}

/// Writes a photograph in its sizes: as squares, and whole. What its camera noted of place and time is not among it.
pub(super) fn shown(pattern: Option<&Pattern>, out: &Path) -> Result<Map<String, Value>, Error> {
    let mut made = Map::new();
    let Some(Pattern::Raster(raster)) = pattern else { return Ok(made) };
    let Some(whole) = render::whole(raster, WHOLE_PX) else { return Ok(made) };
    keep(&mut made, out, "whole.webp", &webp(&whole)?)?;
    // The squares are made of that: a camera's picture has fifty million pixels, and each would be looked at once a size.
    let whole = Raster { width: whole.width, height: whole.height, pixels: whole.pixels, dpi: None, repeat: false };
    let squares = drawn(|size_px| render::square(&whole, size_px));
    stills(squares, &mut |name, bytes| keep(&mut made, out, name, bytes))?;
    Ok(made)
}

/// A picture in its sizes, each drawn by itself.
fn drawn(picture: impl Fn(u32) -> Option<render::Image> + Sync) -> Vec<render::Image> {
    STILL_PX.par_iter().filter_map(|size_px| picture(*size_px)).collect()
}

pub(super) fn keep(made: &mut Map<String, Value>, out: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    made.insert(name.to_owned(), json!(name));
    std::fs::write(out.join(name), bytes)
}

/// Keeps a picture in its sizes, and the largest one on its ground for links that are shown elsewhere. They are packed beside
/// each other: somebody waits for them.
fn stills(
    pictures: Vec<render::Image>,
    keep: &mut impl FnMut(&str, &[u8]) -> std::io::Result<()>,
) -> Result<(), Error> {
    let packed = |image: &render::Image| {
        let quality = if image.width < STILL_PX[1] { LISTED_QUALITY } else { WEBP_QUALITY };
        let (still, card) = rayon::join(
            || webp_of(image, quality),
            || (image.width == CARD_PX).then(|| render::card(image)).transpose(),
        );
        let card = card.map_err(|error| Error::Stored(error.to_string()))?;
        Ok((format!("still-{}.webp", image.width), still?, card))
    };
    let packed: Result<Vec<_>, Error> = pictures.par_iter().map(packed).collect();
    for (name, still, card) in packed? {
        keep(&name, &still)?;
        if let Some(card) = card {
            keep("card.jpg", &card)?;
        }
    }
    Ok(())
}

fn tile_webp(image: &render::Image) -> Result<Vec<u8>, Error> {
    webp(image)
}

pub(super) fn webp(image: &render::Image) -> Result<Vec<u8>, Error> {
    webp_of(image, WEBP_QUALITY)
}

fn webp_of(image: &render::Image, quality: f32) -> Result<Vec<u8>, Error> {
    image.webp(quality).map_err(|error| Error::Stored(error.to_string()))
}
