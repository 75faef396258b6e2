//! Numbers one after the other, out of text or out of bytes of either order.

use super::header::{Encoding, Property, Scalar};
use crate::mesh::text::double;

/// Where the numbers come from.
pub(super) enum Source<'a> {
    /// Words between blanks; what is left.
    Ascii(&'a [u8]),
    /// Bytes; what is left, and whether the most significant byte comes first.
    Binary { rest: &'a [u8], is_big_endian: bool },
}

impl<'a> Source<'a> {
    pub(super) fn new(encoding: Encoding, body: &'a [u8]) -> Self {
        match encoding {
            Encoding::Ascii => Self::Ascii(body),
            _ => Self::Binary { rest: body, is_big_endian: encoding == Encoding::BigEndian },
        }
    }

    pub(super) fn bytes_left(&self) -> usize {
        match self {
            Self::Ascii(rest) | Self::Binary { rest, .. } => rest.len(),
        }
    }

    /// The next number; none at the end of the file. A word that is no number comes back as NaN.
    #[inline]
    pub(super) fn number(&mut self, scalar: Scalar) -> Option<f64> {
        match self {
            Self::Ascii(rest) => word(rest).map(|word| double(word).unwrap_or(f64::NAN)),
            Self::Binary { rest, is_big_endian } => {
                let (bytes, tail) = rest.split_at_checked(scalar.size())?;
                *rest = tail;
                Some(binary(scalar, bytes, *is_big_endian))
            }
        }
    }

    /// Steps to the next line of text: records end with their line, and some hold more than the header says.
    pub(super) fn end_record(&mut self) {
        if let Self::Ascii(rest) = self {
            *rest = memchr::memchr2(b'\n', b'\r', rest).map_or(&[], |end| &rest[end..]);
        }
    }

    /// The length of a list; none at the end of the file or where there is no sense in it.
    pub(super) fn length(&mut self, scalar: Scalar) -> Option<usize> {
        let length = self.number(scalar)?;
        (length >= 0.0 && length <= self.bytes_left() as f64).then_some(length as usize)
    }

    /// Steps over one property.
    pub(super) fn skip(&mut self, property: &Property) -> Option<()> {
        let count = match property.length {
            Some(length) => self.length(length)?,
            None => 1,
        };
        match self {
            Self::Ascii(rest) => (0..count).try_for_each(|_| word(rest).map(|_| ())),
            Self::Binary { rest, .. } => {
                *rest = rest.get(count.checked_mul(property.scalar.size())?..)?;
                Some(())
            }
        }
    }
}

fn word<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let start = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let tail = &rest[start..];
    let end = tail.iter().position(u8::is_ascii_whitespace).unwrap_or(tail.len());
    let (word, left) = tail.split_at(end);
    *rest = left;
    Some(word)
}

#[inline]
fn binary(scalar: Scalar, bytes: &[u8], is_big_endian: bool) -> f64 {
    let mut little = [0; 8];
    for (slot, byte) in little.iter_mut().zip(bytes) {
        *slot = *byte;
    }
    if is_big_endian {
        little[..bytes.len()].reverse();
    }
    let bits = u64::from_le_bytes(little);
    match scalar {
        Scalar::I8 => f64::from(bits as i8),
        Scalar::U8 => f64::from(bits as u8),
        Scalar::I16 => f64::from(bits as i16),
        Scalar::U16 => f64::from(bits as u16),
        Scalar::I32 => f64::from(bits as i32),
        Scalar::U32 => f64::from(bits as u32),
        Scalar::F32 => f64::from(f32::from_bits(bits as u32)),
        Scalar::F64 => f64::from_bits(bits),
    }
}
