//! The header of a PLY: which elements follow, and how each of their values is written.

use crate::mesh::text::{Lines, name, without_mark, words};

/// Whether the data behind the header are text, or binary in which byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Ascii,
    LittleEndian,
    BigEndian,
}

/// A number's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    F32,
    F64,
}

impl Scalar {
    fn of(word: &[u8]) -> Option<Self> {
        Some(match word {
            b"char" | b"int8" => Self::I8,
            b"uchar" | b"uint8" => Self::U8,
            b"short" | b"int16" => Self::I16,
            b"ushort" | b"uint16" => Self::U16,
            b"int" | b"int32" => Self::I32,
            b"uint" | b"uint32" => Self::U32,
            b"float" | b"float32" => Self::F32,
            b"double" | b"float64" => Self::F64,
            _ => return None,
        })
    }

    /// Bytes of one in a binary file.
    pub(super) fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// The largest value of a colour channel: integers count to their end, fractions to 1.
    pub(super) fn channel_max(self) -> f64 {
        match self {
            Self::I8 | Self::U8 | Self::I32 | Self::U32 => 255.0,
            Self::I16 | Self::U16 => 65535.0,
            Self::F32 | Self::F64 => 1.0,
        }
    }
}

/// One value, or a list of values after its length.
#[derive(Clone, Debug)]
pub(super) struct Property {
    pub(super) name: String,
    /// The type of the length, where it is a list.
    pub(super) length: Option<Scalar>,
    pub(super) scalar: Scalar,
}

/// A run of records that are all written alike.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) count: u64,
    pub(super) properties: Vec<Property>,
}

impl Element {
    /// The fewest bytes that one record takes: in text a digit and a blank for each value.
    pub(super) fn record_bytes_min(&self, encoding: Encoding) -> usize {
        let bytes = |property: &Property| match encoding {
            Encoding::Ascii => 2,
            _ => property.length.unwrap_or(property.scalar).size(),
        };
        self.properties.iter().map(bytes).sum()
    }
}

/// The whole header.
#[derive(Clone, Debug)]
pub(super) struct Header<'a> {
    pub(super) encoding: Encoding,
    pub(super) elements: Vec<Element>,
    /// Pictures that comments name.
    pub(super) textures: Vec<String>,
    pub(super) body: &'a [u8],
    /// The number of the first line of the body.
    pub(super) lines: u64,
}

/// Why a header could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// The file ends before `end_header`.
    Cut,
    /// This line says what no PLY says.
    Line(u64),
}

/// Reads up to `end_header`.
pub(super) fn header(bytes: &[u8]) -> Result<Header<'_>, Broken> {
    let mut lines = Lines::new(without_mark(bytes));
    let mut header =
        Header { encoding: Encoding::Ascii, elements: Vec::new(), textures: Vec::new(), body: &[], lines: 0 };
    while let Some((number, line)) = lines.next() {
        // The last line there is may have been cut.
        let broken = || if lines.rest().is_empty() { Broken::Cut } else { Broken::Line(number) };
        let mut words = words(line);
        match words.next() {
            Some(b"format") => header.encoding = words.next().and_then(encoding).ok_or_else(broken)?,
            Some(b"element") => header.elements.push(element(words).ok_or_else(broken)?),
            Some(b"property") => {
                let element = header.elements.last_mut().ok_or_else(broken)?;
                element.properties.push(property(words).ok_or_else(broken)?);
            }
            Some(b"comment") if words.next() == Some(b"TextureFile") => {
                header.textures.push(words.map(name).collect::<Vec<_>>().join(" "));
            }
            Some(b"comment" | b"obj_info") | None => {}
            Some(word) if number == 1 && is_keyword(word) => {}
            Some(b"end_header") => {
                header.body = lines.rest();
                header.lines = number;
                return Ok(header);
            }
            Some(_) => return Err(broken()),
        }
    }
    Err(Broken::Cut)
}

/// Whether the first line is the word that a PLY begins with.
pub(crate) fn is_ply(bytes: &[u8]) -> bool {
    /// Blanks may follow the word.
    const HEAD_BYTES: usize = 64;
    let head = without_mark(&bytes[..bytes.len().min(HEAD_BYTES)]);
    let has_end = head.iter().any(|byte| b"\r\n".contains(byte));
    has_end && Lines::new(head).next().is_some_and(|(_, line)| is_keyword(line.trim_ascii_end()))
}

/// The first word, in any case.
fn is_keyword(word: &[u8]) -> bool {
    word.eq_ignore_ascii_case(b"ply")
}

fn encoding(word: &[u8]) -> Option<Encoding> {
    match word {
        b"ascii" => Some(Encoding::Ascii),
        b"binary_little_endian" => Some(Encoding::LittleEndian),
        b"binary_big_endian" => Some(Encoding::BigEndian),
        _ => None,
    }
}

fn element<'a>(mut words: impl Iterator<Item = &'a [u8]>) -> Option<Element> {
    let title = name(words.next()?);
    let count = std::str::from_utf8(words.next()?).ok()?.parse().ok()?;
    Some(Element { name: title, count, properties: Vec::new() })
}

fn property<'a>(mut words: impl Iterator<Item = &'a [u8]>) -> Option<Property> {
    let first = words.next()?;
    let (length, scalar) = match first {
        b"list" => (Some(Scalar::of(words.next()?)?), Scalar::of(words.next()?)?),
        word => (None, Scalar::of(word)?),
    };
    Some(Property { name: name(words.next()?), length, scalar })
}
