//! Attributes: which are kept, which run or reach outside, and shapes written as paths.

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
            if name.get(..2).is_some_and(|head| head.eq_ignore_ascii_case("on")) {
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

    /// Keeps only links into the file itself.
    pub(super) fn check_href(&mut self, name: &str, attributes: &mut Vec<(String, String)>, links: bool) {
        let Some(at) = attributes.iter().position(|(name, _)| name == "href") else {
            return;
        };
        let value = attributes[at].1.trim();
        if value.to_ascii_lowercase().starts_with("javascript:") {
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
            !is_length || size::number(value).is_none_or(|number| number.abs() <= LENGTH_MAX)
        });
        if attributes.len() < before {
            self.seen(|tally| &mut tally.too_large);
        }
    }

    /// Writes arcs out; gives the element's new name and how many segments it draws.
    pub(super) fn shape<'n>(&self, name: &'n str, attributes: &mut Vec<(String, String)>) -> (&'n str, u64) {
        let tolerance = ARC_TOLERANCE_MM / self.scale.max(1e-9);
        match name {
            "path" => {
                let Some((_, data)) = attributes.iter_mut().find(|(name, _)| name == "d") else {
                    return (name, 0);
                };
                let (segment_count, has_arc) = arcs::count(data);
                if has_arc {
                    *data = arcs::without_arcs(data, tolerance);
                }
                (name, segment_count)
            }
            "polyline" | "polygon" => {
                let points =
                    attributes.iter().find(|(name, _)| name == "points").map_or(0, |(_, value)| value.len() as u64 / 4);
                (name, points)
            }
            "circle" | "ellipse" if !self.names_circles => match ellipse(name, attributes, tolerance) {
                Some(data) => {
                    attributes.retain(|(name, _)| !matches!(name.as_str(), "cx" | "cy" | "r" | "rx" | "ry"));
                    attributes.push(("d".to_owned(), data));
                    ("path", 4)
                }
                None => (name, 4),
            },
            "rect" | "line" | "circle" | "ellipse" => (name, 4),
            _ => (name, 0),
        }
    }
}

/// Whether a style rule chooses circles or ellipses by their element's name; then they stay elements.
pub(super) fn css_names_circles(text: &str) -> bool {
    let named = |name: &str| {
        text.match_indices(name).any(|(at, _)| text[at + name.len()..].trim_start().starts_with(['{', ',', '.']))
    };
    text.contains("<style") && (named("circle") || named("ellipse"))
}

/// Whether a value names something outside the file.
pub(super) fn reaches_out(value: &str) -> bool {
    value.match_indices("url(").any(|(at, _)| {
        let target = value[at + 4..].trim_start_matches([' ', '"', '\'']);
        !target.starts_with('#') && !target.starts_with("data:")
    })
}

fn ellipse(name: &str, attributes: &[(String, String)], tolerance: f64) -> Option<String> {
    let find = |key: &str| attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.trim());
    let plain = |key: &str| find(key).map_or(Some(0.0), |value| value.parse::<f64>().ok());
    let (cx, cy) = (plain("cx")?, plain("cy")?);
    let (rx, ry) = if name == "circle" { (plain("r")?, plain("r")?) } else { (plain("rx")?, plain("ry")?) };
    let drawn = rx > 0.0 && ry > 0.0 && [cx, cy, rx, ry].iter().all(|value| value.is_finite());
    drawn.then(|| arcs::ellipse((cx, cy).into(), (rx, ry).into(), tolerance))
}
