//! The outside of a glTF: GLB's chunks or bare JSON, and the buffers that either brings along.

use std::borrow::Cow;

use base64::{
    Engine as _, alphabet, engine::DecodePaddingMode, engine::GeneralPurpose,
    engine::general_purpose::GeneralPurposeConfig,
};

use super::document::Document;
use crate::mesh::{
    text::{name, without_mark},
    trouble::{Limit, MALFORMED, Stop, TRAILING_BYTES, TRUNCATED, count_of, figure, spend},
};
use crate::{Budget, Code, Finding, Findings, Place, Severity};

/// Geometry lies in a file beside this one.
const BUFFER_MISSING: Code = Code { id: "R122", name: "buffer-missing", severity: Severity::Fail };

const CHUNK_JSON: u32 = 0x4E4F_534A;
const CHUNK_BIN: u32 = 0x004E_4942;
/// Bytes before the first chunk of a GLB.
const HEADER_BYTES: usize = 12;
/// Bytes up to the first chunk's data; a file that says it is shorter says nothing.
const FIRST_CHUNK_BYTES: usize = 20;
const UPLOAD_AGAIN: &str = "Upload it again; if it stays so, export the model again.";

/// A document and the bytes that came with it.
pub(super) struct Opened<'a> {
    pub(super) document: Document,
    binary: Option<&'a [u8]>,
    /// Whether the file ends before its announced length, which is told.
    is_cut: bool,
}

/// Reads the JSON; what follows it in a GLB stays bytes.
pub(super) fn open<'a>(bytes: &'a [u8], findings: &mut Findings) -> Result<Opened<'a>, Stop> {
    let mut odd = Vec::new();
    let (json, binary) = if bytes.starts_with(b"glTF") { chunks(bytes, &mut odd)? } else { (bytes, None) };
    let document = serde_json::from_slice(without_mark(json)).map_err(|error| {
        let code = if error.is_eof() { TRUNCATED } else { MALFORMED };
        let message = if error.is_eof() {
            "The file ends inside its description of the scene (JSON), so nothing of it can be read."
        } else {
            "The description of the scene (JSON) breaks the rules of glTF, so nothing of it can be read."
        };
        Box::new(Finding::new(code, message, UPLOAD_AGAIN).at([Place::element(format!("line {}", error.line()))]))
    })?;
    // Where the description itself cannot be read, that says enough.
    let is_cut = odd.iter().any(|finding| finding.code == TRUNCATED.id);
    findings.extend(odd);
    Ok(Opened { document, binary, is_cut })
}

type Chunks<'a> = (&'a [u8], Option<&'a [u8]>);

fn chunks<'a>(bytes: &'a [u8], odd: &mut Vec<Finding>) -> Result<Chunks<'a>, Stop> {
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
        odd.push(Finding::new(TRUNCATED, message, UPLOAD_AGAIN));
    }
    let within = FIRST_CHUNK_BYTES..bytes.len();
    let end = usize::try_from(announced).ok().filter(|end| within.contains(end)).unwrap_or(bytes.len());
    if end < bytes.len() {
        let trailing = count_of((bytes.len() - end) as u64, "byte", "bytes");
        let message = format!("{trailing} after the end of the model were not read.");
        let fix = "Nothing needs to be done unless a part is missing; a new export leaves them out.";
        odd.push(Finding::new(TRAILING_BYTES, message, fix));
    }
    let (mut json, mut binary) = (None, None);
    let mut rest = bytes.get(HEADER_BYTES..end).unwrap_or_default();
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
            && !opened.is_cut
        {
            let there = figure(data.len() as u64);
            let message =
                format!("A buffer ends early: {there} of {} are there.", count_of(buffer.byte_length, "byte", "bytes"));
            findings.push(Finding::new(TRUNCATED, message, UPLOAD_AGAIN));
        }
        if data.is_none() && !(opened.is_cut && buffer.uri.is_none()) {
            findings.push(missing(buffer.uri.as_deref()));
        }
        buffers.push(data.unwrap_or(Cow::Borrowed(&[])));
    }
    Ok(buffers)
}

fn missing(uri: Option<&str>) -> Finding {
    let fix = "Export the model as .glb, which holds everything in one file.";
    let Some(uri) = uri else {
        return Finding::new(BUFFER_MISSING, "The model's geometry is missing from the file.", fix);
    };
    if uri.starts_with("data:") {
        // As long as the file, so it is no place to show.
        let message = "The model's geometry, embedded as text (base64), is damaged and cannot be unpacked.";
        return Finding::new(BUFFER_MISSING, message, fix);
    }
    let message = "The model's geometry lies in another file beside this one, which is not part of it.";
    Finding::new(BUFFER_MISSING, message, fix).at([Place::element(name(uri.as_bytes()))])
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
