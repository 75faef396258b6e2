//! Lines, words and numbers of the text formats, as programs in the wild write them.

use crate::words::tame;

/// Lines with their numbers from 1; ends may be `\n`, `\r\n` or `\r`.
#[derive(Clone)]
pub(crate) struct Lines<'a> {
    rest: &'a [u8],
    number: u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, number: 0 }
    }
    /// What is left after the lines that were taken.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (u64, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        self.number += 1;
        let end = memchr::memchr2(b'\n', b'\r', self.rest).unwrap_or(self.rest.len());
        let (line, tail) = self.rest.split_at(end);
        let skip = match tail {
            [b'\r', b'\n', ..] => 2,
            [] => 0,
            _ => 1,
        };
        self.rest = &tail[skip..];
        Some((self.number, line))
    }
}

/// Words between blanks.
pub(crate) fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty())
}

/// What stands before a `#`.
pub(crate) fn before_comment(line: &[u8]) -> &[u8] {
    &line[..memchr::memchr(b'#', line).unwrap_or(line.len())]
}

/// The bytes without a byte order mark.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// A coordinate. What a program wrote for "not a number" or a number too large comes back as such, for the caller to drop.
pub(crate) fn float(word: &[u8]) -> Option<f32> {
    let text = std::str::from_utf8(word).ok()?;
    text.parse().ok().or_else(|| odd_number(text).map(|value| value as f32))
}

/// A number that may be a large index: every whole number of 32 bits comes back exactly.
pub(crate) fn double(word: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(word).ok()?;
    text.parse().ok().or_else(|| odd_number(text))
}

/// Decimal commas, Fortran's `D` exponents, and what Microsoft's library prints for no number (`1.#QNAN`, `-1.#IND`).
#[cold]
fn odd_number(text: &str) -> Option<f64> {
    if text.contains(".#") {
        return Some(f64::NAN);
    }
    text.replace(',', ".").replace(['d', 'D'], "e").parse().ok()
}

/// Text for a person to read: not every file is UTF-8.
pub(crate) fn name(bytes: &[u8]) -> String {
    /// Longer names say nothing more.
    const NAME_CHARS_MAX: usize = 200;
    tame(&String::from_utf8_lossy(bytes.trim_ascii()), NAME_CHARS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_ends_one_line() {
        let lines: Vec<_> = Lines::new(b"a\r\nb\rc\n\nd").collect();
        assert_eq!(lines, [(1, &b"a"[..]), (2, b"b"), (3, b"c"), (4, b""), (5, b"d")]);
    }

    #[test]
    fn numbers_are_read_as_programs_in_the_wild_write_them() {
        assert_eq!(float(b"1.0E+001"), Some(10.0));
        assert_eq!(float(b"1,5"), Some(1.5));
        assert_eq!(float(b"1.0D-02"), Some(0.01));
        assert_eq!(float(b"+.5e0"), Some(0.5));
        assert!(float(b"-1.#IND").is_some_and(f32::is_nan));
        assert_eq!(float(b"1e999"), Some(f32::INFINITY));
        assert_eq!(float(b"1e-40"), Some(1e-40));
        assert_eq!(float(b"vertex"), None);
    }
}
