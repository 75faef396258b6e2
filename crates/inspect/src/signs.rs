//! Words by which makers of sewing patterns say what a line is: on layers, in labels and classes, in texts. English, German,
//! French and Spanish, and what FreeSewing, Inkscape and pattern programs write by themselves.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use pattern::Drawing;

/// What a word says of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sign {
    /// The direction of the warp.
    Grain,
    /// An edge that lies on the folded cloth.
    Fold,
    /// The edge that is cut, beyond the seam.
    Allowance,
    /// The line that is sewn along.
    Stitching,
    /// A mark that meets another one when pieces are put together.
    Notch,
    /// What a piece is cut from.
    Cloth,
    /// A square of a known size, by which a print is measured.
    TestSquare,
    /// A size of a garment.
    Size,
}

/// Words that stand for themselves however they are joined: `cutOnFold`, `seam_allowance`.
const JOINED: [(Sign, &[&str]); 6] = [
    (
        Sign::Allowance,
        // The edge that is cut, as the standards for garments call it.
        &[
            "pieceboundary",
            "seamallowance",
            "nahtzugabe",
            "saumzugabe",
            "margedecouture",
            "valeurdecouture",
            "margendecostura",
        ],
    ),
    (Sign::Grain, &["grainline", "straightgrain", "fadenlauf", "droitfil", "hilodelatela"]),
    (
        Sign::Fold,
        &["cutonfold", "cut1onfold", "placeonfold", "foldofcloth", "stoffbruch", "imbruch", "aupli", "aldoblez"],
    ),
    (
        Sign::Stitching,
        &["stitchline", "stitchingline", "sewline", "sewingline", "seamline", "nahtlinie", "lignedecouture"],
    ),
    (
        Sign::TestSquare,
        &[
            "testsquare",
            "testbox",
            "scalebox",
            "calibrationsquare",
            "checksquare",
            "kontrollquadrat",
            "testquadrat",
            "carretest",
            "carredecontrole",
        ],
    ),
    (Sign::Notch, &["passzeichen", "passmarke", "balancemark"]),
];

/// Words that count only where they stand alone.
const ALONE: [(Sign, &[&str]); 6] = [
    (Sign::Fold, &["onfold"]),
    (Sign::Allowance, &["sa", "nzg"]),
    (Sign::Grain, &["grain"]),
    (Sign::Stitching, &["stitching"]),
    (Sign::Notch, &["notch", "notches", "bnotch", "knips", "knipse", "cran", "crans"]),
    (
        Sign::Cloth,
        &["fabric", "lining", "interfacing", "oberstoff", "futterstoff", "einlage", "tissu", "doublure", "forro"],
    ),
];

/// Characters of a text that are looked at: words that name a line stand at its beginning.
const CHARS_MAX: usize = 240;
/// Labels and texts of a drawing that are looked at; a sewing pattern names its lines long before.
const LOOKED_AT_MAX: usize = 20_000;

/// The piece that `label` says it belongs to: `grainline, size 36, of “FRONT”`.
pub(crate) fn piece(label: &str) -> Option<&str> {
    let (_, rest) = label.split_once(", of “")?;
    rest.strip_suffix('”')
}

/// The words of `text` in small letters: runs of letters and digits. What is quoted is a name, whatever it says.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text = text.split('“').next().unwrap_or_default();
    let start: String = text.chars().take(CHARS_MAX).flat_map(char::to_lowercase).collect();
    start.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What `text` says, each sign once.
pub(crate) fn of(text: &str) -> BTreeSet<Sign> {
    let words = words(text);
    let joined = words.concat();
    let told = |(_, known): &&(Sign, &[&str])| known.iter().any(|word| joined.contains(word));
    let alone = |(_, known): &&(Sign, &[&str])| words.iter().any(|word| known.contains(&word.as_str()));
    let mut found: BTreeSet<Sign> = JOINED.iter().filter(told).map(|(sign, _)| *sign).collect();
    found.extend(ALONE.iter().filter(alone).map(|(sign, _)| *sign));
    if words.windows(2).any(|pair| pair == ["on", "fold"]) {
        found.insert(Sign::Fold);
    }
    if size(text).is_some() {
        found.insert(Sign::Size);
    }
    found
}

/// What layers, labels and texts say; a size counts where there are two.
pub(crate) fn of_drawing(drawing: &Drawing) -> BTreeSet<Sign> {
    let mut seen: HashSet<&Arc<str>> = HashSet::new();
    let labels = drawing.paths.iter().map(|path| &path.label).filter(|label| !label.is_empty() && seen.insert(label));
    let labels: Vec<&str> = labels.take(LOOKED_AT_MAX).map(|label| &**label).collect();
    let layers = drawing.layers.iter().map(|layer| layer.name.as_str());
    let texts = drawing.texts.iter().map(|text| text.content.as_str()).take(LOOKED_AT_MAX);
    let mut found: BTreeSet<Sign> = labels.iter().copied().chain(layers.clone()).chain(texts).flat_map(of).collect();
    let sizes: BTreeSet<String> = layers.chain(labels).filter_map(size).collect();
    if sizes.len() < 2 {
        found.remove(&Sign::Size);
    }
    found
}

/// Letters that name sizes, from the smallest on.
const LETTERS: [&str; 13] = ["xxxs", "xxs", "xs", "s", "m", "l", "xl", "xxl", "2xl", "xxxl", "3xl", "4xl", "5xl"];

/// Where a size stands among others: numbers by value, then letters.
pub(crate) fn size_rank(size: &str) -> (usize, u32) {
    let letter = LETTERS.iter().position(|letter| size.eq_ignore_ascii_case(letter));
    (letter.map_or(0, |letter| letter + 1), size.parse().unwrap_or(0))
}

/// The size that a layer or label names: `size 38`, `Gr. 40`, `EU-42`, `XL`.
pub(crate) fn size(text: &str) -> Option<String> {
    const BEFORE: [&str; 12] =
        ["size", "sizes", "größe", "groesse", "grösse", "gr", "taille", "talla", "eu", "us", "uk", "fr"];
    let words = words(text);
    let is_number = |word: &str| (1..=3).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    let after = words.windows(2).find(|pair| {
        BEFORE.contains(&pair[0].as_str()) && (is_number(&pair[1]) || LETTERS.contains(&pair[1].as_str()))
    });
    // A letter alone, or with what it is of: `XL`, `front XL`; S, M and L alone are too often something else.
    let alone = || words.iter().find(|word| word.len() > 1 && LETTERS.contains(&word.as_str()));
    let single = || words.first().filter(|word| words.len() == 1 && LETTERS.contains(&word.as_str()));
    after.map(|pair| &pair[1]).or_else(alone).or_else(single).map(|word| word.to_uppercase())
}

/// The name of a seam: what follows `seam` in a label, so that the same words stand on both pieces: `seam side`. None for a
/// seam allowance.
pub(crate) fn seam(text: &str) -> Option<String> {
    let words = words(text);
    let at = words.iter().position(|word| matches!(word.as_str(), "seam" | "naht" | "couture" | "costura"))?;
    let of_seam = |word: &&String| !matches!(word.as_str(), "allowance" | "line" | "lines" | "zugabe");
    let mut name: Vec<&str> = words[at + 1..].iter().take(4).map(String::as_str).collect();
    words.get(at + 1).filter(of_seam)?;
    // Programs tell twins apart by a number.
    if name.len() > 1 && name.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit())) {
        name.pop();
    }
    Some(name.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_known_by_what_programs_and_people_call_them() {
        let one = |text: &str| of(text).into_iter().collect::<Vec<_>>();
        assert_eq!(one("fs-stack-brian.back fabric sa"), [Sign::Allowance, Sign::Cloth]);
        assert_eq!(one("note grainlineFrom grainlineTo"), [Sign::Grain]);
        assert_eq!(one("plugin-annotations:cutOnFoldAndGrainline"), [Sign::Grain, Sign::Fold]);
        assert_eq!(one("Nahtzugabe 1 cm"), [Sign::Allowance]);
        assert_eq!(one("Notches"), [Sign::Notch]);
        assert_eq!(one("size 38"), [Sign::Size]);
        for innocent in ["fold", "salsa", "notched plate", "Layer 1", "mountain fold", "integrated", "M6"] {
            assert_eq!(one(innocent), [], "{innocent}");
        }
    }

    #[test]
    fn what_a_piece_is_called_says_nothing_of_its_lines() {
        let label = "piece boundary, size 36, of “NOTCHED FABRIC L”";
        assert_eq!(of(label).into_iter().collect::<Vec<_>>(), [Sign::Allowance, Sign::Size]);
        assert_eq!((piece(label), size(label).as_deref()), (Some("NOTCHED FABRIC L"), Some("36")));
        assert_eq!(piece("fabric sa"), None);
    }

    #[test]
    fn a_size_is_a_number_after_a_word_or_a_letter() {
        let sizes =
            ["size 38", "Gr. 40", "EU-42", "front XL", "m", "Größe S", "3M adhesive", "M 6 bolt", "layer 1"].map(size);
        let expected = [Some("38"), Some("40"), Some("42"), Some("XL"), Some("M"), Some("S"), None, None, None];
        assert_eq!(sizes, expected.map(|size| size.map(str::to_owned)));
    }

    #[test]
    fn a_seam_has_a_name_that_stands_on_both_pieces() {
        let names =
            ["seam side", "Seam: Side", "seam-side-2", "naht schulter", "seam allowance", "seam", "seamless"].map(seam);
        let side = Some("side".to_owned());
        assert_eq!(names, [side.clone(), side.clone(), side, Some("schulter".to_owned()), None, None, None]);
    }
}
