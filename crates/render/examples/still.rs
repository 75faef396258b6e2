//! Photographs a binary STL or an OBJ: `still IN OUT.(webp|png) [SIZE] [VIEWS]`, and says what each step took.

use std::collections::HashMap;
use std::time::Instant;
use std::{env, fs, io};

use pattern::Mesh;
use render::{Still, Studio};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [input, output, rest @ ..] = arguments.as_slice() else {
        return Err("usage: still IN.(stl|obj) OUT.(webp|png) [SIZE] [VIEWS]".into());
    };
    let number = |index: usize, default: u32| rest.get(index).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (size_px, views) = (number(0, 512), number(1, 1));
    let mesh = if input.ends_with("obj") { obj(&fs::read_to_string(input)?) } else { stl(&fs::read(input)?)? };
    let start = Instant::now();
    let studio = Studio::new(&mesh).ok_or("nothing to show")?;
    let prepared = start.elapsed();
    let still = studio.still(&Still { size_px, ..Still::default() });
    let first = start.elapsed();
    let file = if output.ends_with("png") { still.png()? } else { still.webp(85.0)? };
    fs::write(output, file)?;
    let written = start.elapsed();
    let pictures = if views > 1 { studio.turntable(size_px, views) } else { Vec::new() };
    let further = if views > 1 { (start.elapsed() - written) / views } else { Default::default() };
    for (index, picture) in pictures.iter().enumerate() {
        fs::write(format!("{output}.{index:02}.png"), picture.png()?)?;
    }
    println!(
        "{input}: {} triangles, studio {:.0?}, first view {:.0?}, together {first:.0?}, file {:.0?}, each further {further:.0?}",
        mesh.triangles.len(),
        prepared,
        first - prepared,
        written - first
    );
    Ok(())
}

fn obj(text: &str) -> Mesh {
    let mut mesh = Mesh::default();
    for line in text.lines() {
        let mut words = line.split_ascii_whitespace();
        match words.next() {
            Some("v") => {
                let mut next = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0.0);
                mesh.positions.push([next(), next(), next()]);
            }
            Some("f") => {
                let count = mesh.positions.len() as i64;
                let index = |word: &str| match word.split('/').next().and_then(|word| word.parse::<i64>().ok()) {
                    Some(index) if index < 0 => (count + index) as u32,
                    Some(index) => (index - 1) as u32,
                    None => 0,
                };
                let corners: Vec<u32> = words.map(index).collect();
                mesh.triangles.extend(corners.windows(2).skip(1).map(|pair| [corners[0], pair[0], pair[1]]));
            }
            _ => {}
        }
    }
    mesh
}

fn stl(bytes: &[u8]) -> io::Result<Mesh> {
    let mut mesh = Mesh::default();
    let mut known: HashMap<[u32; 3], u32> = HashMap::new();
    for record in bytes.get(84..).ok_or(io::ErrorKind::UnexpectedEof)?.chunks_exact(50) {
        let number = |at: usize| f32::from_le_bytes([record[at], record[at + 1], record[at + 2], record[at + 3]]);
        let triangle = [12, 24, 36].map(|at| {
            let position = [number(at), number(at + 4), number(at + 8)];
            *known.entry(position.map(f32::to_bits)).or_insert_with(|| {
                mesh.positions.push(position);
                mesh.positions.len() as u32 - 1
            })
        });
        mesh.triangles.push(triangle);
    }
    Ok(mesh)
}
