//! XML as the readers of 3MF and AMF share it: its encoding, its attributes, and what of it is refused.

use std::borrow::Cow;

use quick_xml::{XmlVersion, events::BytesStart};

use super::{
    text::{name, without_mark},
    trouble::Stop,
};
use crate::{Code, Finding, Severity};

/// Entities and document types are how XML bombs are built; no model needs them.
const DOCTYPE_REFUSED: Code = Code { id: "R118", name: "doctype-refused", severity: Severity::Fail };

/// The finding for a document type in `what`: `The file`, `The part /3D/3dmodel.model`.
pub(crate) fn doctype_refused(what: &str, why: &str) -> Stop {
    let what = name(what.as_bytes());
    let message = format!("{what} declares a document type, which {why} because it can hide a bomb; it was not read.");
    Box::new(Finding::new(DOCTYPE_REFUSED, message, "Export the model again from a program that you trust."))
}

/// Text of a part: UTF-8, or UTF-16 with its mark.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let wide = |order: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].as_chunks::<2>().0.iter().map(|&unit| order(unit)).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    match bytes {
        [0xFF, 0xFE, ..] => wide(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8_lossy(without_mark(bytes)),
    }
}

/// An attribute by its local name, its references resolved; entities of the file's own are not.
pub(crate) fn attribute(element: &BytesStart, wanted: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found =
        attributes.with_checks(false).flatten().find(|attribute| attribute.key.local_name().into_inner() == wanted)?;
    Some(match found.normalized_value(XmlVersion::Implicit1_0) {
        Ok(value) => value.into_owned(),
        Err(_) => found.value.into_owned(),
    })
}
