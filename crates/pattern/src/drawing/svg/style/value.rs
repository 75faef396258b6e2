//! Values: custom properties written out, colours that are none told apart, lengths and angles with their units.

use std::{borrow::Cow, collections::HashMap, str::FromStr as _};

use super::sheet::split_outside;

/// Custom properties by name, `--` included.
pub(super) type Custom = HashMap<String, String>;

/// `var()` in `var()`.
const DEPTH_MAX: usize = 16;
/// Bytes that a value may be written out to.
const VALUE_BYTES_MAX: usize = 1 << 16;

/// `value` with every `var()` written out; none where one is unknown and gives nothing to fall back on, or `spend` allows no
/// more bytes to be read: a property may name another twice, and that one the next.
pub(super) fn resolved<'v>(value: &'v str, custom: &Custom, spend: &impl Fn(usize) -> bool) -> Option<Cow<'v, str>> {
    if !value.contains("var(") {
        return Some(Cow::Borrowed(value));
    }
    write_out(value, custom, spend, 0).map(Cow::Owned)
}

fn write_out(value: &str, custom: &Custom, spend: &impl Fn(usize) -> bool, depth: usize) -> Option<String> {
    /// What a `var()` costs beside its bytes.
    const CALL_BYTES: usize = 16;
    if !spend(CALL_BYTES + value.len()) {
        return None;
    }
    let mut out = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("var(") {
        let end = closing(after)?;
        let (inside, tail) = (&after[..end], &after[end + 1..]);
        let mut parts = inside.splitn(2, ',');
        let name = parts.next().unwrap_or_default().trim();
        let known = custom.get(name).map(String::as_str).or_else(|| parts.next().map(str::trim));
        let inner = known.filter(|_| depth < DEPTH_MAX)?;
        out.push_str(before);
        out.push_str(&write_out(inner, custom, spend, depth + 1)?);
        if out.len() > VALUE_BYTES_MAX {
            return None;
        }
        rest = tail;
    }
    out.push_str(rest);
    Some(out)
}

/// Where the bracket closes that is open.
fn closing(text: &str) -> Option<usize> {
    let mut open = 1;
    text.bytes().position(|byte| {
        match byte {
            b'(' => open += 1,
            b')' => open -= 1,
            _ => {}
        }
        open == 0
    })
}

/// Whether the value of a property is one that can be followed; browsers pass over a declaration that they do not know.
pub(super) fn is_known(name: &str, value: &str) -> bool {
    match name {
        "fill" | "stroke" => svgtypes::Paint::from_str(value).is_ok(),
        "color" | "stop-color" | "flood-color" => {
            matches!(value, "inherit" | "currentColor" | "currentcolor") || svgtypes::Color::from_str(value).is_ok()
        }
        _ => true,
    }
}

/// A length in user units; percentages are of `whole`.
pub(super) fn length(value: &str, whole: f64) -> Option<f64> {
    let value = value.trim();
    if let Some(share) = value.strip_suffix('%') {
        return share.trim().parse::<f64>().ok().map(|share| whole * share / 100.0);
    }
    let length = svgtypes::Length::from_str(value).ok()?;
    use svgtypes::LengthUnit as Unit;
    let px = match length.unit {
        Unit::None | Unit::Px => 1.0,
        Unit::In => 96.0,
        Unit::Cm => 96.0 / 2.54,
        Unit::Mm => 96.0 / 25.4,
        Unit::Pt => 96.0 / 72.0,
        Unit::Pc => 16.0,
        Unit::Em | Unit::Ex | Unit::Percent => return None,
    };
    Some(length.number * px)
}

/// An angle in degrees.
pub(super) fn angle(value: &str) -> Option<f64> {
    let value = value.trim();
    let units = [("deg", 1.0), ("grad", 0.9), ("turn", 360.0), ("rad", 180.0 / std::f64::consts::PI)];
    let with_unit = units.iter().find_map(|(unit, degrees)| Some((value.strip_suffix(unit)?, *degrees)));
    let (number, degrees) = with_unit.unwrap_or((value, 1.0));
    number.trim().parse::<f64>().ok().map(|number| number * degrees)
}

/// The functions of a value, `rotate(5deg)` as its name and its arguments; none where something else stands between them.
pub(super) fn functions(value: &str) -> Option<Vec<(&str, Vec<&str>)>> {
    let mut functions = Vec::new();
    let mut rest = value.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('(')?;
        let end = closing(after)?;
        let separated = |letter: char| letter == ',' || letter.is_whitespace();
        let arguments = after[..end].split(separated).filter(|argument| !argument.is_empty()).collect();
        functions.push((name.trim(), arguments));
        rest = after[end + 1..].trim_start_matches([',', ' ', '\t', '\n', '\r']);
    }
    Some(functions)
}

/// Words between blanks, functions whole.
pub(super) fn words(value: &str) -> impl Iterator<Item = &str> {
    split_outside(value, ' ').map(str::trim).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_property_that_names_others_again_and_again_ends_with_what_may_be_read() {
        // Sixteen of the last in fifteen of the one before it, and so on: nothing of it is ever written.
        let custom = (0..15).map(|at| (format!("--a{at}"), format!("var(--a{})", at + 1).repeat(16)));
        let custom: Custom = custom.chain([("--a15".to_owned(), String::new())]).collect();
        let left = Cell::new(1_usize << 20);
        let spend = |bytes: usize| left.replace(left.get().saturating_sub(bytes)) > bytes;
        assert_eq!(resolved("var(--a0)", &custom, &spend), None);
        assert_eq!(left.get(), 0);
    }

    #[test]
    fn custom_properties_are_written_out_with_what_they_fall_back_on() {
        let custom = Custom::from([
            ("--cut".to_owned(), "#0f0".to_owned()),
            ("--line".to_owned(), "var(--cut)".to_owned()),
            ("--ring".to_owned(), "var(--ring)".to_owned()),
        ]);
        for (value, expected) in [
            ("red", Some("red")),
            ("var(--cut)", Some("#0f0")),
            ("var( --line , blue )", Some("#0f0")),
            ("var(--none, rgb(1, 2, 3))", Some("rgb(1, 2, 3)")),
            ("var(--none, var(--cut, blue))", Some("#0f0")),
            ("1px var(--none, ) var(--cut)", Some("1px  #0f0")),
            ("var(--none)", None),
            ("var(--ring)", None),
            ("var(--cut", None),
        ] {
            assert_eq!(resolved(value, &custom, &|_| true).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn a_bomb_of_custom_properties_goes_out() {
        let mut custom = Custom::from([("--0".to_owned(), "x".repeat(64))]);
        for level in 1..20 {
            custom.insert(format!("--{level}"), format!("var(--{})", level - 1).repeat(10));
        }
        assert_eq!(resolved("var(--12)", &custom, &|_| true), None);
    }

    #[test]
    fn units_are_those_of_css() {
        assert_eq!(length("10px", 0.0), Some(10.0));
        assert_eq!(length("25.4mm", 0.0), Some(96.0));
        assert_eq!(length("50%", 30.0), Some(15.0));
        assert_eq!(length("auto", 30.0), None);
        assert_eq!(angle(".25turn"), Some(90.0));
        assert_eq!(angle("100grad"), Some(90.0));
        assert_eq!(angle("-45deg"), Some(-45.0));
        assert_eq!(functions("a(1, 2) b(3)"), Some(vec![("a", vec!["1", "2"]), ("b", vec!["3"])]));
        assert_eq!(functions("none"), None);
    }
}
