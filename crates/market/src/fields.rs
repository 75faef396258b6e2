//! What a person typed, checked field by field, so that a form can say what is wrong beside each.

use deunicode::deunicode_char;

use crate::limits::{Limit, NUL, TITLE};

/// One field that cannot stay as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name, as in the form and in GraphQL.
    pub field: String,
    /// What to do.
    pub message: String,
}

/// Gathers what is wrong.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<FieldError>);

impl Fields {
    /// Notes that `field` cannot stay.
    pub fn wrong(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError { field: field.to_owned(), message: message.into() });
    }

    /// A cleaned text within `limit`, or a note.
    pub fn text(&mut self, field: &str, value: &str, limit: &Limit) -> String {
        self.measured(field, value, limit, clean_text)
    }

    /// The same on one line: names and titles stand in lists, e-mails and logs.
    pub fn line(&mut self, field: &str, value: &str, limit: &Limit) -> String {
        self.measured(field, value, limit, clean_line)
    }

    /// Whether a list of `count` entries is within `limit`; a note where it is not. To be asked before the entries are
    /// looked at.
    pub fn list(&mut self, field: &str, count: usize, limit: &Limit) -> bool {
        let refusal = limit.refusal(count);
        let fits = refusal.is_none();
        if let Some(sentence) = refusal {
            self.wrong(field, sentence);
        }
        fits
    }

    /// A word that stands as it was sent, such as a slug: only its length and a NUL in it are looked at.
    pub fn word(&mut self, field: &str, value: &str, limit: &Limit) {
        if let Some(sentence) = limit.refusal_of(value) {
            self.wrong(field, sentence);
        }
    }

    fn measured(&mut self, field: &str, value: &str, limit: &Limit, clean: fn(&str) -> String) -> String {
        // A NUL comes from no keyboard and no text that was copied; what else cannot be seen is taken out.
        if value.contains('\0') {
            self.wrong(field, NUL);
            return String::new();
        }
        let clean = clean(value);
        if let Some(sentence) = limit.refusal(clean.chars().count()) {
            self.wrong(field, sentence);
        }
        clean
    }

    /// Whether nothing is wrong, or else what is.
    ///
    /// # Errors
    /// What was noted.
    pub fn done(self) -> Result<(), Vec<FieldError>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}

/// Without control characters (a name with a newline forges a log line) and marks that turn the writing
/// direction (a name with one shows another extension than it has); newlines stay where a text may have them.
pub(crate) fn clean_text(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|letter| *letter == '\n' || !letter.is_control())
        .filter(|letter| !turns_direction(*letter));
    kept.collect::<String>().trim().to_owned()
}

/// [`clean_text`] on one line, without doubled blanks.
pub(crate) fn clean_line(text: &str) -> String {
    clean_text(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The name of a file as it may be shown, stored and offered for download: no folders, no control
/// characters, at most [`FILE_NAME_BYTES_MAX`] bytes with the extension kept.
pub(crate) fn clean_file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = clean_text(last)
        .chars()
        .filter(|letter| !matches!(letter, '\n' | '"' | '<' | '>' | '|' | '?' | '*' | ':'))
        .collect();
    let clean = clean.trim_matches(['.', ' ']).to_owned();
    if clean.is_empty() {
        return "file".to_owned();
    }
    if clean.len() <= FILE_NAME_BYTES_MAX {
        return clean;
    }
    let (stem, extension) = clean.rsplit_once('.').unwrap_or((&clean, ""));
    let extension: String = extension.chars().take(8).collect();
    let mut short = String::new();
    for letter in stem.chars() {
        if short.len() + letter.len_utf8() + extension.len() + 1 > FILE_NAME_BYTES_MAX {
            break;
        }
        short.push(letter);
    }
    if extension.is_empty() { short } else { format!("{short}.{extension}") }
}

/// As much of a title as a listing may have: of the name of a file, for one.
pub(crate) fn title_of(text: &str) -> String {
    clean_line(text).chars().take(TITLE.max).collect()
}

/// Long enough for any honest name, short enough for every file system.
const FILE_NAME_BYTES_MAX: usize = crate::limits::FILE_NAME.max;

/// Bytes of a slug at most.
const SLUG_BYTES_MAX: usize = 60;

/// A slug, the word for an address: lower-case letters, digits and single hyphens, at most [`SLUG_BYTES_MAX`]. Other scripts
/// are transliterated.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    // Other scripts come as their usual transliteration; what has none parts words, as a space does.
    for letter in text.chars().flat_map(|letter| deunicode_char(letter).unwrap_or(" ").chars()) {
        if letter.is_ascii_alphanumeric() {
            out.push(letter.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() >= SLUG_BYTES_MAX {
            break;
        }
    }
    out.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_keeps_its_extension_and_loses_what_could_harm() {
        assert_eq!(clean_file_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_file_name("C:\\models\\vase.stl"), "vase.stl");
        assert_eq!(clean_file_name("a\nb\u{202e}lts.exe"), "ablts.exe");
        assert_eq!(clean_file_name("..."), "file");
        let long = clean_file_name(&format!("{}.3mf", "é".repeat(4096)));
        assert!(long.len() <= FILE_NAME_BYTES_MAX && long.ends_with(".3mf"), "{long}");
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(clean_line(" Vase\r\nfor \u{202e}one\u{2066}  stem\n"), "Vase for one stem");
        let mut fields = Fields::default();
        assert_eq!(fields.line("title", "a\nb", &TITLE), "a b");
        fields.line("title", "\n\u{202e}\n", &crate::limits::TOKEN_NAME);
        fields.line("title", &"é".repeat(4096), &TITLE);
        assert_eq!(fields.line("title", "a\0b", &TITLE), "");
        assert!(!fields.list("tags", 45_000, &crate::limits::TAGS));
        let messages: Vec<String> = fields.done().unwrap_err().into_iter().map(|wrong| wrong.message).collect();
        let expected = [
            "Fill this in.",
            "Write at most 120 characters; there are 4096.",
            "This holds a NUL character, which no text can have. Take it out.",
            "Send at most 20 entries; there are 45000.",
        ];
        assert_eq!(messages, expected);
    }

    #[test]
    fn a_slug_is_plain() {
        assert_eq!(slug("Hausgrün: Blumentopf, 12 cm!"), "hausgrun-blumentopf-12-cm");
        assert_eq!(slug("Øre, Łódź & straße"), "ore-lodz-strasse");
        assert_eq!(slug("日本 ваза"), "ri-ben-vaza");
        assert_eq!(slug(" * ~ \u{200b}"), "");
        assert_eq!(slug(&"日".repeat(100)).len(), 59, "twenty words of two letters, and hyphens between them");
    }
}
