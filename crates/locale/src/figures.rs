//! The figures in a sentence of the house, rewritten as a reader writes them.
//!
//! Reports are made and stored long before anybody reads them, in the house's own form: `1,284 places are 0.7 mm or less`.
//! What stands in quotation marks is a name and stays as it is.

use std::borrow::Cow;

use crate::Locale;

/// What opens a name, and what ends it.
const NAMES: [(char, char); 3] = [('“', '”'), ('`', '`'), ('"', '"')];

impl Locale {
    /// `text`, a sentence of the house, with its figures as this locale writes them. Lists of figures that a comma parts are
    /// parted by a semicolon where the comma stands before a fraction: `(0,0; 12,5)`.
    pub fn figures<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.decimal == '.' && self.group == ',' && self.grouped_from == 4 {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() + 8);
        let mut rest = text;
        let mut before = None;
        while let Some(letter) = rest.chars().next() {
            let taken = match name(rest).or_else(|| word(rest)) {
                Some(length) => {
                    out.push_str(&rest[..length]);
                    length
                }
                None => match figure(rest) {
                    Some(figure) if before != Some('#') => self.write(&mut out, rest, &figure),
                    _ => {
                        // Of what begins with a digit and is no figure, nothing is one.
                        let length = if letter.is_ascii_digit() { token(rest) } else { letter.len_utf8() };
                        out.push_str(&rest[..length]);
                        length
                    }
                },
            };
            before = rest[..taken].chars().next_back();
            rest = &rest[taken..];
        }
        Cow::Owned(out)
    }

    /// Writes the figure that `rest` begins with, and how many bytes of it that takes.
    fn write(&self, out: &mut String, rest: &str, figure: &Figure) -> usize {
        out.push_str(&if figure.is_grouped { self.grouped(&figure.whole) } else { figure.whole.clone() });
        if !figure.rest.is_empty() {
            out.push(self.decimal);
            out.push_str(figure.rest);
        }
        let next = rest[figure.length..].strip_prefix(", ");
        let next = next.and_then(|next| self::figure(next.strip_prefix(['-', '−']).unwrap_or(next)));
        if self.decimal == ',' && next.is_some_and(|next| !next.rest.is_empty() || !figure.rest.is_empty()) {
            out.push(';');
            return figure.length + 1;
        }
        figure.length
    }
}

/// A number as the house writes it.
struct Figure<'a> {
    /// Its whole digits, without what parts them.
    whole: String,
    is_grouped: bool,
    /// Its digits behind the point.
    rest: &'a str,
    /// Bytes of all.
    length: usize,
}

/// The length of the quoted name that `text` begins with.
fn name(text: &str) -> Option<usize> {
    let (open, close) = NAMES.into_iter().find(|(open, _)| text.starts_with(*open))?;
    let inside = &text[open.len_utf8()..];
    inside.find(close).map(|end| open.len_utf8() + end + close.len_utf8())
}

/// The length of the word that `text` begins with, with the digits in it: `M302`, `part_1.25`.
fn word(text: &str) -> Option<usize> {
    text.starts_with(|letter: char| letter.is_alphabetic() || letter == '_').then(|| token(text))
}

/// The length of the letters, digits and marks up to the next space, without those that end a sentence.
fn token(text: &str) -> usize {
    let is_inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/');
    let end = text.find(|letter| !is_inside(letter)).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', '-', '/']).len()
}

/// The number that `text` begins with; none where it is a version, a word that begins with a digit, or no number.
fn figure(text: &str) -> Option<Figure<'_>> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(text);
    if length == 0 {
        return None;
    }
    let mut whole = text[..length].to_owned();
    let starts_short = length <= 3;
    let mut is_grouped = false;
    while let Some(group) = text[length..].strip_prefix(',').filter(|group| starts_short && digits(group) == 3) {
        whole.push_str(&group[..3]);
        is_grouped = true;
        length += 4;
    }
    let rest = text[length..].strip_prefix('.').map_or("", |rest| &rest[..digits(rest)]);
    if !rest.is_empty() {
        length += 1 + rest.len();
    }
    let after = &text[length..];
    let goes_on = after.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_')
        || after.strip_prefix(['.', ',']).is_some_and(|more| digits(more) > 0);
    (!goes_on).then_some(Figure { whole, is_grouped, rest, length })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::Locale;

    fn in_form(tag: &str, text: &str) -> String {
        Locale::named(tag).expect("a locale").figures(text).into_owned()
    }

    #[test]
    fn figures_in_a_sentence_are_written_as_the_reader_writes_them() {
        for (text, german, swiss, spanish) in [
            (
                "1,284 places are 0.7 mm or less.",
                "1.284 places are 0,7 mm or less.",
                "1’284 places are 0.7 mm or less.",
                "1284 places are 0,7 mm or less.",
            ),
            ("12,345,678.5 of 3", "12.345.678,5 of 3", "12’345’678.5 of 3", "12.345.678,5 of 3"),
            ("(0.0, -1.5, 10.0) mm", "(0,0; -1,5; 10,0) mm", "(0.0, -1.5, 10.0) mm", "(0,0; -1,5; 10,0) mm"),
            ("13.25 %", "13,25 %", "13.25 %", "13,25 %"),
            // Sentences end, and names, versions and codes are no figures.
            ("It has 3. All 12, too.", "It has 3. All 12, too.", "It has 3. All 12, too.", "It has 3. All 12, too."),
            (
                "“Layer 1.5” and `v2.5`: 2.5 mm",
                "“Layer 1.5” and `v2.5`: 2,5 mm",
                "“Layer 1.5” and `v2.5`: 2.5 mm",
                "“Layer 1.5” and `v2.5`: 2,5 mm",
            ),
            ("M302, v1.2 and 1.2.3", "M302, v1.2 and 1.2.3", "M302, v1.2 and 1.2.3", "M302, v1.2 and 1.2.3"),
            (
                "part_1.25.stl, 2.0e-5 mm",
                "part_1.25.stl, 2.0e-5 mm",
                "part_1.25.stl, 2.0e-5 mm",
                "part_1.25.stl, 2.0e-5 mm",
            ),
            ("in 2026, 7 files", "in 2026, 7 files", "in 2026, 7 files", "in 2026, 7 files"),
            ("(4, 2.5)", "(4; 2,5)", "(4, 2.5)", "(4; 2,5)"),
        ] {
            assert_eq!([in_form("de", text), in_form("de-CH", text), in_form("es", text)], [german, swiss, spanish]);
            assert_eq!([in_form("en", text), in_form("en-US", text), in_form("ja", text)], [text; 3]);
        }
    }

    proptest! {
        #[test]
        fn a_number_in_a_sentence_is_that_number_still(number in 0u64.., rest in 0u32..1_000) {
            let house = format!("About {}.{rest:03} mm", Locale::named("en").unwrap().count(number));
            for locale in Locale::all() {
                let expected = format!("About {}{}{rest:03} mm", locale.count(number), locale.decimal);
                prop_assert_eq!(locale.figures(&house), expected);
            }
        }

        #[test]
        fn any_text_is_taken(text in ".{0,80}") {
            for locale in Locale::all() {
                let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
                prop_assert_eq!(letters(&locale.figures(&text)), letters(&text));
            }
        }
    }
}
