//! Pictures beside the ones that were looked at and found good; `UPDATE_PICTURES=1` takes new ones.

#![allow(clippy::unwrap_used)] // A test may fail by a panic, in its helpers too.

mod shapes;

use std::{env, fs, path::PathBuf};

use pattern::{Drawing, Mesh, Raster};
use render::{Image, Still, Studio};
use shapes::{block, drawn, rectangle, torus};

/// Largest difference that passes, of 255: the last digit of a processor's arithmetic.
const DIFFERENCE_MAX: u8 = 1;

fn check(name: &str, actual: &Image) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(format!("{name}.png"));
    if env::var_os("UPDATE_PICTURES").is_some() {
        fs::write(&path, actual.png().unwrap()).unwrap();
    }
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(bytes.len() <= 20 * 1024, "{name}: {} bytes are too many to keep", bytes.len());
    let file = image::load_from_memory(&bytes).unwrap().to_rgba8();
    let expected =
        Image { width: file.width(), height: file.height(), pixels: file.pixels().map(|pixel| pixel.0).collect() };
    assert_eq!((actual.width, actual.height), (expected.width, expected.height), "{name}");
    let far = |(a, b): &(&[u8; 4], &[u8; 4])| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > DIFFERENCE_MAX);
    let count = actual.pixels.iter().zip(&expected.pixels).filter(far).count();
    if count > 0 {
        let shown = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        fs::write(&shown, side_by_side(&expected, actual).png().unwrap()).unwrap();
        panic!("{name}: {count} pixels differ; expected, difference and actual: {}", shown.display());
    }
}

/// Expected, difference (strengthened) and actual in one picture.
fn side_by_side(expected: &Image, actual: &Image) -> Image {
    let width = expected.width as usize;
    let mut pixels = Vec::new();
    for (expected, actual) in expected.pixels.chunks(width).zip(actual.pixels.chunks(width)) {
        pixels.extend_from_slice(expected);
        pixels.extend(expected.iter().zip(actual).map(|(a, b)| {
            let far = a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0);
            [255, 255 - far.saturating_mul(16), 255 - far.saturating_mul(16), 255]
        }));
        pixels.extend_from_slice(actual);
    }
    Image { width: expected.width * 3, height: expected.height, pixels }
}

fn still(mesh: &Mesh) -> Image {
    Studio::new(mesh).unwrap().still(&Still { size_px: 96, ..Still::default() })
}

#[test]
fn a_torus_is_smooth_plaster_with_a_soft_shadow() {
    check("torus", &still(&torus(96, 36)));
}

#[test]
fn a_box_has_sharp_edges() {
    check("box", &still(&block([40.0, 30.0, 20.0])));
}

#[test]
fn colours_of_a_mesh_show() {
    let mut mesh = block([40.0, 30.0, 20.0]);
    mesh.colors = (0..8).map(|index| if index < 4 { [200, 60, 40, 255] } else { [40, 80, 160, 255] }).collect();
    check("colours", &still(&mesh));
}

#[test]
fn a_texture_shows_with_v_up() {
    let mut mesh = block([40.0, 2.0, 40.0]);
    mesh.uvs = mesh.positions.iter().map(|[x, _, z]| [x / 40.0, z / 40.0]).collect();
    let pixels = vec![[230, 230, 230, 255], [20, 120, 60, 255], [150, 30, 30, 255], [30, 30, 30, 255]];
    mesh.texture = Some(Box::new(Raster { width: 2, height: 2, pixels, dpi: None, repeat: false }));
    check("texture", &still(&mesh));
}

#[test]
fn a_drawing_is_ink_with_a_scale_bar() {
    let mut sheet = drawn(rectangle(10.0, 10.0, 80.0, 50.0));
    let mut dashed = sheet.paths[0].clone();
    dashed.geometry = rectangle(20.0, 20.0, 60.0, 30.0);
    dashed.dashes_mm = vec![2.0, 2.0];
    let mut filled = sheet.paths[0].clone();
    filled.geometry = rectangle(40.0, 28.0, 20.0, 14.0);
    filled.fill = Some([180, 60, 40, 255]);
    filled.stroke = None;
    sheet.paths.extend([dashed, filled]);
    check("drawing", &render::drawing(&sheet, 192).unwrap());
}

#[test]
fn a_repeat_has_no_seam() {
    let mut tile: Drawing = drawn(rectangle(0.0, 0.0, 20.0, 20.0));
    tile.paths[0].fill = Some([240, 235, 220, 255]);
    tile.paths[0].stroke = None;
    let mut dot = tile.paths[0].clone();
    dot.geometry = rectangle(5.0, 5.0, 10.0, 10.0);
    dot.fill = Some([30, 60, 120, 255]);
    tile.paths.push(dot);
    tile.sheet = Some([0.0, 0.0, 20.0, 20.0]);
    tile.repeat = true;
    let picture = render::repeat(&tile, 96).unwrap();
    assert!(picture.pixels.iter().all(|pixel| pixel[3] == 255), "it fills the picture edge to edge");
    check("repeat", &picture);
}

#[test]
fn a_watermark_lies_on_the_pattern_and_not_on_the_ground() {
    let mut picture = Studio::new(&torus(96, 36)).unwrap().still(&Still { size_px: 112, ..Still::default() });
    let clear = picture.clone();
    render::watermark(&mut picture, "Kiln & Co");
    assert!(picture.pixels.iter().zip(&clear.pixels).all(|(a, b)| a[3] == b[3]));
    check("watermark", &picture);
}
