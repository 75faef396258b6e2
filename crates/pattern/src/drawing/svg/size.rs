//! How large one user unit is: width, height, view box, and what their program means by a pixel.

use crate::{Code, Finding, Findings, Severity, Unit, Units};

/// The file's size carries no unit of length.
const UNITS_UNSTATED: Code = Code { id: "R206", name: "svg-units-unstated", severity: Severity::Warn };
/// The file has no size at all.
const SIZE_MISSING: Code = Code { id: "R207", name: "svg-size-missing", severity: Severity::Warn };

/// Millimetres in an inch.
const INCH_MM: f64 = 25.4;
/// How much of a file's head is searched for the program that wrote it, in bytes.
const HEAD_BYTES_MAX: usize = 4096;

/// The root element's own words.
#[derive(Debug, Default)]
pub(super) struct Root {
    width: Option<String>,
    height: Option<String>,
    view_box: Option<String>,
    aspect: Option<String>,
    inkscape_version: Option<String>,
    /// Attributes that its children inherit.
    pub style: Vec<(String, String)>,
    /// Whether the sheet is one repeat of an endless surface.
    pub repeat: bool,
}

impl Root {
    /// From the root's attributes.
    pub(super) fn new(attributes: Vec<(String, String)>, repeat: bool) -> Self {
        let mut root = Self { repeat, ..Self::default() };
        for (name, value) in attributes {
            match name.as_str() {
                "width" => root.width = Some(value),
                "height" => root.height = Some(value),
                "viewBox" => root.view_box = Some(value),
                "preserveAspectRatio" => root.aspect = Some(value),
                "inkscape:version" => root.inkscape_version = Some(value),
                "x" | "y" | "id" | "version" | "baseProfile" | "clip-path" | "mask" | "filter" | "overflow"
                | "href" => {}
                _ if name.contains(':') => {}
                _ => root.style.push((name, value)),
            }
        }
        root
    }

    /// What is seen, `[x, y, width, height]` in user units; none where the file does not say.
    pub(super) fn frame(&self) -> Option<[f64; 4]> {
        let side = |value: &Option<String>| value.as_deref().and_then(number);
        let by_sides = || Some([0.0, 0.0, side(&self.width)?, side(&self.height)?]);
        self.view_box.as_deref().and_then(view_box).or_else(by_sides)
    }
}

/// How long a user unit is, and by what that was decided.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Size {
    /// What is seen, `[x, y, width, height]` in user units.
    pub view_box: [f64; 4],
    /// Millimetres in one user unit, across and down.
    pub scale: [f64; 2],
    /// The sheet in millimetres, `[x, y, width, height]`.
    pub sheet: Option<[f64; 4]>,
    /// What its size is given in.
    pub units: Units,
}

/// The scale of `root`; `text` is the whole file, whose head may name its program.
pub(super) fn size(root: &Root, text: &str, findings: &mut Findings) -> Size {
    let dpi = dots_per_inch(root, text);
    let width = root.width.as_deref().and_then(|value| length(value, dpi.value));
    let height = root.height.as_deref().and_then(|value| length(value, dpi.value));
    let view_box = root.view_box.as_deref().and_then(view_box);
    let unit = width.or(height).and_then(|length| length.unit);
    let units = unit.map_or(Units::assumed(dpi.unit), Units::stated);
    let pixel_mm = INCH_MM / dpi.value;
    let Some([x, y, across, down]) = view_box else {
        return without_view_box(width, height, units, pixel_mm, &dpi, findings);
    };
    let page = match (width, height) {
        (Some(w), Some(h)) => [w.mm, h.mm],
        (Some(w), None) => [w.mm, w.mm * down / across],
        (None, Some(h)) => [h.mm * across / down, h.mm],
        (None, None) => [across * pixel_mm, down * pixel_mm],
    };
    if !units.stated {
        findings.push(unstated(page, &dpi));
    }
    let (scale, offset) = fit(root.aspect.as_deref().unwrap_or(""), page, [across, down]);
    let sheet = [x * scale[0] - offset[0], y * scale[1] - offset[1], page[0], page[1]];
    Size { view_box: [x, y, across, down], scale, sheet: Some(sheet), units }
}

fn without_view_box(
    width: Option<Length>,
    height: Option<Length>,
    units: Units,
    pixel_mm: f64,
    dpi: &Dpi,
    findings: &mut Findings,
) -> Size {
    // Without a view box a user unit is a pixel, whatever width and height are given in.
    let Some([w, h]) = width.zip(height).map(|(w, h)| [w.mm, h.mm]) else {
        findings.push(Finding::new(
            SIZE_MISSING,
            format!("The drawing says nothing about its size; one unit was taken as a pixel at {} dpi.", dpi.value),
            "Set the page size in mm in the program it was drawn in, and save again.",
        ));
        return Size {
            view_box: [0.0, 0.0, 1000.0, 1000.0],
            scale: [pixel_mm; 2],
            sheet: None,
            units: Units::assumed(dpi.unit),
        };
    };
    if !units.stated {
        findings.push(unstated([w, h], dpi));
    }
    Size {
        view_box: [0.0, 0.0, w / pixel_mm, h / pixel_mm],
        scale: [pixel_mm; 2],
        sheet: Some([0.0, 0.0, w, h]),
        units,
    }
}

/// Millimetres per unit, and how far the view box lies inside the page, by `preserveAspectRatio`.
fn fit(aspect: &str, page: [f64; 2], view: [f64; 2]) -> ([f64; 2], [f64; 2]) {
    let (sx, sy) = (page[0] / view[0], page[1] / view[1]);
    if aspect.contains("none") {
        return ([sx, sy], [0.0, 0.0]);
    }
    let scale = if aspect.contains("slice") { sx.max(sy) } else { sx.min(sy) };
    let share = |low: &str, high: &str| match () {
        () if aspect.contains(low) => 0.0,
        () if aspect.contains(high) => 1.0,
        () => 0.5,
    };
    let x = (page[0] - view[0] * scale) * share("xMin", "xMax");
    let y = (page[1] - view[1] * scale) * share("YMin", "YMax");
    ([scale, scale], [x, y])
}

struct Dpi {
    value: f64,
    unit: Unit,
    reason: &'static str,
}

/// What the file's program means by a pixel.
fn dots_per_inch(root: &Root, text: &str) -> Dpi {
    let mut end = text.len().min(HEAD_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let old_inkscape = root
        .inkscape_version
        .as_deref()
        .is_some_and(|version| version.starts_with("0.") && !version.starts_with("0.92"));
    if old_inkscape {
        Dpi { value: 90.0, unit: Unit::Pixel, reason: "as Inkscape before 0.92 means it" }
    } else if text[..end].contains("Adobe Illustrator") {
        Dpi { value: 72.0, unit: Unit::Point, reason: "as Illustrator means it" }
    } else {
        Dpi { value: 96.0, unit: Unit::Pixel, reason: "as the standard has it" }
    }
}

fn unstated(page: [f64; 2], dpi: &Dpi) -> Finding {
    let at = |other: f64| [page[0] * dpi.value / other, page[1] * dpi.value / other];
    let other = if dpi.value == 72.0 { 96.0 } else { 72.0 };
    let [w, h] = at(other);
    let message = format!(
        "The drawing gives its size without a unit of length. It was taken as {:.1} x {:.1} mm ({} dpi, {}); at {other} dpi it would be {w:.1} x {h:.1} mm.",
        page[0], page[1], dpi.value, dpi.reason
    );
    Finding::new(
        UNITS_UNSTATED,
        message,
        "Check the size. Set the page's width and height in mm and save again, so that no program has to guess.",
    )
}

#[derive(Clone, Copy)]
struct Length {
    mm: f64,
    unit: Option<Unit>,
}

/// A width or height above zero; percentages and relative units say nothing.
fn length(value: &str, dpi: f64) -> Option<Length> {
    let value = value.trim();
    let digits =
        value.find(|c: char| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E') || c == '%').unwrap_or(value.len());
    let (digits, suffix) = if value.ends_with("em") || value.ends_with("ex") {
        return None;
    } else {
        value.split_at(digits)
    };
    let number: f64 = digits.trim().parse().ok().filter(|number: &f64| *number > 0.0 && number.is_finite())?;
    let (mm, unit) = match suffix.trim().to_ascii_lowercase().as_str() {
        "mm" => (1.0, Some(Unit::Millimetre)),
        "cm" => (10.0, Some(Unit::Centimetre)),
        "m" => (1000.0, Some(Unit::Metre)),
        "q" => (0.25, Some(Unit::Millimetre)),
        "in" => (INCH_MM, Some(Unit::Inch)),
        "ft" => (12.0 * INCH_MM, Some(Unit::Foot)),
        "pt" => (INCH_MM / 72.0, Some(Unit::Point)),
        "pc" => (INCH_MM / 6.0, Some(Unit::Point)),
        "" | "px" => (INCH_MM / dpi, None),
        _ => return None,
    };
    let mm = number * mm;
    (mm.is_finite() && mm > 1e-9 && mm < 1e12).then_some(Length { mm, unit })
}

/// The number that `value` begins with.
pub(super) fn number(value: &str) -> Option<f64> {
    let value = value.trim();
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    let mut digits = &value[..value.find(|c: char| !numeric(c)).unwrap_or(value.len())];
    while !digits.is_empty() {
        if let Ok(number) = digits.parse() {
            return Some(number);
        }
        digits = &digits[..digits.len() - 1];
    }
    None
}

fn view_box(value: &str) -> Option<[f64; 4]> {
    let mut numbers =
        value.split([' ', ',', '\t', '\n', '\r']).filter(|part| !part.is_empty()).map(|part| part.parse::<f64>().ok());
    let parsed = [numbers.next()??, numbers.next()??, numbers.next()??, numbers.next()??];
    let sane =
        parsed.iter().all(|number| number.is_finite() && number.abs() < 1e12) && parsed[2] > 1e-9 && parsed[3] > 1e-9;
    sane.then_some(parsed)
}
