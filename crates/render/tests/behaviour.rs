//! What holds of every picture, whatever the pattern.

#![allow(clippy::unwrap_used)] // A test may fail by a panic, in its helpers too.

mod shapes;

use pattern::mesh::{Part, Up};
use pattern::{Mesh, Raster};
use render::{Image, Still, Studio, preview_mesh};
use shapes::{block, drawn, rectangle, torus};

fn small() -> Still {
    Still { size_px: 48, ..Still::default() }
}

fn covered(image: &Image) -> usize {
    image.pixels.iter().filter(|pixel| pixel[3] == 255).count()
}

/// Columns and rows of fully covered pixels: left, top, right, bottom.
fn outline(image: &Image) -> [usize; 4] {
    let width = image.width as usize;
    let solid = || (0..image.pixels.len()).filter(|&at| image.pixels[at][3] == 255).map(|at| (at % width, at / width));
    let start = [usize::MAX, usize::MAX, 0, 0];
    solid().fold(start, |[l, t, r, b], (x, y)| [l.min(x), t.min(y), r.max(x + 1), b.max(y + 1)])
}

#[test]
fn nothing_to_show_gives_no_studio() {
    let point = Mesh { positions: vec![[1.0; 3]; 3], triangles: vec![[0, 1, 2]], ..Mesh::default() };
    let line = Mesh { positions: vec![[0.0; 3], [1.0; 3], [2.0; 3]], triangles: vec![[0, 1, 2]], ..Mesh::default() };
    let broken = Mesh { positions: vec![[f32::NAN; 3]], triangles: vec![[0, 0, 7]], ..Mesh::default() };
    for mesh in [Mesh::default(), point, line, broken] {
        assert!(Studio::new(&mesh).is_none());
    }
}

#[test]
fn odd_meshes_never_panic() {
    let triangle = Mesh {
        positions: vec![[0.0; 3], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]],
        triangles: vec![[0, 1, 2]],
        ..Mesh::default()
    };
    let mut bad_corners = block([1.0; 3]);
    bad_corners.triangles.extend([[0, 1, 99], [0, 0, 0], [1, 1, 2]]);
    bad_corners.positions.extend([[f32::INFINITY; 3], [f32::MAX; 3]]);
    bad_corners.triangles.push([0, 1, 8]);
    let mut bad_parts = block([1.0; 3]);
    bad_parts.parts.push(Part {
        name: String::new(),
        triangles: 4..900,
        color: Some([1, 2, 3, 0]),
        source: String::new(),
    });
    bad_parts.texture = Some(Box::new(Raster { width: 9, height: 9, pixels: vec![], dpi: None, repeat: false }));
    bad_parts.uvs = vec![[f32::NAN, f32::INFINITY]; 8];
    let huge = block([3e38, 3e38, 1e38]);
    let tiny = block([1e-40, 1e-39, 1e-38]);
    for mesh in [triangle, bad_corners, bad_parts, huge, tiny, block([1e6, 1.0, 1e-6]), block([1e-3, 1e-3, 1e3])] {
        let studio = Studio::new(&mesh).expect("something to show");
        for view in [small(), Still { size_px: 0, azimuth_deg: f32::NAN, elevation_deg: Some(f32::INFINITY) }] {
            studio.still(&view);
            studio.camera(&view);
        }
    }
}

#[test]
fn what_stands_fills_three_quarters_of_the_frame_and_what_lies_flat_more() {
    let (standing, flat) = (0.71..=0.77, 0.78..=0.84);
    for (size, share) in [
        ([600.0, 400.0, 6.0], &flat),
        ([500.0, 12.0, 12.0], &flat),
        ([30.0, 30.0, 400.0], &standing),
        ([20.0, 20.0, 20.0], &standing),
    ] {
        let image = Studio::new(&block(size)).unwrap().still(&Still { size_px: 128, ..Still::default() });
        let [left, top, right, bottom] = outline(&image);
        let fills = (right - left).max(bottom - top) as f32 / 128.0;
        assert!(share.contains(&fills), "{size:?} fills {fills}");
        assert!((left as i32 - (128 - right) as i32).abs() <= 3, "{size:?} is centred");
    }
}

#[test]
fn a_plate_is_seen_from_above_and_stands_out_from_the_page() {
    let image = Studio::new(&block([100.0, 80.0, 2.0])).unwrap().still(&Still { size_px: 128, ..Still::default() });
    let [left, top, right, bottom] = outline(&image);
    let shape = (bottom - top) as f32 / (right - left) as f32;
    assert!(shape > 0.6, "its top is seen, not its edge: {shape}");
    // The light page's tile is #ebe7e0.
    let middle = image.pixels[64 * 128 + 64];
    assert!(middle[3] == 255 && middle[0] < 0xeb - 20, "{middle:?}");
    let cube = Studio::new(&block([20.0; 3])).unwrap();
    let [eye, target] = [cube.camera(&small()).eye, cube.camera(&small()).target].map(glam::Vec3::from);
    let above = (eye - target).normalize().z.asin().to_degrees();
    assert!((above - 24.0).abs() < 0.1, "what stands is seen as before: {above}");
}

#[test]
fn the_shadow_runs_out_of_the_frame() {
    let image = Studio::new(&block([20.0; 3])).unwrap().still(&Still { size_px: 128, ..Still::default() });
    let darkest = |x: usize| (0..128).map(|y| image.pixels[y * 128 + x][3]).max().unwrap_or(0);
    let (inside, edge) = (darkest(120), darkest(127));
    assert!(edge > 60 && edge + 40 > inside, "it ends in no line before the frame: {inside}, then {edge}");
}

#[test]
fn the_ground_is_transparent_at_the_corners() {
    for mesh in [torus(64, 24), block([40.0, 30.0, 20.0]), block([10.0, 10.0, 80.0])] {
        let image = Studio::new(&mesh).unwrap().still(&Still { size_px: 128, ..Still::default() });
        let last = image.pixels.len() - 1;
        for at in [0, 127, last - 127, last] {
            assert!(image.pixels[at][3] <= 2, "alpha {} at {at}", image.pixels[at][3]);
        }
    }
}

#[test]
fn the_shadow_falls_to_the_right() {
    let image = Studio::new(&block([20.0, 20.0, 40.0])).unwrap().still(&Still { size_px: 128, ..Still::default() });
    let shade = |columns: std::ops::Range<usize>| {
        let in_columns = |at: &usize| columns.contains(&(at % 128)) && image.pixels[*at][3] < 255;
        (0..image.pixels.len()).filter(in_columns).map(|at| u32::from(image.pixels[at][3])).sum::<u32>()
    };
    assert!(shade(64..128) > 2 * shade(0..64));
}

#[test]
fn the_turntable_begins_with_the_still() {
    let studio = Studio::new(&block([40.0, 30.0, 20.0])).unwrap();
    let views = studio.turntable(48, 3);
    assert_eq!(views.len(), 3);
    assert!(views[0] == studio.still(&small()));
    assert!(views[1] != views[0]);
}

#[test]
fn a_sheet_shows_from_both_sides() {
    let sheet = |order: [u32; 3]| Mesh {
        positions: vec![[0.0; 3], [10.0, 0.0, 0.0], [0.0, 0.0, 10.0]],
        triangles: vec![order],
        ..Mesh::default()
    };
    let picture = |order| Studio::new(&sheet(order)).unwrap().still(&small());
    let (front, back) = (picture([0, 1, 2]), picture([0, 2, 1]));
    assert!(covered(&front) > 100);
    assert!(front == back);
}

#[test]
fn the_number_of_cores_changes_nothing() {
    let draw = |cores| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(cores).build().unwrap();
        pool.install(|| Studio::new(&torus(80, 30)).unwrap().still(&Still { size_px: 97, ..Still::default() }))
    };
    assert!(draw(1) == draw(3));
}

#[test]
fn y_up_stands_as_z_up_does() {
    let upright = block([20.0, 30.0, 50.0]);
    let mut gltf = upright.clone();
    gltf.positions.iter_mut().for_each(|position| *position = [position[0], position[2], -position[1]]);
    gltf.up = Up::Y;
    let (one, other) = (Studio::new(&upright).unwrap(), Studio::new(&gltf).unwrap());
    assert!(one.still(&small()) == other.still(&small()));
    let (eye, other_eye) = (one.camera(&small()).eye, other.camera(&small()).eye);
    for (value, other) in [eye[0], eye[2], -eye[1]].into_iter().zip(other_eye) {
        assert!((value - other).abs() < 1e-3);
    }
}

#[test]
fn the_camera_sees_a_corner_where_the_still_shows_it() {
    let mesh = block([40.0, 30.0, 20.0]);
    let studio = Studio::new(&mesh).unwrap();
    let view = Still { size_px: 256, ..Still::default() };
    let camera = studio.camera(&view);
    let [eye, target, up] = [camera.eye, camera.target, camera.up].map(glam::Vec3::from);
    let forward = (target - eye).normalize();
    let right = forward.cross(up);
    let reach = (camera.field_deg / 2.0).to_radians().tan();
    let columns = mesh.positions.iter().map(|position| {
        let offset = glam::Vec3::from(*position) - eye;
        (offset.dot(right) / offset.dot(forward) / reach * 0.5 + 0.5) * 256.0
    });
    let (low, high) = columns.fold((f32::MAX, f32::MIN), |(low, high), x| (low.min(x), high.max(x)));
    let [left, _, end, _] = outline(&studio.still(&view));
    assert!((low - left as f32).abs() < 2.0 && (high - end as f32).abs() < 2.0, "{low} {high} beside {left} {end}");
}

#[test]
fn hairlines_can_be_seen_at_256_px() {
    let image = render::drawing(&drawn(rectangle(0.0, 0.0, 1000.0, 700.0)), 256).unwrap();
    let row: Vec<u8> = (0..256).map(|x| image.pixels[110 * 256 + x][3]).collect();
    let ink: u32 = row.iter().map(|alpha| u32::from(*alpha)).sum();
    assert!(ink >= 2 * 255 * 11 / 10, "two lines of 1.1 px, not {}", ink as f32 / 255.0);
    assert!(row.iter().any(|alpha| *alpha > 120));
}

#[test]
fn drawings_are_true_to_scale() {
    let image = render::drawing(&drawn(rectangle(5.0, 5.0, 100.0, 40.0)), 400).unwrap();
    let dark = |x: usize, y: usize| image.pixels[y * 400 + x][3] > 128;
    let span = |places: Vec<usize>| places[places.len() - 1] + 1 - places[0];
    let width = span((0..400).filter(|&x| (0..340).any(|y| dark(x, y))).collect());
    let height = span((0..340).filter(|&y| (0..400).any(|x| dark(x, y))).collect());
    let line = 2.0;
    assert!(((width as f32 - line) / (height as f32 - line) - 2.5).abs() < 0.05, "{width} x {height}");
    // The bar is 20 mm long: a fifth of the drawing's width.
    let bar = span((0..400).filter(|&x| dark(x, 372)).collect());
    assert!(((width as f32 - line) / 5.0 - (bar as f32 - line)).abs() < 2.5, "{bar} beside {width}");
}

#[test]
fn a_raster_keeps_its_shape_and_its_clear_pixels_lend_no_colour() {
    let pixels = (0..64 * 32).map(|at| if at % 64 < 32 { [255, 0, 0, 255] } else { [0, 255, 0, 0] }).collect();
    let image = render::raster(&Raster { width: 64, height: 32, pixels, dpi: None, repeat: false }, 16).unwrap();
    assert_eq!((image.width, image.height), (16, 16));
    assert_eq!(image.pixels[0][3], 0);
    assert!(image.pixels.iter().all(|pixel| pixel[3] == 0 || (pixel[0] > 250 && pixel[1] == 0)));
    assert_eq!(image.pixels[8 * 16 + 2], [255, 0, 0, 255]);
}

#[test]
fn flat_nothing_gives_no_picture() {
    assert!(render::drawing(&pattern::Drawing::default(), 64).is_none());
    assert!(render::repeat(&pattern::Drawing::default(), 64).is_none());
    let empty = Raster { width: 3, height: 3, pixels: vec![], dpi: None, repeat: true };
    assert!(render::raster(&empty, 64).is_none());
}

#[test]
fn a_preview_is_lighter_and_keeps_its_parts() {
    let mut mesh = torus(100, 40);
    let color = Some([9, 8, 7, 255]);
    let part = |triangles| Part { name: "half".into(), triangles, color, source: String::new() };
    mesh.parts = vec![part(0..4000), part(4000..8000)];
    let light = preview_mesh(&mesh, 1000);
    assert!(light.triangles.len() <= 1000 && light.triangles.len() > 200, "{}", light.triangles.len());
    assert_eq!(light.parts.len(), 2);
    assert!(light.parts.iter().all(|part| part.color == color));
    let [old, new] = [mesh.bounds().unwrap(), light.bounds().unwrap()];
    assert!(old.iter().zip(new).all(|(old, new)| (old - new).abs() < 2.0), "{old:?} {new:?}");
    assert!(light.positions.len() < mesh.positions.len() / 4);
}

#[test]
fn pictures_become_files() {
    let image = Studio::new(&block([1.0; 3])).unwrap().still(&small());
    let webp = image.webp(85.0).unwrap();
    assert_eq!(&webp[8..12], b"WEBP");
    let shadows = image::load_from_memory(&webp).unwrap().to_rgba8();
    for ([.., drawn], kept) in image.pixels.iter().zip(shadows.pixels()) {
        assert!(drawn.abs_diff(kept[3]) <= 2, "{drawn} became {}", kept[3]);
        assert!(!matches!(drawn, 0 | 255) || *drawn == kept[3], "{drawn} became {}", kept[3]);
    }
    let read = image::load_from_memory(&image.png().unwrap()).unwrap().to_rgba8();
    assert_eq!(read.as_raw(), image.pixels.as_flattened());
    let empty = Image { width: 0, height: 0, pixels: vec![] };
    assert!(empty.webp(85.0).is_err());
}
