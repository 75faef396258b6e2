//! From the market's values to what a page shows.

use inspect::Report;
use market::catalog::{FileLine, License, Listing, Summary, Tile, is_drawn};
use store::entities::listing;
use views::{Fact, FactWidth, Finding, Grade, Picture, Verdict, pages::LicenceHelp};

use crate::words;

/// A tile.
pub(crate) fn tile(tile: &Tile) -> views::Tile {
    views::Tile {
        href: format!("/l/{}", tile.slug),
        title: tile.title.clone(),
        picture: Picture {
            drawn: tile.summary.drawn,
            ..picture(tile.picture_small.as_deref(), tile.picture.as_deref(), &tile.kind, "")
        },
        price: words::price(tile.price),
        creator: tile.shop_title.clone(),
        verdict: (!tile.summary.words.is_empty()).then(|| Verdict::new(tile_grade(tile), &tile.summary.words)),
        dims: Some(tile.summary.dims.clone()).filter(|dims| !dims.is_empty()),
    }
}

/// A sound file that wants supports is worth a second look before it is bought.
fn tile_grade(tile: &Tile) -> Grade {
    match (grade_of_word(&tile.summary.verdict), tile.needs_supports) {
        (Grade::Pass, Some(true)) => Grade::Warn,
        (grade, _) => grade,
    }
}

/// A picture in two sizes.
pub(crate) fn picture(small: Option<&str>, large: Option<&str>, kind: &str, alt: &str) -> Picture {
    let url = |hash: Option<&str>| hash.map(|hash| format!("/media/{hash}.webp")).unwrap_or_default();
    Picture {
        url256: url(small.or(large)),
        url512: url(large.or(small)),
        url1024: None,
        alt: alt.to_owned(),
        drawn: kind == "drawing",
    }
}

/// The first picture of a file.
pub(crate) fn file_picture(file: &FileLine) -> Option<Picture> {
    let hash = |name: &str| file.artifact(name);
    let (small, large) = (hash("still-256.webp"), hash("still-512.webp")?);
    let alt = format!("{}, as it stands", file.name);
    Some(Picture {
        url1024: hash("still-1024.webp").map(|hash| format!("/media/{hash}.webp")),
        drawn: file.report.as_ref().is_some_and(is_drawn),
        ..picture(small.as_ref().map(store::Hash::as_str), Some(large.as_str()), &file.kind, &alt)
    })
}

/// The stored picture of a listing's row.
pub(crate) fn row_picture(row: &listing::Model) -> Option<Picture> {
    let large = row.picture.as_deref()?;
    let drawn = row.summary["drawn"] == true;
    Some(Picture { drawn, ..picture(row.picture_small.as_deref(), Some(large), &row.kind, "") })
}

pub(crate) fn grade_of_word(word: &str) -> Grade {
    match word {
        "warn" => Grade::Warn,
        "fail" => Grade::Fail,
        _ => Grade::Pass,
    }
}

fn grade(severity: pattern::Severity) -> Grade {
    match severity {
        pattern::Severity::Info => Grade::Info,
        pattern::Severity::Warn => Grade::Warn,
        pattern::Severity::Fail => Grade::Fail,
    }
}

/// The verdict of a report in a few words.
pub(crate) fn verdict(report: &Report) -> Verdict {
    Verdict::new(grade_of_word(report.verdict.word()), report.sentence().trim_end_matches(" Nothing to mend."))
}

/// The findings of a report, numbered from 1.
pub(crate) fn findings(report: &Report) -> Vec<Finding> {
    let line = |(index, finding): (usize, &pattern::Finding)| Finding {
        number: u32::try_from(index + 1).unwrap_or(u32::MAX),
        code: finding.code.clone(),
        grade: grade(finding.severity),
        title: title_of(&finding.name),
        message: finding.message.clone(),
        fix: finding.fix.clone(),
        places: (finding.count > 1).then(|| words::some(finding.count, "place", "places")),
        at: finding.at.iter().take(5).map(place).collect(),
    };
    report.findings.iter().enumerate().map(line).collect()
}

/// `open-edge` as a heading: `Open edge`.
fn title_of(name: &str) -> String {
    let plain = name.replace('-', " ");
    let mut letters = plain.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn place(place: &pattern::Place) -> String {
    match (place.mm, &place.element) {
        (Some([x, y, z]), Some(element)) => format!("{element}, ({x:.1}, {y:.1}, {z:.1}) mm"),
        (Some([x, y, z]), None) => format!("({x:.1}, {y:.1}, {z:.1}) mm"),
        (None, Some(element)) => element.clone(),
        (None, None) => String::new(),
    }
}

/// The cells of a title block for one report.
pub(crate) fn facts(report: &Report) -> Vec<Fact> {
    if let Some(mesh) = &report.mesh {
        return mesh_facts(mesh);
    }
    if let Some(drawing) = &report.drawing {
        let [width, height] = drawing.size_mm.map(words::length_of);
        if drawing.repeat {
            return vec![
                Fact::new("Repeats every, mm", format!("{width} × {height}")),
                Fact::new("Shapes", words::count(drawing.paths)),
                Fact::new("Layers", words::count(drawing.layers)),
            ];
        }
        return vec![
            Fact::new("Size, mm", format!("{width} × {height}")),
            Fact::new("Length of all lines", format!("{:.2} m", drawing.cut_length_mm / 1000.0)),
            Fact::new("Contours", words::count(drawing.paths)),
            Fact::new("Open", none_or(drawing.open_paths)),
            Fact::new("Doubled lines", none_or(drawing.duplicate_segments)),
            Fact::new("Layers", words::count(drawing.layers)),
        ];
    }
    match &report.raster {
        Some(raster) => vec![
            Fact::new("Pixels", format!("{} × {}", raster.width, raster.height)),
            Fact::new("Resolution", raster.dpi.map_or_else(|| "not stated".to_owned(), |dpi| format!("{dpi:.0} dpi"))),
            Fact::new("Transparent", if raster.alpha { "in parts" } else { "no" }),
        ],
        None => Vec::new(),
    }
}

fn mesh_facts(mesh: &inspect::MeshFacts) -> Vec<Fact> {
    let [x, y, z] = mesh.size_mm.map(words::length_of);
    let volume =
        if mesh.watertight { format!("{:.1} cm³", mesh.volume_mm3.abs() / 1000.0) } else { "not closed".to_owned() };
    let yes = |is: bool, yes: &str, no: &str| if is { yes.to_owned() } else { no.to_owned() };
    let supports = mesh.needs_supports.map_or_else(|| "not known".to_owned(), |needs| yes(needs, "needed", "none"));
    vec![
        Fact::new("Size, mm", format!("{x} × {y} × {z}")),
        Fact::new("Volume", volume),
        Fact::new("Triangles", words::count(mesh.triangles)),
        Fact::new("Closed (watertight)", yes(mesh.watertight, "yes", "no")),
        Fact::new("Winding", yes(mesh.consistent_winding, "consistent", "mixed")),
        Fact::new("Supports, standing so", supports),
        Fact::new("Bodies", words::count(mesh.shells)).wide(FactWidth::Half),
        Fact::new("Surface", format!("{:.0} cm²", mesh.area_mm2 / 100.0)).wide(FactWidth::Half),
    ]
}

fn none_or(number: u64) -> String {
    if number == 0 { "none".to_owned() } else { words::count(number) }
}

/// `STL and 3MF, 14 MB`.
pub(crate) fn files_words(summary: &Summary) -> String {
    let titles: Vec<String> = summary.formats.iter().map(|extension| extension.to_uppercase()).collect();
    format!("{}, {}", titles.join(" and "), words::bytes(summary.bytes))
}

/// `STL, 14 MB, 230,400 triangles`.
pub(crate) fn file_words(file: &FileLine) -> String {
    let mut parts = Vec::new();
    if !file.format.is_empty() {
        parts.push(file.format.to_uppercase());
    }
    parts.push(words::bytes(file.bytes));
    if let Some(mesh) = file.report.as_ref().and_then(|report| report.mesh.as_ref()) {
        parts.push(words::some(mesh.triangles, "triangle", "triangles"));
    }
    parts.join(", ")
}

/// The facts of a listing: the verdict over its whole width first, then the main file's measures.
pub(crate) fn listing_facts(listing: &Listing) -> Vec<Fact> {
    let day = listing.row.published_at.map(words::day).unwrap_or_default();
    let grade = grade_of_word(&listing.summary.verdict);
    let mut facts =
        vec![Fact::new(format!("Verified {day}"), &listing.summary.sentence).wide(FactWidth::Full).graded(grade)];
    facts.extend(listing.summary.report.as_ref().map(self::facts).unwrap_or_default());
    facts
}

/// A licence in plain words.
pub(crate) fn licence(license: &License) -> LicenceHelp {
    let own = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    LicenceHelp {
        id: license.slug.to_owned(),
        name: license.title.to_owned(),
        may: own(license.may),
        may_not: own(license.must),
    }
}
