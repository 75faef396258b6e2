//! Entities: the few namespace shorthands that older programs declare, and no bomb.

use std::collections::{HashMap, HashSet};

/// Entities that one file may declare; Illustrator declares about a dozen.
const ENTITIES_MAX: usize = 64;
/// Bytes that one entity may stand for once those inside it are written out.
const ENTITY_BYTES_MAX: usize = 4096;
/// Bytes that all references of a file may add in all.
const EXPANDED_BYTES_MAX: usize = 1 << 20;

/// The entities of a file, written out, and what was refused.
#[derive(Debug, Default)]
pub(super) struct Entities {
    values: HashMap<String, String>,
    /// Declared, and refused or outside: what refers to one was told where it is declared.
    refused: HashSet<String>,
    expanded_bytes: usize,
    /// Declared as a file or an address.
    pub external_count: u64,
    /// Too many, too long, or made of others without end.
    pub refused_count: u64,
    /// Referred to, but declared nowhere.
    pub unknown_count: u64,
}

impl Entities {
    /// Takes in what stands between `<!DOCTYPE` and `>`.
    pub(super) fn declare(&mut self, doctype: &str) {
        let Some((_, subset)) = doctype.split_once('[') else {
            return;
        };
        for declaration in subset.split("<!ENTITY").skip(1) {
            self.declare_one(declaration.trim_start());
        }
    }

    fn declare_one(&mut self, declaration: &str) {
        if declaration.starts_with('%') {
            self.external_count += 1;
            return;
        }
        let Some((name, rest)) = declaration.split_once(char::is_whitespace) else {
            return;
        };
        let rest = rest.trim_start();
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            self.external_count += 1;
            self.refuse(name);
            return;
        };
        let value = rest[1..].split(quote).next().unwrap_or_default();
        if self.values.len() >= ENTITIES_MAX || self.values.contains_key(name) {
            self.refused_count += 1;
            self.refuse(name);
            return;
        }
        match self.write_out(value, ENTITY_BYTES_MAX) {
            Some(text) => drop(self.values.insert(name.to_owned(), text)),
            None => {
                self.refused_count += 1;
                self.refuse(name);
            }
        }
    }

    fn refuse(&mut self, name: &str) {
        if self.refused.len() < ENTITIES_MAX {
            self.refused.insert(name.to_owned());
        }
    }

    /// `raw` with every reference replaced; one that is unknown or over the limits is left out.
    pub(super) fn unescape(&mut self, raw: &str) -> String {
        if !raw.contains('&') {
            return raw.to_owned();
        }
        let room = EXPANDED_BYTES_MAX.saturating_sub(self.expanded_bytes);
        match self.write_out(raw, raw.len() + room) {
            Some(text) => {
                self.expanded_bytes += text.len().saturating_sub(raw.len());
                text
            }
            None => {
                self.refused_count += 1;
                String::new()
            }
        }
    }

    fn write_out(&mut self, raw: &str, bytes_max: usize) -> Option<String> {
        let mut out = String::with_capacity(raw.len().min(bytes_max));
        let mut rest = raw;
        while let Some((before, after)) = rest.split_once('&') {
            out.push_str(before);
            match after.split_once(';').filter(|(name, _)| !name.is_empty() && name.len() <= 64) {
                Some((name, tail)) => {
                    self.push_reference(name, &mut out);
                    rest = tail;
                }
                None => {
                    out.push('&');
                    rest = after;
                }
            }
            if out.len() > bytes_max {
                return None;
            }
        }
        out.push_str(rest);
        (out.len() <= bytes_max).then_some(out)
    }

    fn push_reference(&mut self, name: &str, out: &mut String) {
        if let Some(character) = character(name) {
            out.push(character);
        } else if let Some(value) = self.values.get(name) {
            out.push_str(value);
        } else if !self.refused.contains(name) {
            self.unknown_count += 1;
        }
    }
}

/// The character behind `lt`, `#65` or `#x41`.
fn character(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(number).filter(|c| is_xml_character(*c))
        }
    }
}

/// Whether XML 1.0 allows `c` in a document.
pub(super) fn is_xml_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
