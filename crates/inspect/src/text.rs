//! A report as text for people: short, worst first.

use std::fmt::Write as _;

use pattern::{Finding, Severity};

use crate::{
    Use,
    report::{PrintFacts, Report, Verdict},
    words::{count, decimal, duration, length},
};

/// Places shown of each finding; the report itself has more.
const PLACES_SHOWN: usize = 3;

/// The report on the file at `path`, a few lines that end in a line break. Colours are ANSI's, where `color` asks
/// for them. What the file itself names is shown without control characters, so that no name can write to a
/// terminal.
///
/// ```
/// let reading = pattern::read(b"", None, &pattern::Budget::default());
/// let text = inspect::text("empty.stl", &inspect::inspect(&reading), false);
/// assert!(text.starts_with("empty.stl  fail  Nothing could be read.\n"));
/// ```
pub fn text(path: &str, report: &Report, color: bool) -> String {
    let verdict = match report.verdict {
        Verdict::Pass => paint("pass", "32", color),
        Verdict::Warn => paint("warn", "33", color),
        Verdict::Fail => paint("fail", "31", color),
    };
    let mut out = format!("{}  {verdict}  {}\n", paint(&plain(path), "1", color), report.sentence());
    if let Some(facts) = facts(report) {
        let _ = writeln!(out, "  {}", paint(&facts, "2", color)); // Writing to a string cannot fail.
    }
    if let Some(print) = report.mesh.as_ref().and_then(|mesh| mesh.print.as_ref()) {
        let _ = writeln!(out, "  {}", paint(&making(print), "2", color));
    }
    report.findings.iter().for_each(|finding| add(&mut out, finding, color));
    out
}

fn add(out: &mut String, finding: &Finding, color: bool) {
    let (word, style) = match finding.severity {
        Severity::Fail => ("fail", "31"),
        Severity::Warn => ("warn", "33"),
        Severity::Info => ("info", "36"),
    };
    let _ = writeln!(
        out,
        "  {} {} {}  {}",
        paint(word, style, color),
        finding.code,
        plain(&finding.name),
        plain(&finding.message)
    );
    let places: Vec<String> = finding.at.iter().take(PLACES_SHOWN).filter_map(place).collect();
    if !places.is_empty() {
        let more = if finding.at.len() > PLACES_SHOWN { ", and more" } else { "" };
        let _ = writeln!(out, "       at {}{more}", places.join(", "));
    }
    if finding.severity > Severity::Info {
        let _ = writeln!(out, "       {}", plain(&finding.fix));
    }
}

/// `(1.5, 2, 0) mm, #outline`.
fn place(place: &pattern::Place) -> Option<String> {
    let number = |value: f64| decimal(value, 3);
    let mm = place.mm.map(|mm| format!("({}) mm", mm.map(number).join(", ")));
    let element = place.element.as_deref().map(plain);
    match (mm, element) {
        (Some(mm), Some(element)) => Some(format!("{mm} [{element}]")),
        (mm, element) => mm.or(element),
    }
}

/// One line of figures.
fn facts(report: &Report) -> Option<String> {
    let size = |sides: &[f64]| sides.iter().map(|&side| length(side)).collect::<Vec<_>>().join(" x ");
    if let Some(mesh) = &report.mesh {
        let state = if mesh.watertight { "watertight" } else { "not watertight" };
        let triangles = count(mesh.triangles, "triangle", "triangles");
        return Some(format!("{}, {triangles}, {state}", size(&mesh.size_mm)));
    }
    if let Some(drawing) = &report.drawing {
        let size = size(&drawing.size_mm);
        if let Some(sewing) = &drawing.sewing {
            return Some(format!("{size}, {}", sewing.words()));
        }
        let contours = count(drawing.paths, "contour", "contours");
        let done = match drawing.used_for {
            Use::Cut => "to cut",
            Use::Engrave => "to engrave",
            Use::Plot | Use::Sew => "of lines",
        };
        return Some(format!("{size}, {contours}, {} {done}", length(drawing.cut_length_mm)));
    }
    report.raster.as_ref().map(|raster| format!("{} x {} pixels", raster.width, raster.height))
}

/// `fdm in PLA, layers of 0.2 mm: 42 g, 3 h 20 min`.
fn making(print: &PrintFacts) -> String {
    format!(
        "{} in {}, layers of {}: about {} g, {}",
        print.process,
        print.material,
        length(print.layer_mm),
        decimal(print.weight_g, if print.weight_g < 10.0 { 1 } else { 0 }),
        duration(print.time_s)
    )
}

fn paint(text: &str, style: &str, color: bool) -> String {
    if color { format!("\u{1b}[{style}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// Without what moves a terminal's cursor or turns the direction of writing.
fn plain(text: &str) -> String {
    let turns =
        |letter: char| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|letter| if letter.is_control() || turns(letter) { '\u{fffd}' } else { letter }).collect()
}
