//! XML as it is written: ids made where there are none, values escaped.

use std::fmt::Write as _;

use super::super::entities::is_xml_character;
use super::MADE_ID;

pub(super) fn write_attributes(out: &mut String, element: usize, attributes: &[(String, String)]) {
    let has_id = attributes.iter().any(|(name, value)| name == "id" && !value.is_empty());
    if !has_id {
        let _ = write!(out, " id=\"{MADE_ID}{element}\"");
    }
    for (name, value) in attributes {
        let kept = !name.contains(':')
            && !matches!(name.as_str(), "clip-path" | "mask" | "filter")
            && (name != "id" || has_id);
        if kept {
            push_attribute(out, name, value);
        }
    }
}

pub(super) fn push_attribute(out: &mut String, name: &str, value: &str) {
    let _ = write!(out, " {name}=\"");
    push_escaped(out, value);
    out.push('"');
}

/// `text` as it may stand in XML; characters that XML does not allow are left out.
pub(in crate::drawing::svg) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars().filter(|c| is_xml_character(*c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            _ => out.push(c),
        }
    }
}
