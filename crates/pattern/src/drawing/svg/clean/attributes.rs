//! Attributes: which are kept, which run or reach outside, and shapes written as paths.

use std::ops::Not as _;

use quick_xml::events::BytesStart;

use super::super::{arcs, size};
use super::Cleaner;

/// User units beyond which a length is taken for a mistake.
const LENGTH_MAX: f64 = 1e7;
/// Deviation of arcs written out as curves, in millimetres at the root's scale.
const ARC_TOLERANCE_MM: f64 = 2e-4;
/// Attributes of one element that are looked at.
const ATTRIBUTES_MAX: usize = 200;

impl Cleaner<'_> {
    /// Attributes that are kept, written out; counts what runs or reaches outside.
    pub(super) fn attributes(&mut self, start: &BytesStart) -> Vec<(String, String)> {
        let mut kept: Vec<(String, String)> = Vec::new();
        for attribute in start.attributes().with_checks(false).flatten().take(ATTRIBUTES_MAX) {
            let name = attribute.key.into_inner();
            if name.starts_with("xmlns") || name.starts_with("data-") {
                continue;
            }
            let value = self.document.entities.unescape(&attribute.value);
            let name = match name.split_once(':') {
                Some((_, "href")) => "href",
                Some(("inkscape", _)) => name,
                Some(_) => continue,
                None => name,
            };
            if is_handler(name) {
                self.seen(|tally| &mut tally.handlers);
            } else if reaches_out(&value) {
                self.seen(|tally| &mut tally.external);
            } else if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':'))
                && !kept.iter().any(|(known, _)| known == name)
            {
                kept.push((name.to_owned(), value));
            }
        }
        kept
    }

    /// Tells of code in an element that is left out: a browser that opens the file would run it all the same.
    pub(super) fn note_active(&mut self, start: &BytesStart) {
        if start.local_name().into_inner().eq_ignore_ascii_case("script") {
            self.seen(|tally| &mut tally.scripts);
        }
        for attribute in start.attributes().with_checks(false).flatten().take(ATTRIBUTES_MAX) {
            let name = attribute.key.local_name().into_inner();
            if is_handler(name) {
                self.seen(|tally| &mut tally.handlers);
            } else if is_code(&quick_xml::escape::unescape(&attribute.value).unwrap_or_default()) {
                self.seen(|tally| &mut tally.scripts);
            }
        }
    }

    /// An animation; one of a handler or of a link's target is a script in disguise.
    pub(super) fn start_animation(&mut self, start: &BytesStart) {
        self.seen(|tally| &mut tally.animations);
        let attributes = self.attributes(start);
        let animates_handler =
            attributes.iter().any(|(name, value)| name == "attributeName" && is_handler(value.trim()));
        if animates_handler {
            self.seen(|tally| &mut tally.handlers);
        }
        if attributes.iter().any(|(_, value)| value.split(';').any(is_code)) {
            self.seen(|tally| &mut tally.scripts);
        }
    }

    /// Keeps only links into the file itself.
    pub(super) fn check_href(&mut self, name: &str, attributes: &mut Vec<(String, String)>, links: bool) {
        let Some(at) = attributes.iter().position(|(name, _)| name == "href") else {
            return;
        };
        let value = attributes[at].1.trim();
        if is_code(value) {
            self.seen(|tally| &mut tally.scripts);
        } else if !value.starts_with('#') && !value.is_empty() && name != "a" {
            self.seen(|tally| &mut tally.external);
        } else if links {
            return;
        }
        attributes.remove(at);
    }

    /// Leaves out lengths no drawing has: usvg would spend seconds on an arc that large.
    pub(super) fn check_lengths(&mut self, attributes: &mut Vec<(String, String)>) {
        let before = attributes.len();
        attributes.retain(|(name, value)| {
            let is_length = matches!(
                name.as_str(),
                "r" | "rx" | "ry" | "width" | "height" | "cx" | "cy" | "x" | "y" | "stroke-width"
            );
            let is_sane = |number: f64| number.abs() <= LENGTH_MAX;
            if name == "transform" {
                let Ok(svgtypes::Transform { a, b, c, d, e, f }) = value.parse() else { return true };
                return [a, b, c, d, e, f].into_iter().all(is_sane) || [a, b, c, d, e, f].iter().any(|v| v.is_nan());
            }
            !is_length || size::number(value).is_none_or(is_sane)
        });
        if attributes.len() < before {
            self.seen(|tally| &mut tally.too_large);
        }
    }

    /// Writes arcs out; gives the element's new name and how many segments it draws.
    pub(super) fn shape<'n>(&mut self, name: &'n str, attributes: &mut Vec<(String, String)>) -> (&'n str, u64) {
        let tolerance = ARC_TOLERANCE_MM / self.scale.max(1e-9);
        let mut is_broken = attributes.iter().any(|(name, value)| is_broken(name, value));
        let shape = self.written_out(name, attributes, tolerance, &mut is_broken);
        if is_broken {
            self.seen(|tally| &mut tally.broken_numbers);
        }
        shape
    }

    fn written_out<'n>(
        &self,
        name: &'n str,
        attributes: &mut Vec<(String, String)>,
        tolerance: f64,
        is_broken: &mut bool,
    ) -> (&'n str, u64) {
        match name {
            "path" => {
                let Some((_, data)) = attributes.iter_mut().find(|(name, _)| name == "d") else {
                    return (name, 0);
                };
                let count = arcs::count(data);
                if count.has_arc {
                    *data = arcs::without_arcs(data, tolerance);
                }
                *is_broken |= !count.is_whole;
                (name, count.segments)
            }
            "polyline" | "polygon" => {
                let points =
                    attributes.iter().find(|(name, _)| name == "points").map_or(0, |(_, value)| value.len() as u64 / 4);
                (name, points)
            }
            "circle" | "ellipse" => match ellipse(name, attributes, tolerance) {
                Some(data) => {
                    attributes.retain(|(name, _)| !matches!(name.as_str(), "cx" | "cy" | "r" | "rx" | "ry"));
                    attributes.push(("d".to_owned(), data));
                    ("path", 4)
                }
                None => (name, 4),
            },
            "rect" => match rounded(attributes, tolerance) {
                Some(data) => {
                    let is_frame = |name: &str| matches!(name, "x" | "y" | "width" | "height" | "rx" | "ry");
                    attributes.retain(|(name, _)| !is_frame(name));
                    attributes.push(("d".to_owned(), data));
                    ("path", 8)
                }
                None => (name, 4),
            },
            "line" => (name, 4),
            _ => (name, 0),
        }
    }
}

/// Whether an attribute of this name runs its value.
fn is_handler(name: &str) -> bool {
    name.len() > 2 && name.get(..2).is_some_and(|head| head.eq_ignore_ascii_case("on"))
}

/// Whether a number among a shape's attributes is none; what stands in `d` is looked at where it is counted.
fn is_broken(name: &str, value: &str) -> bool {
    match name {
        "points" => value.chars().any(|letter| letter.is_alphabetic() && !matches!(letter, 'e' | 'E')),
        "transform" if value.trim() == "none" => false,
        "transform" => value
            .parse::<svgtypes::Transform>()
            .is_ok_and(|t| [t.a, t.b, t.c, t.d, t.e, t.f].iter().all(|value| value.is_finite()))
            .not(),
        "r" | "rx" | "ry" | "cx" | "cy" | "x" | "y" | "x1" | "y1" | "x2" | "y2" | "width" | "height" => {
            let word = value.trim_start_matches([' ', '+', '-']).get(..3).unwrap_or_default();
            word.eq_ignore_ascii_case("nan") || word.eq_ignore_ascii_case("inf")
        }
        _ => false,
    }
}

/// Whether an address is code. Browsers pass over blanks and control characters in it.
fn is_code(address: &str) -> bool {
    const SCHEME: &str = "javascript:";
    let plain = address.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control());
    plain.take(SCHEME.len()).collect::<String>().eq_ignore_ascii_case(SCHEME)
}

/// Whether a document type gives elements a handler by default.
pub(super) fn declares_handler(doctype: &str) -> bool {
    let lists = doctype.split("<!ATTLIST").skip(1);
    lists.filter_map(|list| list.split('>').next()).any(|list| list.split_whitespace().any(is_handler))
}

/// Whether a value names something outside the file.
pub(super) fn reaches_out(value: &str) -> bool {
    value.match_indices("url(").any(|(at, _)| {
        let target = value[at + 4..].trim_start_matches([' ', '"', '\'']);
        !target.starts_with('#') && !target.starts_with("data:")
    })
}

/// A rectangle with round corners as a path, without the sides that its corners leave nothing of; none where it has none.
fn rounded(attributes: &[(String, String)], tolerance: f64) -> Option<String> {
    let find = |key: &str| attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.trim());
    let plain = |key: &str| find(key).map_or(Some(0.0), |value| value.parse::<f64>().ok());
    let [x, y, width, height] = [plain("x")?, plain("y")?, plain("width")?, plain("height")?];
    // One radius stands for both.
    let [rx, ry] = [["rx", "ry"], ["ry", "rx"]].map(|[own, other]| find(own).or(find(other)));
    let (rx, ry) = (rx?.parse::<f64>().ok()?.min(width / 2.0), ry?.parse::<f64>().ok()?.min(height / 2.0));
    let drawn = rx > 0.0 && ry > 0.0 && [x, y, width, height, rx, ry].iter().all(|value| value.is_finite());
    if !drawn {
        return None;
    }
    let (right, below) = (x + width, y + height);
    let side = |is_there: bool, to: String| if is_there { to } else { String::new() };
    let (across, down) = (width > 2.0 * rx, height > 2.0 * ry);
    let corner = format!("A{rx} {ry} 0 0 1");
    let data = format!(
        "M{} {y}{}{corner} {right} {}{}{corner} {} {below}{}{corner} {x} {}{}{corner} {} {y}Z",
        x + rx,
        side(across, format!("H{}", right - rx)),
        y + ry,
        side(down, format!("V{}", below - ry)),
        right - rx,
        side(across, format!("H{}", x + rx)),
        below - ry,
        side(down, format!("V{}", y + ry)),
        x + rx,
    );
    Some(arcs::without_arcs(&data, tolerance))
}

fn ellipse(name: &str, attributes: &[(String, String)], tolerance: f64) -> Option<String> {
    let find = |key: &str| attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.trim());
    let plain = |key: &str| find(key).map_or(Some(0.0), |value| value.parse::<f64>().ok());
    let (cx, cy) = (plain("cx")?, plain("cy")?);
    let (rx, ry) = if name == "circle" { (plain("r")?, plain("r")?) } else { (plain("rx")?, plain("ry")?) };
    let drawn = rx > 0.0 && ry > 0.0 && [cx, cy, rx, ry].iter().all(|value| value.is_finite());
    drawn.then(|| arcs::ellipse((cx, cy).into(), (rx, ry).into(), tolerance))
}
