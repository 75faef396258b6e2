//! The outside of a glTF: GLB's chunks or bare JSON, and the buffers that either brings along.

use std::borrow::Cow;

use base64::{
    Engine as _, alphabet, engine::DecodePaddingMode, engine::GeneralPurpose,
    engine::general_purpose::GeneralPurposeConfig,
};

use super::document::Document;
use crate::mesh::{
    text::{name, without_mark},
    trouble::{Limit, MALFORMED, Stop, TRUNCATED, count_of, figure, spend},
};
use crate::{Budget, Code, Finding, Findings, Place, Severity};

/// Geometry lies in a file beside this one.
const BUFFER_MISSING: Code = Code { id: "R122", name: "buffer-missing", severity: Severity::Fail };

const CHUNK_JSON: u32 = 0x4E4F_534A;
const CHUNK_BIN: u32 = 0x004E_4942;
/// Bytes before the first chunk of a GLB.
const HEADER_BYTES: usize = 12;
const UPLOAD_AGAIN: &str = "Upload it again; if it stays so, export the model again.";

/// A document and the bytes that came with it.
pub(super) struct Opened<'a> {
    pub(super) document: Document,
    binary: Option<&'a [u8]>,
}

/// Reads the JSON; what follows it in a GLB stays bytes.
pub(super) fn open<'a>(bytes: &'a [u8], findings: &mut Findings) -> Result<Opened<'a>, Stop> {
    let (json, binary) =
        if bytes.starts_with(b"glTF") { chunks(bytes, findings)? } else { (without_mark(bytes), None) };
    let document = serde_json::from_slice(json).map_err(|error| {
        let code = if error.is_eof() { TRUNCATED } else { MALFORMED };
        let message = if error.is_eof() {
            "The file ends inside its JSON, so nothing of it can be read."
        } else {
            "The file's JSON breaks the rules of glTF, so nothing of it can be read."
        };
        Box::new(Finding::new(code, message, UPLOAD_AGAIN).at([Place::element(format!("line {}", error.line()))]))
    })?;
    Ok(Opened { document, binary })
}

type Chunks<'a> = (&'a [u8], Option<&'a [u8]>);

fn chunks<'a>(bytes: &'a [u8], findings: &mut Findings) -> Result<Chunks<'a>, Stop> {
    let version = word(bytes, 4).unwrap_or(0);
    if version == 1 {
        let message = "The file is glTF 1.0, which no program writes any more and which is not read here.";
        return Err(Box::new(Finding::new(MALFORMED, message, "Export it as glTF 2.0 (.glb).")));
    }
    let announced = word(bytes, 8).map_or(0, u64::from);
    if announced > bytes.len() as u64 {
        let message = format!(
            "The file ends early: {} of {} are there.",
            figure(bytes.len() as u64),
            count_of(announced, "byte", "bytes")
        );
        findings.push(Finding::new(TRUNCATED, message, UPLOAD_AGAIN));
    }
    let (mut json, mut binary) = (None, None);
    let mut rest = bytes.get(HEADER_BYTES..).unwrap_or_default();
    while let (Some(size), Some(kind)) = (word(rest, 0), word(rest, 4)) {
        let data = &rest[8..];
        let (chunk, tail) = data.split_at(data.len().min(size as usize));
        match kind {
            CHUNK_JSON if json.is_none() => json = Some(chunk),
            CHUNK_BIN if binary.is_none() => binary = Some(chunk),
            _ => {}
        }
        rest = tail;
    }
    let json = json.ok_or_else(|| {
        Box::new(Finding::new(TRUNCATED, "The file ends before its description of the scene.", UPLOAD_AGAIN))
    })?;
    Ok((json, binary))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// The bytes of each buffer; empty where they are elsewhere, which is told.
pub(super) fn buffers<'a>(
    opened: &'a Opened<'a>,
    budget: &Budget,
    findings: &mut Findings,
) -> Result<Vec<Cow<'a, [u8]>>, Stop> {
    spend(Limit::Nodes, opened.document.buffers.len(), budget.nodes_max)?;
    let mut buffers = Vec::new();
    for (index, buffer) in opened.document.buffers.iter().enumerate() {
        let data = match &buffer.uri {
            None if index == 0 => opened.binary.map(Cow::Borrowed),
            None => None,
            Some(uri) => data_uri(uri).map(Cow::Owned),
        };
        if let Some(data) = &data
            && (data.len() as u64) < buffer.byte_length
        {
            let there = figure(data.len() as u64);
            let message =
                format!("A buffer ends early: {there} of {} are there.", count_of(buffer.byte_length, "byte", "bytes"));
            findings.push(Finding::new(TRUNCATED, message, UPLOAD_AGAIN));
        }
        buffers.push(data.unwrap_or_else(|| {
            findings.push(missing(buffer.uri.as_deref()));
            Cow::Borrowed(&[])
        }));
    }
    Ok(buffers)
}

fn missing(uri: Option<&str>) -> Finding {
    let message = "The model's geometry lies in another file beside this one, which is not part of it.";
    let finding =
        Finding::new(BUFFER_MISSING, message, "Export the model as .glb, which holds everything in one file.");
    // A data address that cannot be decoded may be as long as the file.
    let place = uri.filter(|uri| !uri.starts_with("data:")).map(|uri| Place::element(name(uri.as_bytes())));
    finding.at(place)
}

/// The bytes inside a `data:` address.
pub(super) fn data_uri(uri: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let (head, data) = uri.strip_prefix("data:")?.split_once(',')?;
    head.ends_with(";base64")
        .then(|| GeneralPurpose::new(&alphabet::STANDARD, LENIENT).decode(data.trim_ascii()).ok())?
}
