//! What a browser asks for in `Accept-Language` (RFC 9110, 12.5.4), and which locale that is.

use crate::{HOUSE, Locale};

/// A longer header is not read: browsers send a few dozen bytes.
const HEADER_BYTES_MAX: usize = 1_000;
/// Languages that are looked at; browsers send six at most.
const RANGES_MAX: usize = 20;

/// Places that write as another place does that is known, and not as their language's largest.
const ALIKE: [(&str, &str); 6] = [
    ("de-LI", "de-CH"),
    ("it-CH", "de-CH"),
    ("en-NZ", "en-AU"),
    ("pt", "pt-BR"),
    // Americans of other islands.
    ("en-PR", "en-US"),
    ("en-GU", "en-US"),
];

/// Where Spanish is written with a point before the fraction: in the form of Spain an amount would read a thousand times
/// as large.
const SPANISH_WITH_POINT: [&str; 12] = ["419", "MX", "US", "PR", "GT", "HN", "NI", "PA", "PE", "SV", "DO", "CU"];

impl Locale {
    /// The locale that `header`, the value of an `Accept-Language`, likes best; [`HOUSE`] where it says nothing that is
    /// known, or is no such list, or is too long to be one.
    pub fn negotiated(header: &str) -> &'static Self {
        if header.len() > HEADER_BYTES_MAX {
            return &HOUSE;
        }
        let mut ranges: Vec<(&str, u32)> = header.split(',').take(RANGES_MAX).filter_map(range).collect();
        // Stable: of equals the first one counts.
        ranges.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
        ranges.into_iter().find_map(|(tag, _)| near(tag)).unwrap_or(&HOUSE)
    }
}

/// A language with its weight in thousandths; none where it is not wanted or cannot be read.
fn range(item: &str) -> Option<(&str, u32)> {
    let (tag, weight) = item.split_once(';').map_or((item, None), |(tag, weight)| (tag, Some(weight)));
    let quality = match weight {
        None => 1_000,
        Some(weight) => thousandths(weight.trim().strip_prefix("q=").or(weight.trim().strip_prefix("Q="))?)?,
    };
    let tag = tag.trim();
    let plain =
        tag.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    (plain && quality > 0).then_some((tag, quality))
}

/// `0.85` as 850; none where it is no weight.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let sound = matches!(whole, "0" | "1") && rest.len() <= 3 && rest.bytes().all(|byte| byte.is_ascii_digit());
    let value = format!("{whole}{rest:0<3}").parse().ok().filter(|value| *value <= 1_000);
    value.filter(|_| sound)
}

/// The locale of a tag: itself, one that writes alike, or its language's largest.
fn near(tag: &str) -> Option<&'static Locale> {
    let (language, region) = parts(tag);
    let whole = if region.is_empty() { language.clone() } else { format!("{language}-{region}") };
    if language == "es" && SPANISH_WITH_POINT.contains(&region.as_str()) {
        return None;
    }
    let alike = ALIKE.iter().find(|(from, _)| *from == whole).map_or(whole.as_str(), |(_, to)| to);
    let largest = match language.as_str() {
        "en" if !region.is_empty() => "en-GB",
        "pt" => "pt-BR",
        language => language,
    };
    Locale::named(alike).or_else(|| Locale::named(largest))
}

/// Language and region of a tag in the spelling of the table: `zh-Hant-TW` has the region `TW`.
fn parts(tag: &str) -> (String, String) {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    let is_region = |part: &&str| {
        (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic()))
            || (part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    // What follows a single letter is an extension and no region.
    let region = parts.take_while(|part| part.len() > 1).find(is_region).unwrap_or_default();
    (language, region.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tag(header: &str) -> &'static str {
        Locale::negotiated(header).tag
    }

    #[test]
    fn the_best_liked_that_is_known_is_taken() {
        for (header, expected) in [
            ("de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7", "de"),
            ("de-CH", "de-CH"),
            ("de-AT, en;q=0.5", "de"),
            ("en-US,en;q=0.9", "en-US"),
            ("en-gb", "en-GB"),
            ("EN-za", "en-GB"),
            ("en", "en"),
            ("fr-CA;q=0.3, sv;q=0.4", "sv"),
            ("xx, ja;q=0.001", "ja"),
            ("it;q=0, nl;q=0.1", "nl"),
            ("it-CH", "de-CH"),
            ("pt-PT", "pt-BR"),
            ("zh-Hant-TW, de-Latn-CH;q=0.5", "de-CH"),
            ("de-u-co-phonebk", "de"),
            ("de-x-ch", "de"),
            // In Mexico a point stands before the fraction.
            ("es-MX,es;q=0.9", "es"),
            ("es-MX,en-US;q=0.9", "en-US"),
            ("es-419", "en"),
            ("es-AR", "es"),
        ] {
            assert_eq!(tag(header), expected, "{header}");
        }
    }

    #[test]
    fn what_is_no_list_of_languages_is_the_house_s_own() {
        for header in [
            "",
            "*",
            ",,,",
            "de;q=2",
            "de;q=0.1234",
            "de;q=-1",
            "de;q=",
            "de;level=1",
            "d e",
            "-",
            "<b>de</b>",
            "ドイツ",
        ] {
            assert_eq!(tag(header), "en", "{header}");
        }
        assert_eq!(tag(&format!("{}de", "xx,".repeat(20))), "en", "the twenty-first is not looked at");
        assert_eq!(tag(&format!("de{}", " ".repeat(HEADER_BYTES_MAX))), "en");
        assert_eq!(tag(&format!("de{}", " ".repeat(HEADER_BYTES_MAX - 2))), "de");
    }

    proptest! {
        #[test]
        fn any_text_is_some_locale(header in ".{0,200}") {
            prop_assert!(Locale::named(tag(&header)).is_some());
        }
    }
}
