//! Texts without their inline codes.

use std::iter::Peekable;
use std::str::Chars;

/// What a TEXT says: `%%d` and the like, `\U+00B0`.
pub(super) fn plain(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = unescaped(value);
    while let Some(at) = rest.find("%%") {
        out.push_str(&rest[..at]);
        let tail = rest[at + 2..].to_owned();
        let (sign, used) = percent(&tail);
        out.push_str(&sign);
        rest = tail[used..].to_owned();
    }
    out.push_str(&rest);
    out
}

/// The sign behind `%%`, and how many bytes its code has.
fn percent(tail: &str) -> (String, usize) {
    let digits = tail.get(..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    if let Some(code) = digits.and_then(|digits| digits.parse().ok()).and_then(char::from_u32) {
        return (code.to_string(), 3);
    }
    match tail.chars().next() {
        Some('d' | 'D') => ("°".to_owned(), 1),
        Some('p' | 'P') => ("±".to_owned(), 1),
        Some('c' | 'C') => ("⌀".to_owned(), 1),
        Some('%') => ("%".to_owned(), 1),
        Some('u' | 'U' | 'o' | 'O' | 'k' | 'K') => (String::new(), 1),
        _ => (String::new(), 0),
    }
}

/// `\U+XXXX` as the character that it names.
pub(super) fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("\\U+") {
        out.push_str(before);
        let hex = after.get(..4).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32) {
            Some(character) => {
                out.push(character);
                rest = &after[4..];
            }
            None => {
                out.push_str("U+");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// What an MTEXT says, without fonts, heights, colours and braces; `\P` begins a line.
pub(super) fn plain_mtext(value: &str) -> String {
    let value = unescaped(value);
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(character) = chars.next() {
        match character {
            '\\' => code(&mut chars, &mut out),
            '{' | '}' => {}
            '^' => match chars.next() {
                Some('I') => out.push(' '),
                Some('J') => out.push('\n'),
                Some(' ') => out.push('^'),
                _ => {}
            },
            _ => out.push(character),
        }
    }
    plain(&out)
}

fn code(chars: &mut Peekable<Chars>, out: &mut String) {
    match chars.next() {
        Some('P' | 'X' | 'N') => out.push('\n'),
        Some('~') => out.push(' '),
        Some(escaped @ ('\\' | '{' | '}')) => out.push(escaped),
        Some('S') => {
            let stacked: String = chars.by_ref().take_while(|c| *c != ';').collect();
            out.push_str(&stacked.replace(['^', '#'], "/").replace("/ ", "/"));
        }
        Some('A' | 'C' | 'c' | 'F' | 'f' | 'H' | 'Q' | 'T' | 'W' | 'p') => {
            chars.by_ref().take_while(|c| *c != ';').for_each(drop);
        }
        _ => {}
    }
}
