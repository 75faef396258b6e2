//! Tells text formats by the grammar of their first lines that say something.

use super::{Guess, foreign::foreign_root};
use crate::{
    Format,
    mesh::{
        obj, off, stl,
        text::{Lines, before_comment, float, without_mark, words},
    },
};

/// Lines that say something, looked at to tell OBJ from prose.
const LINES_MAX: usize = 200;

/// Whether the beginning holds no byte that no text has.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    /// Bytes looked at.
    const HEAD_BYTES: usize = 1024;
    let is_control = |byte: u8| byte < b' ' && !b"\t\n\r\x0B\x0C\x1A\x1B".contains(&byte);
    !bytes.iter().take(HEAD_BYTES).any(|&byte| is_control(byte))
}

/// What the text is.
pub(super) fn detect(bytes: &[u8], claimed: Option<Format>) -> Guess {
    let text = without_mark(bytes).trim_ascii_start();
    match text.first() {
        Some(b'<') => return by_root(text),
        Some(b'{') => return json(text),
        _ => {}
    }
    let known = [
        (is_off(text), Format::Off),
        (stl::is_ascii(text), Format::Stl),
        (is_dxf(text, |_| true) || is_dxf(text, |line| !line.is_empty()), Format::Dxf),
        (is_obj(text), Format::Obj),
    ];
    if let Some((_, format)) = known.iter().find(|(is, _)| *is) {
        return Guess::Format(*format);
    }
    by_name(text, claimed)
}

/// Text that says too little is taken for what its name claims, if it could be that at all.
fn by_name(text: &[u8], claimed: Option<Format>) -> Guess {
    let first = Lines::new(text).map(|(_, line)| before_comment(line).trim_ascii()).find(|line| !line.is_empty());
    match (claimed, first) {
        (Some(Format::Obj), None) => Guess::Format(Format::Obj),
        (Some(Format::Off), Some(first)) if words(first).filter_map(float).count() == 3 => Guess::Format(Format::Off),
        (Some(Format::Stl), Some(first))
            if first.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"solid")) =>
        {
            Guess::Format(Format::Stl)
        }
        (Some(Format::Dxf), Some(first)) if words(first).filter_map(float).count() == 1 => Guess::Format(Format::Dxf),
        _ => Guess::Unknown,
    }
}

/// XML by its root element, past declaration, comments, instructions and document type.
fn by_root(text: &[u8]) -> Guess {
    let Some(root) = root(text) else {
        return Guess::Unknown;
    };
    let local = root.rsplit(|&byte| byte == b':').next().unwrap_or(root);
    match local {
        b"svg" => Guess::Format(Format::Svg),
        b"amf" => Guess::Format(Format::Amf),
        other => foreign_root(other),
    }
}

fn root(mut text: &[u8]) -> Option<&[u8]> {
    loop {
        text = text.trim_ascii_start();
        text = match text {
            [b'<', b'?', rest @ ..] => after(rest, b"?>")?,
            [b'<', b'!', b'-', b'-', rest @ ..] => after(rest, b"-->")?,
            [b'<', b'!', rest @ ..] => after_document_type(rest)?,
            [b'<', rest @ ..] => {
                let end = rest.iter().position(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte))?;
                return Some(&rest[..end]);
            }
            _ => return None,
        };
    }
}

fn after<'a>(text: &'a [u8], end: &[u8]) -> Option<&'a [u8]> {
    memchr::memmem::find(text, end).map(|at| &text[at + end.len()..])
}

/// A document type may hold declarations of its own between brackets.
fn after_document_type(text: &[u8]) -> Option<&[u8]> {
    let at = memchr::memchr2(b'[', b'>', text)?;
    let inner = if text[at] == b'[' { after(&text[at..], b"]")? } else { &text[at..] };
    after(inner, b">")
}

/// glTF is JSON with an `asset`.
fn json(text: &[u8]) -> Guess {
    if memchr::memmem::find(text, b"\"asset\"").is_some() { Guess::Format(Format::Gltf) } else { Guess::Unknown }
}

/// `OFF`, with letters before it for what a vertex carries besides its position.
fn is_off(text: &[u8]) -> bool {
    let first = Lines::new(text).find_map(|(_, line)| words(before_comment(line)).next());
    first.is_some_and(off::is_keyword)
}

/// Pairs of those lines that `counts`, the first a group code: after comments (999), a section begins.
fn is_dxf(text: &[u8], counts: impl Fn(&[u8]) -> bool) -> bool {
    let mut lines = Lines::new(text).map(|(_, line)| line.trim_ascii()).filter(|line| counts(line));
    while let (Some(code), Some(value)) = (lines.next(), lines.next()) {
        match code {
            b"999" => {}
            b"0" => {
                return value.eq_ignore_ascii_case(b"SECTION") || value.eq_ignore_ascii_case(b"EOF");
            }
            _ => return false,
        }
    }
    false
}

/// Most lines begin with a word of OBJ, and one of them is a vertex, a face, a free-form surface, or the name of one of its
/// own.
fn is_obj(text: &[u8]) -> bool {
    let mut lines = 0;
    let mut known = 0;
    let mut sure = 0;
    for (_, line) in obj::statements(text) {
        let mut words = words(before_comment(&line));
        let Some(first) = words.next() else { continue };
        lines += 1;
        let numbers = words.take_while(|word| starts_as_number(word)).count();
        let (is_known, is_sure) = match first {
            b"v" | b"f" | b"fo" | b"vn" => (numbers >= 3, numbers >= 3),
            b"vt" | b"l" => (numbers >= 1, numbers >= 1),
            b"p" => (numbers >= 1, false),
            b"mtllib" | b"usemtl" => (true, true),
            b"o" | b"g" | b"s" => (true, false),
            word if obj::is_free_form(word) => (true, true),
            word => (obj::is_other_keyword(word), false),
        };
        known += usize::from(is_known);
        sure += usize::from(is_sure);
        if lines == LINES_MAX {
            break;
        }
    }
    sure > 0 && known * 10 >= lines * 8
}

/// A number, or an index with slashes; `nan` is one, too.
fn starts_as_number(word: &[u8]) -> bool {
    float(word).is_some() || word.first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-')
}
