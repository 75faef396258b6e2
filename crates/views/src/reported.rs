//! From a file's report to the parts of a page: verdict, findings, measures, marks on the picture.

use inspect::{
    Report,
    words::{fixed, grouped, side},
};

use locale::{HOUSE, Locale};

use crate::{Fact, Finding, Grade, Mark, Verdict, words};

fn grade(severity: pattern::Severity) -> Grade {
    match severity {
        pattern::Severity::Info => Grade::Info,
        pattern::Severity::Warn => Grade::Warn,
        pattern::Severity::Fail => Grade::Fail,
    }
}

/// The verdict of a report in a few words.
pub fn verdict(report: &Report) -> Verdict {
    Verdict::new(
        match report.verdict {
            inspect::Verdict::Pass => Grade::Pass,
            inspect::Verdict::Warn => Grade::Warn,
            inspect::Verdict::Fail => Grade::Fail,
        },
        report.sentence().trim_end_matches(" Nothing to mend."),
    )
}

/// What the inspection of a mended file came to, in a few words.
pub fn mended_verdict(found: inspect::Verdict) -> Verdict {
    match found {
        inspect::Verdict::Pass => Verdict::new(Grade::Pass, "Sound"),
        inspect::Verdict::Warn => Verdict::new(Grade::Warn, "Look at it"),
        inspect::Verdict::Fail => Verdict::new(Grade::Fail, "Still broken"),
    }
}

/// How far a mended file is the same, in sentences of the house: what was there has moved by at most `moved_mm`, `filled_mm2` are new, and
/// what is `left` is still to be looked at.
pub fn mended_words(moved_mm: f64, filled_mm2: f64, left: &[String]) -> String {
    let moved = match moved_mm {
        0.0 => "What was there has not moved.".to_owned(),
        mm => format!("What was there has moved by less than {:.4} mm.", (mm * 1e4).ceil() / 1e4),
    };
    let filled = match filled_mm2 {
        0.0 => String::new(),
        mm2 => format!(" {:.1} cm² of new surface closes what was open.", mm2 / 100.0),
    };
    let left = match left {
        [] => String::new(),
        left => format!(" Still to look at: {}.", left.join(", ")),
    };
    format!(
        "{moved}{filled}{left} It holds the shape as it was read here; settings that your program kept beside it are not in it."
    )
}

/// The findings of a report, numbered from 1, with figures as a reader of `locale` writes them.
pub fn findings(locale: &Locale, report: &Report) -> Vec<Finding> {
    let line = |(index, finding): (usize, &pattern::Finding)| Finding {
        number: u32::try_from(index + 1).unwrap_or(u32::MAX),
        code: finding.code.clone(),
        grade: grade(finding.severity),
        title: title_of(&finding.name),
        message: locale.figures(&finding.message).into_owned(),
        fix: locale.figures(&finding.fix).into_owned(),
        places: (finding.count > 1).then(|| words::some(locale, finding.count, "place", "places")),
        at: finding.at.iter().take(5).map(|at| place(locale, at)).collect(),
    };
    report.findings.iter().enumerate().map(line).collect()
}

/// `open-edge` as a heading: `Open edge`.
fn title_of(name: &str) -> String {
    let plain = name.replace('-', " ");
    let mut letters = plain.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// An element is called as its file calls it: its name keeps its digits.
fn place(locale: &Locale, place: &pattern::Place) -> String {
    let point = place.mm.map(|[x, y, z]| locale.figures(&format!("({x:.1}, {y:.1}, {z:.1}) mm")).into_owned());
    match (point, &place.element) {
        (Some(point), Some(element)) => format!("{element}, {point}"),
        (Some(point), None) => point,
        (None, Some(element)) => element.clone(),
        (None, None) => String::new(),
    }
}

/// The cells of a title block for one report, with figures as a reader of `locale` writes them.
pub fn facts(locale: &Locale, report: &Report) -> Vec<Fact> {
    let mut facts = in_house_form(report);
    // What sizes are called is the file's own.
    for fact in facts.iter_mut().filter(|fact| fact.term != SIZES) {
        fact.value = locale.figures(&fact.value).into_owned();
    }
    facts
}

/// What the names of a garment's sizes stand under.
const SIZES: &str = "Sizes";

fn in_house_form(report: &Report) -> Vec<Fact> {
    if let Some(mesh) = &report.mesh {
        return mesh_facts(mesh);
    }
    if let Some(drawing) = &report.drawing {
        let [width, height] = drawing.size_mm.map(side);
        if drawing.repeat {
            return vec![
                Fact::new("Repeats every, mm", format!("{width} × {height}")),
                Fact::new("Shapes", grouped(drawing.paths)),
                Fact::new("Layers", grouped(drawing.layers)),
            ];
        }
        if let Some(sewing) = &drawing.sewing {
            return sewing_facts(format!("{width} × {height}"), sewing);
        }
        return vec![
            Fact::new("Size, mm", format!("{width} × {height}")),
            Fact::new("Length of all lines", format!("{} m", fixed(drawing.cut_length_mm / 1000.0, 2))),
            Fact::new("Contours", grouped(drawing.paths)),
            Fact::new("Open", none_or(drawing.open_paths)),
            Fact::new("Doubled lines", none_or(drawing.duplicate_segments)),
            Fact::new("Layers", grouped(drawing.layers)),
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

/// The cells of a sewing pattern: what whoever sews it looks for.
fn sewing_facts(size: String, sewing: &inspect::SewingFacts) -> Vec<Fact> {
    let sizes = match (sewing.sizes.as_slice(), sewing.sizes_unnamed) {
        ([], 0) => "one".to_owned(),
        ([], unnamed) => format!("{unnamed}, without names"),
        (named, _) => named.join(", "),
    };
    let square = sewing.test_square_mm.map_or_else(|| "none".to_owned(), |mm| format!("{} mm", side(mm)));
    vec![
        Fact::new("Size of the sheet, mm", size),
        Fact::new("Pieces", grouped(sewing.pieces)),
        Fact::new(SIZES, sizes),
        Fact::new("Seam allowance", sewing.allowance_words().unwrap_or_else(|| "not drawn".to_owned())),
        Fact::new("With a grainline", format!("{} of {}", grouped(sewing.with_grain), grouped(sewing.pieces))),
        Fact::new("Test square", square),
    ]
}

/// What the fact about supports is called: a creator may know better than the estimate.
pub const SUPPORTS: &str = "Supports, in this position";

fn mesh_facts(mesh: &inspect::MeshFacts) -> Vec<Fact> {
    let [x, y, z] = mesh.size_mm.map(side);
    let volume = if mesh.watertight { inspect::words::volume(mesh.volume_mm3.abs()) } else { "not closed".to_owned() };
    let yes = |is: bool, yes: &str, no: &str| if is { yes.to_owned() } else { no.to_owned() };
    let supports = mesh.needs_supports.map_or_else(|| "not known".to_owned(), |needs| yes(needs, "needed", "none"));
    let mut facts = vec![
        Fact::new("Size, mm", format!("{x} × {y} × {z}")),
        Fact::new("Volume", volume),
        Fact::new("Triangles", grouped(mesh.triangles)),
        Fact::new("Closed (watertight)", yes(mesh.watertight, "yes", "no")),
        Fact::new("Winding", yes(mesh.consistent_winding, "consistent", "mixed")),
        Fact::new(SUPPORTS, supports),
        Fact::new("Bodies", grouped(mesh.shells)),
        Fact::new("Surface", format!("{} cm²", fixed(mesh.area_mm2 / 100.0, 0))),
        Fact::new("Self-intersections", mesh.self_intersections.map_or_else(|| "not looked at".to_owned(), cuts)),
    ];
    facts.extend(mesh.print.iter().flat_map(making_facts));
    facts
}

/// What making it in one way comes to.
fn making_facts(print: &inspect::PrintFacts) -> Vec<Fact> {
    let way = match print.process.as_str() {
        "fdm" => "Printed in",
        "resin" => "Cured from",
        "sls" => "Sintered from",
        _ => "Milled from",
    };
    let weight =
        if print.weight_g < 10.0 { format!("{:.1} g", print.weight_g) } else { format!("{:.0} g", print.weight_g) };
    let mut facts = vec![
        Fact::new(way, format!("{}, {} mm", print.material, print.tool_mm)),
        Fact::new(if print.process == "cnc" { "Block, about" } else { "Weight, about" }, weight),
        Fact::new("Time, about", inspect::words::duration(print.time_s)),
    ];
    let thinnest = print.thinnest_wall_mm.map(|mm| Fact::new("Thinnest wall", inspect::words::length(mm)));
    facts.extend(thinnest);
    if print.process == "fdm" && print.as_modelled.overhang_mm2 >= 1.0 {
        let area = format!("{} cm²", fixed(print.as_modelled.overhang_mm2 / 100.0, 1));
        facts.push(Fact::new("Overhang beyond 45°", area));
    }
    facts
}

fn cuts(triangles: u64) -> String {
    if triangles == 0 { "none".to_owned() } else { words::some(&HOUSE, triangles, "triangle", "triangles") }
}

fn none_or(number: u64) -> String {
    if number == 0 { "none".to_owned() } else { grouped(number) }
}

/// Where the findings are on a picture: the first place of each that has one. `put` says where a point in the file's
/// own axes, mm, lies, in percent from the left and from above; none where it is not on the picture.
pub fn marks(report: &Report, put: impl Fn([f64; 3]) -> Option<(f32, f32)>) -> Vec<Mark> {
    let on_picture = |(x, y): &(f32, f32)| (0.0..=100.0).contains(x) && (0.0..=100.0).contains(y);
    let mark = |(number, mm)| {
        let (x, y) = put(mm).filter(on_picture)?;
        Some(Mark { number, x, y })
    };
    first_places(report).filter_map(mark).collect()
}

/// The first place of each finding that has one, mm, with the finding's number.
pub fn first_places(report: &Report) -> impl Iterator<Item = (u32, [f64; 3])> {
    let place = |(index, finding): (usize, &pattern::Finding)| {
        let mm = finding.at.iter().find_map(|place| place.mm)?;
        Some((u32::try_from(index + 1).unwrap_or(u32::MAX), mm))
    };
    report.findings.iter().enumerate().filter_map(place)
}
