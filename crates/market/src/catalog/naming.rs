//! Which words of a vocabulary a creator's own words name: "PLA or PETG, white" names PLA and PETG.

use super::vocabulary::{Facet, Word, word, words_of};

/// After one of these a clause names only what is not meant: "PLA, not ABS".
const NOT: [&str; 7] = ["not", "no", "never", "without", "instead", "except", "avoid"];
/// Before one of these a name only says what something resembles or is free of: "wood-filled PLA", "leather-look vinyl".
const RESEMBLING: [&str; 12] =
    ["like", "look", "effect", "filled", "fill", "style", "tone", "free", "coloured", "colored", "colour", "color"];

/// The words of the vocabulary that `text` names, in the vocabulary's order, each once; none where it names none.
pub fn named(facet: Facet, text: &str) -> Vec<&'static Word> {
    let words = words_of(facet);
    let text = text.to_lowercase();
    let mut found = Vec::new();
    for clause in text.split([',', ';', '.', ':', '(', ')', '[', ']']) {
        let spoken: Vec<&str> =
            clause.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        name_in(words, &spoken, &mut found);
    }
    words.iter().filter(|word| found.contains(word)).collect()
}

/// The words meant by what an address says: one by itself, or those that it names. Addresses of before carry a creator's
/// own words.
pub fn meant(facet: Facet, said: &str) -> Vec<&'static Word> {
    word(facet, said).map_or_else(|| named(facet, said), |known| vec![known])
}

fn name_in(words: &'static [Word], mut rest: &[&str], found: &mut Vec<&'static Word>) {
    while let Some((first, after)) = rest.split_first() {
        if NOT.contains(first) {
            return;
        }
        let Some((word, length)) = longest(words, rest) else {
            rest = after;
            continue;
        };
        let (_, behind) = rest.split_at(length);
        if behind.first().is_none_or(|next| !RESEMBLING.contains(next)) {
            found.push(word);
        }
        rest = behind;
    }
}

/// The word with the longest name that `spoken` begins with, and how many words that name has: "cotton jersey" is a
/// jersey.
fn longest(words: &'static [Word], spoken: &[&str]) -> Option<(&'static Word, usize)> {
    let begins = |name: &str| {
        let mut length = 0;
        for (place, part) in name.split(' ').enumerate() {
            if !spoken.get(place).is_some_and(|said| is_same(said, part)) {
                return None;
            }
            length = place + 1;
        }
        Some(length)
    };
    let named = words.iter().flat_map(|word| word.names.iter().map(move |name| (word, name)));
    named.filter_map(|(word, name)| Some((word, begins(name)?))).max_by_key(|(_, length)| *length)
}

/// Whether what was said is this, or several of it.
fn is_same(said: &str, name: &str) -> bool {
    said == name || (name.len() > 3 && said.strip_suffix('s') == Some(name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn words(facet: Facet, text: &str) -> Vec<&'static str> {
        named(facet, text).into_iter().map(|word| word.word).collect()
    }

    #[test]
    fn what_creators_write_names_every_material_in_it() {
        for (text, expected) in [
            ("PLA", &["pla"] as &[&str]),
            ("PLA silk", &["pla"]),
            ("PLA white", &["pla"]),
            ("PLA matte", &["pla"]),
            ("PLA+", &["pla"]),
            ("PLA or PETG", &["pla", "petg"]),
            ("PLA or PETG, white", &["pla", "petg"]),
            ("petg/pla", &["pla", "petg"]),
            ("PLA or resin", &["pla", "resin"]),
            ("PETG or nylon", &["petg", "nylon"]),
            ("PETG-CF", &["petg"]),
            ("TPU 95A", &["tpu"]),
            ("Birch plywood 3 mm", &["plywood"]),
            ("Phenolic plywood 10 mm", &["plywood"]),
            ("Walnut 20 mm", &["wood"]),
            ("Maple and walnut", &["wood"]),
            ("Brass or oak", &["wood", "metal"]),
            ("MDF 3 mm", &["mdf"]),
            ("Mylar 0.19 mm", &["vinyl"]),
            ("Printed cotton or paper", &["paper", "cotton"]),
            ("Canvas 12 oz", &["cotton"]),
            ("Cotton twill", &["cotton"]),
            ("Cotton jersey, 220 g/m²", &["jersey"]),
            ("Wool or twill", &["wool"]),
            ("Calico", &["cotton"]),
            ("Aluminium", &["metal"]),
            ("Papers", &["paper"]),
        ] {
            assert_eq!(words(Facet::Material, text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_only_resembled_or_ruled_out_is_not_named() {
        for (text, expected) in [
            ("PLA, not ABS or ASA", &["pla"] as &[&str]),
            ("no resin, PETG", &["petg"]),
            ("PETG (avoid PLA)", &["petg"]),
            ("ABS-like resin", &["resin"]),
            ("Wood-filled PLA", &["pla"]),
            ("Wood PLA", &["pla"]),
            ("Leather-look vinyl", &["vinyl"]),
            ("Ripstop nylon", &["synthetics"]),
        ] {
            assert_eq!(words(Facet::Material, text), expected, "{text}");
        }
    }

    #[test]
    fn what_names_nothing_counts_as_nothing() {
        for text in ["", "gold dust", "place", "plasma", "Prusa Mini", "...", "🧵", "not"] {
            assert_eq!(words(Facet::Material, text), [""; 0], "{text}");
        }
        assert_eq!(words(Facet::Machine, "Prusa Mini"), [""; 0]);
    }

    #[test]
    fn machines_are_told_apart_by_their_whole_name() {
        for (text, expected) in [
            ("FDM printer", &["fdm-printer"] as &[&str]),
            ("Resin printer", &["resin-printer"]),
            ("Laser cutter", &["laser-cutter"]),
            ("laser printer", &["paper-printer"]),
            ("Plotter", &["pen-plotter"]),
            ("Vinyl plotter", &["knife-cutter"]),
            ("CNC router", &["cnc-router"]),
            ("Laser cutter or CNC", &["laser-cutter", "cnc-router"]),
            ("Sewing machine, overlocker", &["sewing-machine", "overlocker"]),
        ] {
            assert_eq!(words(Facet::Machine, text), expected, "{text}");
        }
    }

    #[test]
    fn an_address_means_a_word_or_what_it_names() {
        let meant = |said: &str| meant(Facet::Machine, said).into_iter().map(|word| word.word).collect::<Vec<_>>();
        assert_eq!(meant("fdm-printer"), ["fdm-printer"]);
        assert_eq!(meant("FDM printer"), ["fdm-printer"], "addresses of before");
        assert_eq!(meant("Prusa Mini"), [""; 0]);
        assert_eq!(super::meant(Facet::Material, "PLA or PETG").len(), 2);
    }

    #[test]
    fn no_name_stands_for_two_words_and_a_title_names_its_own() {
        for facet in Facet::ALL {
            let mut names = BTreeSet::new();
            for word in words_of(*facet) {
                for name in word.names {
                    assert!(names.insert(*name), "{facet}: `{name}` stands twice");
                    assert_eq!(*name, name.to_lowercase());
                }
                assert_eq!(named(*facet, word.title), [word], "{}", word.title);
            }
        }
    }
}
