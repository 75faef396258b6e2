//! A contact sheet, to be looked at: `sheet OUT.png [--size PX] [--columns N] [--ground RRGGBB] FILE...`.
//!
//! Each file is read as an upload would be and pictured as its tile would be, over the page's colour; a file of which
//! there is no picture leaves its place empty. What stands where, and how long it took, goes to standard output.

use std::time::Instant;
use std::{env, fs};

use pattern::{Budget, Finding};
use render::Image;

/// Pixels between pictures.
const GAP: usize = 4;

struct Sheet {
    out: String,
    size_px: u32,
    columns: usize,
    ground: [u8; 3],
    files: Vec<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sheet = arguments()?;
    let (side, columns) = (sheet.size_px as usize, sheet.columns);
    let rows = sheet.files.len().div_ceil(columns);
    let (width, height) = (columns * (side + GAP) + GAP, rows * (side + GAP) + GAP);
    let [red, green, blue] = sheet.ground;
    let mut page =
        Image { width: width as u32, height: height as u32, pixels: vec![[red, green, blue, 255]; width * height] };
    for (index, path) in sheet.files.iter().enumerate() {
        let begun = Instant::now();
        let reading = pattern::read(&fs::read(path)?, Some(path), &Budget::default());
        let picture = reading.pattern.as_ref().and_then(|pattern| render::picture(pattern, sheet.size_px));
        let told: Vec<&str> = reading.findings.iter().map(|finding: &Finding| finding.code.as_str()).collect();
        println!("{index:3} {:5} ms  {path}  {}", begun.elapsed().as_millis(), told.join(" "));
        if let Some(picture) = picture {
            let corner = (index % columns * (side + GAP) + GAP, index / columns * (side + GAP) + GAP);
            lay(&mut page, &picture, corner);
        }
    }
    fs::write(&sheet.out, page.png()?)?;
    Ok(())
}

fn arguments() -> Result<Sheet, Box<dyn std::error::Error>> {
    let usage = "usage: sheet OUT.png [--size PX] [--columns N] [--ground RRGGBB] FILE...";
    let mut words = env::args().skip(1);
    let out = words.next().ok_or(usage)?;
    let mut sheet = Sheet { out, size_px: 256, columns: 8, ground: [0xF6, 0xF4, 0xEF], files: Vec::new() };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--size" => sheet.size_px = words.next().ok_or(usage)?.parse()?,
            "--columns" => sheet.columns = words.next().ok_or(usage)?.parse::<usize>()?.max(1),
            "--ground" => {
                let value = u32::from_str_radix(&words.next().ok_or(usage)?, 16)?;
                sheet.ground = [16, 8, 0].map(|shift| (value >> shift & 255) as u8);
            }
            _ => sheet.files.push(word),
        }
    }
    if sheet.files.is_empty() { Err(usage.into()) } else { Ok(sheet) }
}

/// Lays `picture` over the page with its left upper corner at (x, y).
fn lay(page: &mut Image, picture: &Image, (x, y): (usize, usize)) {
    let (across, width) = (picture.width as usize, page.width as usize);
    for (at, pixel) in picture.pixels.iter().enumerate() {
        let under = &mut page.pixels[(y + at / across) * width + x + at % across];
        let cover = u32::from(pixel[3]);
        for channel in 0..3 {
            let mixed = u32::from(pixel[channel]) * cover + u32::from(under[channel]) * (255 - cover);
            under[channel] = ((mixed + 127) / 255) as u8;
        }
    }
}
