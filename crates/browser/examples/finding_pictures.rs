//! Draws the findings: for each sample in a folder the pattern with a ring round every place of the finding that its name
//! begins with, as `pictures/CODE.svg` beside it.
//!
//! `cargo run -p browser --example finding_pictures -- docs/findings`

use std::{error::Error, fmt::Write as _, fs, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD};
use inspect::{Options, Process, Report, Sheet, Use, Way};
use pattern::{Budget, Pattern};
use render::{Still, Studio};

/// Side of a picture, pixels.
const SIZE_PX: u32 = 320;
const WEBP_QUALITY: f32 = 80.0;
/// The red of what is ringed, as on the pages.
const RED: &str = "#c8321f";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("name the folder of samples, such as docs/findings")?;
    let folder = Path::new(&folder);
    let pictures = folder.join("pictures");
    fs::create_dir_all(&pictures)?;
    let mut paths: Vec<_> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    paths.retain(|path| path.is_file());
    paths.sort();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).ok_or("a name that is no text")?;
        let mut parts = name.split('.');
        let (code, setting) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let reading = pattern::read(&fs::read(&path)?, Some(name), &Budget::default());
        let report = inspect::inspect_watched(&reading, &options(setting), &mut |_| {});
        let drawn = reading.pattern.as_ref().and_then(|pattern| draw(pattern, &report, code));
        fs::write(pictures.join(format!("{code}.svg")), drawn.ok_or_else(|| format!("{name} cannot be drawn"))?)?;
    }
    Ok(())
}

/// What the second part of a sample's name asks for: a way of making, a use, a bed, or a sheet.
fn options(setting: &str) -> Options {
    let way = Way::ALL.into_iter().find(|way| way.word() == setting);
    Options {
        process: way.map(Process::usual),
        bed_mm: (setting == "bed").then_some([220.0, 220.0, 250.0]),
        sheet: Sheet::named(setting),
        used_for: Use::named(setting),
        ..Options::default()
    }
}

/// The picture with its rings; none where the pattern shows nothing, or the report does not have the finding.
fn draw(pattern: &Pattern, report: &Report, code: &str) -> Option<String> {
    let finding = report.findings.iter().find(|finding| finding.code == code)?;
    let places = finding.at.iter().filter_map(|place| place.mm);
    let (image, marks): (_, Vec<(f32, f32)>) = match pattern {
        Pattern::Mesh(mesh) => {
            let (studio, still) = (Studio::new(mesh)?, Still { size_px: SIZE_PX, ..Still::default() });
            let camera = studio.camera(&still);
            (studio.still(&still), places.filter_map(|point| camera.on_picture(point)).collect())
        }
        Pattern::Drawing(sheet) => {
            let place = render::drawing_place(sheet)?;
            let percent = |[offset, scale]: [f64; 2], value: f64| ((offset + scale * value) * 100.0) as f32;
            let put = |[x, y, _]: [f64; 3]| (percent(place.x, x), percent(place.y, y));
            (render::picture(pattern, SIZE_PX)?, places.map(put).collect())
        }
        Pattern::Raster(_) => (render::picture(pattern, SIZE_PX)?, Vec::new()),
    };
    let webp = STANDARD.encode(image.webp(WEBP_QUALITY).ok()?);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{SIZE_PX}\" height=\"{SIZE_PX}\" viewBox=\"0 0 100 100\">\
         <rect width=\"100\" height=\"100\" fill=\"#f4f1ea\"/>\
         <image width=\"100\" height=\"100\" href=\"data:image/webp;base64,{webp}\"/>"
    );
    for (x, y) in marks {
        // Writing to a string cannot fail.
        let _ = write!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"none\" stroke=\"{RED}\" stroke-width=\"1\"/>"
        );
    }
    Some(svg + "</svg>\n")
}
