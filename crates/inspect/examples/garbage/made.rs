//! The files: random bytes under every name, and geometry in which everything lies across everything.

use std::fmt::Write as _;

/// A file's name, and how it is made in about so many bytes.
pub type Kind = (&'static str, fn(usize) -> Vec<u8>);

pub const KINDS: [Kind; 34] = [
    ("bytes.stl", bytes),
    ("bytes.obj", bytes),
    ("bytes.ply", bytes),
    ("bytes.off", bytes),
    ("bytes.3mf", bytes),
    ("bytes.amf", bytes),
    ("bytes.glb", bytes),
    ("bytes.gltf", bytes),
    ("bytes.svg", bytes),
    ("bytes.dxf", bytes),
    ("bytes.png", bytes),
    ("bytes.jpg", bytes),
    ("bytes.webp", bytes),
    ("facets of random bytes.stl", facets),
    ("triangles across a cube.stl", |bytes| stl(bytes, 9, |_, next| [(); 9].map(|()| next() * 100.0))),
    ("one triangle again and again.stl", |bytes| stl(bytes, 0, |_, _| [0.0, 0.0, 0.0, 10.0, 0.0, 0.0, 0.0, 10.0, 0.0])),
    ("triangles on whole numbers.stl", |bytes| stl(bytes, 9, |_, next| [(); 9].map(|()| (next() * 20.0).floor()))),
    ("needles.stl", |bytes| stl(bytes, 6, |_, next| needle(next))),
    ("small triangles.stl", |bytes| stl(bytes, 9, |_, next| small(next))),
    ("layers.stl", |bytes| stl(bytes, 0, |at, _| layer(at as f32 * 1e-4))),
    ("a disc of slivers.stl", disc),
    ("a soup of few points.obj", soup_obj),
    ("a polygon that crosses itself.obj", polygon_obj),
    ("one path through everything.svg", scribble),
    ("lines.svg", |bytes| svg(bytes, 1, |_, next| line(next))),
    ("one path again and again.svg", |bytes| svg(bytes, 2, |_, _| "M1 1h9v9z".to_owned())),
    ("a lattice.svg", |bytes| svg(bytes, 3, lattice)),
    ("circles in circles.svg", |bytes| svg(bytes, 4, |at, _| circle(at))),
    ("numbers of any size.svg", |bytes| svg(bytes, 5, |_, next| vast(next))),
    ("lines.dxf", |bytes| dxf(bytes, "LINE", &[(10, 500.0), (20, 500.0), (11, 500.0), (21, 500.0)])),
    ("a lattice of strokes.dxf", |bytes| marks(bytes, cross)),
    ("waves beside one another.dxf", |bytes| marks(bytes, wave)),
    ("a garment of notches.dxf", |bytes| garment(&marks(bytes, |x, y| format!("0\nPOINT\n8\n4\n10\n{x}\n20\n{y}\n")))),
    ("arcs.dxf", |bytes| dxf(bytes, "ARC", &[(10, 500.0), (20, 500.0), (40, 500.0), (50, 360.0), (51, 360.0)])),
];

/// Numbers that look random and are the same each time (an xorshift generator, Marsaglia 2003).
pub fn noise(seed: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(seed), |&state| {
        let state = state ^ (state << 13);
        let state = state ^ (state >> 7);
        Some(state ^ (state << 17))
    })
    .skip(1)
}

/// From 0 to 1.
fn shares(seed: u64) -> impl FnMut() -> f32 {
    let mut noise = noise(seed);
    move || noise.next().map_or(0.0, |value| (value >> 40) as f32 / (1 << 24) as f32)
}

fn bytes(count: usize) -> Vec<u8> {
    noise(3).flat_map(u64::to_le_bytes).take(count).collect()
}

fn facets(count: usize) -> Vec<u8> {
    let facets = count / 50;
    [vec![b'x'; 80], (facets as u32).to_le_bytes().to_vec(), bytes(facets * 50)].concat()
}

fn stl(count: usize, seed: u64, mut facet: impl FnMut(usize, &mut dyn FnMut() -> f32) -> [f32; 9]) -> Vec<u8> {
    let facets = count / 50;
    let mut next = shares(seed + 1);
    let mut file = vec![b'x'; 80];
    file.extend((facets as u32).to_le_bytes());
    for at in 0..facets {
        file.extend([0; 12]);
        file.extend(facet(at, &mut next).into_iter().flat_map(f32::to_le_bytes));
        file.extend([0; 2]);
    }
    file
}

fn needle(next: &mut dyn FnMut() -> f32) -> [f32; 9] {
    let [x, y, z] = [(); 3].map(|()| next() * 100.0);
    let [u, v, w] = [(); 3].map(|()| next() * 200.0 - 100.0);
    [x, y, z, x + u, y + v, z + w, x + 0.001, y + 0.001, z + 0.001]
}

fn small(next: &mut dyn FnMut() -> f32) -> [f32; 9] {
    let corner = [(); 3].map(|()| next() * 100.0);
    std::array::from_fn(|at| corner[at % 3] + next() * 0.3)
}

fn layer(z: f32) -> [f32; 9] {
    [0.0, 0.0, z, 50.0, 0.0, z, 0.0, 50.0, z]
}

fn disc(count: usize) -> Vec<u8> {
    let step = std::f32::consts::TAU / (count / 50) as f32;
    stl(count, 0, |at, _| {
        let [(y0, x0), (y1, x1)] = [at, at + 1].map(|at| (at as f32 * step).sin_cos());
        [0.0, 0.0, 0.0, 50.0 * x0, 50.0 * y0, 0.0, 50.0 * x1, 50.0 * y1, 0.0]
    })
}

fn soup_obj(count: usize) -> Vec<u8> {
    let points = count / 80;
    let mut next = shares(11);
    let mut text = String::new();
    for _ in 0..points {
        let _ = writeln!(text, "v {:.3} {:.3} {:.3}", next() * 100.0, next() * 100.0, next() * 100.0);
    }
    let mut corner = || (next() * points as f32) as usize % points + 1;
    for _ in 0..2 * points {
        let _ = writeln!(text, "f {} {} {}", corner(), corner(), corner());
    }
    text.into_bytes()
}

fn polygon_obj(count: usize) -> Vec<u8> {
    let points = count / 28;
    let mut next = shares(12);
    let mut text = String::new();
    for _ in 0..points {
        let _ = writeln!(text, "v {:.3} {:.3} 0", next() * 100.0, next() * 100.0);
    }
    text.push('f');
    for at in 1..=points {
        let _ = write!(text, " {at}");
    }
    text.into_bytes()
}

fn of_svg(inside: &str) -> Vec<u8> {
    let head = r#"<svg xmlns="http://www.w3.org/2000/svg" width="100mm" height="100mm" viewBox="0 0 100 100">"#;
    format!("{head}{inside}</svg>").into_bytes()
}

fn scribble(count: usize) -> Vec<u8> {
    let mut next = shares(13);
    let points: Vec<String> = (0..count / 12).map(|_| format!("{:.2},{:.2}", next() * 100.0, next() * 100.0)).collect();
    of_svg(&format!(r#"<path fill="none" stroke="red" d="M{}"/>"#, points.join(" ")))
}

fn svg(count: usize, seed: u64, mut path: impl FnMut(usize, &mut dyn FnMut() -> f32) -> String) -> Vec<u8> {
    let mut next = shares(seed);
    let mut inside = String::new();
    let mut at = 0;
    while inside.len() < count {
        let _ = write!(inside, r#"<path stroke="red" d="{}"/>"#, path(at, &mut next));
        at += 1;
    }
    of_svg(&inside)
}

fn line(next: &mut dyn FnMut() -> f32) -> String {
    format!("M{:.1} {:.1}L{:.1} {:.1}", next() * 100.0, next() * 100.0, next() * 100.0, next() * 100.0)
}

fn lattice(at: usize, _: &mut dyn FnMut() -> f32) -> String {
    let along = (at / 2) as f32 * 0.005;
    if at.is_multiple_of(2) { format!("M0 {along}H100") } else { format!("M{along} 0V100") }
}

fn circle(at: usize) -> String {
    let radius = 0.001 + at as f32 * 0.0012;
    format!(
        "M{} 50a{radius} {radius} 0 0 1 {} 0a{radius} {radius} 0 0 1 -{} 0z",
        50.0 - radius,
        2.0 * radius,
        2.0 * radius
    )
}

fn vast(next: &mut dyn FnMut() -> f32) -> String {
    let mut number = || 10.0_f32.powf(next() * 60.0 - 30.0);
    format!("M{:e} {:e}L{:e} {:e}", number(), number(), number(), number())
}

fn dxf(count: usize, entity: &str, groups: &[(u32, f32)]) -> Vec<u8> {
    let mut next = shares(17);
    let mut text = "0\nSECTION\n2\nENTITIES\n".to_owned();
    while text.len() < count {
        let _ = write!(text, "0\n{entity}\n8\n0\n");
        for (group, most) in groups {
            let _ = write!(text, "{group}\n{:.2}\n", next() * most);
        }
    }
    text.push_str("0\nENDSEC\n0\nEOF\n");
    text.into_bytes()
}

/// What `mark` draws, again and again, a thousand in a row.
fn marks(count: usize, mark: fn(usize, usize) -> String) -> Vec<u8> {
    let mut text = "0\nSECTION\n2\nENTITIES\n".to_owned();
    let mut at = 0;
    while text.len() < count {
        text += &mark(at % 1000, at / 1000);
        at += 1;
    }
    text.push_str("0\nENDSEC\n0\nEOF\n");
    text.into_bytes()
}

/// A horizontal and a vertical line of 4 mm; where crosses stand 1 mm apart, the lines of a row go on from one another.
fn cross(x: usize, y: usize) -> String {
    let line =
        |x0: usize, y0: usize, x1: usize, y1: usize| format!("0\nLINE\n8\n0\n10\n{x0}\n20\n{y0}\n11\n{x1}\n21\n{y1}\n");
    line(x, y + 2, x + 4, y + 2) + &line(x + 2, y, x + 2, y + 4)
}

/// A horizontal line of 4 mm, 0.01 mm above the last row's and off it by less than what counts, so that none is surely apart.
fn wave(x: usize, y: usize) -> String {
    let height = |x: usize| y as f64 * 0.01 + if (x / 4).is_multiple_of(2) { 0.0 } else { 0.03 };
    format!("0\nLINE\n8\n0\n10\n{x}\n20\n{}\n11\n{}\n21\n{}\n", height(x), x + 4, height(x + 4))
}

/// A piece of a garment with `entities` on it, as AAMA has them.
fn garment(entities: &[u8]) -> Vec<u8> {
    let entities = String::from_utf8_lossy(entities);
    let lines = entities.trim_start_matches("0\nSECTION\n2\nENTITIES\n").trim_end_matches("0\nENDSEC\n0\nEOF\n");
    let name = "0\nTEXT\n8\n1\n10\n0\n20\n0\n40\n5\n1\nPiece Name: FRONT\n";
    let block = format!("0\nBLOCK\n8\n0\n2\nB\n10\n0\n20\n0\n{name}{lines}0\nENDBLK\n");
    let insert = "0\nINSERT\n8\n1\n2\nB\n10\n0\n20\n0\n";
    format!("0\nSECTION\n2\nBLOCKS\n{block}0\nENDSEC\n0\nSECTION\n2\nENTITIES\n{insert}0\nENDSEC\n0\nEOF\n")
        .into_bytes()
}
