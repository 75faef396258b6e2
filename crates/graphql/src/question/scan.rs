//! Tokens and brackets of a question, counted in one walk over its bytes: what the parser may be given at all.

/// What the walk counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Scanned {
    /// Names, values and signs.
    pub(super) token_count: usize,
    /// The most brackets that are open at one place.
    pub(super) nesting_max: usize,
    /// Whether a text holds a NUL that is written as an escape.
    pub(super) has_escaped_nul: bool,
}

/// Counts without judging: whether it is a question is the parser's to say.
pub(super) fn scan(question: &str) -> Scanned {
    let bytes = question.as_bytes();
    let (mut scanned, mut nesting, mut at) = (Scanned::default(), 0usize, 0);
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = end_of(bytes, at, |byte| byte != b'\n' && byte != b'\r');
                continue;
            }
            b'"' => {
                let end = end_of_text(bytes, at);
                scanned.has_escaped_nul |= holds_escaped_nul(&bytes[at..end]);
                end
            }
            b'{' | b'[' | b'(' => {
                nesting += 1;
                scanned.nesting_max = scanned.nesting_max.max(nesting);
                at + 1
            }
            b'}' | b']' | b')' => {
                nesting = nesting.saturating_sub(1);
                at + 1
            }
            b'.' => end_of(bytes, at, |byte| byte == b'.'),
            _ if is_word(byte) => end_of(bytes, at, |byte| is_word(byte) || byte == b'.' || byte == b'+'),
            _ => at + 1,
        };
        scanned.token_count += 1;
        at = end;
    }
    scanned
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn end_of(bytes: &[u8], start: usize, mut goes_on: impl FnMut(u8) -> bool) -> usize {
    bytes[start..].iter().position(|byte| !goes_on(*byte)).map_or(bytes.len(), |length| start + length)
}

/// Behind the text that begins at `start`, in one pair of quotes or in three.
fn end_of_text(bytes: &[u8], start: usize) -> usize {
    let is_block = bytes[start..].starts_with(b"\"\"\"");
    let mut at = start + if is_block { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        if is_block {
            if bytes[at..].starts_with(b"\\\"\"\"") {
                at += 4;
                continue;
            }
            if bytes[at..].starts_with(b"\"\"\"") {
                return at + 3;
            }
        } else if byte == b'\\' {
            at += 2;
            continue;
        } else if byte == b'"' || byte == b'\n' {
            return at + 1;
        }
        at += 1;
    }
    bytes.len()
}

/// `\u0000`, where the backslash is no escaped one.
fn holds_escaped_nul(text: &[u8]) -> bool {
    let mut at = 0;
    while at < text.len() {
        if text[at] == b'\\' {
            if text[at..].starts_with(b"\\u0000") {
                return true;
            }
            at += 2;
        } else {
            at += 1;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(question: &str) -> (usize, usize) {
        let scanned = scan(question);
        (scanned.token_count, scanned.nesting_max)
    }

    #[test]
    fn tokens_and_open_brackets_are_counted() {
        assert_eq!(counts(""), (0, 0));
        assert_eq!(counts("{ a }"), (3, 1));
        assert_eq!(counts("query($f: F!) { b: listings(first: -1.5e+3, o: [A]) { ...X @skip(if: $f) } }"), (35, 3));
        assert_eq!(counts("{[({[("), (6, 6));
        assert_eq!(counts("}}}{"), (4, 1));
    }

    #[test]
    fn what_stands_in_a_text_or_a_comment_is_one_token_or_none() {
        assert_eq!(counts(r#"("{{{\"{{{" )"#), (3, 1));
        assert_eq!(counts(r#"("""{{{ " \""" {{{""" )"#), (3, 1));
        assert_eq!(counts("# {{{{\n{ a }"), (3, 1));
        assert_eq!(counts("\"never closed {{{"), (1, 0));
        assert_eq!(counts("\"a\n{"), (2, 1), "a text ends with its line");
    }

    #[test]
    fn a_nul_is_found_where_it_is_meant() {
        assert!(scan(r#"{ a(b: "x\u0000y") }"#).has_escaped_nul);
        assert!(!scan(r#"{ a(b: "x\\u0000y") }"#).has_escaped_nul);
        assert!(!scan(r#"# \u0000"#).has_escaped_nul);
    }

    #[test]
    fn any_bytes_are_walked_to_their_end() {
        for text in ["\"\\", "\"\"\"\\\"\"", "ä\"ö\\", "\"\\ä", "...", "\u{feff}{"] {
            scan(text);
        }
    }
}
