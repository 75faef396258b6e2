//! What a comment in a file, or its name, says about its unit, where the format itself has none.

use crate::{
    Format,
    mesh::text::{Lines, without_mark},
    units::{Told, Unit, Witness},
};

/// Bytes at the beginning of a file in which comments are looked for.
const HEAD_BYTES: usize = 4096;
/// Bytes of a binary STL's header, which is a comment.
const STL_HEADER_BYTES: usize = 80;

/// The unit that a comment or else the name of the file tells.
pub(crate) fn told(format: Format, bytes: &[u8], name: Option<&str>) -> Option<Told> {
    let by_comment = comments(format, bytes).into_iter().find_map(|comment| in_comment(&comment));
    let by_comment = by_comment.map(|unit| Told { unit, by: Witness::Comment });
    by_comment.or_else(|| Some(Told { unit: in_name(name?)?, by: Witness::Name }))
}

/// The comments at the beginning of the file, in lower case.
fn comments(format: Format, bytes: &[u8]) -> Vec<String> {
    let head = without_mark(&bytes[..bytes.len().min(HEAD_BYTES)]);
    let lower = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let is_comment = |line: &String| match format {
        Format::Obj | Format::Off => line.starts_with('#'),
        Format::Ply => line.starts_with("comment") || line.starts_with("obj_info"),
        _ => line.starts_with("solid"),
    };
    match format {
        Format::Stl if !head.trim_ascii_start().starts_with(b"solid") => {
            vec![lower(&head[..head.len().min(STL_HEADER_BYTES)])]
        }
        Format::Obj | Format::Off | Format::Ply | Format::Stl => {
            Lines::new(head).map(|(_, line)| lower(line.trim_ascii())).filter(is_comment).collect()
        }
        _ => Vec::new(),
    }
}

/// `File units = inches`, `units: mm`, `UNITS=cm`: what stands behind the word.
fn in_comment(comment: &str) -> Option<Unit> {
    let at = comment.find("unit")?;
    // `community` speaks of no unit, and `unit_cube` of none either.
    if comment[..at].ends_with(|letter: char| letter.is_ascii_alphabetic()) {
        return None;
    }
    let rest = comment[at + 4..].strip_prefix('s').unwrap_or(&comment[at + 4..]);
    let rest = rest.trim_start().strip_prefix([':', '=']).or_else(|| rest.trim_start().strip_prefix("are "))?;
    unit(rest.trim_start().split(|letter: char| !letter.is_ascii_alphabetic()).next()?)
}

/// `bracket_inches.stl`, `bracket.unitsmm.stl`; not `bracket 3 inches.stl`, which tells a length.
fn in_name(name: &str) -> Option<Unit> {
    /// Short words mean too much else to be believed in a name.
    const WORDS: [&str; 11] = [
        "inch",
        "inches",
        "millimeters",
        "millimetres",
        "millimeter",
        "millimetre",
        "centimeters",
        "centimetres",
        "meters",
        "metres",
        "microns",
    ];
    let name = name.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
    let words: Vec<&str> =
        name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().find_map(|(index, word)| {
        let is_length = index > 0 && words[index - 1].ends_with(|letter: char| letter.is_ascii_digit());
        match word.strip_prefix("units") {
            Some(rest) if !rest.is_empty() => unit(rest),
            _ if WORDS.contains(word) && !is_length => unit(word),
            _ => None,
        }
    })
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "mm" | "millimeter" | "millimeters" | "millimetre" | "millimetres" => Unit::Millimetre,
        "cm" | "centimeter" | "centimeters" | "centimetre" | "centimetres" => Unit::Centimetre,
        "m" | "meter" | "meters" | "metre" | "metres" => Unit::Metre,
        "in" | "inch" | "inches" => Unit::Inch,
        "ft" | "foot" | "feet" => Unit::Foot,
        "um" | "micron" | "microns" | "micrometer" | "micrometers" | "micrometre" | "micrometres" => Unit::Micron,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_comment(format: Format, text: &str) -> Option<Unit> {
        told(format, text.as_bytes(), Some("part.bin")).map(|told| told.unit)
    }

    #[test]
    fn comments_of_programs_tell_the_unit() {
        assert_eq!(
            by_comment(Format::Obj, "# Exported from SketchUp\n# File units = inches\nv 0 0 0\n"),
            Some(Unit::Inch)
        );
        assert_eq!(by_comment(Format::Ply, "ply\ncomment Units: cm\n"), Some(Unit::Centimetre));
        assert_eq!(by_comment(Format::Stl, "solid box units=mm\nfacet"), Some(Unit::Millimetre));
        assert_eq!(by_comment(Format::Stl, "STLB units are metres   "), Some(Unit::Metre));
        for silent in
            ["# unit cube\n", "# community: in\n", "v 0 0 0\no units: inch\n", "# units unknown\n", "# units:\n"]
        {
            assert_eq!(by_comment(Format::Obj, silent), None, "{silent}");
        }
    }

    #[test]
    fn names_tell_the_unit_and_not_a_length() {
        let by_name = |name: &str| told(Format::Stl, b"solid", Some(name)).map(|told| (told.unit, told.by));
        assert_eq!(by_name("counter.unitsmm.STL"), Some((Unit::Millimetre, Witness::Name)));
        assert_eq!(by_name("a/bracket_inches.stl"), Some((Unit::Inch, Witness::Name)));
        for silent in
            ["20mm-xyz-cube.stl", "bracket 3 inches.stl", "in_hole.stl", "inches/part.stl", "units.stl", "winch.stl"]
        {
            assert_eq!(by_name(silent), None, "{silent}");
        }
    }
}
