//! Group codes and records: a DXF is pairs of lines, a code and a value; code 0 begins a record.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::drawing::text::decode_as;

/// How far into a file its code page is looked for, in bytes.
const HEADER_BYTES_MAX: usize = 256 << 10;

/// Lines looked at to tell whether every second one is empty.
const DOUBLED_LINES: usize = 24;

/// One record: a table's row, a block's beginning, an entity.
#[derive(Clone, Debug)]
pub(super) struct Record<'a> {
    /// `LINE`, `BLOCK`, `SECTION`.
    pub kind: &'a str,
    /// The line it begins in, from 1.
    pub line: u64,
    /// Its codes and values in order.
    pub groups: Vec<(i32, &'a str)>,
}

impl<'a> Record<'a> {
    /// The first value of `code`.
    pub(super) fn text(&self, code: i32) -> Option<&'a str> {
        self.groups.iter().find(|(known, _)| *known == code).map(|(_, value)| *value)
    }

    /// The first value of `code` as a number, or `default` where it is missing.
    pub(super) fn number(&self, code: i32, default: f64) -> f64 {
        self.text(code).map_or(default, number)
    }

    /// The first value of `code` as a whole number, or `default`.
    pub(super) fn integer(&self, code: i32, default: i64) -> i64 {
        self.text(code).and_then(integer).unwrap_or(default)
    }

    /// The point whose x is under `code`.
    pub(super) fn point(&self, code: i32) -> [f64; 3] {
        [self.number(code, 0.0), self.number(code + 10, 0.0), self.number(code + 20, 0.0)]
    }

    /// Every point whose x is under `code`, in order.
    pub(super) fn points(&self, code: i32) -> Vec<[f64; 3]> {
        let mut points: Vec<[f64; 3]> = Vec::new();
        for (known, value) in &self.groups {
            if *known == code {
                points.push([number(value), 0.0, 0.0]);
            } else if let Some(last) = points.last_mut() {
                match known - code {
                    10 => last[1] = number(value),
                    20 => last[2] = number(value),
                    _ => {}
                }
            }
        }
        points
    }

    /// Every value of `code` as a number.
    pub(super) fn numbers(&self, code: i32) -> Vec<f64> {
        self.groups.iter().filter(|(known, _)| *known == code).map(|(_, value)| number(value)).collect()
    }

    /// How a person finds it again.
    pub(super) fn source(&self) -> String {
        match self.text(5) {
            Some(handle) if !handle.is_empty() => {
                format!("handle {}", crate::words::tame(handle, 24))
            }
            _ => format!("line {}", self.line),
        }
    }
}

/// A number as CAD programs write it; what is none becomes NaN, which the geometry's own check finds.
pub(super) fn number(value: &str) -> f64 {
    let value = value.trim();
    value.parse().or_else(|_| value.replacen(',', ".", 1).parse()).unwrap_or(f64::NAN)
}

/// Whether `code` holds a length, a factor or an angle, and `value` is one with a comma where a point should be.
fn has_decimal_comma(code: i32, value: &str) -> bool {
    (10..60).contains(&code) && value.contains(',') && number(value).is_finite()
}

/// A whole number; some programs write `0.0` for it.
#[expect(clippy::cast_possible_truncation, reason = "a cast from a float saturates")]
pub(super) fn integer(value: &str) -> Option<i64> {
    let value = value.trim();
    value
        .parse()
        .ok()
        .or_else(|| value.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number as i64))
}

/// Where reading stopped before the end, if it did.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// At `EOF`.
    End,
    /// The file ends without `EOF`.
    Cut,
    /// A code is no number, in this line.
    Broken(u64),
}

/// Walks through the records of a file.
pub(super) struct Records<'a> {
    rest: &'a str,
    line: u64,
    pending: Option<(u64, &'a str)>,
    /// How it ended.
    pub stop: Stop,
    /// Bytes behind the end mark that are not blank.
    pub trailing_bytes: u64,
    /// Every line is followed by an empty one, which is passed over.
    pub is_doubled: bool,
    /// Numbers with a comma where a point should be.
    pub comma_count: u64,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut ahead = Self::plain(text);
        let lines: Vec<&str> = std::iter::from_fn(|| ahead.raw_line()).take(DOUBLED_LINES).collect();
        let (pairs, _) = lines.as_chunks::<2>();
        let is_doubled = lines.len() == DOUBLED_LINES
            && pairs.iter().all(|[line, empty]| !line.trim().is_empty() && empty.trim().is_empty());
        Self { is_doubled, ..Self::plain(text) }
    }

    fn plain(text: &'a str) -> Self {
        Self {
            rest: text,
            line: 0,
            pending: None,
            stop: Stop::Cut,
            trailing_bytes: 0,
            is_doubled: false,
            comma_count: 0,
        }
    }

    fn next_line(&mut self) -> Option<&'a str> {
        let line = self.raw_line();
        if self.is_doubled {
            self.raw_line();
        }
        line
    }

    fn raw_line(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        self.line += 1;
        let end = self.rest.find(['\n', '\r']).unwrap_or(self.rest.len());
        let (line, tail) = self.rest.split_at(end);
        self.rest = tail.strip_prefix("\r\n").or_else(|| tail.get(1..)).unwrap_or("");
        Some(line)
    }

    fn next_group(&mut self) -> Option<(u64, i32, &'a str)> {
        let code = self.next_line()?;
        let at = self.line;
        let Ok(code) = code.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').parse() else {
            // Blank lines behind the last record are no damage.
            if !code.trim().is_empty() {
                self.stop = Stop::Broken(at);
            }
            return None;
        };
        let value = self.next_line()?;
        Some((at, code, value))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        while self.pending.is_none() {
            let (line, code, value) = self.next_group()?;
            self.pending = (code == 0).then(|| (line, value.trim()));
        }
        let (line, kind) = self.pending.take()?;
        if kind == "EOF" {
            self.stop = Stop::End;
            // A few programs end with the sign that ended files on CP/M.
            self.trailing_bytes = self.rest.trim_matches(['\u{1a}', '\0', ' ', '\t', '\n', '\r']).len() as u64;
            self.rest = "";
            return None;
        }
        let mut groups = Vec::new();
        while let Some((at, code, value)) = self.next_group() {
            match code {
                0 => {
                    self.pending = Some((at, value.trim()));
                    break;
                }
                999 => {}
                // Free text keeps its blanks; names and numbers have none.
                1 | 3 => groups.push((code, value)),
                _ => {
                    self.comma_count += u64::from(has_decimal_comma(code, value));
                    groups.push((code, value.trim()));
                }
            }
        }
        Some(Record { kind, line, groups })
    }
}

/// The file as text, by `$ACADVER` and `$DWGCODEPAGE`: UTF-8 from 2007 on, a code page before.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark_bytes)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark_bytes..]).0;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEADER_BYTES_MAX)]);
    let variable = |name: &str| {
        let (_, after) = head.split_once(name)?;
        after.lines().nth(2).map(str::trim)
    };
    let version = variable("$ACADVER").unwrap_or_default();
    if version >= "AC1021" && version.starts_with("AC") {
        return decode_as(bytes, UTF_8);
    }
    let page = variable("$DWGCODEPAGE").unwrap_or("ANSI_1252");
    decode_as(bytes, code_page(page))
}

fn code_page(name: &str) -> &'static Encoding {
    let upper = name.to_ascii_uppercase();
    let label = match upper.as_str() {
        "ANSI_932" | "DOS932" => "shift_jis",
        "ANSI_936" | "GB2312" => "gbk",
        "ANSI_949" | "KSC5601" => "euc-kr",
        "ANSI_950" | "BIG5" => "big5",
        "ANSI_874" => "windows-874",
        "DOS866" => "ibm866",
        "UTF-8" | "UTF8" => "utf-8",
        other => {
            return other
                .strip_prefix("ANSI_")
                .and_then(|page| Encoding::for_label(format!("windows-{page}").as_bytes()))
                .unwrap_or(WINDOWS_1252);
        }
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}
